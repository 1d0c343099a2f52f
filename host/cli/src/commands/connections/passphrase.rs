//! The passphrase of an archive: from a file, the environment, or a prompt.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    exit::CommandError,
    screen::{terminal, text},
    secret::{self, Place},
};

/// How many characters the passphrase of a new archive has at least.
const SHORTEST: usize = 12;

/// Where the passphrase is; asked for on a terminal when left out.
#[derive(Args, Debug)]
#[group(multiple = false)]
pub(super) struct Passphrase {
    /// Read the passphrase from a file
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    passphrase_file: Option<PathBuf>,
    /// Read the passphrase from an environment variable
    #[arg(long, value_name = "VAR")]
    passphrase_env: Option<String>,
}

impl Passphrase {
    /// The passphrase of an archive that is there.
    pub(super) fn read(self) -> Result<SecretString, CommandError> {
        self.given()?.map_or_else(|| ask("Passphrase"), Ok)
    }

    /// The passphrase of a new archive, asked for twice: a slip would lock it
    /// for ever.
    pub(super) fn choose(self) -> Result<SecretString, CommandError> {
        if let Some(passphrase) = self.given()? {
            return long_enough(passphrase);
        }
        let chosen = long_enough(ask("Passphrase for the archive")?)?;
        let repeated = ask("The same passphrase again")?;
        if chosen.expose_secret() == repeated.expose_secret() {
            Ok(chosen)
        } else {
            Err(CommandError::usage("the two passphrases differ").with_next("try again"))
        }
    }

    fn given(&self) -> Result<Option<SecretString>, CommandError> {
        let file = self.passphrase_file.clone().map(Place::File);
        let place = file.or(self.passphrase_env.clone().map(Place::Environment));
        place.map(|place| place.read()).transpose()
    }
}

/// Refuses a passphrase of a new archive that somebody who has the file could guess.
fn long_enough(passphrase: SecretString) -> Result<SecretString, CommandError> {
    if passphrase.expose_secret().chars().count() >= SHORTEST {
        return Ok(passphrase);
    }
    Err(CommandError::usage(text!(
        "the passphrase has fewer than {} characters, and whoever has the file may try as often as they like",
        SHORTEST
    ))
    .with_next("choose a longer one, such as five words by chance"))
}

fn ask(question: &str) -> Result<SecretString, CommandError> {
    if !terminal::can_ask() {
        return Err(CommandError::usage("the passphrase is missing")
            .with_next("add --passphrase-env VAR or --passphrase-file PATH"));
    }
    secret::ask(question)
}
