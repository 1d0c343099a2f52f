//! The components of connectors, on real files.

use futures_util::future::join_all;

use super::*;

const WEEK: i64 = 7 * 24 * 60 * 60;

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

#[tokio::test]
async fn one_that_was_replaced_stays_for_a_while_and_one_that_comes_back_stays() {
    let store = Fixture::new().open().await.unwrap();
    add(&store, "a", 0).await;
    add(&store, "b", 10).await;
    assert_eq!(present(&store).await.as_deref(), Some("b"));
    assert_eq!(there(&store, ["a", "b", "c"]).await, ["a", "b"]);
    add(&store, "c", 9 + WEEK).await;
    assert_eq!(there(&store, ["a", "b", "c"]).await, ["a", "b", "c"]);
    add(&store, "c", 10 + WEEK).await;
    assert_eq!(there(&store, ["a", "b", "c"]).await, ["b", "c"]);
    add(&store, "b", 11 + WEEK).await;
    assert_eq!(present(&store).await.as_deref(), Some("b"));
    add(&store, "b", 12 + 3 * WEEK).await;
    assert_eq!(there(&store, ["a", "b", "c"]).await, ["b"]);
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
    one_that_was_replaced_stays_for_a_while_and_one_that_comes_back_stays,
    what_is_removed_goes_at_once_with_what_came_before_it,
    of_several_that_are_added_at_once_one_is_present,
];
