//! A connector that one process has removed, and that another one still
//! remembers.

use crate::support::authorization::{World, connect, token_grant};
use crate::support::call::done;
use crate::support::scripted;
use bytes::Bytes;
use connector_host::connections::App;
use connector_host::consent::ConsentRefusal;
use connector_host::{Class, Error, Host};

fn host(world: &World) -> Host {
    Host::builder()
        .data_dir(world.directory.path())
        .cache_dir(env!("CARGO_TARGET_TMPDIR"))
        .clock(world.clock.clone())
        .build()
        .unwrap()
}

fn is_not_added(error: &Error) -> bool {
    error.class() == Class::Consent
        && matches!(error, Error::Consent(ConsentRefusal::NotAdded { connector }) if connector == "notes")
}

/// A host that remembers, for a second, a connector which another host has removed
/// since.
async fn remembering(world: &World) -> Host {
    let component = scripted::connector_with_authorization(&token_grant(), &[done("{}")]);
    let remembers = host(world);
    remembers.add(&component).await.unwrap();
    host(world).remove_connector("notes").await.unwrap();
    remembers.connector("notes").await.unwrap();
    remembers
}

#[tokio::test]
async fn what_was_removed_elsewhere_may_do_nothing_here_any_more() {
    let world = World::new().await;
    let host = remembering(&world).await;
    let refused = connect(&host).start().await.unwrap_err();
    assert!(is_not_added(&refused), "{refused}");
    insta::assert_snapshot!(refused, @"nobody has agreed to anything that `notes` wants, or it was removed since: add it to be shown what it wants, and to agree to it");
    let delivery = http::Request::new(Bytes::new());
    let refused = host.receive("notes", "own-app").delivery(&delivery);
    assert!(is_not_added(&refused.await.unwrap_err()));
    let app = App::new("notes", "the-client");
    assert!(is_not_added(&host.set_app(app).await.unwrap_err()));
    assert!(world.server.requests().is_empty());
    world.clock.advance(1);
    let gone = connect(&host).start().await.unwrap_err();
    assert_eq!(gone.code(), "unknown-connector");
}

#[tokio::test]
async fn a_component_that_lies_among_those_that_were_added_may_do_nothing() {
    let world = World::new().await;
    let component = scripted::connector_with_authorization(&token_grant(), &[done("{}")]);
    host(&world).add(&component).await.unwrap();
    let file = world.directory.path().join("connectors/notes.wasm");
    host(&world).remove_connector("notes").await.unwrap();
    std::fs::write(file, component).unwrap();
    let host = host(&world);
    let refused = connect(&host).start().await.unwrap_err();
    assert!(is_not_added(&refused), "{refused}");
}
