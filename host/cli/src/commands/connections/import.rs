//! `connections import`: takes in connections from another machine.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use clap::{Args, ValueHint};
use serde_json::json;

use super::passphrase::Passphrase;
use crate::{
    exit::CommandError,
    output::Output,
    program::program,
    screen::{terminal, text, words},
    session::Session,
};

/// Take in the connections of a file that `connections export` wrote
#[derive(Args, Debug)]
#[command(
    after_help = "All of them are taken in, or none. Living connections that are here already are told, and \
replaced only with --replace.

Examples:
  connector-host connections import connections.age
  connector-host connections import - --passphrase-env PASSPHRASE < work.age"
)]
pub(super) struct Import {
    /// The file, or - for stdin
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Replace tokens and apps that are here already
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    passphrase: Passphrase,
    #[command(flatten)]
    output: Output,
}

impl Import {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let archive = read(&self.file)?;
        let passphrase = self.passphrase.read()?;
        let import = session.host().import(archive, passphrase, self.replace);
        let names = session.run(import)?;
        self.output
            .write_or_tell(&json!({ "imported": names }), || {
                terminal::done(text!("Imported {}.", words::list(&names)));
                if let Some(name) = names.first() {
                    terminal::tell(text!("Next: {} connections test {}", program(), name));
                }
            })
    }
}

fn read(file: &Path) -> Result<String, CommandError> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    text.map_err(|error| {
        CommandError::usage(text!("{} cannot be read: {}", file.display(), error))
            .with_next("give the file that `connections export` wrote")
    })
}
