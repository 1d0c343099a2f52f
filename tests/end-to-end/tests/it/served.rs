//! What tests of `connector-host serve` share: processes of it, alone and on one database, and the
//! requests that most of them make.

use std::time::Duration;

use end_to_end::{Client, Reply, Serving, Stage, built_component};
use local_postgresql::Server;
use serde_json::{Value, json};

/// The database that a server begins with.
pub(crate) const DATABASE: &str = "postgres";
/// The key of the store that processes share: 32 bytes in base64, of no other use.
const KEY: &str = "a2V5IG9mIHJlcGxpY2FzLCAzMiBieXRlcyBsb25nISE=";

pub(crate) const CREATE: &str = "/v1/connectors/zoom/actions/create-meeting/invocations";
pub(crate) const LIST: &str = "/v1/connectors/zoom/actions/list-meetings/invocations";

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// A process that has the data of the stage's machine to itself.
pub(crate) async fn alone(stage: &Stage) -> Serving {
    alone_with(stage, &[]).await
}

/// The same with more arguments.
pub(crate) async fn alone_with(stage: &Stage, more: &[&str]) -> Serving {
    let mut command = stage.command(&SERVE);
    command.args(more);
    Serving::start(command).await
}

/// A process with a data directory of its own, as on a machine of its own, on a database that others
/// have too.
pub(crate) async fn on(database: &Server, stage: &Stage, machine: &str) -> Serving {
    let mut command = stage.command(&SERVE);
    command
        .args(["--store", &database.url(DATABASE)])
        .env("CONNECTOR_HOST_HOME", stage.file(machine))
        .env("CONNECTOR_HOST_KEY", KEY);
    Serving::start(command).await
}

/// Adds the Zoom connector.
pub(crate) async fn add_zoom(client: Client) -> Reply {
    let component = std::fs::read(built_component("zoom")).expect("it can be read");
    let fields = [("content-type", "application/wasm")];
    client
        .ask("POST", "/v1/connectors", &fields, component)
        .await
}

/// Connects the sandbox's account under a name, by a method that nobody has to approve.
pub(crate) async fn connect(client: Client, stage: &Stage, name: &str) -> Reply {
    let apps = stage.sandbox.apps();
    let app = apps
        .iter()
        .find(|app| app.client_id == "sandbox-server-to-server")
        .expect("the sandbox has one");
    let account = json!({
        "connector": "zoom", "method": "server-to-server", "name": name,
        "settings": {"account_id": app.account_id, "client_id": app.client_id},
        "secrets": {"client_secret": app.client_secret},
    });
    client.post("/v1/connections", &[], &account).await
}

/// What is sent to create a meeting of this topic.
pub(crate) fn meeting(topic: &str) -> Value {
    json!({
        "connection": "work",
        "input": {"topic": topic, "start_time": "2038-01-12T10:00:00Z", "duration": 30},
    })
}

/// How often Zoom was asked to create a meeting.
pub(crate) fn created(stage: &Stage) -> usize {
    let requests = stage.sandbox.requests().all();
    let created = requests
        .iter()
        .filter(|request| request.method == "POST" && request.path().ends_with("/meetings"));
    created.count()
}

/// How long it is asked again for what comes within seconds. It is never waited for so long unless
/// something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// The first answer that is as it is wanted: what one process has done others show within seconds.
pub(crate) async fn until(
    ask: impl AsyncFn() -> Reply,
    is_wanted: impl Fn(&Reply) -> bool,
) -> Reply {
    let mut last = None;
    let asking = async {
        loop {
            let reply = ask().await;
            if is_wanted(&reply) {
                return reply;
            }
            last = Some(reply);
        }
    };
    let answered = tokio::time::timeout(PATIENCE, asking).await;
    answered.unwrap_or_else(|_| panic!("it never came, and at last there was {last:?}"))
}
