//! The host runs a connector of another API as well as Zoom's, and knows neither.

use end_to_end::{NotesServer, Outcome, Stage, built_component};
use serde_json::json;

/// A machine with the notes connector added, and the API behind it.
struct Kitchen {
    stage: Stage,
    server: NotesServer,
}

impl Kitchen {
    async fn open() -> Self {
        let kitchen = Self {
            stage: Stage::new().await,
            server: NotesServer::start().await,
        };
        let _ = kitchen
            .run(&["add", &built_component("notes").display().to_string()])
            .await
            .done();
        kitchen
    }

    async fn connected() -> Self {
        let kitchen = Self::open().await;
        let _ = kitchen.connect("notes-secret").await.done();
        kitchen
    }

    async fn connect(&self, secret: &str) -> Outcome {
        let arguments = [
            "connect",
            "notes",
            "--set",
            "workspace=kitchen",
            "--set",
            "client_id=notes-client",
            "--set-env",
            "client_secret=SECRET",
        ];
        self.output(self.stage.command(&arguments).env("SECRET", secret))
            .await
    }

    async fn run(&self, arguments: &[&str]) -> Outcome {
        self.output(&mut self.stage.command(arguments)).await
    }

    async fn output(&self, command: &mut tokio::process::Command) -> Outcome {
        let output = command
            .env("CONNECTOR_HOST_REROUTE", self.server.reroutes())
            .output()
            .await;
        Outcome::of(output.expect("the program starts"))
    }
}

#[tokio::test]
async fn another_connector_connects_writes_and_lists_over_pages() {
    let kitchen = Kitchen::connected().await;
    for text in ["Buy bread", "Buy butter", "Lay the table"] {
        let set = format!("text={text}");
        let note = kitchen
            .run(&["invoke", "notes", "create-note", "--set", &set])
            .await
            .done();
        assert_eq!(note.json()["text"], text);
    }
    let listed = kitchen.run(&["invoke", "notes", "list-notes"]).await.done();
    assert_eq!(
        listed.json(),
        json!({ "notes": [
            { "id": "n1", "text": "Buy bread" },
            { "id": "n2", "text": "Buy butter" },
            { "id": "n3", "text": "Lay the table" },
        ] })
    );
}

#[tokio::test]
async fn a_wrong_client_secret_is_told_and_nothing_is_kept() {
    let kitchen = Kitchen::open().await;
    let refused = kitchen.connect("wrong-secret").await.ended_with(3);
    assert!(
        refused.stderr.contains("invalid_client"),
        "{}",
        refused.stderr
    );
    assert!(
        !refused.stderr.contains("wrong-secret"),
        "{}",
        refused.stderr
    );
    let connections = kitchen
        .run(&["connections", "--output", "json"])
        .await
        .done();
    assert_eq!(connections.json(), json!([]));
}

#[tokio::test]
async fn no_secret_is_in_any_byte_that_reaches_a_connector_or_a_log() {
    let kitchen = Kitchen::connected().await;
    let mut command = kitchen.stage.command(&["-vv", "invoke", "notes", "recite"]);
    let recited = kitchen
        .output(command.env("CONNECTOR_HOST_LOG", "trace"))
        .await
        .done();
    let heard = recited.json()["heard"].to_string();
    assert!(
        heard.contains("kitchen") && heard.contains("Kitchen"),
        "the connector recites: {heard}"
    );
    let told = kitchen.server.recited_settings();
    assert!(
        told.iter().any(|settings| settings.contains("kitchen")),
        "the connector recites: {told:?}"
    );
    assert!(
        recited.stderr.contains("notes.example"),
        "there is a log to search: {}",
        recited.stderr
    );

    let everything = format!("{heard} {told:?} {} {}", recited.stdout, recited.stderr);
    for secret in ["notes-secret", "notes-token"] {
        assert!(
            !everything.contains(secret),
            "{secret} leaked: {everything}"
        );
    }
}
