//! Hosts that have nothing in common but a PostgreSQL database and its key: each has a
//! data directory of its own, as on a machine of its own.

use std::path::PathBuf;

use crate::support::authorization::{
    World, approved, code_grant, component, connect, connected, device_grant, token_grant,
};
use crate::support::call::done;
use crate::support::connection::elsewhere;
use crate::support::scripted;
use connector_host::connections::{Key, KeySource};
use connector_host::driver::Collected;
use connector_host::{Attempt, Error, Host, Polled};
use local_postgresql::Server;

/// A world, and a database for its hosts.
struct Stage {
    world: World,
    server: Server,
    database: String,
    key: Key,
}

impl Stage {
    async fn new() -> Self {
        let server = Server::start().unwrap();
        Self {
            world: World::new().await,
            database: server.new_database().unwrap(),
            server,
            key: Key::generate().unwrap(),
        }
    }

    fn directory(&self, machine: &str) -> PathBuf {
        self.world.directory.path().join(machine)
    }

    /// The host of a machine.
    fn host(&self, machine: &str) -> Host {
        let reroute = format!("https://api.example=http://{}", self.world.server.address);
        Host::builder()
            .data_dir(self.directory(machine))
            .cache_dir(env!("CARGO_TARGET_TMPDIR"))
            .postgres(self.server.address(&self.database).parse().unwrap())
            .key(KeySource::Given(self.key.clone()))
            .clock(self.world.clock.clone())
            .reroutes([reroute.parse().unwrap()])
            .build()
            .unwrap()
    }
}

fn code<T>(outcome: Result<T, Error>) -> &'static str {
    outcome.map_or_else(|error| error.code(), |_| "done")
}

async fn digest(host: &Host) -> String {
    let connector = host.connector("notes").await.unwrap();
    connector.digest().to_owned()
}

#[tokio::test]
async fn what_is_added_and_begun_at_one_machine_is_ended_at_another() {
    let stage = Stage::new().await;
    let (one, other) = (stage.host("one"), stage.host("other"));
    let bytes = component(&code_grant());
    let added = one.add(&bytes).await.unwrap().connector;
    assert_eq!(digest(&other).await, added.digest());
    let copy = stage.directory("other").join("connectors/notes.wasm");
    assert_eq!(std::fs::read(copy).unwrap(), bytes);

    let begin = connect(&one).name("work").redirect(elsewhere()).start();
    let Attempt::Pending(pending) = begin.await.unwrap() else {
        unreachable!("somebody has to approve")
    };
    let callback = approved(pending.url());
    drop((pending, one));
    let (here, there) = (stage.host("third"), &other);
    let (first, second) = tokio::join!(
        here.finish_sign_in(&callback),
        there.finish_sign_in(&callback)
    );
    let mut outcomes = [code(first), code(second)];
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["done", "no-sign-in"]);
    assert_eq!(stage.world.token_requests().len(), 1);
    assert_eq!(code(here.finish_sign_in(&callback).await), "no-sign-in");
    let connections = stage.host("one").connections().await.unwrap();
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0].name, "work");
}

#[tokio::test]
async fn a_device_is_asked_about_by_one_machine_at_a_time() {
    let stage = Stage::new().await;
    let (one, other) = (stage.host("one"), stage.host("other"));
    one.add(&component(&device_grant())).await.unwrap();
    let Attempt::PendingDevice(pending) = connect(&one).start().await.unwrap() else {
        unreachable!("it is a device's")
    };
    stage.world.clock.advance(5);
    let id = pending.id();
    let polled = tokio::join!(one.poll_device(id), other.poll_device(id));
    let mut connected = 0;
    for polled in [polled.0, polled.1] {
        match polled {
            Ok(Polled::Connected(_)) => connected += 1,
            Ok(_) => {}
            Err(error) => assert_eq!(error.code(), "no-sign-in"),
        }
    }
    assert_eq!(connected, 1);
    assert_eq!(stage.world.token_requests().len(), 1);
}

#[tokio::test]
async fn a_version_that_one_machine_replaces_goes_on_at_all_until_it_is_withdrawn() {
    let stage = Stage::new().await;
    let (one, other) = (stage.host("one"), stage.host("other"));
    one.add(&component(&token_grant())).await.unwrap();
    connected(connect(&one).name("work")).await;
    let begin = async || {
        let running = one.invoke("notes", "list-notes").begin().await.unwrap();
        running.put_away().await.unwrap()
    };
    let (kept, withdrawn) = (begin().await, begin().await);
    let before = digest(&other).await;
    let answering = scripted::connector_with_authorization(&token_grant(), &[done("{}")]);
    let added = other.add(&answering).await.unwrap().connector;
    assert_eq!(digest(&one).await, before);
    stage.world.clock.advance(1);
    assert_eq!(digest(&one).await, added.digest());

    // A machine that has never had the version that began it.
    let running = stage.host("third").take_up(&kept).await.unwrap();
    let output = running.run(&mut Collected::default()).await.unwrap();
    assert_eq!(output.value["label"], "ada@example.com");

    other.remove("work").await.unwrap();
    other.remove_connector("notes").await.unwrap();
    stage.world.clock.advance(1);
    assert_eq!(code(one.connector("notes").await), "unknown-connector");
    assert_eq!(code(one.take_up(&withdrawn).await), "run-component-gone");
    // Its copy of what was removed counts for nothing.
    assert!(
        stage
            .directory("one")
            .join("connectors/notes.wasm")
            .exists()
    );
    assert!(stage.host("one").connectors().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_copy_of_what_was_removed_is_not_taken_for_what_was_agreed_to_since() {
    let stage = Stage::new().await;
    let (one, other) = (stage.host("one"), stage.host("other"));
    one.add(&component(&token_grant())).await.unwrap();
    digest(&other).await;
    one.remove_connector("notes").await.unwrap();
    // Whoever adds the next one agrees to it, and has no room for it.
    let in_its_way = stage.directory("one").join("connectors/notes.wasm");
    std::fs::create_dir(in_its_way).unwrap();
    let next = scripted::connector_with_authorization(&token_grant(), &[done("{}")]);
    one.add(&next).await.unwrap_err();
    stage.world.clock.advance(1);
    for host in [&other, &stage.host("other")] {
        assert_eq!(code(host.connector("notes").await), "unknown-connector");
    }
}
