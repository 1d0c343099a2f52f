//! Calls that are made once.

use super::*;
use crate::connections::{OutcomeClaim, Tenant};

const DAY: i64 = 24 * 3600;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

async fn claim(store: &Store, fingerprint: &str, now: i64) -> OutcomeClaim {
    let claim = store.claim_outcome("a-call".to_owned(), fingerprint.to_owned(), at(now));
    claim.await.unwrap()
}

/// The name under which it is the caller's, and what was left of it.
#[track_caller]
fn mine(claim: OutcomeClaim) -> (String, Option<String>) {
    let OutcomeClaim::Mine(holder, left) = claim else {
        panic!("{claim:?}");
    };
    (holder, left.map(|left| left.expose_secret().to_owned()))
}

#[tokio::test]
async fn a_call_is_one_hosts_until_it_is_made_or_given_up() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let (holder, left) = mine(claim(&store, "f", 0).await);
    assert_eq!(left, None);
    assert!(matches!(
        claim(&store, "f", 59).await,
        OutcomeClaim::UnderWay
    ));
    assert!(matches!(
        claim(&store, "g", 59).await,
        OutcomeClaim::OtherRequest
    ));
    assert!(store.hold_outcome("a-call", &holder, at(50)).await.unwrap());
    assert!(matches!(
        claim(&store, "f", 109).await,
        OutcomeClaim::UnderWay
    ));
    let kept = store.keep_outcome("a-call", &holder, "made".into());
    assert!(kept.await.unwrap());
    let OutcomeClaim::Done(outcome) = claim(&store, "f", DAY).await else {
        panic!("it was made");
    };
    assert_eq!(outcome.expose_secret(), "made");
    mine(claim(&store, "g", DAY + 1).await);
}

#[tokio::test]
async fn whoever_has_lost_a_call_keeps_nothing_of_it_any_more() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let (lost, _) = mine(claim(&store, "f", 0).await);
    let kept = store.keep_run("a-call", &lost, "a step".into(), at(10));
    assert!(kept.await.unwrap());
    let reopened = fixture.open().await.unwrap();
    let (holder, left) = mine(claim(&reopened, "f", 70).await);
    assert_eq!(left.as_deref(), Some("a step"));
    let late = store.keep_run("a-call", &lost, "two".into(), at(71));
    assert!(!late.await.unwrap());
    assert!(!store.hold_outcome("a-call", &lost, at(71)).await.unwrap());
    let late = store.keep_outcome("a-call", &lost, "made".into());
    assert!(!late.await.unwrap());
    store.forget_outcome("a-call", &lost).await.unwrap();
    store
        .put_down_outcome("a-call", &holder, at(72))
        .await
        .unwrap();
    let (holder, left) = mine(claim(&store, "f", 72).await);
    assert_eq!(left.as_deref(), Some("a step"));
    store.forget_outcome("a-call", &holder).await.unwrap();
    assert_eq!(mine(claim(&store, "g", 73).await).1, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_those_who_ask_at_once_one_makes_the_call() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let claims = (0..20).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { claim(&store, "f", 0).await })
    });
    let mut mine = 0;
    for claim in claims.collect::<Vec<_>>() {
        match claim.await.unwrap() {
            OutcomeClaim::Mine(..) => mine += 1,
            other => assert!(matches!(other, OutcomeClaim::UnderWay), "{other:?}"),
        }
    }
    assert_eq!(mine, 1);
}

#[tokio::test]
async fn what_came_of_a_call_is_its_tenants_whatever_it_is_sealed_with() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let acme: Tenant = "acme".parse().unwrap();
    store.create_tenant(acme.clone(), at(0)).await.unwrap();
    let theirs = store.of(&acme);
    let (holder, _) = mine(claim(&theirs, "f", 0).await);
    let kept = theirs.keep_outcome("a-call", &holder, "made".into());
    assert!(kept.await.unwrap());
    assert_eq!(mine(claim(&store, "g", 0).await).1, None, "of another");
    theirs.rotate_data_key().await.unwrap();
    assert!(matches!(
        claim(&theirs, "f", 1).await,
        OutcomeClaim::Done(_)
    ));
    theirs.remove_tenant().await.unwrap();
    store.create_tenant(acme, at(2)).await.unwrap();
    assert_eq!(mine(claim(&theirs, "f", 3).await).1, None);
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    a_call_is_one_hosts_until_it_is_made_or_given_up,
    whoever_has_lost_a_call_keeps_nothing_of_it_any_more,
    of_those_who_ask_at_once_one_makes_the_call,
    what_came_of_a_call_is_its_tenants_whatever_it_is_sealed_with,
];
