//! Data on stdout, in the form that was asked for.

use std::io::Write as _;

use clap::ValueEnum;
use serde::Serialize;

use super::{
    exit::{CommandError, Exit},
    terminal,
};

/// The values of `--output` of commands that show something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
}

/// Writes a page as it stands.
pub(super) fn page(text: &str) -> Result<(), CommandError> {
    Ok(writeln!(terminal::stdout(), "{}", text.trim_end())?)
}

/// Writes a value as indented JSON.
pub(super) fn json(value: &impl Serialize) -> Result<(), CommandError> {
    let text = serde_json::to_string_pretty(value).map_err(|error| {
        CommandError::new(Exit::Other, format_args!("the output is no JSON: {error}"))
    })?;
    Ok(writeln!(terminal::stdout(), "{text}")?)
}

/// Writes a value as one line of JSON.
pub(super) fn json_line(value: &impl Serialize) -> Result<(), CommandError> {
    let text = serde_json::to_string(value).map_err(|error| {
        CommandError::new(Exit::Other, format_args!("the output is no JSON: {error}"))
    })?;
    Ok(writeln!(terminal::stdout(), "{text}")?)
}
