//! A machine with the notes connector on it, and the API behind it.

use std::path::Path;

use connector_host::Host;
use connector_host::egress::Reroute;
use serde_json::Value;
use tokio::process::Command;

use crate::{NotesServer, Outcome, Stage, built};

/// A machine with the notes connector added, and the API behind it.
#[derive(Debug)]
pub struct Kitchen {
    /// The API.
    pub server: NotesServer,
    stage: Stage,
}

impl Kitchen {
    /// One with nothing connected.
    pub async fn open() -> Self {
        Self::open_with(&built::built_component("notes")).await
    }

    async fn open_with(component: &Path) -> Self {
        let kitchen = Self {
            stage: Stage::new().await,
            server: NotesServer::start().await,
        };
        let component = component.display().to_string();
        let _ = kitchen.run(&["add", &component]).await.done();
        kitchen
    }

    /// One that is connected, with a connector whose manifest promises
    /// something else than it answers: it has this text in the place of that,
    /// which is as long.
    ///
    /// # Panics
    /// When the manifest does not have the text.
    pub async fn promising(text: &[u8], in_place_of: &[u8]) -> Self {
        assert_eq!(text.len(), in_place_of.len());
        let component = std::fs::read(built::built_component("notes"));
        let mut component = component.expect("the component can be read");
        let places: Vec<_> = component
            .windows(text.len())
            .enumerate()
            .filter_map(|(at, found)| (found == in_place_of).then_some(at))
            .collect();
        assert!(!places.is_empty(), "the manifest has the text");
        for at in places {
            component[at..at + text.len()].copy_from_slice(text);
        }
        let file = tempfile::NamedTempFile::new().expect("there is room");
        std::fs::write(&file, component).expect("there is room");
        let kitchen = Self::open_with(file.path()).await;
        let _ = kitchen.connect("notes-client", "notes-secret").await.done();
        kitchen
    }

    /// One that is connected as the client `notes-client`.
    pub async fn connected() -> Self {
        Self::connected_as("notes-client").await
    }

    /// One that is connected as a client.
    pub async fn connected_as(client_id: &str) -> Self {
        let kitchen = Self::open().await;
        let _ = kitchen.connect(client_id, "notes-secret").await.done();
        kitchen
    }

    /// Connects as a client with a secret.
    pub async fn connect(&self, client_id: &str, secret: &str) -> Outcome {
        let client_id = format!("client_id={client_id}");
        let mut command = self.command(&["connect", "notes", "--set", "workspace=kitchen"]);
        command
            .args(["--set", &client_id, "--set-env", "client_secret=SECRET"])
            .env("SECRET", secret);
        Outcome::of(command.output().await.expect("the program starts"))
    }

    /// The program with arguments, ready to start.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.stage.command(arguments);
        command.env("CONNECTOR_HOST_REROUTE", self.server.reroutes());
        command
    }

    /// Runs the program to its end.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn run(&self, arguments: &[&str]) -> Outcome {
        let output = self.command(arguments).output().await;
        Outcome::of(output.expect("the program starts"))
    }

    /// Invokes an action with an input.
    pub async fn invoke(&self, action: &str, input: &Value) -> Outcome {
        self.run(&["invoke", "notes", action, "--input", &input.to_string()])
            .await
    }

    /// Writes a note by the API.
    pub async fn create(&self, text: &str) -> Value {
        let input = serde_json::json!({ "text": text });
        self.invoke("create-note", &input).await.done().json()
    }

    /// A path for a file that is gone after the test.
    #[must_use]
    pub fn file(&self, name: &str) -> std::path::PathBuf {
        self.stage.file(name)
    }

    /// The host as a library, with the program's data.
    ///
    /// # Panics
    /// When it can't be built.
    #[must_use]
    pub fn host(&self) -> Host {
        let reroutes = self.server.reroutes();
        let reroutes = reroutes
            .split(',')
            .map(|reroute| reroute.parse::<Reroute>().expect("it is a reroute"));
        Host::builder()
            .data_dir(self.stage.home().join("data"))
            .cache_dir(built::compiled_components())
            .reroutes(reroutes)
            .build()
            .expect("nothing is wrong with these options")
    }
}
