//! API keys on real files.

use std::collections::BTreeSet;

use super::*;
use crate::connections::{ApiKey, Holder, NewApiKey, Right};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn new(holder: Holder, rights: &[Right]) -> NewApiKey {
    NewApiKey {
        name: "ci".to_owned(),
        holder,
        rights: rights.iter().copied().collect(),
        expires_at: None,
    }
}

async fn refusal(store: &Store, shown: &str, now: i64) -> &'static str {
    let shown = store.api_key_shown(&shown.into(), at(now)).await;
    shown.unwrap_err().code()
}

#[tokio::test]
async fn a_key_is_shown_once_and_opens_what_it_was_made_for() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    store
        .create_tenant("acme".parse().unwrap(), at(0))
        .await
        .unwrap();
    let holder = Holder::Tenant("acme".parse().unwrap());
    let made = store.create_api_key(new(holder.clone(), &[Right::Read]), at(10));
    let (key, shown) = made.await.unwrap();
    let reopened = fixture.open().await.unwrap();
    let found = reopened.api_key_shown(&shown, at(20)).await.unwrap();
    assert_eq!((found.id, found.holder), (key.id, holder));
    let rights: BTreeSet<_> = [Right::Read].into();
    assert_eq!((found.rights, found.created_at), (rights, at(10)));
    // There may be a `_` in the secret as well.
    let secret = shown
        .expose_secret()
        .splitn(3, '_')
        .last()
        .unwrap()
        .as_bytes();
    assert_eq!(secret.len(), 43);
    let bytes = fixture.bytes();
    assert!(!bytes.windows(secret.len()).any(|window| window == secret));
}

#[tokio::test]
async fn whoever_shows_another_key_is_told_nothing_of_those_that_there_are() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let made = store.create_api_key(new(Holder::Operator, &[]), at(0));
    let (key, shown) = made.await.unwrap();
    let other_secret = format!("chk_{}_{}", key.id, "a".repeat(43));
    let other_id = shown.expose_secret().replace(&key.id, &"0".repeat(32));
    for wrong in ["", "chk_", "hush", &other_secret, &other_id, &key.id] {
        assert_eq!(refusal(&store, wrong, 1).await, "wrong-api-key", "{wrong}");
    }
    store.remove_api_key(key.id.clone()).await.unwrap();
    let removed = refusal(&store, shown.expose_secret(), 1).await;
    assert_eq!(removed, "wrong-api-key");
    let gone = store.remove_api_key(key.id).await.unwrap_err();
    assert_eq!(gone.code(), "no-api-key");
}

#[tokio::test]
async fn a_key_is_of_no_use_from_its_expiry_on() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let expiring = NewApiKey {
        expires_at: Some(at(100)),
        ..new(Holder::Operator, &[])
    };
    let (_, shown) = store.create_api_key(expiring, at(0)).await.unwrap();
    store.api_key_shown(&shown, at(99)).await.unwrap();
    let refused = refusal(&store, shown.expose_secret(), 100).await;
    assert_eq!(refused, "api-key-expired");
}

#[tokio::test]
async fn its_last_use_is_noted_to_the_minute() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let made = store.create_api_key(new(Holder::Operator, &[]), at(0));
    let (_, shown) = made.await.unwrap();
    let last_use = async |now| {
        let key = store.api_key_shown(&shown, at(now)).await.unwrap();
        if !key.was_used_lately(at(now)) {
            store.note_use_of_api_key(key.id, at(now)).await.unwrap();
        }
        let keys: Vec<ApiKey> = store.api_keys().await.unwrap();
        keys[0].last_used_at
    };
    assert_eq!(last_use(60).await, Some(at(60)));
    assert_eq!(last_use(90).await, Some(at(60)));
    assert_eq!(last_use(120).await, Some(at(120)));
}

#[tokio::test]
async fn a_tenant_takes_its_keys_along() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let acme: crate::connections::Tenant = "acme".parse().unwrap();
    let for_acme = || new(Holder::Tenant(acme.clone()), &Right::ALL);
    let nobodys = store.create_api_key(for_acme(), at(0)).await.unwrap_err();
    assert_eq!(nobodys.code(), "no-tenant");
    store.create_tenant(acme.clone(), at(0)).await.unwrap();
    let (_, shown) = store.create_api_key(for_acme(), at(0)).await.unwrap();
    store.of(&acme).remove_tenant().await.unwrap();
    let refused = refusal(&store, shown.expose_secret(), 1).await;
    assert_eq!(refused, "wrong-api-key");
    assert!(store.api_keys().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_tenant_knows_of_no_key_but_its_own() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let mut holders = vec![Holder::Operator];
    for name in ["acme", "bolt"] {
        let tenant: crate::connections::Tenant = name.parse().unwrap();
        store.create_tenant(tenant.clone(), at(0)).await.unwrap();
        holders.push(Holder::Tenant(tenant));
    }
    let mut made = Vec::new();
    for holder in holders {
        let key = store.create_api_key(new(holder, &Right::ALL), at(0));
        made.push(key.await.unwrap());
    }
    let acme = store.of(&"acme".parse().unwrap());
    let own = acme.api_keys().await.unwrap();
    assert_eq!(own, [made[1].0.clone()]);
    for (theirs, shown) in [&made[0], &made[2]] {
        let refused = refusal(&acme, shown.expose_secret(), 1).await;
        assert_eq!(refused, "wrong-api-key");
        let refused = acme.remove_api_key(theirs.id.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "no-api-key");
    }
    assert_eq!(store.api_keys().await.unwrap().len(), 3);
    acme.api_key_shown(&made[1].1, at(1)).await.unwrap();
    acme.remove_api_key(made[1].0.id.clone()).await.unwrap();
    assert_eq!(store.api_keys().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_name_that_no_list_could_show_is_refused() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    for name in ["", "two words", "-x"] {
        let named = NewApiKey {
            name: name.to_owned(),
            ..new(Holder::Operator, &[])
        };
        let refused = store.create_api_key(named, at(0)).await.unwrap_err();
        assert_eq!(refused.code(), "bad-api-key-name", "{name}");
    }
}

#[tokio::test]
async fn that_there_was_a_key_is_known_when_all_are_gone() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    assert!(!store.has_had_api_keys().await.unwrap());
    let acme: crate::connections::Tenant = "acme".parse().unwrap();
    store.create_tenant(acme.clone(), at(0)).await.unwrap();
    let theirs = new(Holder::Tenant(acme.clone()), &Right::ALL);
    store.create_api_key(theirs, at(0)).await.unwrap();
    store.of(&acme).remove_tenant().await.unwrap();
    assert!(store.has_had_api_keys().await.unwrap());
    let made = store.create_api_key(new(Holder::Operator, &[]), at(1));
    let (key, _) = made.await.unwrap();
    store.remove_api_key(key.id).await.unwrap();
    assert!(store.api_keys().await.unwrap().is_empty());
    let reopened = fixture.open().await.unwrap();
    assert!(reopened.has_had_api_keys().await.unwrap());
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    a_key_is_shown_once_and_opens_what_it_was_made_for,
    whoever_shows_another_key_is_told_nothing_of_those_that_there_are,
    a_key_is_of_no_use_from_its_expiry_on,
    its_last_use_is_noted_to_the_minute,
    a_tenant_takes_its_keys_along,
    a_tenant_knows_of_no_key_but_its_own,
    a_name_that_no_list_could_show_is_refused,
    that_there_was_a_key_is_known_when_all_are_gone,
];
