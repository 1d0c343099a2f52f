//! Requests over real HTTP, to a server on the loopback interface.

use std::net::SocketAddr;
use std::time::Duration;

use crate::support::server::{Server, answer, policy_to};
use crate::support::source::TOKEN;
use bytes::Bytes;
use connector_host::egress::{Client, EgressError, Limits, Refusal};
use http::{Request, Response};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

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
    let mut limits = Limits::default();
    limits.first_byte = Duration::from_millis(50);
    let error = Client::new(limits)
        .send(&policy_to(address), get("https://api.example/"), None)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::Slow { .. }), "{error}");
    assert!(!error.nothing_sent());
}

#[tokio::test]
async fn a_redirect_gives_an_exchange_no_more_time() {
    // It redirects to itself, and answers no second request.
    let (address, serving) = saying(
        b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /on\r\ncontent-length: 0\r\n\r\n".into(),
    )
    .await;
    let mut limits = Limits::default();
    limits.total = Duration::from_millis(50);
    limits.first_byte = Duration::from_secs(3600);
    let client = Client::new(limits);
    let error = client
        .send(&policy_to(address), get("https://api.example/"), None)
        .await
        .unwrap_err();
    drop(client);
    serving.await.unwrap();
    assert!(matches!(error, EgressError::Slow { .. }), "{error}");
    assert!(!error.nothing_sent());
}

#[tokio::test]
async fn an_answer_beyond_the_limits_is_not_taken() {
    let mut limits = Limits::default();
    limits.body = 100;
    limits.headers = 400;
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

/// A server that answers whatever comes over its only connection with these bytes. In the
/// end it says what came, and whether the connection was closed after it.
async fn saying(answers: Vec<u8>) -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut asked = vec![0; 4096];
        let length = connection.read(&mut asked).await.unwrap();
        asked.truncate(length);
        // Of some it takes no more than it has to.
        let _ = connection.write_all(&answers).await;
        // It ends when the other side closes, which need not be in order.
        let _ = connection.read_to_end(&mut Vec::new()).await;
        String::from_utf8(asked).unwrap()
    });
    (address, serving)
}

const INTERIM: &str = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n";
const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nthere";

async fn told(answers: String, limits: Limits) -> Result<Response<Bytes>, EgressError> {
    let (address, serving) = saying(answers.into_bytes()).await;
    let client = Client::new(limits);
    let told = client
        .send(&policy_to(address), get("https://api.example/"), None)
        .await;
    drop(client);
    serving.await.unwrap();
    told
}

#[tokio::test]
async fn a_few_interim_answers_are_passed_over() {
    let answer = told(INTERIM.repeat(4) + ANSWER, Limits::default()).await;
    let answer = answer.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.body()[..]),
        (200, &b"there"[..])
    );
    assert!(answer.headers().get("link").is_none());
}

#[tokio::test]
async fn more_of_them_than_are_allowed_are_an_error_even_if_an_answer_follows() {
    let one_more = INTERIM.repeat(4) + "HTTP/1.1 102 Processing\r\n\r\n" + ANSWER;
    let mut few = Limits::default();
    few.headers = 100;
    let large = format!(
        "HTTP/1.1 103 Early Hints\r\nlink: {}\r\n\r\n{ANSWER}",
        "x".repeat(97)
    );
    for (answers, limits) in [(one_more, Limits::default()), (large, few)] {
        let error = told(answers, limits).await.unwrap_err();
        assert!(
            matches!(error, EgressError::InterimAnswers { .. }),
            "{error}"
        );
        assert!(!error.nothing_sent() && !error.is_transient());
    }
}

#[tokio::test]
async fn a_header_that_is_larger_than_the_client_reads_is_no_answer() {
    let endless = "HTTP/1.1 200 OK\r\nx: ".to_owned() + &"y".repeat(128 << 10);
    let many = "HTTP/1.1 200 OK\r\n".to_owned() + &"x: y\r\n".repeat(1_000) + "\r\n";
    for answers in [endless, many] {
        let error = told(answers, Limits::default()).await.unwrap_err();
        assert!(matches!(error, EgressError::Broken { .. }), "{error}");
        assert!(error.to_string().contains("too large"), "{error}");
    }
}

#[tokio::test]
async fn what_is_sent_has_nothing_that_nobody_asked_for() {
    let (address, serving) = saying(ANSWER.into()).await;
    let request = Request::post("https://api.example/notes")
        .header("x-note", "1")
        .body(Bytes::from_static(b"{}"))
        .unwrap();
    let bearer = SecretString::from("hush");
    let client = Client::new(Limits::default());
    client
        .send(&policy_to(address), request, Some(&bearer))
        .await
        .unwrap();
    drop(client);
    let asked = serving.await.unwrap();
    let version = concat!("connector-host/", env!("CARGO_PKG_VERSION"));
    let asked = asked.replace(version, "connector-host/*");
    insta::assert_snapshot!(asked.replace("\r\n", "\n"), @r"
    POST /notes HTTP/1.1
    x-note: 1
    accept: */*
    user-agent: connector-host/*
    host: api.example
    authorization: Bearer hush
    content-length: 2

    {}
    ");
}
