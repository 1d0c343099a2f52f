//! What the story plays on: a local Zoom, and the host with a data directory of its own.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::{HOST, program};
use crate::sandbox::SANDBOX;
use crate::{story, workspace};

/// Why the story ends early.
#[derive(Debug, thiserror::Error)]
pub(super) enum StageError {
    /// A program could not be started or talked to.
    #[error("could not run {program}: {source}")]
    Run {
        program: &'static str,
        source: std::io::Error,
    },
    /// The local Zoom did not say where it listens.
    #[error("the local Zoom did not start; its own message is above")]
    Sandbox,
    /// The local Zoom has no app to connect with.
    #[error("the local Zoom has no user-managed app with granular scopes; start-up said {0}")]
    App(Value),
    /// A command of the story failed.
    #[error("{program} ended with {status}:\n{stderr}")]
    Failed {
        program: &'static str,
        status: std::process::ExitStatus,
        stderr: String,
    },
    /// The host wrote something other than JSON.
    #[error("connector-host wrote no JSON: {0}")]
    Output(#[from] serde_json::Error),
}

/// What a program wrote.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// The local Zoom and the host's data directory. Dropping it stops the former.
#[derive(Debug)]
pub(super) struct Stage {
    sandbox: Child,
    /// What the sandbox said when it had started.
    start: Value,
}

/// The origins of Zoom, which are all sent to the local one.
const ORIGINS: [&str; 2] = ["https://zoom.us", "https://*.zoom.us"];

impl Stage {
    /// Starts a local Zoom on a free port, and forgets what an earlier story left.
    pub(super) fn set() -> Result<Self, StageError> {
        match std::fs::remove_dir_all(home()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(run_error(HOST)(error));
            }
            _ => {}
        }
        std::fs::create_dir_all(home()).map_err(run_error(HOST))?;
        let mut sandbox = program(SANDBOX)
            .args(["--port", "0", "--any-loopback-redirect", "--json"])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(run_error(SANDBOX))?;
        let mut line = String::new();
        if let Some(stdout) = sandbox.stdout.as_mut() {
            BufReader::new(stdout)
                .read_line(&mut line)
                .map_err(run_error(SANDBOX))?;
        }
        let start = serde_json::from_str(&line).map_err(|_| StageError::Sandbox);
        Ok(Self {
            start: start.inspect_err(|_| stop(&mut sandbox))?,
            sandbox,
        })
    }

    /// Where the local Zoom listens.
    pub(super) fn url(&self) -> &str {
        self.start["url"].as_str().unwrap_or_default()
    }

    /// Whose account it is.
    pub(super) fn user(&self) -> &str {
        self.start["user"]["display_name"]
            .as_str()
            .unwrap_or_default()
    }

    /// Runs the host, after showing the command.
    pub(super) fn host(&self, arguments: &[&str]) -> Result<Written, StageError> {
        show(arguments);
        self.finish(self.command(arguments))
    }

    /// Invokes an action with some fields set, and returns its output.
    pub(super) fn invoke(&self, action: &str, fields: &[&str]) -> Result<Value, StageError> {
        let mut arguments = vec!["invoke", "zoom", action];
        arguments.extend(fields.iter().flat_map(|field| ["--set", field]));
        Ok(serde_json::from_str(&self.host(&arguments)?.stdout)?)
    }

    /// Downloads the video of a meeting.
    pub(super) fn download(&self, uuid: &str) -> Result<Value, StageError> {
        let meeting_id = format!("meeting_id={uuid}");
        let directory = home().join("recordings").display().to_string() + "/";
        let arguments = [
            "invoke",
            "zoom",
            "download-recording",
            "--set",
            &meeting_id,
            "--download-to",
            &directory,
        ];
        let written = self.host(&arguments)?;
        Ok(serde_json::from_str(&written.stdout)?)
    }

