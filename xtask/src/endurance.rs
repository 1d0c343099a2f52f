//! Plays the scenarios of endurance: hours of load, kills, full disks, outages and strangers.

use std::process::{Command, ExitStatus};

use crate::{command, component, tools, workspace};

/// The package and the program of the scenarios.
const ENDURANCE: &str = "endurance";

/// Plays scenarios, and ends as they end.
pub(crate) fn run(arguments: &[&str]) -> Result<(), crate::Error> {
    let status = play(arguments)?;
    // It has said itself what is not as it must be.
    std::process::exit(status.code().unwrap_or(1))
}

/// Builds the connector and the program, optimized, and plays the scenarios.
pub(crate) fn play(arguments: &[&str]) -> Result<ExitStatus, crate::Error> {
    tools::postgresql()?;
    let zoom = component::build(&[component::ZOOM])?;
    workspace::build_optimized(ENDURANCE)?;
    let mut endurance = Command::new(workspace::released(ENDURANCE));
    endurance.arg("play").arg("--component").args(zoom);
    let cache = workspace::target().join("endurance-cache");
    endurance.arg("--cache-dir").arg(cache).args(arguments);
    let status = endurance
        .status()
        .map_err(|source| command::CommandError::Start {
            program: ENDURANCE.to_owned(),
            source,
        })?;
    Ok(status)
}
