//! `connections export`: moves connections to another machine.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::Args;
use connector_host::{Error, connections::Export as Archived};

use super::passphrase::Passphrase;
use crate::cli::{
    exit::{CommandError, Exit},
    layout,
    session::Session,
    terminal,
};

/// Write connections to an encrypted file, to go on with them on another machine
#[derive(Args, Debug)]
#[command(
    after_help = "The file holds tokens and client secrets, encrypted to a passphrase (age-encryption.org/v1).
The connections end here once it is written, since an API may let only one machine renew their
tokens. Importing the file here brings them back.

Examples:
  connector-host connections export connections.age
  connector-host connections export - work play --passphrase-env PASSPHRASE > work.age"
)]
pub(super) struct Export {
    /// The file to write, or - for stdout
    file: PathBuf,
    /// The connections; all when left out
    names: Vec<String>,
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
        for name in &self.names {
            session.run(session.host().connection(name))?;
        }
        let passphrase = self.passphrase.choose()?;
        let export = session.run(session.host().export(self.names, passphrase))?;
        write(&self.file, &export)?;
        let names = layout::list(export.names());
        let file = if self.file == Path::new("-") {
            "stdout".to_owned()
        } else {
            self.file.display().to_string()
        };
        if self.keep {
            terminal::done(format_args!("Exported {names} to {file}."));
            terminal::warn(
                "the connections work here as well: use one of the two only, since tokens that one renews may be lost to the other",
            );
            return Ok(());
        }
        session.run(async { export.move_out().await.map_err(Error::from) })?;
        terminal::done(format_args!(
            "Moved {names} to {file}; they have ended here."
        ));
        terminal::tell(
            "Next, on the other machine: connector-host connections import FILE
If the file is lost: connector-host connections reconnect NAME goes on here.",
        );
        Ok(())
    }
}

/// Writes the archive whole or not at all, durably: what it holds ends here
/// next.
fn write(file: &Path, export: &Archived) -> Result<(), CommandError> {
    if file == Path::new("-") {
        return Ok(write!(terminal::stdout(), "{}", export.archive())?);
    }
    let failed = |error: &io::Error| {
        CommandError::new(
            Exit::Other,
            format_args!("{} cannot be written: {error}", file.display()),
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
    CommandError::usage(format_args!("{} is there already", file.display()))
        .with_next("choose another name, or delete it first")
}
