//! The end of the service: what is under way is finished, or told that it was not.

use std::time::Duration;

use connector_host::contract::{Page, Step};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::stage::{Answer, Held, INVOKE, Stage, ask, is, writing};
use crate::support::call::{done, exchange, send};
use crate::support::scripted::{Act, MANIFEST};

/// A service whose connector asks for notes, where nobody answers until told to; a
/// call that has come so far; and the time that it has once the service is to end.
async fn under_way(
    manifest: &str,
    acts: &[Act],
    accept: &'static str,
    drain: Duration,
) -> (Stage, Held, tokio::task::JoinHandle<Answer>) {
    let (world, mut held) = Held::world().await;
    let stage = Stage::of(world, |settings| settings.limits.drain = drain).await;
    stage.connect("work").await;
    stage.script_as(manifest, acts).await;
    let address = stage.address;
    let call = tokio::spawn(async move {
        let fields = [("content-type", "application/json"), ("accept", accept)];
        let body = json!({"connection": "work"}).to_string();
        ask(address, "POST", INVOKE, &fields, body).await
    });
    held.arrived.recv().await.unwrap();
    (stage, held, call)
}

const LONG: Duration = Duration::from_secs(600);
const SHORT: Duration = Duration::from_millis(50);
const JSON: &str = "application/json";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_that_is_under_way_is_answered_before_the_service_ends() {
    let acts = [send("GET", "/notes", 1), done(r#"{"done": true}"#)];
    let (mut stage, held, call) = under_way(MANIFEST, &acts, JSON, LONG).await;
    let ended = stage.tell_to_end();
    held.release.send(()).unwrap();
    let answer = call.await.unwrap();
    assert_eq!(answer.done()["output"]["done"], true);
    ended.await.unwrap();
    let refused = tokio::net::TcpStream::connect(stage.address).await;
    assert!(refused.is_err(), "nobody listens any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_that_takes_too_long_is_told_that_it_was_cut_off() {
    let acts = [send("GET", "/notes", 1), done("{}")];
    let (mut stage, held, call) = under_way(MANIFEST, &acts, JSON, SHORT).await;
    let ended = stage.tell_to_end();
    assert_eq!(call.await.unwrap().problem(), is(503, "service-ending"));
    ended.await.unwrap();
    drop(held);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_that_is_cut_off_is_told_to_be_in_doubt() {
    let acts = [send("POST", "/notes", 1), done("{}")];
    let (mut stage, held, call) = under_way(&writing(), &acts, JSON, SHORT).await;
    let ended = stage.tell_to_end();
    let answer = call.await.unwrap();
    assert_eq!(answer.problem(), is(500, "service-ended-in-doubt"));
    ended.await.unwrap();
    drop(held);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_that_is_cut_off_after_its_write_is_told_to_be_in_doubt() {
    let acts = [
        send("POST", "/revoke", 1),
        send("GET", "/notes", 2),
        done("{}"),
    ];
    let (mut stage, held, call) = under_way(&writing(), &acts, JSON, SHORT).await;
    let ended = stage.tell_to_end();
    let answer = call.await.unwrap();
    assert_eq!(answer.problem(), is(500, "service-ended-in-doubt"));
    assert!(!answer.headers.contains_key("retry-after"), "{answer:?}");
    ended.await.unwrap();
    drop(held);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_stream_that_is_cut_off_says_so_in_its_last_line() {
    let page = Act::Step(Step::Page(Page {
        items: r#"[{"id": 1}]"#.to_owned(),
        then: exchange("GET", "/notes", 1),
    }));
    let acts = [page, done("{}")];
    let (mut stage, held, call) = under_way(MANIFEST, &acts, "application/x-ndjson", SHORT).await;
    let ended = stage.tell_to_end();
    let answer = call.await.unwrap();
    let lines: Vec<Value> = answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0], json!({"items": [{"id": 1}]}));
    assert_eq!(lines[1]["problem"]["code"], "service-ending");
    ended.await.unwrap();
    drop(held);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_stream_that_is_under_way_comes_whole_before_the_service_ends() {
    let page = Act::Step(Step::Page(Page {
        items: r#"[{"id": 1}]"#.to_owned(),
        then: exchange("GET", "/notes", 1),
    }));
    let acts = [page, done(r#"{"notes": []}"#)];
    let (mut stage, held, call) = under_way(MANIFEST, &acts, "application/x-ndjson", LONG).await;
    let ended = stage.tell_to_end();
    held.release.send(()).unwrap();
    let answer = call.await.unwrap();
    let last = answer.text().lines().last().unwrap();
    let last: Value = serde_json::from_str(last).unwrap();
    assert_eq!(last, json!({"output": {"notes": []}, "warnings": []}));
    ended.await.unwrap();
}

#[tokio::test]
async fn whoever_asks_at_the_last_moment_whether_it_is_ready_is_told_that_it_ends() {
    let mut stage = Stage::new().await.of_one_process();
    let mut late = tokio::net::TcpStream::connect(stage.address).await.unwrap();
    let begun = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\n";
    late.write_all(begun).await.unwrap();
    // The service has read it by the time that it has answered another.
    assert_eq!(stage.get("/readyz").await.status, 200);
    let ended = stage.tell_to_end();
    stage.until_nobody_listens().await;
    assert!(!ended.is_finished(), "somebody is to be answered");
    late.write_all(b"\r\n").await.unwrap();
    let mut told = String::new();
    late.read_to_string(&mut told).await.unwrap();
    assert!(told.starts_with("HTTP/1.1 503 "), "{told}");
    assert!(told.contains("\"code\":\"service-ending\""), "{told}");
    ended.await.unwrap();
}

#[tokio::test]
async fn a_connection_that_says_nothing_keeps_the_service_from_nothing() {
    let mut stage = Stage::new().await.of_one_process();
    let silent = tokio::net::TcpStream::connect(stage.address).await.unwrap();
    assert_eq!(stage.get("/healthz").await.status, 200);
    stage.tell_to_end().await.unwrap();
    drop(silent);
}
