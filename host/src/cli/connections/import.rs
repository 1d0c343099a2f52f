//! `connections import`: takes in connections from another machine.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::json;

use super::passphrase::Passphrase;
use crate::cli::{
    exit::CommandError,
    layout,
    output::{self, Format, Output},
    session::Session,
    terminal,
};

/// Take in the connections of a file that `connections export` wrote
#[derive(Args, Debug)]
#[command(
    after_help = "All of them are taken in, or none. Living connections that are here already are told, and
replaced only with --replace.

Examples:
  connector-host connections import connections.age
  connector-host connections import - --passphrase-env PASSPHRASE < work.age"
)]
pub(super) struct Import {
    /// The file, or - for stdin
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
        if self.output.format == Format::Json {
            return output::json(&json!({ "imported": names }));
        }
        terminal::done(format_args!("Imported {}.", layout::list(&names)));
        if let Some(name) = names.first() {
            terminal::tell(format_args!("Next: connector-host connections test {name}"));
        }
        Ok(())
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
        CommandError::usage(format_args!("{} cannot be read: {error}", file.display()))
            .with_next("give the file that `connections export` wrote")
    })
}
