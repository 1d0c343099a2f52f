//! What calls remember of a connection is as it is, whichever host has changed it.

use crate::support::authorization::{LIFETIME, World, code_grant};
use crate::support::connection::{in_database, invoke, sign_in, signed_in};
use connector_host::{Error, Host};

/// A host that has called, and another on the same directory.
async fn warm_and_other(world: &World) -> (Host, Host) {
    let warm = signed_in(world).await;
    for _ in 0..3 {
        invoke(&warm).await.unwrap();
    }
    (warm, world.host(&code_grant()).await)
}

/// The token that the API was shown last.
fn last_token(world: &World) -> String {
    let last = world.server.seen().pop().unwrap();
    last.authorization.unwrap()
}

#[tokio::test]
async fn a_connection_that_another_process_has_disabled_is_not_used_any_more() {
    let world = World::new().await;
    let (warm, other) = warm_and_other(&world).await;
    let asked = world.server.requests().len();
    other.disable("work").await.unwrap();
    let error = invoke(&warm).await.unwrap_err();
    assert!(matches!(error, Error::Disabled { .. }), "{error}");
    assert_eq!(world.server.requests().len(), asked);
    other.enable("work").await.unwrap();
    invoke(&warm).await.unwrap();
}

#[tokio::test]
async fn a_connection_that_another_process_has_removed_is_not_used_any_more() {
    let world = World::new().await;
    let (warm, other) = warm_and_other(&world).await;
    other.remove("work").await.unwrap();
    let asked = world.server.requests().len();
    let error = invoke(&warm).await.unwrap_err();
    assert_eq!(error.code(), "no-connection", "{error}");
    let error = warm.invoke("notes", "list-notes").run().await.unwrap_err();
    assert!(matches!(error, Error::NotConnected { .. }), "{error}");
    assert_eq!(world.server.requests().len(), asked);
}

#[tokio::test]
async fn the_token_that_another_process_has_brought_is_used_with_the_next_call() {
    let world = World::new().await;
    let (warm, other) = warm_and_other(&world).await;
    assert_eq!(last_token(&world), "Bearer access-1");
    world.clock.advance(LIFETIME);
    invoke(&other).await.unwrap();
    invoke(&warm).await.unwrap();
    assert_eq!(last_token(&world), "Bearer access-2");
    sign_in(&other, "work").await;
    invoke(&warm).await.unwrap();
    assert_eq!(last_token(&world), "Bearer access-3");
    assert_eq!(world.token_requests().len(), 3);
}

#[tokio::test]
async fn what_nobody_has_agreed_to_any_more_is_not_done_any_more() {
    let world = World::new().await;
    let (warm, _) = warm_and_other(&world).await;
    let asked = world.server.requests().len();
    in_database(
        world.directory.path(),
        r#"UPDATE grants SET consent = json_set(consent, '$.origins', json('{}'))"#,
    );
    let error = invoke(&warm).await.unwrap_err();
    assert!(error.to_string().contains("nobody has agreed"), "{error}");
    assert_eq!(world.server.requests().len(), asked);
}

#[tokio::test]
async fn uses_within_a_minute_are_noted_once_and_before_the_process_ends() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let noted = async || host.connection("work").await.unwrap().last_used_at;
    for _ in 0..3 {
        invoke(&host).await.unwrap();
        host.finish_renewals().await;
    }
    let first = noted().await.unwrap();
    world.clock.advance(59);
    invoke(&host).await.unwrap();
    host.finish_renewals().await;
    assert_eq!(noted().await, Some(first));
    world.clock.advance(1);
    invoke(&host).await.unwrap();
    host.finish_renewals().await;
    assert!(noted().await > Some(first));
}
