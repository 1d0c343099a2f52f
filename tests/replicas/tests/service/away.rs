//! PostgreSQL is away, or has another time, and comes back.

use serde_json::json;

use crate::site::{ANOTHER_TIME, THE_SAME_TIME};
use crate::stage::{Held, INVOKE, Stage, ask, is, writing};
use crate::support::call::{done, send};

#[tokio::test]
async fn while_the_database_is_away_everybody_is_told_so_and_nothing_is_lost() {
    let stage = Stage::connected().await;
    stage.script(&[send("GET", "/notes", 1), done("{}")]).await;
    stage.site.server().stop().unwrap();
    // Each replica by turns.
    for _ in 0..2 {
        for refused in [
            stage.get("/v1/connections").await,
            stage.invoke(INVOKE, &[]).await,
            stage.get("/readyz").await,
        ] {
            assert_eq!(refused.problem(), is(503, "store-unavailable"));
            assert_eq!(refused.header("retry-after"), "5");
            assert!(!refused.text().contains("socket"), "{refused:?}");
        }
        assert_eq!(stage.get("/healthz").await.status, 200);
    }
    assert_eq!(stage.world.count("GET /notes"), 0);

    stage.site.server().start_again().unwrap();
    for sent in 1..=4 {
        let listed = stage.get("/v1/connections").await.done();
        assert_eq!(listed["items"][0]["name"], "work");
        stage.invoke(INVOKE, &[]).await.done();
        assert_eq!(stage.world.count("GET /notes"), sent);
    }
    // What was found out of it counts for a second.
    while stage.get("/readyz").await.status != 200 {}
}

#[tokio::test]
async fn a_replica_whose_clock_is_days_ahead_is_not_ready_and_sends_nothing() {
    let stage = Stage::connected().await;
    stage.script(&[send("GET", "/notes", 1), done("{}")]).await;
    stage.site.in_database(ANOTHER_TIME);
    // So that both come to it anew.
    stage.site.server().stop().unwrap();
    stage.site.server().start_again().unwrap();
    for _ in 0..4 {
        for refused in [
            stage.get("/v1/connections").await,
            stage.invoke(INVOKE, &[]).await,
            stage.get("/readyz").await,
        ] {
            assert_eq!(refused.problem(), is(503, "store-unavailable"));
            assert!(!refused.text().contains("clock"), "{refused:?}");
        }
        assert_eq!(stage.get("/healthz").await.status, 200);
    }
    assert_eq!(stage.world.count("GET /notes"), 0);

    stage.site.in_database(THE_SAME_TIME);
    stage.invoke(INVOKE, &[]).await.done();
    while stage.get("/readyz").await.status != 200 {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_on_its_way_is_answered_though_the_database_goes_away_meanwhile() {
    let (world, mut held) = Held::world().await;
    let stage = Stage::of(world, |_| {}).await;
    stage.connect("work").await;
    stage
        .script_as(&writing(), &[send("POST", "/notes", 1), done("{}")])
        .await;
    let address = stage.address;
    let call = tokio::spawn(async move {
        let fields = [("content-type", "application/json")];
        let body = json!({"connection": "work"}).to_string();
        ask(address, "POST", INVOKE, &fields, body).await
    });
    held.arrived.recv().await.unwrap();
    stage.site.server().stop().unwrap();
    held.release.send(()).unwrap();
    call.await.unwrap().done();
    stage.site.server().start_again().unwrap();
    assert_eq!(stage.world.count("POST /notes"), 1);
}
