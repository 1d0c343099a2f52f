//! The components of connectors, on real files.

use futures_util::future::join_all;

use super::*;
use crate::connections::OutcomeClaim;

const HOUR: i64 = 60 * 60;
const WEEK: i64 = 7 * 24 * HOUR;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

async fn add(store: &Store, digest: &str, now: i64) {
    let bytes = format!("the bytes of {digest}").into_bytes();
    store
        .add_component("notes", digest, bytes, at(now))
        .await
        .unwrap();
}

async fn present(store: &Store) -> Option<String> {
    store.component_of("notes").await.unwrap()
}

/// Which of these are there still.
async fn there(store: &Store, digests: [&'static str; 3]) -> Vec<&'static str> {
    let mut there = Vec::new();
    for digest in digests {
        if let Some(bytes) = store.component("notes", digest).await.unwrap() {
            assert_eq!(bytes, format!("the bytes of {digest}").as_bytes());
            there.push(digest);
        }
    }
    there
}

#[tokio::test]
async fn what_one_host_has_added_every_host_has() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let other = fixture.open().await.unwrap();
    assert_eq!(present(&other).await, None);
    add(&store, "a", 0).await;
    store
        .add_component("tasks", "t", b"tasks".to_vec(), at(0))
        .await
        .unwrap();
    assert_eq!(present(&other).await.as_deref(), Some("a"));
    assert_eq!(there(&other, ["a", "b", "t"]).await, ["a"]);
    assert_eq!(other.component("tasks", "a").await.unwrap(), None);
    let all = other.components().await.unwrap();
    let all: Vec<_> = all
        .iter()
        .map(|(key, digest)| (&**key, &**digest))
        .collect();
    assert_eq!(all, [("notes", "a"), ("tasks", "t")]);
}

/// Drops what nobody needs, and tells what has gone.
async fn dropped(store: &Store, now: i64) -> Vec<String> {
    let mut gone = store.drop_unneeded(at(now)).await.unwrap().gone;
    gone.sort_unstable();
    gone
}

#[tokio::test]
async fn one_that_was_replaced_goes_an_hour_later_when_nobody_needs_it() {
    let store = Fixture::new().open().await.unwrap();
    add(&store, "a", 0).await;
    let replaced = 2 * WEEK;
    add(&store, "b", replaced).await;
    assert_eq!(present(&store).await.as_deref(), Some("b"));
    assert!(dropped(&store, replaced + HOUR - 1).await.is_empty());
    assert_eq!(there(&store, ["a", "b", "c"]).await, ["a", "b"]);
    let needed = store.drop_unneeded(at(replaced + HOUR)).await.unwrap();
    assert_eq!(needed.gone, ["a"]);
    assert!(needed.left.iter().eq(["b"]));
    assert_eq!(there(&store, ["a", "b", "c"]).await, ["b"]);
    assert!(
        dropped(&store, 100 * WEEK).await.is_empty(),
        "it is present"
    );
}

#[tokio::test]
async fn one_that_runs_elsewhere_may_need_stays_for_a_week_since_that_was_told() {
    let store = Fixture::new().open().await.unwrap();
    add(&store, "a", 0).await;
    // Of one that was added lately it is not known yet.
    add(&store, "b", 10).await;
    assert!(dropped(&store, WEEK).await.is_empty());
    let told = async |digest, now| store.want_component("notes", digest, at(now)).await;
    told("a", WEEK).await.unwrap();
    // A clock that was put back takes nothing away.
    told("a", 5).await.unwrap();
    told("nobody's", WEEK).await.unwrap();
    add(&store, "c", WEEK + 1).await;
    assert_eq!(dropped(&store, 2 * WEEK + HOUR - 1).await, ["b"]);
    assert_eq!(there(&store, ["a", "b", "c"]).await, ["a", "c"]);
    add(&store, "a", 2 * WEEK + HOUR).await;
    assert_eq!(present(&store).await.as_deref(), Some("a"), "it comes back");
    assert_eq!(dropped(&store, 3 * WEEK + 2 * HOUR).await, ["c"]);
    assert_eq!(there(&store, ["a", "b", "c"]).await, ["a"]);
}

#[tokio::test]
async fn one_that_a_call_may_have_begun_with_stays_until_there_is_its_outcome_or_none_will_be() {
    let store = Fixture::new().open().await.unwrap();
    store
        .create_tenant("acme".parse().unwrap(), at(0))
        .await
        .unwrap();
    let acme = store.of(&"acme".parse().unwrap());
    let begin = async |id: &str, now| {
        let claim = acme.claim_outcome(id.to_owned(), String::new(), at(now));
        match claim.await.unwrap() {
            OutcomeClaim::Mine(holder, _) => holder,
            claim => panic!("{claim:?}"),
        }
    };
    add(&store, "a", 0).await;
    let replaced = 2 * WEEK;
    let (one, _other) = (begin("one", replaced).await, begin("other", replaced).await);
    add(&store, "b", replaced + 1).await;
    let _later = begin("later", replaced + 2 * HOUR).await;
    assert!(dropped(&store, replaced + 2 * HOUR).await.is_empty());
    let kept = acme.keep_outcome("one", &one, "done".into()).await;
    assert!(kept.unwrap());
    assert!(dropped(&store, replaced + 24 * HOUR).await.is_empty());
    // Nobody goes on with the other after a day.
    assert_eq!(dropped(&store, replaced + 24 * HOUR + 1).await, ["a"]);
}

#[tokio::test]
async fn what_is_removed_goes_at_once_with_what_came_before_it() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    add(&store, "a", 0).await;
    add(&store, "b", 1).await;
    let other = fixture.open().await.unwrap();
    let mut gone = other.remove_components("notes").await.unwrap();
    gone.sort_unstable();
    assert_eq!(gone, ["a", "b"]);
    assert_eq!(present(&store).await, None);
    assert!(there(&store, ["a", "b", "c"]).await.is_empty());
    assert!(store.components().await.unwrap().is_empty());
    assert!(other.remove_components("notes").await.unwrap().is_empty());
}

#[tokio::test]
async fn of_several_that_are_added_at_once_one_is_present() {
    let fixture = Fixture::new();
    let one = fixture.open().await.unwrap();
    let other = fixture.open().await.unwrap();
    let stores = [&one, &other, &one];
    let digests = ["a", "b", "c"];
    let adding = stores.into_iter().zip(digests);
    join_all(adding.map(|(store, digest)| add(store, digest, 0))).await;
    assert_eq!(there(&one, digests).await, digests);
    assert_eq!(one.components().await.unwrap().len(), 1);
    assert_eq!(present(&one).await, present(&other).await);
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    what_one_host_has_added_every_host_has,
    one_that_was_replaced_goes_an_hour_later_when_nobody_needs_it,
    one_that_runs_elsewhere_may_need_stays_for_a_week_since_that_was_told,
    one_that_a_call_may_have_begun_with_stays_until_there_is_its_outcome_or_none_will_be,
    what_is_removed_goes_at_once_with_what_came_before_it,
    of_several_that_are_added_at_once_one_is_present,
];
