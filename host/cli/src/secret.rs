//! Where secrets come from: a file, the environment, or a prompt without echo.
//! Never the command line, which other users of the machine can read and
//! shells remember.

use std::path::PathBuf;

use secrecy::SecretString;

use super::{
    exit::CommandError,
    screen::{Shown, terminal, text},
};

/// A place that holds a value.
#[derive(Clone, Debug)]
pub(super) enum Place {
    File(PathBuf),
    Environment(String),
}

impl Place {
    /// The value, without the line break that editors put at the end of a
    /// file.
    pub(super) fn read(&self) -> Result<SecretString, CommandError> {
        let value = match self {
            Self::File(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    CommandError::usage(text!("{} cannot be read: {}", path.display(), error))
                        .with_next("give the path of a file that holds the value alone")
                })?;
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
            Self::Environment(name) => std::env::var(name).map_err(|_| {
                CommandError::usage(text!(
                    "the environment variable {} is not set to a text",
                    name
                ))
                .with_next(text!("set {}, and export it", name))
            })?,
        };
        if value.is_empty() {
            return Err(CommandError::usage(match self {
                Self::File(path) => format!("{} is empty", path.display()),
                Self::Environment(name) => format!("the environment variable {name} is empty"),
            }));
        }
        Ok(value.into())
    }
}

/// Asks for a secret without showing it.
pub(super) fn ask(question: impl Shown) -> Result<SecretString, CommandError> {
    let question = question.into_text();
    loop {
        let answer = terminal::ask_unseen(&question)?;
        if !answer.trim().is_empty() {
            return Ok(answer.trim().to_owned().into());
        }
        terminal::tell("It cannot be empty.");
    }
}
