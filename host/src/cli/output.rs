//! Data on stdout, in the form that was asked for.

use std::io::Write as _;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{
    exit::{CommandError, Exit},
    terminal,
};

/// `--output` of commands that show something.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Output {
    /// How to write it: table for people, json for programs
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FORMAT",
        default_value = "table",
        hide_possible_values = true
    )]
    pub(super) format: Format,
}

/// The values of `--output`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Table,
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
