//! Access tokens are renewed in time, once, and never at the price of the grant.

use std::sync::{Arc, Mutex, mpsc};

use crate::support::authorization::{LIFETIME, World, code_grant, connect, connected, token_grant};
use crate::support::connection::{invoke, sign_in, signed_in, state};
use connector_host::Class;
use connector_host::connections::State;

#[tokio::test]
async fn a_token_is_used_until_it_is_about_to_expire() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME - 301);
    invoke(&host).await.unwrap();
    assert_eq!(world.token_requests().len(), 1);
    world.clock.advance(1);
    invoke(&host).await.unwrap();
    assert_eq!(
        world.token_requests()[1],
        "grant_type=refresh_token&refresh_token=refresh-1"
    );
}

#[tokio::test]
async fn each_refresh_sends_the_token_that_the_one_before_brought() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    for round in 1..=5 {
        world.clock.advance(LIFETIME);
        invoke(&host).await.unwrap();
        let sent = world.token_requests().pop().unwrap();
        assert!(
            sent.ends_with(&format!("refresh_token=refresh-{round}")),
            "{sent}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tasks_of_two_hosts_bring_about_one_refresh() {
    let world = World::new().await;
    let one = signed_in(&world).await;
    let other = world.host(&code_grant()).await;
    world.clock.advance(LIFETIME);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..64 {
        let host = if number % 2 == 0 {
            one.clone()
        } else {
            other.clone()
        };
        tasks.spawn(async move { invoke(&host).await });
    }
    for outcome in tasks.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rejections_of_one_token_bring_about_one_refresh() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    // The server has ended the token before its time.
    world.issuer().revoked = Some(1);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let host = host.clone();
        tasks.spawn(async move { invoke(&host).await });
    }
    for outcome in tasks.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_goes_away_in_the_middle_of_a_refresh_loses_nothing() {
    let (arrived, at_server) = mpsc::channel();
    let (go_on, told) = mpsc::channel::<()>();
    let told = Arc::new(Mutex::new(told));
    let world = World::answering(move |seen| {
        if seen.body.starts_with("grant_type=refresh_token") {
            arrived.send(()).unwrap();
            told.lock().unwrap().recv().unwrap();
        }
    })
    .await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME);
    let caller = tokio::spawn({
        let host = host.clone();
        async move { invoke(&host).await }
    });
    tokio::task::spawn_blocking(move || at_server.recv().unwrap())
        .await
        .unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    go_on.send(()).unwrap();

    // Whoever ends the process waits for the refresh; the next caller finds the
    // token that it brought.
    host.finish_renewals().await;
    let grant = host.connection("work").await.unwrap().grant;
    assert_eq!(grant.generation, 2);
    invoke(&host).await.unwrap();
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn a_refused_refresh_token_ends_the_grant_and_is_not_sent_again() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME);
    world.issuer().trouble = Some((
        400,
        r#"{"error": "invalid_grant", "reason": "Invalid Token refresh-1"}"#,
    ));
    for _ in 0..2 {
        let error = invoke(&host).await.unwrap_err();
        assert_eq!(error.class(), Class::Connection);
        assert!(error.to_string().contains("invalid_grant"), "{error}");
        assert!(!error.to_string().contains("refresh-1"), "{error}");
    }
    assert_eq!(world.token_requests().len(), 2);
    assert!(matches!(
        state(&host).await,
        State::NeedsReconnecting { .. }
    ));

    world.issuer().trouble = None;
    sign_in(&host, "work").await;
    invoke(&host).await.unwrap();
    assert_eq!(state(&host).await, State::Connected);
}

#[tokio::test]
async fn trouble_at_the_token_endpoint_ends_nothing() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME);
    let troubles = [
        (503, "down"),
        (502, r#"{"error": "invalid_grant"}"#),
        (429, r#"{"error": "invalid_grant"}"#),
        (400, "<html>not JSON</html>"),
        (200, "<html>not JSON</html>"),
        (400, r#"{"error": "temporarily_unavailable"}"#),
    ];
    for trouble in troubles {
        world.issuer().trouble = Some(trouble);
        let error = invoke(&host).await.unwrap_err();
        assert_eq!(error.class(), Class::Unavailable, "{trouble:?}: {error}");
        assert_eq!(state(&host).await, State::Connected, "{trouble:?}");
        world.clock.advance(300);
    }
    world.issuer().trouble = None;
    invoke(&host).await.unwrap();
}

#[tokio::test]
async fn trouble_with_an_early_renewal_is_no_trouble_while_the_token_lives() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME - 10);
    world.issuer().trouble = Some((503, "down"));
    invoke(&host).await.unwrap();
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn a_token_grant_is_asked_for_again_when_its_token_expires() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    connected(connect(&host).name("work")).await;
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap();
    assert_eq!(
        world.token_requests(),
        ["grant_type=urn%3Aexample%3Aaccount&scope=notes%3Aread%2Cnotes%3Awrite"; 2]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_grant_is_asked_for_once_by_many_tasks_of_two_hosts() {
    // The server ends a token with the next one that it issues.
    let world = World::new().await;
    let one = world.host(&token_grant()).await;
    connected(connect(&one).name("work")).await;
    let other = world.host(&token_grant()).await;
    world.clock.advance(LIFETIME);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..64 {
        let host = [&one, &other][number % 2].clone();
        tasks.spawn(async move { invoke(&host).await });
    }
    for outcome in tasks.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn a_second_sign_in_keeps_the_first_connection_alive() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    // The server ends the first tokens with this.
    sign_in(&host, "second").await;
    invoke(&host).await.unwrap();
    assert_eq!(world.token_requests().len(), 2, "no refresh was needed");
}

#[tokio::test]
async fn a_grant_without_a_refresh_token_ends_with_its_access_token() {
    let world = World::new().await;
    world.issuer().refreshable = false;
    let host = signed_in(&world).await;
    invoke(&host).await.unwrap();
    world.clock.advance(LIFETIME);
    let error = invoke(&host).await.unwrap_err();
    assert_eq!(error.class(), Class::Connection);
    assert!(error.to_string().contains("no refresh token"), "{error}");
}
