//! Stages that are programs of other languages.

use std::process::Command;

use super::table::Outcome;
use crate::{command, tools, workspace};

/// Published clients of Zoom.
pub(super) fn clients() -> Result<Outcome, crate::Error> {
    run("tests/third-party-clients/run", &[])
}

/// The drivers of `examples/`.
pub(super) fn examples() -> Result<Outcome, crate::Error> {
    run("tests/examples/run", &["javascript", "python"])
}

/// The declarations for TypeScript.
pub(super) fn types() -> Result<Outcome, crate::Error> {
    run("tests/examples/run", &["types"])
}

fn run(script: &str, arguments: &[&str]) -> Result<Outcome, crate::Error> {
    tools::node_and_python()?;
    let mut script = Command::new(workspace::root().join(script));
    script
        .args(arguments)
        .current_dir(workspace::root())
        .env("CARGO_TARGET_DIR", workspace::target());
    command::run(&mut script)?;
    Ok(Outcome::Passed(arguments.join(", ")))
}
