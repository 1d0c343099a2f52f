//! `add`: keeps a connector for later use.

use std::path::PathBuf;

use clap::Args;

use super::{
    consent,
    exit::{CommandError, Exit},
    inspect,
    session::{self, Session},
    terminal,
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
pub(super) struct Add {
    /// The component file
    #[arg(value_name = "COMPONENT")]
    file: PathBuf,
    /// Agree to what a version wants more than the one before, for the connections there are too
    #[arg(long)]
    accept: bool,
}

impl Add {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let component = session::read(&self.file)?;
        let host = session.host();
        let added = session.run(async {
            if self.accept {
                host.add_accepting(&component).await
            } else {
                host.add(&component).await
            }
        });
        let added = match added {
            Ok(added) => added,
            Err(error) if error.exit() == Some(Exit::Consent) => {
                let file = self.file.display();
                let words = format_args!(
                    "connector-host inspect {file} shows all that it wants; connector-host add {file} --accept agrees to it"
                );
                return Err(error.with_next(words));
            }
            Err(error) => return Err(error.about(self.file.display())),
        };
        let manifest = added.connector.manifest();
        let key = &manifest.key;
        terminal::tell(inspect::describe(&added.connector));
        if let Some(accepted) = &added.accepted {
            terminal::tell("Agreed, beside what was agreed to before:");
            for line in consent::details(accepted) {
                terminal::tell(format_args!("  {line}"));
            }
        }
        terminal::done(match added.replaced {
            Some(earlier) => format!("Added {key} {}, in place of {earlier}.", manifest.version),
            None => format!("Added {key} {}.", manifest.version),
        });
        terminal::tell(format_args!(
            "Next: connector-host methods {key} (how to connect an account), connector-host actions {key} (what it can do)"
        ));
        Ok(())
    }
}
