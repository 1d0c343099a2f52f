//! Invoking actions: whole, page by page, and dry.

use std::time::Duration;

use connector_host::contract::{Failure, FailureKind, Page, Step};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::stage::{Held, INVOKE, Stage, is, writing};
use crate::support::authorization::World;
use crate::support::call::{done, exchange, send};
use crate::support::scripted::Act;

const NDJSON: [(&str, &str); 1] = [("accept", "application/x-ndjson")];

/// A page with one item, after which the act of that number is next.
fn page(id: u8, next: u8) -> Act {
    Act::Step(Step::Page(Page {
        items: json!([{ "id": id }]).to_string(),
        then: exchange("GET", "/me", next),
    }))
}

fn failure() -> Act {
    let mut failure = Failure::new(FailureKind::RateLimited, "Too many requests.");
    failure.tracking_id = None;
    Act::Fail(failure)
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn an_action_is_answered_whole_with_the_items_of_all_pages() {
    let stage = Stage::connected().await;
    let last = done(r#"{"notes": [{"id": 3}]}"#);
    stage.script(&[page(1, 1), page(2, 2), last]).await;
    let answer = stage.invoke(INVOKE, &[]).await.done();
    let notes = json!([{"id": 1}, {"id": 2}, {"id": 3}]);
    assert_eq!(answer, json!({"output": {"notes": notes}, "warnings": []}));
}

#[tokio::test]
async fn an_action_is_answered_page_by_page_and_says_when_it_is_over() {
    let stage = Stage::connected().await;
    let last = done(r#"{"notes": [{"id": 3}]}"#);
    stage.script(&[page(1, 1), page(2, 2), last]).await;
    let answer = stage.invoke(INVOKE, &NDJSON).await;
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    let expected = [
        json!({"items": [{"id": 1}]}),
        json!({"items": [{"id": 2}]}),
        json!({"output": {"notes": [{"id": 3}]}, "warnings": []}),
    ];
    assert_eq!(lines(answer.text()), expected);
}

#[tokio::test]
async fn what_goes_wrong_before_the_first_page_is_an_ordinary_problem() {
    let stage = Stage::connected().await;
    stage.script(&[failure()]).await;
    for fields in [&[][..], &NDJSON] {
        let answer = stage.invoke(INVOKE, fields).await;
        assert_eq!(answer.problem(), is(429, "rate-limited"));
        assert_eq!(answer.json()["failure"]["kind"], "rate-limited");
    }
}

#[tokio::test]
async fn what_goes_wrong_after_some_pages_keeps_those_pages() {
    let stage = Stage::connected().await;
    stage.script(&[page(1, 1), failure()]).await;
    let whole = stage.invoke(INVOKE, &[]).await;
    assert_eq!(whole.problem(), is(429, "rate-limited"));
    assert_eq!(whole.json()["items"], json!([{"id": 1}]));
    let stream = stage.invoke(INVOKE, &NDJSON).await;
    assert_eq!(stream.status, 200);
    let lines = lines(stream.text());
    assert_eq!(lines[0], json!({"items": [{"id": 1}]}));
    assert_eq!(lines[1]["problem"]["code"], "rate-limited");
    assert_eq!(lines.len(), 2);
}

#[tokio::test]
async fn a_dry_run_shows_the_request_and_sends_nothing() {
    let stage = Stage::connected().await;
    let mut post = exchange("POST", "/notes?a=1", 1);
    post.request.body = Some(b"{\"text\":\"Buy bread\"}".to_vec());
    post.warnings = vec!["It is sent at once.".to_owned()];
    stage
        .script(&[Act::Step(Step::Send(post)), done("{}")])
        .await;
    let before = stage.world.server.requests().len();
    let path = INVOKE.replace("invocations", "dry-runs");
    let answer = stage.post(&path, &json!({"connection": "work"})).await;
    insta::assert_json_snapshot!(answer.done());
    assert_eq!(stage.world.server.requests().len(), before);

    stage.script(&[done("{}")]).await;
    let nothing = stage.post(&path, &json!({})).await.done();
    assert_eq!(nothing, json!({"request": null, "warnings": []}));
    stage.script(&[failure()]).await;
    let refused = stage.post(&path, &json!({})).await.problem();
    assert_eq!(refused, is(429, "rate-limited"));
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let stage = Stage::new().await;
    let refused = stage.invoke(INVOKE, &[]).await;
    assert_eq!(refused.problem(), is(404, "no-connection"));
    assert_eq!(refused.json()["title"], "No such connection");
    let refused = stage.post(INVOKE, &json!({})).await.problem();
    assert_eq!(refused, is(409, "not-connected"));
    let path = INVOKE.replace("list-notes", "burn-notes");
    let refused = stage.post(&path, &json!({})).await.problem();
    assert_eq!(refused, is(404, "unknown-action"));
    let path = INVOKE.replace("/notes/", "/others/");
    let refused = stage.post(&path, &json!({})).await.problem();
    assert_eq!(refused, is(404, "unknown-connector"));
}

#[tokio::test]
async fn what_cannot_be_answered_as_the_client_wants_is_not_begun() {
    let stage = Stage::connected().await;
    let before = stage.world.server.requests().len();
    let refused = stage.invoke(INVOKE, &[("accept", "text/html")]).await;
    assert_eq!(refused.problem(), is(406, "not-acceptable"));
    let pages = [("idempotency-key", "a"), NDJSON[0]];
    let refused = stage.invoke(INVOKE, &pages).await;
    assert_eq!(refused.problem(), is(400, "no-idempotency"));
    for wrong in ["", "\"\"", &"a".repeat(256)] {
        let refused = stage.invoke(INVOKE, &[("idempotency-key", wrong)]).await;
        assert_eq!(refused.problem(), is(400, "bad-parameter"), "{wrong}");
    }
    assert_eq!(stage.world.server.requests().len(), before);
}

/// Sends an invocation, and does not wait for its answer.
async fn send_and_leave(stage: &Stage, accept: &str) -> TcpStream {
    let body = r#"{"connection": "work"}"#;
    let request = format!(
        "POST {INVOKE} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         accept: {accept}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_goes_on_to_its_end_when_the_caller_goes_away() {
    let (world, mut held) = Held::world().await;
    let mut stage = Stage::of(world, |_| {}).await;
    stage.connect("work").await;
    let acts = [
        send("POST", "/notes", 1),
        send("POST", "/notes/2", 2),
        done("{}"),
    ];
    stage.script_as(&writing(), &acts).await;
    let client = send_and_leave(&stage, "application/json").await;
    assert_eq!(held.arrived.recv().await.unwrap(), "POST /notes");
    drop(client);
    held.release.send(()).unwrap();
    assert_eq!(held.arrived.recv().await.unwrap(), "POST /notes/2");
    held.release.send(()).unwrap();
    // What was begun is finished before the service ends.
    stage.tell_to_end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_who_stops_is_given_up_and_the_call_with_it() {
    let mut stage = Stage::of(World::new().await, |settings| {
        settings.limits.reader = Duration::from_millis(100);
        settings.limits.drain = Duration::from_secs(600);
    })
    .await;
    stage.connect("work").await;
    // It would go on for 10,000 pages, and no buffer has room for them.
    let items = json!([{ "text": "x".repeat(100_000) }]).to_string();
    let endless = Act::Step(Step::Page(Page {
        items,
        then: exchange("GET", "/me", 0),
    }));
    stage.script(&[endless]).await;
    let mut reader = send_and_leave(&stage, "application/x-ndjson").await;
    let mut begun = [0; 12];
    reader.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
    stage.tell_to_end().await.unwrap();
    let pages = stage.world.count("GET /me");
    assert!(pages < 5_000, "{pages}");
    drop(reader);
}
