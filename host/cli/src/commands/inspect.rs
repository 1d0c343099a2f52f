//! `inspect`: what a component file is, before anything is done with it.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use connector_host::{Error, WantsMore, component::Connector, schema::UnusableSchemas};

use crate::{
    component,
    consent::{self, Named},
    exit::CommandError,
    output::Output,
    screen::{terminal, text},
    session::Session,
};

/// Show what a component is: its world, imports, size, actions and origins
#[derive(Args, Debug)]
#[command(
    after_help = "It names every action that does more than read, and all that a later version wants which nobody \
has agreed to.

Examples:
  connector-host inspect ./example.wasm
  connector-host inspect ./example.wasm --output json"
)]
pub(crate) struct Inspect {
    /// The component file
    #[arg(value_name = "COMPONENT", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    #[command(flatten)]
    output: Output,
}

impl Inspect {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.load(&self.file)?;
        let schemas = UnusableSchemas::of(connector.manifest());
        let beyond = beyond(session, &connector)?;
        let mut summary = component::looked_into(&connector, &schemas);
        summary["wants_more"] = match &beyond {
            Some(more) => consent::beyond_as_json(more.as_ref()),
            None => serde_json::Value::Null,
        };
        self.output.write(&summary, || {
            let mut page = component::describe(&connector, &schemas, Named::All);
            let more = beyond.as_ref().and_then(Option::as_ref);
            page.push(consent::beyond(more, terminal::text_width()));
            page.push(component::triggers(connector.manifest()));
            page.push(component::failures(connector.manifest()));
            page
        })
    }
}

/// What the component wants that nobody has agreed to, if that is anything; none where
/// that is not known: what was agreed to is the operator's to know, and a store that can't
/// be read is no reason not to show the rest.
fn beyond(
    session: &Session,
    connector: &Connector,
) -> Result<Option<Option<WantsMore>>, CommandError> {
    let compared = session.run(async {
        let compared = session.host().wants_more(connector).await;
        Ok::<_, CommandError>(compared)
    })?;
    match compared {
        Ok(more) => Ok(Some(more)),
        Err(Error::OperatorsOnly { .. }) => Ok(None),
        Err(error) => {
            terminal::warn(text!(
                "whether somebody has agreed to all of it is not known: {}",
                error
            ));
            Ok(None)
        }
    }
}
