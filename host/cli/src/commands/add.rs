//! `add`: keeps a connector for later use.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use connector_host::{Error, GaveWay, schema::UnusableSchemas};

use crate::{
    component,
    consent::{self, Named},
    exit::{CommandError, Exit},
    revocation,
    screen::{Text, terminal, text, words},
    session::{self, Session},
};

/// Check a component, show what it is, and keep it under its key
#[derive(Args, Debug)]
#[command(
    after_help = "To add a connector agrees to what it wants, which is shown. A later version that wants more \
is not added without --accept: nothing of an account goes anywhere that nobody has agreed to. \
The refusal shows the file's SHA-256, so that no other file is accepted in its place: --accept \
without it agrees to whatever the file holds by then.

Examples:
  connector-host add ./example.wasm
  connector-host add ./example-2.wasm --accept=SHA256"
)]
pub(crate) struct Add {
    /// The component file
    #[arg(value_name = "COMPONENT", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Agree to what a version wants more than the one before, for the connections there are too:
    /// with the SHA-256 of its file, to this version and no other
    #[arg(long, value_name = "SHA256", num_args = 0..=1, require_equals = true, value_parser = digits)]
    accept: Option<Option<String>>,
}

/// How many digits the SHA-256 of a component has. All of them stand for it: whoever
/// makes components finds two that agree in the first dozen within seconds.
const DIGITS: usize = 64;

fn digits(argument: &str) -> Result<String, String> {
    let is_digit = |byte: u8| byte.is_ascii_hexdigit();
    if argument.len() == DIGITS && argument.bytes().all(is_digit) {
        Ok(argument.to_ascii_lowercase())
    } else {
        Err(format!(
            "it is no SHA-256; give all of its {DIGITS} hexadecimal digits"
        ))
    }
}

impl Add {
    /// Whether a person has agreed to all that the component of that digest wants.
    fn accepts(&self, digest: &str) -> bool {
        match &self.accept {
            None => false,
            Some(None) => true,
            Some(Some(accepted)) => digest == accepted,
        }
    }

    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let bytes = session::read(&self.file)?;
        let host = session.host();
        // What is accepted is what was read once: the file may be another by now.
        let mut digest = String::new();
        let added = session.run(async {
            match host.add(&bytes).await {
                Err(Error::WantsMore(more)) if self.accepts(&more.digest) => {
                    host.add_accepting(&bytes).await
                }
                Err(Error::WantsMore(more)) => {
                    digest.clone_from(&more.digest);
                    Err(Error::WantsMore(more))
                }
                added => added,
            }
        });
        let added = match added {
            Ok(added) => added,
            Err(error) if error.exit() == Some(Exit::Consent) => {
                let file = self.file.display();
                return Err(error.with_next(text!(
                    "connector-host inspect {} shows all that it wants; connector-host add {} --accept={} agrees to it",
                    file,
                    file,
                    digest
                )));
            }
            Err(error) => return Err(error.about(self.file.display())),
        };
        let manifest = added.connector.manifest();
        let key = &manifest.key;
        let schemas = UnusableSchemas::of(manifest);
        terminal::tell(component::describe(
            &added.connector,
            &schemas,
            Named::First,
        ));
        if let Some(accepted) = &added.accepted {
            terminal::tell("Agreed, beside what was agreed to before:");
            for line in consent::details(accepted) {
                terminal::tell(text!("  {}", line));
            }
        }
        for gave_way in &added.gave_way {
            terminal::tell(told(gave_way));
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

/// What is told of a grant that has given way, and of its tokens.
fn told(gave_way: &GaveWay) -> Text {
    let became = match &gave_way.revocation {
        None => {
            "; the tokens from there end by themselves: to revoke them might end the others too"
        }
        Some(revocation) => revocation::told(revocation).0,
    };
    text!(
        "{}: connected at {} before, now by the same account's other sign-in{}",
        words::list(&gave_way.connections),
        gave_way.token_endpoint,
        became
    )
}
