//! Invocations that are made once, whoever asks again.

use std::time::Duration;

use connector_host::connections::{Holder, Right};
use connector_host::contract::{Failure, FailureKind};
use serde_json::{Value, json};

use crate::stage::{Answer, Held, INVOKE, Stage, ask, is, writing};
use crate::support::authorization::World;
use crate::support::call::{done, send};
use crate::support::scripted::Act;

const ONCE: (&str, &str) = ("idempotency-key", "\"8e03978e\"");
const JSON: (&str, &str) = ("content-type", "application/json");

/// A stage whose connector writes a note and tells of it.
async fn stage() -> Stage {
    let stage = Stage::connected().await;
    let acts = [send("POST", "/notes", 1), done(r#"{"notes": []}"#)];
    stage.script_as(&writing(), &acts).await;
    stage
}

async fn once(stage: &Stage, input: Value) -> Answer {
    let body = json!({"connection": "work", "input": input}).to_string();
    stage.ask("POST", INVOKE, &[ONCE, JSON], body).await
}

fn written(stage: &Stage) -> usize {
    stage.world.count("POST /notes")
}

#[tokio::test]
async fn whoever_asks_again_gets_what_came_of_the_first() {
    let stage = stage().await;
    let first = once(&stage, json!({"a": 1})).await;
    assert_eq!(first.done()["output"], json!({"notes": []}));
    // However it is written.
    for key in [ONCE.1, "8e03978e"] {
        let body = r#"{ "input": {"a": 1},  "connection": "work" }"#;
        let fields = [("idempotency-key", key), JSON];
        let again = stage.ask("POST", INVOKE, &fields, body).await;
        assert_eq!(again.done(), first.json());
        assert_eq!(again.header("content-type"), first.header("content-type"));
    }
    assert_eq!(written(&stage), 1);
    stage.world.clock.advance(24 * 3600 - 1);
    assert_eq!(once(&stage, json!({"a": 1})).await.json(), first.json());
    assert_eq!(written(&stage), 1);
    stage.world.clock.advance(2);
    once(&stage, json!({"a": 1})).await.done();
    assert_eq!(written(&stage), 2, "it is forgotten after a day");
}

#[tokio::test]
async fn a_key_is_for_one_request_of_one_caller() {
    let stage = stage().await;
    once(&stage, json!({"a": 1})).await.done();
    let other = once(&stage, json!({"a": 2})).await;
    assert_eq!(other.problem(), is(422, "idempotency-key-reused"));
    let fields = [("idempotency-key", "another"), JSON];
    let body = json!({"connection": "work", "input": {"a": 2}}).to_string();
    stage
        .ask("POST", INVOKE, &fields, body.clone())
        .await
        .done();
    assert_eq!(written(&stage), 2);
    // Who has another API key is another caller.
    for expected in [3, 4] {
        let rights = [Right::Invoke];
        let key = stage.key(Holder::Tenant("default".parse().unwrap()), &rights);
        let bearer = format!("Bearer {}", key.await);
        let fields = [ONCE, JSON, ("authorization", bearer.as_str())];
        stage
            .ask("POST", INVOKE, &fields, body.clone())
            .await
            .done();
        assert_eq!(written(&stage), expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_asks_while_it_is_under_way_is_told_so() {
    let (world, mut held) = Held::world().await;
    let stage = Stage::of(world, |_| {}).await;
    stage.connect("work").await;
    let acts = [send("POST", "/notes", 1), done("{}")];
    stage.script_as(&writing(), &acts).await;
    let address = stage.address;
    let body = json!({"connection": "work", "input": {}}).to_string();
    let first = tokio::spawn({
        let body = body.clone();
        async move { ask(address, "POST", INVOKE, &[ONCE, JSON], body).await }
    });
    held.arrived.recv().await.unwrap();
    let second = once(&stage, json!({})).await;
    assert_eq!(second.problem(), is(409, "invocation-under-way"));
    assert_eq!(second.header("retry-after"), "1");
    held.release.send(()).unwrap();
    let first = first.await.unwrap();
    assert_eq!(once(&stage, json!({})).await.done(), first.done());
    assert_eq!(written(&stage), 1);
}

#[tokio::test]
async fn what_has_changed_nothing_is_made_anew_and_what_has_is_not() {
    let stage = Stage::connected().await;
    let fail = || Act::Fail(Failure::new(FailureKind::RateLimited, "Later."));
    stage.script_as(&writing(), &[fail()]).await;
    let refused = once(&stage, json!({})).await;
    assert_eq!(refused.problem(), is(429, "rate-limited"));
    // The API knows no notes, and has written none.
    let acts = [send("POST", "/notes", 1), fail()];
    stage.script_as(&writing(), &acts).await;
    for sent in [1, 2] {
        let refused = once(&stage, json!({})).await;
        assert_eq!(refused.problem(), is(429, "rate-limited"));
        assert_eq!(written(&stage), sent);
    }
    let acts = [send("POST", "/revoke", 1), fail()];
    stage.script_as(&writing(), &acts).await;
    let failed = once(&stage, json!({})).await;
    assert_eq!(failed.problem(), is(500, "rate-limited"));
    assert_eq!(failed.json()["may_have_written"], true);
    let again = once(&stage, json!({})).await;
    assert_eq!((again.status, again.json()), (failed.status, failed.json()));
    assert_eq!(again.header("content-type"), "application/problem+json");
    assert_eq!(stage.world.count("POST /revoke"), 1);
}

/// A service that goes on after one that has ended while a write was on its way.
async fn after_a_write_was_cut_off() -> Stage {
    let (world, mut held) = Held::world().await;
    let mut stage = Stage::of(world, |settings| {
        settings.limits.drain = Duration::from_millis(50);
    })
    .await;
    stage.connect("work").await;
    let lost = Act::WhenLost(
        Box::new(done(r#"{"was": "lost"}"#)),
        Box::new(done(r#"{"was": "answered"}"#)),
    );
    let acts = [send("POST", "/notes", 1), lost];
    stage.script_as(&writing(), &acts).await;
    let address = stage.address;
    let first = tokio::spawn(async move {
        let body = json!({"connection": "work", "input": {}}).to_string();
        ask(address, "POST", INVOKE, &[ONCE, JSON], body).await
    });
    held.arrived.recv().await.unwrap();
    let ended = stage.tell_to_end();
    let first = first.await.unwrap();
    assert_eq!(first.problem(), is(500, "service-ended-in-doubt"));
    ended.await.unwrap();
    held.release.send(()).unwrap();

    stage.anew(|_| {}).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_whose_service_has_ended_goes_on_where_it_was() {
    let stage = after_a_write_was_cut_off().await;
    // What could not be gone on with is not forgotten.
    stage.host.disable("work").await.unwrap();
    let refused = once(&stage, json!({})).await;
    assert_eq!(refused.problem(), is(409, "connection-disabled"));
    stage.host.enable("work").await.unwrap();
    let again = once(&stage, json!({})).await;
    assert_eq!(again.done()["output"]["was"], "lost");
    assert_eq!(written(&stage), 1, "it is never sent twice");
    assert_eq!(once(&stage, json!({})).await.json(), again.json());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_that_was_left_before_the_data_key_was_replaced_is_in_doubt_and_not_made_again() {
    let stage = after_a_write_was_cut_off().await;
    stage.host.rotate_data_key().await.unwrap();
    for _ in 0..2 {
        let doubtful = once(&stage, json!({})).await;
        assert_eq!(doubtful.problem(), is(500, "run-other-key"));
        assert_eq!(doubtful.json()["may_have_written"], true);
        assert!(!doubtful.headers.contains_key("retry-after"));
    }
    assert_eq!(written(&stage), 1);
}

#[tokio::test]
async fn a_call_that_only_reads_is_made_once_too() {
    let stage = Stage::of(World::new().await, |_| {}).await;
    stage.connect("work").await;
    stage
        .script(&[send("GET", "/notes", 1), done(r#"{"notes": []}"#)])
        .await;
    let first = once(&stage, json!({})).await.done();
    assert_eq!(once(&stage, json!({})).await.done(), first);
    assert_eq!(stage.world.count("GET /notes"), 1);
}
