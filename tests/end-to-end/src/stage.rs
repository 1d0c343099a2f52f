//! A machine of one's own for a test.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use connector_host::egress::Reroute;
use connector_host::{Host, HostBuilder};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use zoom_sandbox::{AppKind, BrowserError, Builder, Sandbox};

use crate::{Gate, Outcome, built};

/// The apps that the sandbox's account has, by what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum App {
    /// User-managed, granular scopes.
    UserGranular,
    /// User-managed, classic scopes.
    UserClassic,
    /// Server-to-server, granular scopes.
    ServerToServer,
}

impl App {
    fn client_id(self) -> &'static str {
        match self {
            Self::UserGranular => "sandbox-user-granular",
            Self::UserClassic => "sandbox-user-classic",
            Self::ServerToServer => "sandbox-server-to-server",
        }
    }
}

/// The origins of Zoom that the tests send to the sandbox instead.
const ORIGINS: [&str; 2] = ["https://zoom.us", "https://*.zoom.us"];

fn reroutes_to(url: &str) -> String {
    ORIGINS.map(|origin| format!("{origin}={url}")).join(",")
}

/// A local Zoom, a data directory, and the program.
#[derive(Debug)]
pub struct Stage {
    /// The local Zoom.
    pub sandbox: Sandbox,
    home: TempDir,
    reroutes: String,
}

impl Stage {
    /// A fresh one, with nothing added and nothing connected.
    pub async fn new() -> Self {
        Self::with(Sandbox::builder()).await
    }

    /// A fresh one with a Zoom of one's own making.
    ///
    /// # Panics
    /// When the sandbox does not start.
    pub async fn with(sandbox: Builder) -> Self {
        Self::strict(sandbox.any_loopback_redirect()).await
    }

    /// The same, where apps may redirect only to the addresses of their lists.
    ///
    /// # Panics
    /// When the sandbox does not start.
    pub async fn strict(sandbox: Builder) -> Self {
        let sandbox = sandbox.start().await.expect("the sandbox starts");
        let reroutes = reroutes_to(&sandbox.url());
        let home = tempfile::tempdir().expect("a temporary directory can be made");
        Self {
            sandbox,
            home,
            reroutes,
        }
    }

    /// One with the Zoom connector added and the owner of the account connected through an app.
    pub async fn connected(app: App) -> Self {
        let stage = Self::new().await;
        stage.add_zoom().await;
        let _ = stage.connect(app, &[]).await.done();
        stage
    }

    /// The same, where the local Zoom is reached through a gate.
    pub async fn gated(mut self) -> (Self, Gate) {
        let gate = Gate::before(&self.sandbox.url()).await;
        self.reroutes = reroutes_to(&gate.url());
        (self, gate)
    }

    /// The data directory.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A path for a file that is gone after the test.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The host as a library, with the program's data.
    ///
    /// # Panics
    /// When it can't be built.
    #[must_use]
    pub fn host(&self) -> Host {
        self.host_builder()
            .data_dir(self.home().join("data"))
            .build()
            .expect("nothing is wrong with these options")
    }

    /// What a host of the library is built with that reaches the local Zoom: it has no data yet.
    ///
    /// # Panics
    /// When the reroutes of the stage are none.
    pub fn host_builder(&self) -> HostBuilder {
        let reroutes = self.reroutes.split(',');
        let reroutes = reroutes.map(|reroute| reroute.parse::<Reroute>().expect("it is a reroute"));
        Host::builder()
            .cache_dir(built::compiled_components())
            .reroutes(reroutes)
    }

    /// Adds the Zoom connector.
    pub async fn add_zoom(&self) {
        let component = built::built_component("zoom");
        let _ = self
            .run(&["add", &component.display().to_string()])
            .await
            .done();
    }

