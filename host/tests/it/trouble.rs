//! Trouble with the authorization server or the store ends no grant that could
//! have lived, and no storm of requests comes of it.

use crate::support::authorization::{LIFETIME, World, app_grant, code_grant, connect};
use crate::support::connection::{
    approve, elsewhere, in_database, invoke, sign_in, signed_in, state,
};
use connector_host::connections::{App, State};
use connector_host::{Class, Host};

const DOWN: Option<(u16, &str)> = Some((503, "down"));

/// A store whose grants can't be written, as on a full disk: a table whose last row is taken
/// is refused another by the same code (SQLITE_FULL).
const FULL: &str = "CREATE TABLE last_row (id INTEGER PRIMARY KEY AUTOINCREMENT);
    INSERT INTO last_row VALUES (9223372036854775807);
    CREATE TRIGGER full BEFORE UPDATE ON grants
    BEGIN INSERT INTO last_row VALUES (NULL); END";
/// The same for new tokens alone.
const FULL_FOR_TOKENS: &str = "CREATE TRIGGER full BEFORE UPDATE ON grants
    WHEN NEW.access_token IS NOT OLD.access_token
    BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END";
const ROOM: &str = "DROP TRIGGER full";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_renewal_that_fails_shares_its_outcome() {
    let world = World::new().await;
    let one = signed_in(&world).await;
    let other = world.host(&code_grant()).await;
    world.clock.advance(LIFETIME);
    world.issuer().trouble = DOWN;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..64 {
        let host = [&one, &other][number % 2].clone();
        tasks.spawn(async move { invoke(&host).await });
    }
    for outcome in tasks.join_all().await {
        assert_eq!(outcome.unwrap_err().class(), Class::Unavailable);
    }
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn in_a_cool_down_calls_fail_at_once_and_say_how_long_it_lasts() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME);
    world.issuer().trouble = DOWN;
    for (wait, asked) in [(0, 1), (0, 1), (1, 2), (1, 2), (1, 3), (3, 3), (1, 4)] {
        world.clock.advance(wait);
        let error = invoke(&host).await.unwrap_err();
        assert_eq!(error.class(), Class::Unavailable);
        assert!(error.to_string().contains("again from 2023-"), "{error}");
        assert_eq!(world.token_requests().len(), 1 + asked);
    }
    assert_eq!(state(&host).await, State::Connected);
    let trouble = host.connection("work").await.unwrap().grant.trouble;
    assert_eq!(trouble.unwrap().count, 4);

    world.issuer().trouble = None;
    world.clock.advance(8);
    invoke(&host).await.unwrap();
    assert_eq!(host.connection("work").await.unwrap().grant.trouble, None);
}

#[tokio::test]
async fn a_server_is_not_asked_before_the_time_that_it_names() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME);
    world.issuer().trouble = Some((429, "slower"));
    world.issuer().retry_after = Some("30");
    invoke(&host).await.unwrap_err();
    world.issuer().trouble = None;
    world.clock.advance(29);
    invoke(&host).await.unwrap_err();
    world.clock.advance(1);
    invoke(&host).await.unwrap();
    assert_eq!(world.token_requests().len(), 3);
}

#[tokio::test]
async fn in_a_cool_down_a_living_token_is_used_without_asking_the_server() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME - 100);
    world.issuer().trouble = DOWN;
    for _ in 0..3 {
        invoke(&host).await.unwrap();
    }
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn a_store_that_cannot_be_written_is_told_before_the_refresh_token_is_used_up() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME);
    in_database(world.directory.path(), FULL);
    let error = invoke(&host).await.unwrap_err();
    assert_eq!(error.code(), "credential-store-full");
    assert!(error.to_string().contains("disk is full"), "{error}");
    assert_eq!(world.token_requests().len(), 1);

    in_database(world.directory.path(), ROOM);
    invoke(&host).await.unwrap();
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn new_tokens_wait_for_a_store_that_can_be_written_again() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME);
    in_database(world.directory.path(), FULL_FOR_TOKENS);
    let directory = world.directory.path().to_owned();
    world
        .clock
        .at_next_sleep(move || in_database(&directory, ROOM));
    invoke(&host).await.unwrap();
    assert_eq!(world.token_requests().len(), 2);
    let grant = host.connection("work").await.unwrap().grant;
    assert_eq!(grant.generation, 2);
}

#[tokio::test]
async fn tokens_that_cannot_be_kept_are_not_used_and_the_end_that_follows_names_the_cause() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    world.clock.advance(LIFETIME);
    in_database(world.directory.path(), FULL_FOR_TOKENS);
    let calls = world.count("GET /me");
    let error = invoke(&host).await.unwrap_err();
    assert!(error.to_string().contains("could not be kept"), "{error}");
    assert_eq!(world.count("GET /me"), calls);

    in_database(world.directory.path(), ROOM);
    let error = invoke(&host).await.unwrap_err();
    assert_eq!(error.class(), Class::Connection);
    insta::assert_snapshot!(error, @"the connection has to be made again: https://api.example/token refused: what was granted has ended or was used before. Connect again. (invalid_grant). A renewal that began at 2023-11-14T23:13:20Z was never finished, since the host was stopped or the answer was lost; it has probably used up the refresh token");
    sign_in(&host, "work").await;
    invoke(&host).await.unwrap();
}

async fn set_app(host: &Host, client_id: &str, secret: &str) {
    let app = App::new("notes", client_id).secret("client_secret", secret.into());
    host.set_app(app).await.unwrap();
}

#[tokio::test]
async fn a_refused_app_needs_its_new_secret_and_nobody_has_to_sign_in() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    set_app(&host, "platform", "old").await;
    let sign_in = connect(&host).name("work");
    let attempt = sign_in.redirect(elsewhere()).start().await.unwrap();
    approve(attempt).await.unwrap();

    world.clock.advance(LIFETIME);
    world.issuer().trouble = Some((401, r#"{"error": "invalid_client"}"#));
    for _ in 0..2 {
        let error = invoke(&host).await.unwrap_err();
        assert_eq!(error.class(), Class::Connection);
    }
    assert_eq!(world.token_requests().len(), 2, "it is not asked again");
    assert!(matches!(
        state(&host).await,
        State::NeedsReconnecting { .. }
    ));

    world.issuer().trouble = None;
    set_app(&host, "platform", "new").await;
    assert_eq!(state(&host).await, State::Connected);
    invoke(&host).await.unwrap();
    assert!(world.token_requests()[2].contains("refresh_token=refresh-1"));
}

#[tokio::test]
async fn an_error_names_the_connection_that_it_is_about() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let unknown = host.connection("nope").await.unwrap_err();
    assert_eq!(unknown.connection(), Some("nope"));
    let unknown = host.connector("nope").await.unwrap_err();
    assert_eq!(unknown.connection(), None);

    world.clock.advance(LIFETIME);
    world.issuer().trouble = DOWN;
    // It is the connector's default, which the call did not name.
    let error = invoke(&host).await.unwrap_err();
    assert_eq!(error.connection(), Some("work"));
    assert_eq!(error.code(), "renewal-unavailable");
    let tested = host.test("work").await.unwrap();
    assert_eq!(tested.outcome.unwrap_err().connection(), Some("work"));
    let error = host.reconnect("work").start().await.unwrap_err();
    assert_eq!(error.connection(), Some("work"));
}
