//! Runs the local Zoom in the foreground, and sets up a data directory of the host that is connected
//! to it, so that the first call is one line to paste.

use std::fmt::Write as _;
use std::process::Command;

use crate::stage::{HOST, Stage, StageError, Written};
use crate::{command, component, story, workspace};

/// The package and the program of the local Zoom.
pub(crate) const SANDBOX: &str = "zoom-sandbox";

/// What the program answers at once, without serving.
const ANSWERED_AT_ONCE: [&str; 8] = [
    "approve",
    "decline",
    "check",
    "help",
    "--help",
    "-h",
    "--version",
    "-V",
];

/// Builds the sandbox and runs it with the given arguments until it ends.
pub(crate) fn run(arguments: &[&str]) -> Result<(), crate::Error> {
    if arguments.iter().any(|word| ANSWERED_AT_ONCE.contains(word)) {
        workspace::build_programs()?;
        let mut sandbox = Command::new(workspace::program(SANDBOX));
        let status = sandbox.args(arguments).status();
        let status = status.map_err(|source| command::CommandError::Start {
            program: SANDBOX.to_owned(),
            source,
        })?;
        // It answers for wrong arguments itself.
        std::process::exit(status.code().unwrap_or(0))
    }
    let zoom = component::build(&[component::ZOOM])?.remove(0);
    workspace::build_programs()?;
    let as_json = arguments.contains(&"--json");
    let arguments: Vec<&str> = arguments
        .iter()
        .copied()
        .filter(|word| *word != "--json")
        .collect();
    let mut stage = Stage::set("sandbox", &arguments)?;
    let connected = stage
        .host_quietly(&["add", &zoom.display().to_string()])
        .and_then(|_| stage.connect_account());
    let text = if as_json {
        format!("{}\n", stage.start())
    } else {
        introduction(&stage, connected)
    };
    story::print(&text)?;
    // Ctrl-C is how it is meant to be stopped.
    let status = stage.wait()?;
    std::process::exit(status.code().unwrap_or(0))
}

/// What there is, and the lines to paste.
fn introduction(stage: &Stage, connected: Result<Written, StageError>) -> String {
    let url = stage.url();
    let mut text = format!(
        "A local Zoom listens on {url}, with an account of {}. Open it in a browser to look inside:\n\
         apps with their credentials, the last requests, what webhooks delivered.\n\n",
        stage.user()
    );
    // Writing to a text cannot fail.
    let _ = match connected {
        Ok(_) => writeln!(text, "{HOST} is connected to it. In another shell:\n"),
        // Such as when it was told to have no approved apps, or to refuse every token.
        Err(problem) => writeln!(
            text,
            "{HOST} could not be connected to it: {problem}\nThe local Zoom runs all the same. To connect it yourself, in another shell:\n"
        ),
    };
    for (name, value) in stage.environment() {
        let _ = writeln!(text, "  export {name}='{value}'");
    }
    let host = workspace::program(HOST);
    let _ = writeln!(
        text,
        "  {} invoke zoom list-meetings\n\nCtrl-C stops it.",
        host.display()
    );
    text
}