    /// The program with arguments, ready to start.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.prepared(Command::new(built::built_program("connector-host")));
        command.args(arguments);
        command
    }

    /// A line of a shell, ready to start, in which this program and the system's are found.
    #[must_use]
    pub fn line(&self, line: &str) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let ours = built::built_program("connector-host");
        let ours = ours.parent().map(Path::to_owned);
        let path = std::env::join_paths(ours.into_iter().chain(std::env::split_paths(&path)));
        let mut command = self.prepared(Command::new("sh"));
        command
            .args(["-c", line])
            .env("HOME", self.home())
            .env("PATH", path.expect("a path of paths"));
        command
    }

    fn prepared(&self, mut command: Command) -> Command {
        command
            .current_dir(self.home())
            .env_clear()
            .env("CONNECTOR_HOST_HOME", self.home().join("data"))
            .env("CONNECTOR_HOST_CACHE", built::compiled_components())
            .env("CONNECTOR_HOST_REROUTE", &self.reroutes)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs the program to its end.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(
            self.command(arguments)
                .output()
                .await
                .expect("the program starts"),
        )
    }

    /// Invokes an action of Zoom with an input.
    pub async fn invoke(&self, action: &str, input: &Value) -> Outcome {
        self.run(&["invoke", "zoom", action, "--input", &input.to_string()])
            .await
    }

    /// Connects through one of the account's apps, with more arguments. Where somebody has to
    /// approve, somebody does.
    pub async fn connect(&self, app: App, more: &[&str]) -> Outcome {
        self.connect_as(app.client_id(), more).await
    }

    /// Connects through the app with this client id, as [`connect`](Self::connect).
    ///
    /// # Panics
    /// When the account has no such app.
    pub async fn connect_as(&self, client_id: &str, more: &[&str]) -> Outcome {
        let (mut command, kind) = self.connect_command(client_id, None);
        command.args(more);
        if kind == AppKind::ServerToServer {
            return Outcome::of(command.output().await.expect("the program starts"));
        }
        command.args(SIGN_IN);
        sign_in(command, Decision::Allow).await
    }

    /// Reconnects a connection, where somebody signs in again.
    pub async fn reconnect(&self, name: &str) -> Outcome {
        let mut command = self.command(&["connections", "reconnect", name]);
        command.args(SIGN_IN);
        sign_in(command, Decision::Allow).await
    }

    /// Connects through the public client with this id, which has no secret. Where it listens is the
    /// program's to choose.
    pub async fn connect_public(&self, client_id: &str, more: &[&str]) -> Outcome {
        let client_id = format!("client_id={client_id}");
        let mut command = self.command(&["connect", "zoom", "--method", "public-client"]);
        command
            .args(["--set", &client_id, "--no-browser"])
            .args(more);
        sign_in(command, Decision::Allow).await
    }

    /// Connects through the app that was set for the connector.
    pub async fn connect_with_own_app(&self) -> Outcome {
        let mut command = self.command(&["connect", "zoom", "--method", "oauth2"]);
        command.args(SIGN_IN);
        sign_in(command, Decision::Allow).await
    }

    /// Runs a command to its end, with somebody at the browser who allows what is asked for.
    pub async fn allow(&self, command: Command) -> Outcome {
        sign_in(command, Decision::Allow).await
    }

    /// Begins to connect through one of the account's apps, and declines in the browser.
    pub async fn decline(&self, app: App) -> Outcome {
        let (mut command, _) = self.connect_command(app.client_id(), None);
        command.args(SIGN_IN);
        sign_in(command, Decision::Decline).await
    }

    /// Connects through an app of a person's own, who approves on another device.
    pub async fn connect_device(&self, app: App) -> Outcome {
        let (mut command, _) = self.connect_command(app.client_id(), Some("device-code"));
        command.arg("--no-browser");
        sign_in(command, Decision::Allow).await
    }

    /// Connects the same person through the same app by another installation of the program. Zoom
    /// keeps only the newest grant.
    pub async fn connect_elsewhere(&self, app: App) {
        let elsewhere = tempfile::tempdir().expect("a temporary directory can be made");
        let elsewhere = elsewhere.path().display().to_string();
        let component = built::built_component("zoom").display().to_string();
        let _ = self
            .run(&["--data-dir", &elsewhere, "add", &component])
            .await
            .done();
        let _ = self.connect(app, &["--data-dir", &elsewhere]).await.done();
    }

    /// Begins to connect, is shown an error in the browser, and presses Ctrl-C.
    pub async fn give_up(&self, app: App) -> Outcome {
        let (mut command, _) = self.connect_command(app.client_id(), None);
        command.args(SIGN_IN);
        sign_in(command, Decision::GiveUp).await
    }

    /// The connections, as the program lists them.
    pub async fn connections(&self) -> Value {
        self.run(&["connections", "--output", "json"])
            .await
            .done()
            .json()
    }

    /// The command that connects through an app, and how that app gets its tokens.
    fn connect_command(&self, client_id: &str, method: Option<&str>) -> (Command, AppKind) {
        let apps = self.sandbox.apps();
        let app = apps
            .iter()
            .find(|app| app.client_id == client_id)
            .expect("the sandbox has the app");
        let client_id = format!("client_id={client_id}");
        let mut command = self.command(&["connect", "zoom", "--set", &client_id]);
        command
            .args(["--set-env", "client_secret=CLIENT_SECRET"])
            .env("CLIENT_SECRET", &app.client_secret);
        if app.kind == AppKind::ServerToServer {
            let account_id = format!("account_id={}", app.account_id);
            command.args(["--method", "server-to-server", "--set", &account_id]);
        } else {
            command.args(["--method", method.unwrap_or("byo-app")]);
        }
        (command, app.kind)
    }
}

/// How a test signs in: it reads the address, and the program listens on any port that is free.
const SIGN_IN: [&str; 3] = ["--no-browser", "--listen", "127.0.0.1:0"];

enum Decision {
    Allow,
    Decline,
    GiveUp,
}

/// Reads the address off the program's screen, decides there, and waits for the program to end.
async fn sign_in(mut command: Command, decision: Decision) -> Outcome {
    let mut child = command.spawn().expect("the program starts");
    let mut screen = BufReader::new(child.stderr.take().expect("stderr is a pipe"));
    let mut stderr = String::new();
    loop {
        let begin = stderr.len();
        if screen
            .read_line(&mut stderr)
            .await
            .expect("the program writes text")
            == 0
        {
            break;
        }
        let line = stderr[begin..].trim();
        // The other address of a device asks for the code first.
        if line.starts_with("http://127.0.0.1") && !line.ends_with("/oauth_device") {
            let landing = match decision {
                Decision::Allow => zoom_sandbox::approve(line).await,
                Decision::Decline => zoom_sandbox::decline(line).await,
                Decision::GiveUp => {
                    let shown = zoom_sandbox::approve(line).await;
                    assert!(matches!(shown, Err(BrowserError::Refused(_))), "{shown:?}");
                    interrupt(&child).await;
                    break;
                }
            };
            let landing = landing.unwrap_or_else(|error| panic!("{error}\n{stderr}"));
            // What the person's browser showed in the end belongs to what the test can look at.
            stderr.push_str(&format!("[browser {}]\n{}\n", landing.status, landing.body));
            break;
        }
    }
    screen
        .read_to_string(&mut stderr)
        .await
        .expect("the program writes text");
    let output = child.wait_with_output().await.expect("the program ends");
    Outcome {
        stderr,
        ..Outcome::of(output)
    }
}

/// Presses Ctrl-C.
async fn interrupt(child: &Child) {
    let id = child.id().expect("the program still runs").to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().await;
    assert!(sent.is_ok_and(|status| status.success()), "kill works");
}
