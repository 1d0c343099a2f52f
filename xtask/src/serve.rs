//! Runs the service and the local Zoom together in the foreground, ready to be tried.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::stage::{HOST, Stage, StageError};
use crate::{command, component, story, workspace};

/// Builds what is needed, starts both, and says what to try. The arguments go to the service.
pub(crate) fn run(arguments: &[&str]) -> Result<(), crate::Error> {
    if arguments.iter().any(|word| ["--help", "-h"].contains(word)) {
        return help();
    }
    let zoom = component::build(&[component::ZOOM])?.remove(0);
    workspace::build_programs()?;
    let stage = Stage::set("serve", &["--port", "0", "--any-loopback-redirect"])?;
    stage.host_quietly(&["add", &zoom.display().to_string()])?;
    stage.register_app()?;
    let mut service = stage.command(&["serve"]);
    let mut service = service
        .args(arguments)
        .stdout(Stdio::inherit())
        .spawn()
        .map_err(|source| StageError::Run {
            program: HOST,
            source,
        })?;
    if let Some(screen) = service.stderr.take() {
        for line in BufReader::new(screen).lines() {
            let line = line?;
            match listens_on(&line) {
                Some(address) => story::print(&introduction(&stage, address)?)?,
                None => story::say(&line),
            }
        }
    }
    // Ctrl-C is how it is meant to be stopped.
    let status = service.wait()?;
    drop(stage);
    std::process::exit(status.code().unwrap_or(0))
}

/// What arguments there are: the service says it itself.
fn help() -> Result<(), crate::Error> {
    workspace::build_programs()?;
    let mut service = Command::new(workspace::program(HOST));
    Ok(command::show(service.args(["serve", "--help"]))?)
}

/// The address that the service says it listens on.
fn listens_on(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("Listening on ")?;
    rest.split([';', ' ']).next()
}

/// What there is, and the lines to paste.
fn introduction(stage: &Stage, service: &str) -> Result<String, StageError> {
    let app = stage.app("server-to-server")?;
    let connection = json!({
        "connector": "zoom", "method": "server-to-server", "name": "work",
        "settings": {"account_id": app["account_id"], "client_id": app["client_id"]},
        "secrets": {"client_secret": app["client_secret"]},
    });
    let meeting = json!({
        "connection": "work",
        "input": {"topic": "Planning", "start_time": "2038-01-12T10:00:00Z", "duration": 30},
    });
    let session = json!({"connector": "zoom", "name": "mine", "requester": "The demo"});
    let mut text = format!(
        "The service answers at {service}, and its API is described at {service}/v1/openapi.json.\n\
         A local Zoom listens on {}, with an account of {}; open it in a browser to look inside.\n\n\
         In another shell:\n",
        stage.url(),
        stage.user()
    );
    let steps = [
        (
            "Connect an account that nobody has to approve:",
            "connections",
            connection,
        ),
        (
            "Create a meeting with it:",
            "connectors/zoom/actions/create-meeting/invocations",
            meeting,
        ),
        (
            "Ask somebody to connect an account, and open the link of the answer in a browser:",
            "connect-sessions",
            session,
        ),
    ];
    for (what, path, body) in &steps {
        // Writing to a text cannot fail.
        let _ = write!(text, "\n{what}\n\n  {}\n", curl(service, path, body));
    }
    text.push_str("\nCtrl-C stops both.\n");
    Ok(text)
}

fn curl(service: &str, path: &str, body: &Value) -> String {
    format!("curl {service}/v1/{path} -H 'content-type: application/json' -d '{body}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_says_where_it_listens() {
        let said =
            "Listening on http://127.0.0.1:8787; /v1/openapi.json describes it, and Ctrl-C ends it";
        assert_eq!(listens_on(said), Some("http://127.0.0.1:8787"));
        assert_eq!(listens_on("No API key was made"), None);
    }

    #[test]
    fn what_is_to_be_pasted_is_a_line_of_a_shell() {
        let line = curl(
            "http://127.0.0.1:1",
            "connections",
            &json!({"name": "work"}),
        );
        assert_eq!(
            line,
            "curl http://127.0.0.1:1/v1/connections -H 'content-type: application/json' -d '{\"name\":\"work\"}'"
        );
    }
}
