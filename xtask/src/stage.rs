//! A local Zoom, and the host with a data directory of its own: what the demo plays on, and what
//! a person gets who starts the local Zoom.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value;

use crate::sandbox::SANDBOX;
use crate::{story, workspace};

/// The program of the host.
pub(crate) const HOST: &str = "connector-host";

/// Why the story ends early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StageError {
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
    #[error("the local Zoom has no {kind} app with granular scopes; start-up said {start}")]
    App { kind: &'static str, start: Value },
    /// A command of the story failed.
    #[error("{program} ended with {status}:\n{stderr}")]
    Failed {
        program: &'static str,
        status: ExitStatus,
        stderr: String,
    },
    /// The host wrote something other than JSON.
    #[error("connector-host wrote no JSON: {0}")]
    Output(#[from] serde_json::Error),
}

/// What a program wrote.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The local Zoom and the host's data directory. Dropping it stops the former.
#[derive(Debug)]
pub(crate) struct Stage {
    sandbox: Child,
    /// What the sandbox said when it had started.
    start: Value,
    /// Where the host keeps its data.
    home: PathBuf,
}

impl Stage {
    /// Starts a local Zoom as the arguments say, and forgets what the host kept at an earlier
    /// time under this name.
    pub(crate) fn set(name: &str, arguments: &[&str]) -> Result<Self, StageError> {
        let home = workspace::target().join(name);
        match std::fs::remove_dir_all(&home) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(run_error(HOST)(error));
            }
            _ => {}
        }
        std::fs::create_dir_all(&home).map_err(run_error(HOST))?;
        let mut sandbox = program(SANDBOX)
            .args(arguments)
            .arg("--json")
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
            home,
        })
    }

    /// What the sandbox said when it had started.
    pub(crate) fn start(&self) -> &Value {
        &self.start
    }

    /// Where the host keeps its data.
    pub(crate) fn home(&self) -> &std::path::Path {
        &self.home
    }

    /// Waits until the local Zoom ends.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus, StageError> {
        self.sandbox.wait().map_err(run_error(SANDBOX))
    }

    /// Where the local Zoom listens.
    pub(crate) fn url(&self) -> &str {
        self.start["url"].as_str().unwrap_or_default()
    }

    /// Whose account it is.
    pub(crate) fn user(&self) -> &str {
        self.start["user"]["display_name"]
            .as_str()
            .unwrap_or_default()
    }

    /// Runs the host, after showing the command.
    pub(crate) fn host(&self, arguments: &[&str]) -> Result<Written, StageError> {
        show(arguments);
        finish(self.command(arguments))
    }

    /// Runs the host without a word.
    pub(crate) fn host_quietly(&self, arguments: &[&str]) -> Result<Written, StageError> {
        finish(self.command(arguments))
    }

    /// Connects the account with its server-to-server app, which asks nobody.
    pub(crate) fn connect_account(&self) -> Result<Written, StageError> {
        let app = self.app("server-to-server")?;
        let setting = |name: &str| format!("{name}={}", app[name].as_str().unwrap_or_default());
        let (account_id, client_id) = (setting("account_id"), setting("client_id"));
        let mut command = self.command(&[
            "connect",
            "zoom",
            "--method",
            "server-to-server",
            "--set",
            &account_id,
            "--set",
            &client_id,
            "--set-env",
            "client_secret=CLIENT_SECRET",
        ]);
        command.env(
            "CLIENT_SECRET",
            app["client_secret"].as_str().unwrap_or_default(),
        );
        finish(command)
    }

    /// The app of a kind that has granular scopes.
    pub(crate) fn app(&self, kind: &'static str) -> Result<&Value, StageError> {
        let apps = self.start["apps"].as_array().into_iter().flatten();
        apps.into_iter()
            .find(|app| app["kind"] == kind && app["scope_type"] == "granular")
            .ok_or_else(|| StageError::App {
                kind,
                start: self.start.clone(),
            })
    }

    /// Invokes an action with some fields set, and returns its output.
    pub(crate) fn invoke(&self, action: &str, fields: &[&str]) -> Result<Value, StageError> {
        let mut arguments = vec!["invoke", "zoom", action];
        arguments.extend(fields.iter().flat_map(|field| ["--set", field]));
        Ok(serde_json::from_str(&self.host(&arguments)?.stdout)?)
    }

    /// Downloads the video of a meeting.
    pub(crate) fn download(&self, uuid: &str) -> Result<Value, StageError> {
        let meeting_id = format!("meeting_id={uuid}");
        let directory = self.home.join("recordings").display().to_string() + "/";
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
    pub(crate) fn connect(&self) -> Result<String, StageError> {
        let app = self.app("user-managed")?;
        let client_id = format!(
            "client_id={}",
            app["client_id"].as_str().unwrap_or_default()
        );
        let secret = app["client_secret"].as_str().unwrap_or_default();
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
    pub(crate) fn environment(&self) -> [(&'static str, String); 3] {
        let reroutes = self.start["reroutes"].as_array().into_iter().flatten();
        let reroutes: Vec<&str> = reroutes.filter_map(Value::as_str).collect();
        [
            ("CONNECTOR_HOST_HOME", self.home.display().to_string()),
            (
                "CONNECTOR_HOST_CACHE",
                workspace::compiled_components().display().to_string(),
            ),
            ("CONNECTOR_HOST_REROUTE", reroutes.join(",")),
        ]
    }

    /// Registers the user-managed app for auth methods that sign in with the platform's own.
    pub(crate) fn register_app(&self) -> Result<Written, StageError> {
        let app = self.app("user-managed")?;
        let text = |name: &str| app[name].as_str().unwrap_or_default();
        let arguments = ["app", "set", "zoom", "--client-id", text("client_id")];
        let mut command = self.command(&arguments);
        command
            .args(["--set-env", "client_secret=CLIENT_SECRET"])
            .env("CLIENT_SECRET", text("client_secret"));
        finish(command)
    }

    /// The host, on what this stage keeps.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(HOST);
        command
            .args(arguments)
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// Runs the host to its end.
fn finish(mut command: Command) -> Result<Written, StageError> {
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

/// A program of the workspace.
fn program(name: &str) -> Command {
    Command::new(workspace::program(name))
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
