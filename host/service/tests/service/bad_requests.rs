//! What nobody should send: the right problem, and nothing lost.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::stream;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::stage::{INVOKE, Stage, is, new_connection};
use crate::support::authorization::World;
use crate::support::call::{done, send};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

async fn with_small_bodies() -> Stage {
    Stage::of(World::new().await, |settings| {
        settings.limits.body = 1000;
        settings.limits.arrival = Duration::from_millis(200);
    })
    .await
}

/// Sends bytes as they are, and takes what comes back until the connection ends.
async fn raw(stage: &Stage, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_body_that_is_not_of_its_shape_is_refused_by_its_place() {
    let stage = Stage::connected().await;
    let mut unknown = new_connection("more");
    unknown["settngs"] = json!({});
    let refused = stage.post("/v1/connections", &unknown).await;
    assert_eq!(refused.problem(), is(422, "wrong-body"));
    let mut wrong = new_connection("more");
    wrong["secrets"]["client_secret"] = json!(7);
    let refused = stage.post("/v1/connections", &wrong).await;
    assert_eq!(refused.problem(), is(422, "wrong-body"));
    assert_eq!(
        refused.json()["problems"][0]["field"],
        "secrets.client_secret"
    );
    for input in [json!([]), json!("a"), json!(null)] {
        let refused = stage.post(INVOKE, &json!({"input": input})).await;
        assert_eq!(refused.problem(), is(422, "wrong-body"));
    }
    // An array is no object, whatever its elements are.
    for (path, body) in [
        (INVOKE, json!([])),
        ("/v1/connections/work/reconnect", json!([])),
        ("/v1/connections/work/rename", json!(["other"])),
    ] {
        let refused = stage.post(path, &body).await;
        assert_eq!(refused.problem(), is(422, "wrong-body"), "{path}");
    }
    for text in ["", "{", "{\"input\": {}} {}", "not json"] {
        let refused = stage.ask("POST", INVOKE, &JSON, text).await;
        assert_eq!(refused.problem(), is(400, "malformed-body"), "{text}");
    }
    let refused = stage.ask("POST", INVOKE, &[], "{}").await;
    assert_eq!(refused.problem(), is(415, "wrong-media-type"));
    let form = [("content-type", "text/plain")];
    let refused = stage.ask("POST", INVOKE, &form, "{}").await;
    assert_eq!(refused.problem(), is(415, "wrong-media-type"));
    assert_eq!(stage.host.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_whether_or_not_it_says_so() {
    let stage = with_small_bodies().await;
    let large = "x".repeat(1001);
    let refused = stage.ask("POST", INVOKE, &JSON, large.clone()).await;
    assert_eq!(refused.problem(), is(413, "body-too-large"));
    let chunks = large.into_bytes().into_iter().map(|byte| {
        let chunk = Bytes::copy_from_slice(&[byte]);
        Ok::<_, std::io::Error>(chunk)
    });
    let chunked = Body::from_stream(stream::iter(chunks.collect::<Vec<_>>()));
    let refused = stage.ask("POST", INVOKE, &JSON, chunked).await;
    assert_eq!(refused.problem(), is(413, "body-too-large"));
}

#[tokio::test]
async fn a_body_that_does_not_come_keeps_nobody_waiting() {
    let stage = with_small_bodies().await;
    let head = format!(
        "POST {INVOKE} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: 50\r\nconnection: close\r\n\r\n{{"
    );
    let answer = raw(&stage, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("body-too-slow"), "{answer}");
}

#[tokio::test]
async fn what_is_no_http_at_all_is_turned_away_and_others_are_answered() {
    let stage = Stage::new().await.of_one_process();
    for noise in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"GET\r\n\r\n",
    ] {
        let answer = raw(&stage, noise).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400 "),
            "{answer}"
        );
    }
    assert_eq!(stage.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn what_says_no_whole_head_in_time_is_sent_away() {
    let stage = Stage::of(World::new().await, |settings| {
        settings.limits.head = Duration::from_millis(100);
        settings.limits.connections = 2;
    })
    .await
    .of_one_process();
    let mut silent = TcpStream::connect(stage.address).await.unwrap();
    let mut slow = TcpStream::connect(stage.address).await.unwrap();
    slow.write_all(b"GET /healthz HTT").await.unwrap();
    // There is room for two, so it is answered once they are gone.
    assert_eq!(stage.get("/healthz").await.status, 200);
    let mut rest = Vec::new();
    silent.read_to_end(&mut rest).await.unwrap();
    let _ = slow.read_to_end(&mut rest).await;
}

/// The head of an invocation whose body is to have that many bytes.
fn head_of_invocation(length: usize) -> String {
    format!(
        "POST {INVOKE} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_body_that_breaks_off_begins_nothing() {
    let stage = Stage::connected().await;
    stage.script(&[send("GET", "/notes", 1), done("{}")]).await;
    let whole = r#"{"connection": "work", "input": {}}"#;
    for sent in ["", "{", &whole[..whole.len() - 1]] {
        let mut stream = TcpStream::connect(stage.address).await.unwrap();
        let request = head_of_invocation(whole.len()) + sent;
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        // It may be told so, or find the connection closed.
        let _ = stream.read_to_string(&mut answer).await;
        assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    }
    assert_eq!(stage.world.count("GET /notes"), 0);
    assert_eq!(
        stage
            .post(INVOKE, &json!({"connection": "work"}))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn bodies_that_do_not_come_keep_nobody_else_waiting() {
    let stage = Stage::of(World::new().await, |settings| {
        settings.limits.arrival = Duration::from_secs(600);
        settings.limits.calls = 40;
    })
    .await;
    stage.connect("work").await;
    let mut slow = Vec::new();
    for _ in 0..30 {
        let mut stream = TcpStream::connect(stage.address).await.unwrap();
        let request = head_of_invocation(50) + "{";
        stream.write_all(request.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    for _ in 0..10 {
        stage.get("/v1/connections").await.done();
        stage
            .post(INVOKE, &json!({"connection": "work"}))
            .await
            .done();
    }
    drop(slow);
}

#[tokio::test]
async fn a_path_or_a_method_that_there_is_not_is_a_problem_too() {
    let stage = Stage::new().await;
    for path in ["/", "/v1", "/v2/connections", "/v1/connections/a/b/c"] {
        assert_eq!(
            stage.get(path).await.problem(),
            is(404, "no-route"),
            "{path}"
        );
    }
    let root = stage.get("/").await.json();
    let detail = root["detail"].as_str().unwrap();
    assert!(detail.contains("/v1/openapi.json"), "{detail}");
    let wrong = stage.ask("PUT", "/v1/connections", &[], "").await;
    assert_eq!(wrong.problem(), is(405, "wrong-method"));
    let mut allowed: Vec<&str> = wrong.header("allow").split(',').collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
    for query in ["?limit=0", "?limit=x", "?page=1", "?state=lost"] {
        let refused = stage.get(&format!("/v1/connections{query}")).await;
        assert_eq!(refused.problem(), is(400, "bad-parameter"), "{query}");
    }
    let refused = stage.get("/v1/connections/%ff").await.problem();
    assert_eq!(refused, is(400, "bad-parameter"));
}

#[tokio::test]
async fn a_page_of_another_site_and_a_name_that_leads_here_are_turned_away() {
    let stage = Stage::connected().await;
    let path = "/v1/connections/work/disable";
    let from = [
        ("origin", "https://evil.example"),
        ("content-type", "text/plain"),
    ];
    let refused = stage.ask("POST", path, &from, "").await;
    assert_eq!(refused.problem(), is(403, "other-origin"));
    let rebound = [("host", "evil.example")];
    let refused = stage.ask("GET", "/v1/connections", &rebound, "").await;
    assert_eq!(refused.problem(), is(421, "wrong-host"));
    let shown = stage.get("/v1/connections/work").await.done();
    assert_eq!(shown["state"], "connected");
}

#[tokio::test]
async fn a_connection_is_good_for_more_than_one_request() {
    let stage = Stage::new().await;
    let request = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let last = "GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let answers = raw(&stage, format!("{request}{request}{last}").as_bytes()).await;
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 3, "{answers}");
}

#[tokio::test]
async fn what_was_asked_is_counted() {
    let stage = Stage::connected().await.of_one_process();
    stage.get("/v1/connections/work").await.done();
    stage.get("/v1/connections/other").await.problem();
    let numbers = stage.get("/metrics").await;
    assert!(
        numbers
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    for status in [200, 404] {
        let line = format!(
            "connector_host_requests_total{{method=\"GET\",path=\"/v1/connections/{{connection}}\",status=\"{status}\"}} 1\n"
        );
        assert!(numbers.text().contains(&line), "{}", numbers.text());
    }
    assert!(!numbers.text().contains("work"));
}
