//! What the operator's policy takes away, held through the whole host.

use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::{done, send};
use crate::support::scripted::{self, Act};
use bytes::Bytes;
use connector_host::policy::OperatorPolicy;
use connector_host::{Class, Error, Host, Revocation};

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
    insta::assert_snapshot!(told, @"`notes` wants to send POST requests in `list-notes`, which is said to change nothing, and its manifest does not say so. Report it to the connector's makers");
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
