//! Two processes of the service on one PostgreSQL, each with a data directory of its own, which
//! somebody asks in turns: what the one has done is the other's too.

use end_to_end::{Client, Stage};
use http::Method;
use local_postgresql::Server;
use serde_json::{Value, json};
use zoom_sandbox::Sandbox;

use crate::served::{CREATE, LIST, add_zoom, connect, meeting, on, until};

/// The ids of the records of all exchanges that were made, once as many are told.
async fn audited(client: Client, exchanges: usize) -> Vec<String> {
    let ids = |records: &Value| -> Vec<String> {
        let records = records["items"].as_array().expect("a list").iter();
        records.map(|record| record["id"].to_string()).collect()
    };
    let told = until(
        async || client.get("/v1/audit?limit=100").await,
        |told| ids(&told.done()).len() >= exchanges,
    );
    let told = ids(&told.await.done());
    assert_eq!(told.len(), exchanges, "{told:?}");
    told
}

#[tokio::test]
async fn two_processes_on_one_database_serve_as_one_until_one_of_them_is_taken_away() {
    let small = Sandbox::builder().max_page_size(2);
    let (stage, gate) = Stage::with(small).await.gated().await;
    let database = Server::start().expect("PostgreSQL is there");
    let first = on(&database, &stage, "first").await;
    let second = on(&database, &stage, "second").await;
    let (one, other) = (first.client, second.client);

    assert_eq!(add_zoom(one).await.status, 201);
    let added = async || other.get("/v1/connectors/zoom").await;
    let _ = until(added, |shown| shown.status == 200).await;
    let connected = connect(other, &stage, "work").await;
    assert_eq!(connected.status, 201, "{connected:?}");
    let shown = async || one.get("/v1/connections/work").await;
    let shown = until(shown, |shown| shown.status == 200).await.done();
    assert_eq!(shown, connected.done()["connection"]);

    let made = one.post(CREATE, &[], &meeting("Of the first")).await.done();
    let pages = [("accept", "application/x-ndjson")];
    let all = json!({"connection": "work", "input": {"all_pages": true}});
    let listed = other.post(LIST, &pages, &all).await;
    assert_eq!(listed.status, 200, "{listed:?}");
    let lines = listed.text().lines().map(serde_json::from_str::<Value>);
    let lines: Vec<Value> = lines.collect::<Result<_, _>>().expect("lines of JSON");
    let (last, pages) = lines.split_last().expect("there is a last line");
    assert!(last["output"].is_object(), "{last}");
    assert!(pages.len() > 1, "{lines:?}");
    let before = pages.iter().map(|page| &page["items"]);
    let all = before.chain([&last["output"]["meetings"]]);
    let meetings = all.flat_map(|page| page.as_array().expect("a page"));
    let made = |meeting: &&Value| meeting["id"] == made["output"]["id"];
    assert_eq!(meetings.filter(made).count(), 1, "{lines:?}");

    // Every exchange has a record, whichever process has made it, and both tell of it.
    let exchanges = stage.sandbox.requests().all().len();
    assert!(exchanges > 4, "{exchanges}");
    let told = audited(one, exchanges).await;
    assert_eq!(audited(other, exchanges).await, told);

    // One is told to end while it waits for Zoom.
    let mut held = gate.hold(Method::POST, "/meetings");
    let last = tokio::spawn(async move { one.post(CREATE, &[], &meeting("The last")).await });
    held.is_here().await;
    first.tell_to_end().await;
    while one.try_ask("GET", "/readyz", &[], "").await.is_ok() {}
    let meanwhile = other.post(CREATE, &[], &meeting("Meanwhile")).await.done();
    assert_eq!(meanwhile["output"]["topic"], "Meanwhile");
    assert_eq!(other.get("/readyz").await.status, 200);
    held.let_through();
    let last = last.await.expect("it is asked").done();
    assert_eq!(last["output"]["topic"], "The last");
    let (code, said) = first.ended().await;
    assert_eq!(code, Some(0), "{said}");

    let exchanges = stage.sandbox.requests().all().len();
    let _ = audited(other, exchanges).await;
    second.tell_to_end().await;
    let (code, said) = second.ended().await;
    assert_eq!(code, Some(0), "{said}");
}
