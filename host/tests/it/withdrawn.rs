//! What is withdrawn while a call is under way reaches it before its next exchange.

use crate::support::authorization::{World, code_grant};
use crate::support::call::{exchange, send};
use crate::support::connection::{sign_in, signed_in};
use crate::support::scripted::{self, Act, MANIFEST};
use connector_host::contract::{Credential, Signing, Step};
use connector_host::driver::Collected;
use connector_host::{Class, Error, Host, Running};

/// A call that has made the first of its two exchanges, the second by that act.
async fn under_way(host: &Host, second: Act) -> Running {
    let acts = [send("GET", "/me", 1), second, Act::Echo];
    let component = scripted::connector_with_authorization(&code_grant(), &acts);
    host.load(&component).await.unwrap();
    begun(host).await
}

async fn begun(host: &Host) -> Running {
    let invocation = host.invoke("notes", "list-notes").connection("work");
    let mut running = invocation.begin().await.unwrap();
    let advanced = running.advance(&mut Collected::default()).await.unwrap();
    assert!(advanced.is_none());
    running
}

/// How it ends at the next step, with nothing sent.
async fn ended(world: &World, mut running: Running) -> Error {
    world.server.forget();
    let error = running.advance(&mut Collected::default()).await;
    assert!(world.server.requests().is_empty());
    error.unwrap_err()
}

fn look() -> Act {
    send("GET", "/file", 2)
}

#[tokio::test]
async fn a_connection_that_is_disabled_ends_its_calls() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let running = under_way(&host, look()).await;
    host.disable("work").await.unwrap();
    let error = ended(&world, running).await;
    assert_eq!(error.code(), "connection-withdrawn");
    assert_eq!(error.class(), Class::Connection);
    assert_eq!(error.connection(), Some("work"));
    let text = error.to_string();
    assert!(text.contains("it was disabled at "), "{text}");
}

#[tokio::test]
async fn so_does_one_that_is_removed_though_another_has_its_grant() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    sign_in(&host, "play").await;
    let running = under_way(&host, look()).await;
    host.remove("work").await.unwrap();
    let error = ended(&world, running).await;
    assert_eq!(error.code(), "connection-withdrawn");
    insta::assert_snapshot!(error, @"the connection may not be used for this call any more: it was removed");
    let other = host.invoke("notes", "list-notes").connection("play");
    let mut other = other.begin().await.unwrap();
    for _ in 0..2 {
        let advanced = other.advance(&mut Collected::default()).await.unwrap();
        assert!(advanced.is_none());
    }
}

#[tokio::test]
async fn it_holds_for_exchanges_without_the_credential_and_for_signing() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let mut anonymous = exchange("GET", "/file", 2);
    anonymous.credential = Credential::None;
    let signing = Signing {
        secret: "webhook_secret".to_owned(),
        message: Vec::new(),
        state: vec![2],
    };
    for step in [Step::Send(anonymous), Step::Sign(signing)] {
        let running = under_way(&host, Act::Step(step)).await;
        host.disable("work").await.unwrap();
        let error = ended(&world, running).await;
        assert_eq!(error.code(), "connection-withdrawn", "{error}");
        host.enable("work").await.unwrap();
    }
}

#[tokio::test]
async fn what_was_renamed_or_disabled_and_enabled_again_goes_on() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let mut running = under_way(&host, look()).await;
    host.rename("work", "other").await.unwrap();
    host.disable("other").await.unwrap();
    host.enable("other").await.unwrap();
    let advanced = running.advance(&mut Collected::default()).await.unwrap();
    assert!(advanced.is_none());
    assert!(running.value().is_done());
}

#[tokio::test]
async fn a_call_that_began_within_more_than_is_agreed_to_now_ends() {
    let world = World::new().await;
    let component = |manifest: &str, acts: &[Act]| {
        scripted::connector_of(manifest.as_bytes(), &code_grant(), acts)
    };
    let reroute = format!("https://api.example=http://{}", world.server.address);
    let host = Host::builder()
        .data_dir(world.directory.path())
        .cache_dir(env!("CARGO_TARGET_TMPDIR"))
        .clock(world.clock.clone())
        .reroutes([reroute.parse().unwrap()])
        .build()
        .unwrap();
    let identifies = [send("GET", "/me", 1), Act::Echo];
    host.add(&component(MANIFEST, &identifies)).await.unwrap();
    sign_in(&host, "work").await;
    let acts = [send("GET", "/me", 1), look(), Act::Echo];
    host.add(&component(MANIFEST, &acts)).await.unwrap();
    let running = begun(&host).await;
    // It wants one origin more, and another no more.
    let other = MANIFEST.replace("https://*.files.example", "https://*.storage.example");
    let added = host.add_accepting(&component(&other, &acts)).await.unwrap();
    assert!(added.accepted.is_some());
    let error = ended(&world, running).await;
    assert_eq!(
        (error.code(), error.class()),
        ("consent-narrowed", Class::Consent)
    );
    insta::assert_snapshot!(error, @"what was agreed to for `notes` was narrowed while the call was under way, so it was ended: make it again within that");
    // What begins now is within it.
    let _ = begun(&host).await;
}
