//! What the operator's policy takes away, held through the whole host.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::{done, send};
use crate::support::scripted::{self, Act, MANIFEST};
use bytes::Bytes;
use connector_host::clock::Clock;
use connector_host::policy::OperatorPolicy;
use connector_host::{Class, Error, Host, Revocation};
use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A host on the world's directory with a policy, whose connector acts like this.
async fn host(world: &World, policy: &str, acts: &[Act]) -> Host {
    let reroute = format!("https://api.example=http://{}", world.server.address);
    let host = Host::builder()
        .data_dir(world.directory.path())
        .cache_dir(env!("CARGO_TARGET_TMPDIR"))
        .clock(world.clock.clone())
        .reroutes([reroute.parse().unwrap()])
        .policy(OperatorPolicy::parse(policy, "policy.toml").unwrap())
        .build()
        .unwrap();
    let component = scripted::connector_with_authorization(&token_grant(), acts);
    host.load(&component).await.unwrap();
    host
}

/// A world with the connection `work`.
async fn world() -> World {
    let world = World::new().await;
    let first = world.host(&token_grant()).await;
    connected(connect(&first).name("work")).await;
    world
}

fn says(outcome: Result<(), Error>) -> String {
    let error = outcome.unwrap_err();
    assert_eq!(error.class(), Class::Consent, "{error}");
    error.to_string()
}

#[tokio::test]
async fn whatever_uses_a_connection_is_held_to_the_policy() {
    let mut told = Vec::new();
    for policy in [
        "connectors = [\"tasks\"]",
        "[connector.notes]\nmethods = [\"oauth2\"]",
    ] {
        let world = world().await;
        let before = world.server.requests();
        let host = host(&world, policy, &[done("{}")]).await;
        let invoke = host.invoke("notes", "list-notes").run().await;
        let poll = host.poll("notes", "note-created").run().await;
        let receive = host.receive("notes", "own-app");
        let receive = receive.delivery(&http::Request::new(Bytes::new())).await;
        let test = host.test("work").await;
        told.extend([
            says(invoke.map(drop)),
            says(poll.map(drop)),
            says(receive.map(drop)),
            says(test.map(drop)),
        ]);
        assert_eq!(world.server.requests(), before, "nothing was sent");
        let removal = host.remove("work").await.unwrap();
        let revoked = matches!(removal.revocation, Revocation::Revoked);
        assert!(revoked || policy.starts_with("connectors"), "{removal:?}");
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    the policy of this host's operator does not let `notes` invoke `list-notes` (policy.toml, line 1)
    the policy of this host's operator does not let `notes` use a connection that was made by the auth method `own-app` (policy.toml, line 1)
    the policy of this host's operator does not let `notes` receive deliveries for an app of the auth method `own-app` (policy.toml, line 1)
    the policy of this host's operator does not let `notes` use a connection that was made by the auth method `own-app` (policy.toml, line 1)
    the policy of this host's operator does not let `notes` use a connection that was made by the auth method `own-app` (policy.toml, line 2)
    the policy of this host's operator does not let `notes` use a connection that was made by the auth method `own-app` (policy.toml, line 2)
    the policy of this host's operator does not let `notes` receive deliveries for an app of the auth method `own-app` (policy.toml, line 2)
    the policy of this host's operator does not let `notes` use a connection that was made by the auth method `own-app` (policy.toml, line 2)
    ");
}

#[tokio::test]
async fn an_action_that_is_said_to_change_nothing_sends_nothing_that_may() {
    let world = world().await;
    let before = world.server.requests();
    let host = host(&world, "", &[send("POST", "/notes", 1), done("{}")]).await;
    let told = says(host.invoke("notes", "list-notes").run().await.map(drop));
    insta::assert_snapshot!(told, @"`notes` wants to send POST requests in `list-notes`, which is said to be a read, and its manifest does not say so. Report it to the connector's makers");
    assert_eq!(world.server.requests(), before, "nothing was sent");
}

#[tokio::test]
async fn a_poll_only_gets() {
    let world = world().await;
    let acts = [send("POST", "/notes", 1), done("{}")];
    let before = world.server.requests();
    let host = host(&world, "", &acts).await;
    let told = says(host.poll("notes", "note-created").run().await.map(drop));
    insta::assert_snapshot!(told, @"`notes` wants to send POST requests where it only looks, and its manifest does not say so. Report it to the connector's makers");
    assert_eq!(world.server.requests(), before, "nothing was sent");
}

type Work = Box<dyn FnOnce() + Send>;

/// A clock that does something when it is looked at for the second time.
#[derive(Default)]
struct Interrupting(Mutex<(usize, Option<Work>)>);

impl fmt::Debug for Interrupting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Interrupting")
    }
}

impl Clock for Interrupting {
    fn now(&self) -> Timestamp {
        let due = {
            let mut looks = self.0.lock().unwrap();
            looks.0 += 1;
            if looks.0 == 2 { looks.1.take() } else { None }
        };
        if let Some(work) = due {
            work();
        }
        Timestamp::from_second(1_700_000_000).unwrap()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(ready(()))
    }
}

#[tokio::test]
async fn choices_are_listed_by_nothing_else_than_the_version_that_was_asked_for_them() {
    let of = |effect: &str, method: &str| {
        let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
        manifest["actions"][0]["effect"] = json!(effect);
        manifest["actions"][0]["http"]["method"] = json!(method);
        if effect == "read" {
            manifest["actions"][1]["lookups"] = json!([
                { "field": "/note", "action": "list-notes", "value": "/id", "label": [] },
            ]);
        }
        let acts = [send(method, "/me", 1), Act::Echo];
        scripted::connector_of(manifest.to_string().as_bytes(), &token_grant(), &acts)
    };
    let (listing, deleting) = (of("read", "GET"), of("destructive", "DELETE"));
    let world = World::new().await;
    // The account was connected when somebody had agreed to a version that deletes,
    // and asks whose it is by what a look may send.
    let first = world.builder().build().unwrap();
    let identifying = of("destructive", "GET");
    first.load(&identifying).await.unwrap();
    connected(connect(&first).name("work")).await;

    let clock = Arc::new(Interrupting::default());
    let host = world.builder().clock(clock.clone()).build().unwrap();
    host.load(&listing).await.unwrap();
    let before = world.server.requests();
    let other = host.clone();
    // While the choices are asked for, another version takes the place of the one that
    // lists them.
    let work: Work = Box::new(move || {
        let loading = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            runtime.unwrap().block_on(other.load(&deleting)).unwrap();
        });
        loading.join().unwrap();
    });
    *clock.0.lock().unwrap() = (0, Some(work));
    let choices = host.look_up("notes", "download-note", "/note").run();
    let told = says(choices.await.map(drop));
    insta::assert_snapshot!(told, @"`notes` wants to change something (write, destructive) in `list-notes` to list choices, and its manifest does not say so. Report it to the connector's makers");
    assert_eq!(world.server.requests(), before, "nothing was sent");
}
