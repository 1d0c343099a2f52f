//! Runs connectors from the command line. `connector-host --help` says how.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::run(std::env::args_os().collect())
}
