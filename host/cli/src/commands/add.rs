//! `add`: keeps a connector for later use.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::{
    component, consent,
    exit::{CommandError, Exit},
    screen::{terminal, text},
    session::{self, Session},
};

/// Check a component, show what it is, and keep it under its key
#[derive(Args, Debug)]
#[command(
    after_help = "To add a connector agrees to what it wants, which is shown. A later version that wants more
is not added without --accept: nothing of an account goes anywhere that nobody has agreed to.

Examples:
  connector-host add ./example.wasm
  connector-host add ./example-2.wasm --accept"
)]
pub(crate) struct Add {
    /// The component file
    #[arg(value_name = "COMPONENT", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Agree to what a version wants more than the one before, for the connections there are too
    #[arg(long)]
    accept: bool,
}

impl Add {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let bytes = session::read(&self.file)?;
        let host = session.host();
        let added = session.run(async {
            if self.accept {
                host.add_accepting(&bytes).await
            } else {
                host.add(&bytes).await
            }
        });
        let added = match added {
            Ok(added) => added,
            Err(error) if error.exit() == Some(Exit::Consent) => {
                let file = self.file.display();
                return Err(error.with_next(text!(
                    "connector-host inspect {} shows all that it wants; connector-host add {} --accept agrees to it",
                    file,
                    file
                )));
            }
            Err(error) => return Err(error.about(self.file.display())),
        };
        let manifest = added.connector.manifest();
        let key = &manifest.key;
        terminal::tell(component::describe(&added.connector));
        if let Some(accepted) = &added.accepted {
            terminal::tell("Agreed, beside what was agreed to before:");
            for line in consent::details(accepted) {
                terminal::tell(text!("  {}", line));
            }
        }
        terminal::done(match added.replaced {
            Some(earlier) => text!(
                "Added {} {}, in place of {}.",
                key,
                manifest.version,
                earlier
            ),
            None => text!("Added {} {}.", key, manifest.version),
        });
        terminal::tell(text!(
            "Next: connector-host methods {} (how to connect an account), connector-host actions {} (what it can do)",
            key,
            key
        ));
        Ok(())
    }
}
