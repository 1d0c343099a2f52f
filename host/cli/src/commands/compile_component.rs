//! `compile-component`: what a host runs as a child process to compile a
//! component. It is no command for people, and `--help` does not list it.

use std::io::{stderr, stdin, stdout};

use clap::Args;
use connector_host::component::compile_as_child;

/// Compile a component from stdin to stdout, within limits
#[derive(Args, Debug)]
pub(crate) struct CompileComponent {
    /// The memory it may take, in bytes
    memory: u64,
    /// The computing time it may take, in seconds
    seconds: u64,
}

impl CompileComponent {
    /// Ends the process: its exit code is for the host alone.
    pub(super) fn run(&self) -> ! {
        let exit = compile_as_child(
            self.memory,
            self.seconds,
            &mut stdin().lock(),
            &mut stdout().lock(),
            &mut stderr().lock(),
        );
        std::process::exit(exit.into())
    }
}
