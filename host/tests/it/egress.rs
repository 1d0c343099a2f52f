//! Requests over real HTTP, to a server on the loopback interface.

use std::time::Duration;

use crate::support::server::{Server, answer, policy_to};
use crate::support::source::TOKEN;
use bytes::Bytes;
use connector_host::egress::{Client, EgressError, Limits, Refusal};
use http::{Request, Response};
use secrecy::SecretString;
use tokio::net::TcpListener;

fn get(url: &str) -> Request<Bytes> {
    Request::get(url).body(Bytes::new()).unwrap()
}

async fn send(server: &Server, request: Request<Bytes>) -> Result<Response<Bytes>, EgressError> {
    let bearer = SecretString::from(TOKEN);
    Client::new(Limits::default())
        .send(&server.policy(), request, Some(&bearer))
        .await
}

#[tokio::test]
async fn a_rerouted_request_keeps_its_host_and_takes_the_credential_along() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let sent = send(&server, get("https://api.example/notes?q=a%20b")).await;
    assert_eq!(sent.unwrap().body(), "{}");
    let seen = &server.seen()[0];
    assert_eq!(seen.request, "GET /notes?q=a%20b");
    assert_eq!(seen.host, "api.example");
    assert_eq!(seen.authorization, Some(format!("Bearer {TOKEN}")));
}

#[tokio::test]
async fn the_credential_goes_only_where_the_manifest_lets_it() {
    let server = Server::start(|_, _| answer(200, &[], "")).await;
    send(&server, get("https://eu.files.example/x"))
        .await
        .unwrap();
    assert_eq!(server.seen()[0].authorization, None);
}

#[tokio::test]
async fn a_redirect_to_another_origin_goes_without_the_credential() {
    let server = Server::start(|seen, _| match seen.request.as_str() {
        "GET /a" => answer(302, &[("location", "/b")], ""),
        "GET /b" => answer(302, &[("location", "https://eu.files.example/c")], ""),
        "GET /c" => answer(302, &[("location", "https://api.example/d")], ""),
        _ => answer(200, &[], "there"),
    })
    .await;
    let arrived = send(&server, get("https://api.example/a")).await.unwrap();
    assert_eq!(arrived.body(), "there");
    let carried: Vec<_> = server
        .seen()
        .into_iter()
        .map(|seen| (seen.host, seen.authorization.is_some()))
        .collect();
    let expected = [
        ("api.example", true),
        ("api.example", true),
        ("eu.files.example", false),
        ("api.example", false),
    ]
    .map(|(host, carried)| (host.to_owned(), carried));
    assert_eq!(carried, expected);
}

#[tokio::test]
async fn a_redirect_to_where_policy_forbids_is_not_followed() {
    let mut told = Vec::new();
    for location in [
        "https://evil.test/path?token=hush",
        "http://api.example/",
        "https://127.0.0.1/",
        "https://me:hush@api.example/",
        "mailto:somebody@api.example",
    ] {
        let server = Server::start(move |_, _| answer(302, &[("location", location)], "")).await;
        let error = send(&server, get("https://api.example/"))
            .await
            .unwrap_err();
        assert!(!error.nothing_sent());
        assert_eq!(server.requests().len(), 1);
        told.push(error.to_string());
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn redirects_end_somewhere() {
    let server = Server::start(|_, _| answer(302, &[("location", "/again")], "")).await;
    let error = send(&server, get("https://api.example/"))
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        EgressError::TooManyRedirects { limit: 5, .. }
    ));
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn a_token_request_is_never_redirected() {
    let server = Server::start(|_, _| answer(307, &[("location", "/elsewhere")], "")).await;
    let request = Request::post("https://api.example/token")
        .body(Bytes::from_static(b"grant_type=x"))
        .unwrap();
    let error = Client::new(Limits::default())
        .send_for_sign_in(&server.policy(), request, 1 << 20)
        .await
        .unwrap_err();
    assert!(!error.nothing_sent());
    insta::assert_snapshot!(error);
    assert_eq!(server.requests(), ["POST /token"]);
}

#[tokio::test]
async fn what_policy_forbids_never_leaves() {
    let server = Server::start(|_, _| answer(200, &[], "")).await;
    let error = send(&server, get("https://evil.test/x")).await.unwrap_err();
    assert!(matches!(
        error,
        EgressError::Refused(Refusal::NotDeclared { .. })
    ));
    assert!(error.nothing_sent());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn nobody_listening_means_nothing_was_sent() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let error = Client::new(Limits::default())
        .send(
            &policy_to(address),
            get("https://api.example/notes?key=hush"),
            None,
        )
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::Connect { .. }), "{error}");
    assert!(error.nothing_sent() && error.is_transient());
    assert!(!error.to_string().contains("hush"), "{error}");
}

#[tokio::test]
async fn a_server_that_hangs_up_leaves_the_outcome_open() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let hanging_up = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        // The request has arrived before the connection is closed.
        tokio::io::AsyncReadExt::read(&mut connection, &mut [0; 1])
            .await
            .unwrap();
    });
    let error = Client::new(Limits::default())
        .send(&policy_to(address), get("https://api.example/"), None)
        .await
        .unwrap_err();
    hanging_up.await.unwrap();
    assert!(matches!(error, EgressError::Broken { .. }), "{error}");
    assert!(!error.nothing_sent());
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits {
        first_byte: Duration::from_millis(50),
        ..Limits::default()
    };
    let error = Client::new(limits)
        .send(&policy_to(address), get("https://api.example/"), None)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::Slow { .. }), "{error}");
    assert!(!error.nothing_sent());
}

#[tokio::test]
async fn an_answer_beyond_the_limits_is_not_taken() {
    let limits = Limits {
        body: 100,
        headers: 400,
        ..Limits::default()
    };
    let large = "x".repeat(500);
    let server = Server::start(move |seen, _| match seen.request.as_str() {
        "GET /body" => answer(200, &[], &large),
        _ => answer(200, &[("x-large", &large)], ""),
    })
    .await;
    for part in ["body", "header"] {
        let error = Client::new(limits)
            .send(
                &server.policy(),
                get(&format!("https://api.example/{part}")),
                None,
            )
            .await
            .unwrap_err();
        assert!(
            matches!(&error, EgressError::TooLarge { part: what, .. } if *what == part),
            "{error}"
        );
    }
}
