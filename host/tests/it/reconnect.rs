//! A connection that has ended comes back with what is kept of it, or by another
//! sign-in as the same account.

use crate::support::authorization::{
    LIFETIME, World, app_grant, code_grant, connect, connected, token_grant,
};
use crate::support::connection::{approve, elsewhere, invoke, sign_in, signed_in, state};
use connector_host::connections::{App, State, StoreError};
use connector_host::{Attempt, Class, Error, Host};

const INVALID_GRANT: Option<(u16, &str)> = Some((400, r#"{"error": "invalid_grant"}"#));
const INVALID_CLIENT: Option<(u16, &str)> = Some((401, r#"{"error": "invalid_client"}"#));

/// The next call meets this at the token endpoint.
async fn refused(world: &World, host: &Host, trouble: Option<(u16, &'static str)>) {
    world.clock.advance(LIFETIME);
    world.issuer().trouble = trouble;
    assert_eq!(invoke(host).await.unwrap_err().class(), Class::Connection);
    assert!(matches!(state(host).await, State::NeedsReconnecting { .. }));
    world.issuer().trouble = None;
}

#[tokio::test]
async fn tokens_that_can_be_renewed_after_all_need_no_sign_in() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    refused(&world, &host, INVALID_GRANT).await;
    let attempt = host.reconnect("work").start().await.unwrap();
    assert!(matches!(attempt, Attempt::Connected(_)), "{attempt:?}");
    invoke(&host).await.unwrap();
}

#[tokio::test]
async fn a_token_grant_is_simply_asked_for_again() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    connected(connect(&host).name("work")).await;
    refused(&world, &host, INVALID_GRANT).await;
    let attempt = host.reconnect("work").start().await.unwrap();
    assert!(matches!(attempt, Attempt::Connected(_)), "{attempt:?}");
    invoke(&host).await.unwrap();
}

#[tokio::test]
async fn a_dead_refresh_token_leads_to_a_sign_in_with_the_settings_and_secrets_that_are_kept() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    sign_in(&host, "play").await;
    refused(&world, &host, INVALID_GRANT).await;
    // Somebody has signed in elsewhere, which has ended the tokens kept here.
    world.issuer().issued += 1;
    let attempt = host.reconnect("work").redirect(elsewhere()).start().await;
    let connected = approve(attempt.unwrap()).await.unwrap();
    assert_eq!(connected.connection.state(), State::Connected);
    invoke(&host).await.unwrap();
    let play = host.connection("play").await.unwrap();
    assert_eq!(play.state(), State::Connected, "they share the grant");
}

#[tokio::test]
async fn a_sign_in_can_be_asked_for_even_when_the_tokens_are_good() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let reconnect = host.reconnect("work").sign_in().redirect(elsewhere());
    let attempt = reconnect.start().await.unwrap();
    approve(attempt).await.unwrap();
    let grant = host.connection("work").await.unwrap().grant;
    assert_eq!(grant.generation, 2);
}

#[tokio::test]
async fn somebody_else_does_not_take_the_connection_over() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.issuer().subject = "bob";
    let reconnect = host.reconnect("work").sign_in().redirect(elsewhere());
    let error = approve(reconnect.start().await.unwrap()).await.unwrap_err();
    assert!(
        matches!(error, Error::Store(StoreError::NameTaken { .. })),
        "{error}"
    );
    assert!(error.to_string().contains("ada@example.com"), "{error}");
    let connection = host.connection("work").await.unwrap();
    assert_eq!(
        connection.grant.account.subject.unwrap().user.unwrap(),
        "ada"
    );
}

#[tokio::test]
async fn trouble_is_told_since_a_sign_in_would_meet_it_too() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.issuer().trouble = Some((503, "down"));
    let error = host.reconnect("work").start().await.unwrap_err();
    assert_eq!(error.class(), Class::Unavailable);
    // A person who tries again is not told to wait.
    world.issuer().trouble = None;
    let attempt = host.reconnect("work").start().await.unwrap();
    assert!(matches!(attempt, Attempt::Connected(_)), "{attempt:?}");
}

#[tokio::test]
async fn a_client_secret_that_was_replaced_is_all_that_it_takes() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    refused(&world, &host, INVALID_CLIENT).await;
    world.issuer().trouble = INVALID_CLIENT;
    let error = host.reconnect("work").start().await.unwrap_err();
    assert_eq!(error.class(), Class::Connection, "no sign-in would help");
    world.issuer().trouble = None;

    let reconnect = host.reconnect("work");
    let reconnect = reconnect.secret("client_secret", "the-new-one".into());
    let attempt = reconnect.start().await.unwrap();
    assert!(matches!(attempt, Attempt::Connected(_)), "{attempt:?}");
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap();
    let sent = world.token_requests().pop().unwrap();
    assert!(sent.contains("grant_type=refresh_token"), "{sent}");
    let by = world.server.seen();
    let by = by.iter().rev().find(|seen| seen.request == "POST /token");
    assert_eq!(
        by.unwrap().authorization.as_deref(),
        Some("Basic dGhlLWNsaWVudDp0aGUtbmV3LW9uZQ=="),
        "the-client:the-new-one"
    );
}

#[tokio::test]
async fn a_secret_that_was_mistyped_ends_nothing_that_works() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.issuer().trouble = INVALID_CLIENT;
    let reconnect = host
        .reconnect("work")
        .secret("client_secret", "oops".into());
    let error = reconnect.start().await.unwrap_err();
    assert_eq!(error.code(), "client-refused");
    assert_eq!(state(&host).await, State::Connected);
    world.issuer().trouble = None;
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap();
}

#[tokio::test]
async fn an_operator_who_replaced_the_app_brings_its_connections_along_by_sign_ins() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    for client_id in ["old-app", "new-app"] {
        let app = App::new("notes", client_id);
        host.set_app(app).await.unwrap();
        let attempt = if client_id == "old-app" {
            let sign_in = connect(&host).name("work");
            sign_in.redirect(elsewhere()).start().await
        } else {
            refused(&world, &host, None).await;
            host.reconnect("work").redirect(elsewhere()).start().await
        };
        let connected = approve(attempt.unwrap()).await.unwrap();
        assert_eq!(connected.connection.grant.client_id, client_id);
        invoke(&host).await.unwrap();
    }
    assert_eq!(host.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_disabled_connection_is_not_used_until_it_is_enabled_or_reconnected() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    host.disable("work").await.unwrap();
    let error = invoke(&host).await.unwrap_err();
    assert!(matches!(error, Error::Disabled { .. }), "{error}");
    assert_eq!(error.class(), Class::Connection);
    host.enable("work").await.unwrap();
    invoke(&host).await.unwrap();

    host.disable("work").await.unwrap();
    host.reconnect("work").start().await.unwrap();
    invoke(&host).await.unwrap();
}

#[tokio::test]
async fn a_call_that_names_no_connection_uses_the_default_and_without_one_has_to_choose() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let call = async || host.invoke("notes", "list-notes").run().await;
    assert!(matches!(call().await, Err(Error::NotConnected { .. })));
    for name in ["one", "two", "three"] {
        sign_in(&host, name).await;
        call().await.unwrap();
    }
    host.finish_renewals().await;
    let last_use = async |name| host.connection(name).await.unwrap().last_used_at;
    assert!(last_use("one").await.is_some() && last_use("two").await.is_none());

    host.remove("one").await.unwrap();
    let error = call().await.unwrap_err();
    insta::assert_snapshot!(error, @"`notes` has 2 connections and none of them is the default; name one of three, two");
    host.set_default("two").await.unwrap();
    call().await.unwrap();
}
