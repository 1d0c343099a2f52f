//! `completions`: a script that lets a shell complete the command line.

use std::io::Write as _;

use clap::Args;
use clap_complete::Shell;

use super::{exit::CommandError, terminal};

/// Print the completion script for a shell
#[derive(Args, Debug)]
#[command(after_help = "Example:
  connector-host completions bash > ~/.local/share/bash-completion/completions/connector-host")]
pub(super) struct Completions {
    /// The shell to print it for
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<(), CommandError> {
        // The generator panics when it cannot write, so it writes to memory.
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut super::command(),
            "connector-host",
            &mut script,
        );
        Ok(terminal::stdout().write_all(&script)?)
    }
}
