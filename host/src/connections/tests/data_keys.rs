//! Data keys that are replaced in pieces, with others at work between any two of them.

use super::connect_sessions::{HOUR, at, purpose};
use super::*;
use crate::connections::Fence;
use crate::connections::data_keys::After;
use crate::connections::kept::{Held, Scope, SealedOtherwise};
use crate::connections::key::KeyId;
use crate::connections::rotation::tests::{full_store, secrets};

/// How many connect sessions there are, beside what else is sealed.
const SESSIONS: usize = 7;

/// A store with a secret in every place that has one, and its sessions.
async fn store_of(fixture: &Fixture) -> (Store, Vec<String>) {
    let store = full_store(fixture).await;
    let mut sessions = Vec::new();
    for _ in 0..SESSIONS {
        sessions.push(session(&store).await);
    }
    (store, sessions)
}

async fn session(store: &Store) -> String {
    let made = store.create_connect_session(purpose(), HOUR, at(0)).await;
    made.unwrap().0.id
}

async fn all_opens(store: &Store, before: &[String], sessions: &[String]) {
    assert_eq!(secrets(store).await, before);
    for session in sessions {
        let kept = store.connect_session(session, at(1)).await.unwrap();
        assert_eq!(kept.purpose.requester.as_deref(), Some("Acme of Ada"));
    }
}

/// The key that seals what is the tenant's, and whether there is one before it.
async fn keys_of(store: &Store) -> (KeyId, bool) {
    let tenant = store.tenant().clone();
    store
        .see(Scope::default(), move |_, sealer| {
            Ok((sealer.present_of(&tenant)?, sealer.is_replaced(&tenant)?))
        })
        .await
        .unwrap()
}

/// How many rows are sealed with another key than that.
async fn rows_of_others(store: &Store, than: KeyId) -> usize {
    let scope = Scope {
        otherwise: Some(SealedOtherwise { than, limit: 1000 }),
        ..Scope::default()
    };
    let count = |held: Held| {
        let of_apps = held.apps.len() + held.brought.len() + held.secrets.len();
        let under_way = held.connect_sessions.len() + held.sign_ins.len() + held.outcomes.len();
        held.grants.len() + of_apps + under_way
    };
    // What is sealed otherwise is looked for by whoever seals it anew, and is nobody else's
    // meanwhile.
    let counted = store.change(scope, move |held, _| Ok((Vec::new(), count(held))));
    counted.await.unwrap()
}

/// One piece with so many rows of each kind; whether it was the last.
async fn piece(store: &Store, key: KeyId, limit: i64) -> bool {
    match store.seal_some_anew(key, limit).await.unwrap() {
        After::More(present) => {
            assert_eq!(present, key);
            false
        }
        After::All => true,
    }
}

#[tokio::test]
async fn between_two_pieces_everything_opens_and_whatever_is_written_is_sealed_with_the_new_key() {
    let fixture = Fixture::new();
    let (store, mut sessions) = store_of(&fixture).await;
    let other = fixture.open().await.unwrap();
    let before = secrets(&store).await;
    let (old, is_replaced) = keys_of(&store).await;
    assert!(!is_replaced);
    let key = store.begin_with_data_key().await.unwrap();
    assert_ne!(key, old);
    assert_eq!(keys_of(&store).await, (key, true));
    let mut left = rows_of_others(&store, key).await;
    assert!(left > SESSIONS, "{left}");
    while !piece(&store, key, 1).await {
        let now = rows_of_others(&store, key).await;
        // One of each kind at most: grants, settings, apps and sessions.
        assert!(now < left && left - now <= 4, "{now} after {left}");
        all_opens(&other, &before, &sessions).await;
        sessions.push(session(&other).await);
        assert_eq!(rows_of_others(&store, key).await, now);
        left = now;
    }
    assert_eq!(left, 0);
    assert_eq!(keys_of(&store).await, (key, false));
    assert_eq!(sessions.len(), 2 * SESSIONS, "there were as many pieces");
    all_opens(&other, &before, &sessions).await;
    drop((store, other));
    all_opens(&fixture.open().await.unwrap(), &before, &sessions).await;
}

