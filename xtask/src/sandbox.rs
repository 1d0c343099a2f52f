//! Runs the local Zoom in the foreground.

use std::process::Command;

use crate::{command, workspace};

/// The package and the program of the local Zoom.
pub(crate) const SANDBOX: &str = "zoom-sandbox";

/// Builds the sandbox and runs it with the given arguments until it ends.
pub(crate) fn run(arguments: &[&str]) -> Result<(), crate::Error> {
    workspace::build_programs()?;
    let mut sandbox = Command::new(workspace::program(SANDBOX));
    sandbox.args(arguments);
    let status = sandbox
        .status()
        .map_err(|source| command::CommandError::Start {
            program: SANDBOX.to_owned(),
            source,
        })?;
    // Ctrl-C is how it is meant to be stopped, and it answers for wrong arguments itself.
    std::process::exit(status.code().unwrap_or(0))
}
