//! A process of the service is killed while a write with an `Idempotency-Key` is on its way. Whoever
//! asks again gets what came of it: it was sent once, and is not sent again.

use end_to_end::{App, Client, Gate, Reply, Serving, Stage};
use http::{Method, StatusCode};
use local_postgresql::Server;
use zoom_sandbox::Fault;

use crate::served::{CREATE, DATABASE, add_zoom, alone, connect, created, meeting, on, until};

const ONCE: [(&str, &str); 1] = [("idempotency-key", "8e03978e")];
/// What a minute does in which nobody is at a call.
const A_MINUTE_LATER: &str = "UPDATE outcomes SET held_until = held_until - 60";

async fn create(client: Client) -> Reply {
    client.post(CREATE, &ONCE, &meeting("Made once")).await
}

/// Kills a process once Zoom has made the meeting that it has asked for, and before it knows.
async fn kill_in_the_middle(serving: Serving, gate: &Gate) {
    let mut held = gate.hold(Method::POST, "/meetings");
    let client = serving.client;
    let fields = [ONCE[0], ("content-type", "application/json")];
    let asked = tokio::spawn(async move {
        let body = meeting("Made once").to_string();
        client.try_ask("POST", CREATE, &fields, body).await
    });
    held.is_here().await;
    serving.kill().await;
    let unanswered = asked.await.expect("it was asked");
    assert!(unanswered.is_err(), "{unanswered:?}");
}

/// As long as it may be that somebody is at it, it is said that somebody is.
fn is_under_way(reply: &Reply) {
    let under_way = (409, "invocation-under-way".to_owned());
    assert_eq!(reply.problem(), under_way);
    assert_eq!(reply.headers["retry-after"], "1");
}

#[tokio::test]
async fn a_write_whose_process_was_killed_is_found_by_the_next_and_never_sent_again() {
    let (stage, gate) = Stage::new().await.gated().await;
    let serving = alone(&stage).await;
    assert_eq!(add_zoom(serving.client).await.status, 201);
    assert_eq!(connect(serving.client, &stage, "work").await.status, 201);
    kill_in_the_middle(serving, &gate).await;

    let serving = alone(&stage).await;
    is_under_way(&create(serving.client).await);
    let store = stage.host().database().expect("it is a file");
    let store = rusqlite::Connection::open(store).expect("it is SQLite's");
    store.execute_batch(A_MINUTE_LATER).expect("it is there");
    let found = create(serving.client).await.done();
    assert_eq!(found["output"]["topic"], "Made once");
    assert_eq!(found["output"]["recovered"], true);
    assert_eq!(create(serving.client).await.done(), found);
    assert_eq!(created(&stage), 1);
}

#[tokio::test]
async fn what_the_next_can_not_find_is_in_doubt_and_never_sent_again() {
    let (stage, gate) = Stage::new().await.gated().await;
    stage.add_zoom().await;
    let named = ["--name", "work"];
    let _ = stage.connect(App::ServerToServer, &named).await.done();
    let serving = alone(&stage).await;
    kill_in_the_middle(serving, &gate).await;

    let serving = alone(&stage).await;
    let store = stage.host().database().expect("it is a file");
    let store = rusqlite::Connection::open(store).expect("it is SQLite's");
    store.execute_batch(A_MINUTE_LATER).expect("it is there");
    let down = Fault::answer("GET", "/v2/users/*/meetings", StatusCode::FORBIDDEN);
    stage.sandbox.faults().add(down.times(100));
    let doubtful = create(serving.client).await;
    assert_eq!(doubtful.problem(), (500, "outcome-unknown".to_owned()));
    assert_eq!(doubtful.json()["may_have_written"], true);
    assert!(!doubtful.headers.contains_key("retry-after"));
    // It stays so, though it could be found by now: what came of it is kept.
    stage.sandbox.faults().clear();
    let again = create(serving.client).await;
    assert_eq!((again.status, again.json()), (500, doubtful.json()));
    assert_eq!(created(&stage), 1);
}

#[tokio::test]
async fn the_other_replica_goes_on_with_a_write_whose_process_was_killed() {
    let (stage, gate) = Stage::new().await.gated().await;
    let database = Server::start().expect("PostgreSQL is there");
    let first = on(&database, &stage, "first").await;
    let second = on(&database, &stage, "second").await;
    assert_eq!(add_zoom(first.client).await.status, 201);
    assert_eq!(connect(first.client, &stage, "work").await.status, 201);
    let other = second.client;
    let shown = async || other.get("/v1/connections/work").await;
    let _ = until(shown, |shown| shown.status == 200).await;
    kill_in_the_middle(first, &gate).await;

    is_under_way(&create(other).await);
    let later = A_MINUTE_LATER.replace("outcomes", "connector_host.outcomes");
    database.execute(DATABASE, &later).expect("it is there");
    let found = create(other).await.done();
    assert_eq!(found["output"]["topic"], "Made once");
    assert_eq!(found["output"]["recovered"], true);
    // The one that was killed, started anew, tells the same.
    let first = on(&database, &stage, "first").await;
    assert_eq!(create(first.client).await.done(), found);
    assert_eq!(create(other).await.done(), found);
    assert_eq!(created(&stage), 1);
}