#[tokio::test]
async fn a_replacement_that_was_killed_is_gone_on_with_by_the_next() {
    let fixture = Fixture::new();
    let (store, sessions) = store_of(&fixture).await;
    let before = secrets(&store).await;
    for pieces in 0..3 {
        let store = fixture.open().await.unwrap();
        let key = store.begin_with_data_key().await.unwrap();
        for _ in 0..pieces {
            assert!(!piece(&store, key, 1).await);
        }
        drop(store);
        let store = fixture.open().await.unwrap();
        all_opens(&store, &before, &sessions).await;
        assert_eq!(keys_of(&store).await, (key, true));
        store.rotate_data_key().await.unwrap();
        assert_eq!(keys_of(&store).await, (key, false));
        assert_eq!(rows_of_others(&store, key).await, 0);
        all_opens(&store, &before, &sessions).await;
    }
}

#[tokio::test]
async fn another_key_of_the_store_between_two_pieces_takes_both_along() {
    let fixture = Fixture::new();
    let (store, sessions) = store_of(&fixture).await;
    let before = secrets(&store).await;
    let key = store.begin_with_data_key().await.unwrap();
    assert!(!piece(&store, key, 1).await);
    store.rotate_key(fixture.key_file()).await.unwrap();
    all_opens(&store, &before, &sessions).await;
    assert_eq!(keys_of(&store).await, (key, true));
    store.rotate_data_key().await.unwrap();
    assert_eq!(keys_of(&store).await, (key, false));
    all_opens(&store, &before, &sessions).await;
}

#[tokio::test]
async fn what_one_has_replaced_meanwhile_is_replaced_for_the_other_too() {
    let fixture = Fixture::new();
    let (store, sessions) = store_of(&fixture).await;
    let other = fixture.open().await.unwrap();
    let before = secrets(&store).await;
    let key = store.begin_with_data_key().await.unwrap();
    assert!(!piece(&store, key, 1).await);
    // The other ends that and begins with the next.
    other.rotate_data_key().await.unwrap();
    let next = other.begin_with_data_key().await.unwrap();
    let after = store.seal_some_anew(key, 1).await.unwrap();
    assert!(matches!(after, After::More(present) if present == next));
    store.rotate_data_key().await.unwrap();
    assert_eq!(keys_of(&store).await, (next, false));
    all_opens(&store, &before, &sessions).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_replace_it_while_others_write_nobody_loses_anything() {
    let fixture = Fixture::new();
    let (store, mut sessions) = store_of(&fixture).await;
    let work = store.connection("work").await.unwrap();
    for generation in 1..6 {
        let (one, other) = (fixture.open().await.unwrap(), fixture.open().await.unwrap());
        let text = generation.to_string();
        let (first, second, renewed, made) = tokio::join!(
            one.rotate_data_key(),
            other.rotate_data_key(),
            store.finish_renewal(&work.grant.id, generation, tokens(&text), Fence::default()),
            session(&store),
        );
        first.unwrap();
        second.unwrap();
        assert!(renewed.unwrap());
        sessions.push(made);
        let (key, is_replaced) = keys_of(&store).await;
        assert!(!is_replaced);
        assert_eq!(rows_of_others(&store, key).await, 0);
        let now = secrets(&store).await;
        assert!(now.contains(&format!("access-{text}")), "{now:?}");
        all_opens(&store, &now, &sessions).await;
    }
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    between_two_pieces_everything_opens_and_whatever_is_written_is_sealed_with_the_new_key,
    a_replacement_that_was_killed_is_gone_on_with_by_the_next,
    another_key_of_the_store_between_two_pieces_takes_both_along,
    what_one_has_replaced_meanwhile_is_replaced_for_the_other_too,
    of_two_who_replace_it_while_others_write_nobody_loses_anything,
];
