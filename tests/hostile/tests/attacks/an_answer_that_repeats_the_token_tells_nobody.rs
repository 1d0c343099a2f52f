//! An API that repeats what it was sent: in the content, in its header, again
//! and again. And an authorization server that repeats the client secret.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use connector_host::Error;
use connector_host::contract::Step;
use connector_host::oauth::OAuthError;

use crate::bystander::beside;
use crate::stage::{host_of, must_be, turned};
use crate::support::authorization::{CLIENT_SECRET, World, connect, token_grant};
use crate::support::call::exchange;
use crate::support::scripted::{self, Act, MANIFEST};
use crate::support::server::{Server, answer};

#[tokio::test(flavor = "multi_thread")]
async fn the_connector_sees_asterisks() {
    let echo = Arc::new(Mutex::new(String::new()));
    let noted = Arc::clone(&echo);
    let server = Server::start(move |seen, _| -> Response {
        let token = seen.authorization.clone().unwrap_or_default();
        noted.lock().unwrap().clone_from(&token);
        let token = token.trim_start_matches("Bearer ");
        let body = format!("{{\"a\": \"{token}\", \"b\": \"x{token}{token}y\"}}");
        answer(200, &[("x-echo", token), ("set-cookie", token)], &body)
    })
    .await;
    let world = World::new().await;
    let acts = [
        Act::Step(Step::Send(exchange("GET", "/echo", 1))),
        Act::Echo,
    ];
    drop(turned(&world, host_of(&world), &acts).await);
    // The API of the account is now the one that repeats.
    let reroute = format!("https://api.example=http://{}", server.address);
    let later = host_of(&world).reroutes([reroute.parse().unwrap()]);
    let later = later.build().unwrap();
    let output = beside(later.invoke("notes", "list-notes").run())
        .await
        .unwrap();
    let shown = output.value.to_string();
    let token = echo.lock().unwrap().replace("Bearer ", "");
    assert!(token.starts_with("access-"), "{token}");
    assert!(!shown.contains(&token), "{shown}");
    assert!(shown.contains("***"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_one_that_shows_the_requests_before() {
    let tokens: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = Arc::clone(&tokens);
    let server = Server::start(move |seen, _| -> Response {
        if seen.request == "POST /token" {
            let renewed = r#"{"access_token": "another-token", "token_type": "Bearer"}"#;
            return answer(200, &[], renewed);
        }
        let mut noted = noted.lock().unwrap();
        let token = seen.authorization.clone().unwrap_or_default();
        noted.push(token.replace("Bearer ", ""));
        let status = if noted.len() == 1 { 401 } else { 200 };
        answer(status, &[], &format!("{{\"seen\": {noted:?}}}"))
    })
    .await;
    let world = World::new().await;
    let acts = [
        Act::Step(Step::Send(exchange("GET", "/echo", 1))),
        Act::Echo,
    ];
    drop(turned(&world, host_of(&world), &acts).await);
    let reroute = format!("https://api.example=http://{}", server.address);
    let later = host_of(&world).reroutes([reroute.parse().unwrap()]);
    let later = later.build().unwrap();
    let output = beside(later.invoke("notes", "list-notes").run())
        .await
        .unwrap();
    let tokens = tokens.lock().unwrap().clone();
    assert_eq!(tokens.len(), 2);
    for token in tokens {
        let shown = output.value.to_string();
        assert!(!shown.contains(&token), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_error_repeats_the_client_secret() {
    for answer in [
        r#"{"error":"hush-client"}"#,
        r#"{"error":"invalid_client","error_description":"no hush-client here"}"#,
        r#"{"error":"x","code":"hush-client"}"#,
        "{\"error\":\"x\",\"reason\":\"hush\\u0007-client\"}",
    ] {
        let world = World::new().await;
        world.issuer().trouble = Some((400, answer));
        let host = host_of(&world).build().unwrap();
        host.add(&scripted::connector_of(
            MANIFEST.as_bytes(),
            &token_grant(),
            &[Act::Echo],
        ))
        .await
        .unwrap();
        let refused = beside(connect(&host).start()).await.unwrap_err();
        must_be!(
            refused,
            Connection,
            Error::OAuth(OAuthError::Refused { .. })
        );
        let shown = format!("{refused} {refused:?}");
        assert!(!shown.contains(CLIENT_SECRET), "{shown}");
    }
}
