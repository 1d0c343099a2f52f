//! What goes wrong within the service: told without what is nobody else's business,
//! and without taking others along.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use connector_host::clock::Clock;
use connector_host::connections::{Holder, Right};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde_json::json;

use crate::site::{NEW_CONNECTIONS, NO_KEY_CHANGES, NO_NEW_CONNECTIONS, NO_TENANTS, Site};
use crate::stage::{INVOKE, Stage, is, new_connection};
use crate::support::authorization::World;
use crate::support::call::{done, send};
use crate::support::scripted::Act;

#[tokio::test]
async fn what_the_database_says_of_itself_is_told_to_nobody() {
    let stage = Stage::new().await;
    let key = stage.key(Holder::Tenant("default".parse().unwrap()), &Right::ALL);
    let bearer = format!("Bearer {}", key.await);
    stage.site.in_database(NO_TENANTS);
    let ready = stage.get("/readyz").await;
    assert_eq!(ready.problem(), is(503, "store-unavailable"));
    let fields = [("authorization", bearer.as_str())];
    let listed = stage.ask("GET", "/v1/connections", &fields, "").await;
    assert_eq!(listed.problem(), is(500, "store-database"));
    for answer in [ready, listed] {
        assert!(!answer.text().contains("table"), "{answer:?}");
    }
    assert_eq!(stage.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_key_is_good_while_it_can_not_be_noted_that_it_was_used() {
    let stage = Stage::connected().await;
    let bearer = format!("Bearer {}", stage.key(Holder::Operator, &[]).await);
    stage.site.in_database(NO_KEY_CHANGES);
    let fields = [("authorization", bearer.as_str())];
    for _ in 0..3 {
        let listed = stage.ask("GET", "/v1/connections", &fields, "").await;
        assert_eq!(listed.done()["items"][0]["name"], "work");
    }
}

#[tokio::test]
async fn while_the_store_has_no_room_what_is_there_is_used_and_nothing_is_half_made() {
    let stage = Stage::connected().await;
    stage.site.in_database(NO_NEW_CONNECTIONS);
    stage.world.issuer().subject = "eve";
    let identify = || [send("GET", "/me", 1), Act::Echo];
    for _ in 0..2 {
        stage.script(&identify()).await;
        let refused = stage.post("/v1/connections", &new_connection("more")).await;
        assert_eq!(refused.problem(), is(507, "storage-full"));
        for word in ["disk", "file", "53100"] {
            assert!(!refused.text().contains(word), "{refused:?}");
        }
        let listed = stage.get("/v1/connections").await.done();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        stage.script(&[done("{}")]).await;
        stage.invoke(INVOKE, &[]).await.done();
    }
    stage.site.in_database(NEW_CONNECTIONS);
    stage.script(&identify()).await;
    stage.connect("more").await;
}

/// A clock that can be broken.
#[derive(Debug, Default)]
struct Breaking(AtomicBool);

impl Clock for Breaking {
    fn now(&self) -> Timestamp {
        assert!(!self.0.load(Ordering::Relaxed), "the clock is broken");
        Timestamp::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

#[tokio::test]
async fn a_panic_is_a_problem_like_others_and_is_counted() {
    let world = World::new().await;
    let clock = Arc::new(Breaking::default());
    let site = Site::new(&world, |builder| builder.clock(clock.clone()));
    let mut stage = Stage::at(world, site, |_| {}).await.of_one_process();
    let bearer = format!("Bearer {}", stage.key(Holder::Operator, &[]).await);
    let fields = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    clock.0.store(true, Ordering::Relaxed);
    for method in ["GET", "POST"] {
        let body = json!({"name": "acme"}).to_string();
        let failed = stage.ask(method, "/v1/tenants", &fields, body).await;
        assert_eq!(failed.problem(), is(500, "service-failed"), "{method}");
    }
    clock.0.store(false, Ordering::Relaxed);
    let numbers = stage.ask("GET", "/metrics", &fields, "").await;
    let line =
        "connector_host_requests_total{method=\"POST\",path=\"/v1/tenants\",status=\"500\"} 1\n";
    assert!(numbers.text().contains(line), "{}", numbers.text());
    stage.tell_to_end().await.unwrap();
}

#[tokio::test]
async fn what_would_be_done_again_does_not_pass_for_being_kept() {
    let stage = Stage::connected().await;
    let fields = [
        ("idempotency-key", "a"),
        ("content-type", "application/json"),
    ];
    for (method, path) in [
        ("DELETE", "/v1/connections/work"),
        ("POST", "/v1/connections/work/disable"),
        ("POST", "/v1/connections"),
    ] {
        let refused = stage.ask(method, path, &fields, "{}").await;
        assert_eq!(
            refused.problem(),
            is(400, "no-idempotency"),
            "{method} {path}"
        );
    }
    let shown = stage.get("/v1/connections/work").await;
    assert_eq!(shown.done()["state"], "connected");
    assert_eq!(shown.header("cache-control"), "no-store");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
}