    /// Connects the account, with somebody to approve at the browser; returns what the host said.
    pub(super) fn connect(&self) -> Result<String, StageError> {
        let no_app = || StageError::App(self.start.clone());
        let app = self.start["apps"].as_array().and_then(|apps| {
            apps.iter()
                .find(|app| app["kind"] == "user-managed" && app["scope_type"] == "granular")
        });
        let app = app.ok_or_else(no_app)?;
        let client_id = format!(
            "client_id={}",
            app["client_id"].as_str().ok_or_else(no_app)?
        );
        let secret = app["client_secret"].as_str().ok_or_else(no_app)?;
        let arguments = [
            "connect",
            "zoom",
            "--method",
            "byo-app",
            "--set",
            &client_id,
            "--set-env",
            "client_secret=CLIENT_SECRET",
            "--no-browser",
            "--listen",
            "127.0.0.1:0",
        ];
        story::aside(&format!("$ export CLIENT_SECRET={secret}"));
        show(&arguments);
        let mut command = self.command(&arguments);
        command.env("CLIENT_SECRET", secret);
        let mut host = command.spawn().map_err(run_error(HOST))?;
        let mut said = String::new();
        if let Some(screen) = host.stderr.take() {
            let mut screen = BufReader::new(screen);
            approve_when_asked(&mut screen, &mut said)?;
            screen.read_to_string(&mut said).map_err(run_error(HOST))?;
        }
        let status = host.wait().map_err(run_error(HOST))?;
        if status.success() {
            Ok(said)
        } else {
            Err(StageError::Failed {
                program: HOST,
                status,
                stderr: said,
            })
        }
    }

    /// What the host finds in its environment.
    pub(super) fn environment(&self) -> [(&'static str, String); 3] {
        let reroutes = ORIGINS.map(|origin| format!("{origin}={}", self.url()));
        [
            ("CONNECTOR_HOST_HOME", home().display().to_string()),
            (
                "CONNECTOR_HOST_CACHE",
                workspace::target().join("demo-cache").display().to_string(),
            ),
            ("CONNECTOR_HOST_REROUTE", reroutes.join(",")),
        ]
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(HOST);
        command
            .args(arguments)
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn finish(&self, mut command: Command) -> Result<Written, StageError> {
        let output = command.output().map_err(run_error(HOST))?;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            Ok(Written {
                stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
                stderr,
            })
        } else {
            Err(StageError::Failed {
                program: HOST,
                status: output.status,
                stderr,
            })
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        stop(&mut self.sandbox);
    }
}

fn stop(child: &mut Child) {
    // It may have ended by itself; either way it is gone afterwards.
    let _ = child.kill();
    let _ = child.wait();
}

/// Where the host of the story keeps its data.
pub(super) fn home() -> std::path::PathBuf {
    workspace::target().join("demo")
}

/// Reads what the host says up to the address of the sign-in page, and presses Allow there.
fn approve_when_asked(screen: &mut impl BufRead, said: &mut String) -> Result<(), StageError> {
    loop {
        let begin = said.len();
        if screen.read_line(said).map_err(run_error(HOST))? == 0 {
            return Ok(());
        }
        let line = said[begin..].trim();
        if line.starts_with("http://") {
            let output = program(SANDBOX)
                .args(["approve", line])
                .output()
                .map_err(run_error(SANDBOX))?;
            if !output.status.success() {
                let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
                return Err(StageError::Failed {
                    program: SANDBOX,
                    status: output.status,
                    stderr,
                });
            }
            said.push_str("(At the browser, somebody presses Allow.)\n");
            return Ok(());
        }
    }
}

/// Shows a command as one would type it.
fn show(arguments: &[&str]) {
    let quoted = |argument: &&str| {
        let plain =
            |character: char| character.is_ascii_alphanumeric() || "-_=./:@+".contains(character);
        if argument.chars().all(plain) {
            (*argument).to_owned()
        } else {
            format!("'{argument}'")
        }
    };
    let words: Vec<String> = arguments.iter().map(quoted).collect();
    story::aside(&format!("$ {HOST} {}", words.join(" ")));
}

fn run_error(program: &'static str) -> impl Fn(std::io::Error) -> StageError {
    move |source| StageError::Run { program, source }
}
