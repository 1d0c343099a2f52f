//! Testing connections, and what is told when a sign-in is refused, over real
//! HTTP.

use crate::support::authorization::{LIFETIME, World, approved, code_grant, connect, returned};
use connector_host::oauth::Redirect;
use connector_host::{Attempt, Class, Host};
use jiff::SignedDuration;

/// A host with an account connected by an approval.
async fn connected_by_code(world: &World) -> Host {
    let host = world.host(&code_grant()).await;
    let pending = sign_in(&host).await;
    let callback = approved(pending.url());
    pending.finish(&callback).await.unwrap();
    host
}

async fn sign_in(host: &Host) -> connector_host::PendingAuthorization {
    let elsewhere = Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap());
    match connect(host).redirect(elsewhere).start().await.unwrap() {
        Attempt::Pending(pending) => pending,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_refusal_at_the_token_endpoint_is_told_in_the_connectors_words() {
    let world = World::new().await;
    world.issuer().trouble = Some((400, r#"{"error": "invalid_request", "code": 17}"#));
    let host = world.host(&code_grant()).await;
    let pending = sign_in(&host).await;
    let callback = approved(pending.url());
    let error = pending.finish(&callback).await.unwrap_err();
    assert_eq!(error.class(), Class::Connection);
    insta::assert_snapshot!(error, @"https://api.example/token refused: The app was switched off. Switch it on, and see that https://ipaas.example/cb is entered. (invalid_request)");
}

#[tokio::test]
async fn a_refusal_that_the_browser_brings_back_is_told_in_the_connectors_words() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let pending = sign_in(&host).await;
    let callback = returned(pending.url(), &[("error", "unauthorized_client")]);
    let error = pending.finish(&callback).await.unwrap_err();
    insta::assert_snapshot!(error, @"the sign-in was refused: The app is not for this account. Ask an administrator to allow it. (unauthorized_client)");
}

#[tokio::test]
async fn a_connection_that_works_says_whose_it_is() {
    let world = World::new().await;
    let host = connected_by_code(&world).await;
    let tested = host.test("notes").await.unwrap();
    assert_eq!(tested.connection.name, "notes");
    assert_eq!(tested.outcome.unwrap().account.label, "ada@example.com");
}

#[tokio::test]
async fn a_clock_that_is_off_is_found_by_what_the_servers_say() {
    let world = World::new().await;
    let host = connected_by_code(&world).await;
    for (now, seconds_ahead, grave) in [
        ("Tue, 14 Nov 2023 22:13:20 GMT", 0, false),
        ("Tue, 14 Nov 2023 22:14:18 GMT", -58, false),
        ("Tue, 14 Nov 2023 22:14:22 GMT", -62, true),
        ("Tue, 14 Nov 2023 21:13:20 GMT", LIFETIME, true),
    ] {
        world.issuer().date = Some(now);
        let tested = host.test("notes").await.unwrap();
        let clock = tested.clock.unwrap();
        assert_eq!(clock.server, "https://api.example");
        let off = clock.ahead - SignedDuration::from_secs(seconds_ahead);
        assert!(
            off.abs() <= SignedDuration::from_secs(1),
            "{now}: {clock:?}"
        );
        assert_eq!(clock.is_grave(), grave, "{now}");
    }
}

#[tokio::test]
async fn the_clock_is_told_of_a_connection_that_does_not_work_too() {
    let world = World::new().await;
    let host = connected_by_code(&world).await;
    world.clock.advance(LIFETIME);
    world.issuer().date = Some("Tue, 14 Nov 2023 22:13:20 GMT");
    world.issuer().trouble = Some((400, r#"{"error": "invalid_grant"}"#));
    let tested = host.test("notes").await.unwrap();
    assert_eq!(tested.outcome.unwrap_err().class(), Class::Connection);
    assert!(tested.clock.unwrap().is_grave());
}
