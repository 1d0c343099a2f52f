//! An API that repeats what it was sent: in the content, in its header, in the name
//! of a field there or of a media type, again and again. And an authorization server that repeats the client secret.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use connector_host::contract::{Credential, Redirects, Step, Transfer};
use connector_host::download::Destination;
use connector_host::oauth::OAuthError;
use connector_host::{Error, Host};

use crate::bystander::beside;
use crate::stage::{host_of, must_be, turned};
use crate::support::authorization::{CLIENT_SECRET, World, connect, token_grant};
use crate::support::call::{exchange, request};
use crate::support::scripted::{self, Act, MANIFEST};
use crate::support::server::{Server, answer};

/// A host with a connector that was agreed to. The API of its account is now the one that repeats.
async fn repeating(world: &World, acts: &[Act], server: &Server) -> Host {
    drop(turned(world, host_of(world), acts).await);
    let reroute = format!("https://api.example=http://{}", server.address);
    let later = host_of(world).reroutes([reroute.parse().unwrap()]);
    later.build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connector_sees_asterisks() {
    let echo = Arc::new(Mutex::new(String::new()));
    let noted = Arc::clone(&echo);
    let server = Server::start(move |seen, _| -> Response {
        let token = seen.authorization.clone().unwrap_or_default();
        noted.lock().unwrap().clone_from(&token);
        let token = token.trim_start_matches("Bearer ");
        let body = format!("{{\"a\": \"{token}\", \"b\": \"x{token}{token}y\"}}");
        let named = format!("x-{token}-y");
        let fields = [
            ("x-echo", token),
            ("set-cookie", token),
            (named.as_str(), "1"),
        ];
        answer(200, &fields, &body)
    })
    .await;
    let world = World::new().await;
    let acts = [
        Act::Step(Step::Send(exchange("GET", "/echo", 1))),
        Act::Echo,
    ];
    let later = repeating(&world, &acts, &server).await;
    let output = beside(later.invoke("notes", "list-notes").run())
        .await
        .unwrap();
    let shown = output.value.to_string();
    let token = echo.lock().unwrap().replace("Bearer ", "");
    assert!(token.starts_with("access-"), "{token}");
    assert!(!shown.contains(&token), "{shown}");
    assert!(shown.contains("***"), "{shown}");
}

/// It is done, and whether the media type of the file is `video/*` and so on is its
/// output.
const IS_OVERWRITTEN: &str = "
    (i32.store8 (i32.const 512) (i32.add (i32.const 48) (i32.eq (i32.const 42)
        (i32.load8_u (i32.add (i32.load (i32.const 24)) (i32.const 6))))))
    (i32.store (i32.const 24) (i32.const 512))
    (i32.store (i32.const 28) (i32.const 1))
    (return (i32.const 8))";

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_it_see_a_token_that_is_a_media_type() {
    let server = Server::start(|seen, _| -> Response {
        let token = seen.authorization.clone().unwrap_or_default();
        let media_type = token.replace("Bearer ", "video/");
        answer(200, &[("content-type", media_type.as_str())], "film")
    })
    .await;
    let world = World::new().await;
    let acts = [
        Act::Step(Step::Download(Transfer {
            request: request("GET", "https://api.example/film"),
            credential: Credential::Connection,
            redirects: Redirects::Origins,
            after_ms: 0,
            file_name: "film.mp4".to_owned(),
            size: None,
            media_types: vec!["video/*".to_owned()],
            state: vec![1],
        })),
        Act::Code(IS_OVERWRITTEN),
    ];
    let later = repeating(&world, &acts, &server).await;
    let directory = tempfile::tempdir().unwrap();
    let destination = Destination::new(directory.path());
    let invocation = later.invoke("notes", "download-note");
    let output = beside(invocation.download_to(destination).run())
        .await
        .unwrap();
    assert_eq!(output.value, 1);
    assert_eq!(output.files.len(), 1);
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
    let later = repeating(&world, &acts, &server).await;
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
