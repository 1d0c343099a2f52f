//! Running other programs, with errors that say which one failed and how.

use std::process::{Command, ExitStatus, Stdio};

/// Why a program did not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The program could not be started.
    #[error("could not start `{program}`: {source}; is it installed and on the PATH?")]
    Start {
        program: String,
        source: std::io::Error,
    },
    /// The program ended with a failure.
    #[error("`{command}` failed ({status}); its own message is above")]
    Failed { command: String, status: ExitStatus },
}

/// `cargo`, the one that runs this program, in the root of the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::workspace::root());
    command
}

/// Runs a command and lets it write to the terminal. What it writes to stdout goes to stderr, so
/// that stdout stays free for what was asked for.
pub(crate) fn run(command: &mut Command) -> Result<(), CommandError> {
    let status = command
        .stdout(std::io::stderr())
        .status()
        .map_err(|source| start_error(command, source))?;
    ended(command, status)
}

/// Runs a command whose stdout is what was asked for.
pub(crate) fn show(command: &mut Command) -> Result<(), CommandError> {
    let status = command
        .status()
        .map_err(|source| start_error(command, source))?;
    ended(command, status)
}

/// Runs a command and returns what it wrote to stdout.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>, CommandError> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| start_error(command, source))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(CommandError::Failed {
            command: display(command),
            status: output.status,
        })
    }
}

/// Runs a command, shows what it writes to stdout however it ends, and returns that.
pub(crate) fn told(command: &mut Command) -> Result<String, CommandError> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| start_error(command, source))?;
    let told = String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned();
    crate::story::say(&told);
    ended(command, output.status)?;
    Ok(told)
}

/// Whether a command can be started and succeeds; what it writes is thrown away.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command as one would type it.
pub(crate) fn display(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

fn ended(command: &Command, status: ExitStatus) -> Result<(), CommandError> {
    if status.success() {
        Ok(())
    } else {
        Err(CommandError::Failed {
            command: display(command),
            status,
        })
    }
}

fn start_error(command: &Command, source: std::io::Error) -> CommandError {
    CommandError::Start {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    }
}
