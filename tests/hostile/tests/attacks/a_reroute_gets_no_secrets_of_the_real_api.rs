//! A reroute that somebody forgot sends what is meant for the real API to whatever
//! has the port.

use connector_host::Class;

use crate::bystander::beside;
use crate::stage::{component, host_of};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::scripted::MANIFEST;

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_says_that_it_was_made_under_a_reroute() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&component(MANIFEST.as_bytes(), &token_grant()))
        .await
        .unwrap();
    let made = beside(connected(connect(&host).name("work")))
        .await
        .connection;
    assert_eq!(made.grant.rerouted, Some(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_made_without_is_not_used_under_one() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&component(MANIFEST.as_bytes(), &token_grant()))
        .await
        .unwrap();
    let _ = connected(connect(&host).name("work")).await;
    drop(host);
    // As if it had been made by the real one, which no test can reach.
    let database = world.directory.path().join("connections.db");
    let made = rusqlite::Connection::open(database).unwrap();
    made.execute("UPDATE grants SET rerouted = 0", []).unwrap();

    let host = host_of(&world).build().unwrap();
    let before = world.server.requests().len();
    let refused = beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    assert_eq!(refused.class(), Class::Consent, "{refused}");
    assert_eq!(world.server.requests().len(), before);
}
