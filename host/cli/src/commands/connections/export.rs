//! `connections export`: moves connections to another machine.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, ValueHint};
use connector_host::{Error, connections::Export as Archived};

use super::passphrase::Passphrase;
use crate::{
    asking,
    exit::{CommandError, Exit},
    program::program,
    screen::{terminal, text, words},
    session::Session,
};

/// Write connections to an encrypted file, to go on with them on another machine
#[derive(Args, Debug)]
#[command(
    after_help = "The file holds tokens and client secrets, encrypted to a passphrase of 12 characters or \
more (age-encryption.org/v1). The connections end here once it is written, since an API may let only one machine renew their \
tokens. Importing the file here brings them back.

Examples:
  connector-host connections export connections.age --all
  connector-host connections export - work play \\
      --passphrase-env PASSPHRASE > work.age"
)]
pub(super) struct Export {
    /// The file to write, or - for stdout
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// The connections; when left out, all of them, once you have said yes
    names: Vec<String>,
    /// All connections, without asking
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// Go on with them here too; only one of the two may be used
    #[arg(long)]
    keep: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

impl Export {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        // Told before a passphrase is asked for, and again when it is written.
        if self.file.exists() {
            return Err(is_there(&self.file));
        }
        let names = self.chosen(session)?;
        let passphrase = self.passphrase.choose()?;
        let export = session.run(session.host().export(names, passphrase))?;
        write(&self.file, &export)?;
        let names = words::list(export.names());
        let file = if self.file == Path::new("-") {
            text!("stdout")
        } else {
            text!("{}", self.file.display())
        };
        if self.keep {
            session.run(async {
                export.keep_here().await;
                Ok::<_, Error>(())
            })?;
            terminal::done(text!("Exported {} to {}.", names, file));
            terminal::warn(
                "the connections work here as well: use one of the two only, since tokens that one renews may be lost to the other",
            );
            return Ok(());
        }
        session.run(async { export.move_out().await.map_err(Error::from) })?;
        terminal::done(text!("Moved {} to {}; they have ended here.", names, file));
        terminal::tell(text!(
            "Next, on the other machine: connector-host connections import FILE\nIf the file is lost: {} connections reconnect NAME goes on here.",
            program()
        ));
        Ok(())
    }

    /// The names of the connections to export. Which they are is for a person
    /// to say: moved connections end here.
    fn chosen(&self, session: &Session) -> Result<Vec<String>, CommandError> {
        for name in &self.names {
            session.run(session.host().connection(name))?;
        }
        if !self.names.is_empty() {
            return Ok(self.names.clone());
        }
        let all = session.run(session.host().connections())?;
        let all: Vec<String> = all.into_iter().map(|connection| connection.name).collect();
        if all.is_empty() {
            return Err(CommandError::usage("there are no connections to export"));
        }
        if self.all {
            return Ok(all);
        }
        let names = words::list(&all);
        if !terminal::can_ask() {
            return Err(CommandError::usage(text!(
                "it is not said which connections to export; there are {}",
                names
            ))
            .with_next("name them behind the file, or add --all"));
        }
        let question = if self.keep {
            text!("Export {}?", names)
        } else {
            text!("Move {}? They end here.", names)
        };
        if asking::confirms(question)? {
            Ok(all)
        } else {
            Err(CommandError::usage("nothing was exported"))
        }
    }
}

/// Writes the archive whole or not at all, durably: what it holds ends here
/// next.
fn write(file: &Path, export: &Archived) -> Result<(), CommandError> {
    if file == Path::new("-") {
        return Ok(terminal::data(export.archive().as_bytes())?);
    }
    let failed = |error: &io::Error| {
        CommandError::new(
            Exit::Other,
            text!("{} cannot be written: {}", file.display(), error),
        )
        .with_next("make room and see to its permissions, or choose another place")
    };
    let directory = match file.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    };
    // Temporary files are readable by their owner only.
    let mut archive = tempfile::NamedTempFile::new_in(directory).map_err(|error| failed(&error))?;
    archive
        .write_all(export.archive().as_bytes())
        .and_then(|()| archive.as_file().sync_all())
        .map_err(|error| failed(&error))?;
    archive.persist_noclobber(file).map_err(|error| {
        if error.error.kind() == io::ErrorKind::AlreadyExists {
            is_there(file)
        } else {
            failed(&error.error)
        }
    })?;
    Ok(())
}

fn is_there(file: &Path) -> CommandError {
    CommandError::usage(text!("{} is there already", file.display()))
        .with_next("choose another name, or delete it first")
}
