//! What is remembered of a store is what it holds, whoever changes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::connections::memory::{Asked, Forget, Memory, Thing};
use crate::connections::{Agreed, AtHand, Fence, GrantAtHand, Holder, NewApiKey, Right, Tenant};

/// The token that calls for a connection use.
pub(super) async fn token(store: &Store, name: &str) -> Result<String, StoreError> {
    let connection = store.connection_at_hand(name).await?;
    let grant = store.grant_at_hand(&connection.grant.id).await?;
    Ok(grant.access_token.expose_secret().to_owned())
}

/// Puts other tokens in the place of those that a connection has.
pub(super) async fn renew(store: &Store, name: &str, text: &str) {
    let grant = store.connection(name).await.unwrap().grant;
    let settled = store
        .finish_renewal(&grant.id, grant.generation, tokens(text), Fence::default())
        .await;
    assert!(settled.unwrap());
}

pub(super) fn agreed() -> Agreed {
    Agreed {
        consent: Consent::default(),
        version: "1.0.0".to_owned(),
        digest: "00".to_owned(),
        agreed_at: Timestamp::UNIX_EPOCH,
    }
}

/// Two stores of the same files, as two processes have them.
async fn two(fixture: &Fixture) -> [Store; 2] {
    [fixture.open().await.unwrap(), fixture.open().await.unwrap()]
}

async fn keep(store: &Store, name: &str) {
    let sign_in = sign_in(Some(name), name, &format!("{name}-1"));
    store.keep(sign_in).await.unwrap();
}

async fn is_the_same(store: &Store, name: &str, before: &Arc<AtHand>) -> bool {
    let now = store.connection_at_hand(name).await.unwrap();
    Arc::ptr_eq(before, &now)
}

#[tokio::test]
async fn what_nobody_changes_is_read_once() {
    let store = Fixture::new().open().await.unwrap();
    keep(&store, "ada").await;
    let by_name = store.connection_at_hand("ada").await.unwrap();
    assert!(is_the_same(&store, "ada", &by_name).await);
    let grant = store.grant_at_hand(&by_name.grant.id).await.unwrap();
    let again = store.grant_at_hand(&by_name.grant.id).await.unwrap();
    assert!(Arc::ptr_eq(&grant, &again));
    let default = store.default_at_hand("notes").await.unwrap().unwrap();
    let again = store.default_at_hand("notes").await.unwrap().unwrap();
    assert!(Arc::ptr_eq(&default, &again));
    // What another store reads changes nothing.
    drop(store.connections().await.unwrap());
    assert!(is_the_same(&store, "ada", &by_name).await);
}

#[tokio::test]
async fn the_next_call_sees_what_another_process_has_changed() {
    let fixture = Fixture::new();
    let [one, other] = two(&fixture).await;
    keep(&other, "ada").await;
    assert_eq!(token(&one, "ada").await.unwrap(), "access-ada-1");

    renew(&other, "ada", "ada-2").await;
    assert_eq!(token(&one, "ada").await.unwrap(), "access-ada-2");

    other
        .set_disabled("ada", Some(Timestamp::UNIX_EPOCH))
        .await
        .unwrap();
    let ada = one.connection_at_hand("ada").await.unwrap();
    assert!(ada.disabled_at.is_some());
    other.set_disabled("ada", None).await.unwrap();
    let ada = one.connection_at_hand("ada").await.unwrap();
    assert!(ada.disabled_at.is_none() && ada.agreed.is_none());

    other.agree("notes", agreed(), Vec::new()).await.unwrap();
    let ada = one.connection_at_hand("ada").await.unwrap();
    assert!(ada.agreed.is_some());
    other.forget_agreed("notes").await.unwrap();
    let ada = one.connection_at_hand("ada").await.unwrap();
    assert!(ada.agreed.is_none());

    other.rename("ada", "eve").await.unwrap();
    let gone = one.connection_at_hand("ada").await.unwrap_err();
    assert!(matches!(gone, StoreError::NoConnection { .. }), "{gone}");
    assert_eq!(token(&one, "eve").await.unwrap(), "access-ada-2");

    let grant = ada.grant.id.clone();
    other.remove(&ada).await.unwrap();
    let gone = one.grant_at_hand(&grant).await.unwrap_err();
    assert!(matches!(gone, StoreError::GrantGone), "{gone}");
    assert!(one.default_at_hand("notes").await.unwrap().is_none());
}

#[tokio::test]
async fn what_this_process_changes_shows_at_once_and_the_rest_stays() {
    let store = Fixture::new().open().await.unwrap();
    for name in ["ada", "bob"] {
        keep(&store, name).await;
    }
    let bob = store.connection_at_hand("bob").await.unwrap();
    let default = store.default_at_hand("notes").await.unwrap().unwrap();
    assert_eq!(default.name, "ada");
    assert_eq!(token(&store, "ada").await.unwrap(), "access-ada-1");

    renew(&store, "ada", "ada-2").await;
    assert_eq!(token(&store, "ada").await.unwrap(), "access-ada-2");
    store
        .set_disabled("ada", Some(Timestamp::UNIX_EPOCH))
        .await
        .unwrap();
    let ada = store.connection_at_hand("ada").await.unwrap();
    assert!(ada.disabled_at.is_some());
    let noted = (store.tenant().clone(), ada.id.as_str().to_owned());
    store
        .note_uses([(noted, Timestamp::UNIX_EPOCH)].into())
        .await
        .unwrap();
    assert!(is_the_same(&store, "ada", &ada).await);
    assert!(is_the_same(&store, "bob", &bob).await);

    store.set_default("bob").await.unwrap();
    let default = store.default_at_hand("notes").await.unwrap().unwrap();
    assert_eq!(default.name, "bob");
    store.agree("notes", agreed(), Vec::new()).await.unwrap();
    for name in ["ada", "bob"] {
        let connection = store.connection_at_hand(name).await.unwrap();
        assert!(connection.agreed.is_some(), "{name}");
    }
    store.remove(&ada).await.unwrap();
    let gone = token(&store, "ada").await.unwrap_err();
    assert!(matches!(gone, StoreError::NoConnection { .. }), "{gone}");
}

#[tokio::test]
async fn the_token_is_at_hand_while_the_connection_is_as_the_call_began_with_it() {
    let fixture = Fixture::new();
    let [one, other] = two(&fixture).await;
    keep(&one, "ada").await;
    let unchanged = async |began: &Arc<AtHand>| {
        let grant = one.grant_of_unchanged(began).await?;
        Some(grant.access_token.expose_secret().to_owned())
    };
    let began = one.connection_at_hand("ada").await.unwrap();
    assert_eq!(unchanged(&began).await, None, "nobody has read the token");
    token(&one, "ada").await.unwrap();
    let first = Some("access-ada-1".to_owned());
    assert_eq!(unchanged(&began).await, first);

    renew(&other, "ada", "ada-2").await;
    assert_eq!(unchanged(&began).await, None);
    token(&one, "ada").await.unwrap();
    assert_eq!(unchanged(&began).await, None, "another one is at hand now");
    let began = one.connection_at_hand("ada").await.unwrap();
    let second = Some("access-ada-2".to_owned());
    assert_eq!(unchanged(&began).await, second);

    for store in [&one, &other] {
        let began = one.connection_at_hand("ada").await.unwrap();
        token(&one, "ada").await.unwrap();
        assert_eq!(unchanged(&began).await, second);
        let since = Some(Timestamp::UNIX_EPOCH);
        store.set_disabled("ada", since).await.unwrap();
        assert_eq!(unchanged(&began).await, None);
        store.set_disabled("ada", None).await.unwrap();
        assert_eq!(unchanged(&began).await, None);
    }
    one.remove(&began).await.unwrap();
    assert_eq!(unchanged(&began).await, None);
}

#[tokio::test]
async fn what_one_tenant_has_at_hand_is_nothing_to_another() {
    let store = Fixture::new().open().await.unwrap();
    let mut tenants = Vec::new();
    for name in ["acme", "bolt"] {
        let tenant: Tenant = name.parse().unwrap();
        let now = Timestamp::UNIX_EPOCH;
        store.create_tenant(tenant.clone(), now).await.unwrap();
        tenants.push(store.of(&tenant));
    }
    let (acme, bolt) = (&tenants[0], &tenants[1]);
    keep(bolt, "theirs").await;
    assert_eq!(token(bolt, "theirs").await.unwrap(), "access-theirs-1");
    let theirs = bolt.connection_at_hand("theirs").await.unwrap();
    for name in ["theirs", theirs.id.as_str()] {
        let error = acme.connection_at_hand(name).await.unwrap_err();
        assert!(matches!(error, StoreError::NoConnection { .. }), "{error}");
    }
    let error = acme.grant_at_hand(&theirs.grant.id).await.unwrap_err();
    assert!(matches!(error, StoreError::GrantGone), "{error}");
    assert!(acme.default_at_hand("notes").await.unwrap().is_none());

    bolt.remove(&theirs).await.unwrap();
    bolt.remove_tenant().await.unwrap();
    let error = bolt.connection_at_hand("theirs").await.unwrap_err();
    assert!(matches!(error, StoreError::NoTenant { .. }), "{error}");
}

/// A tenant with a key of its own, and what the key is shown as.
pub(super) async fn tenant_with_key(store: &Store, name: &str) -> (Store, SecretString) {
    let (tenant, now) = (name.parse::<Tenant>().unwrap(), Timestamp::UNIX_EPOCH);
    store.create_tenant(tenant.clone(), now).await.unwrap();
    let new = NewApiKey {
        name: "ci".to_owned(),
        holder: Holder::Tenant(tenant.clone()),
        rights: Right::ALL.into(),
        expires_at: None,
    };
    let (_, shown) = store.create_api_key(new, now).await.unwrap();
    (store.of(&tenant), shown)
}

/// Whether a key is one that is of use.
pub(super) async fn is_known(store: &Store, shown: &SecretString) -> bool {
    match store.api_key_shown(shown, Timestamp::UNIX_EPOCH).await {
        Ok(_) => true,
        Err(StoreError::WrongApiKey) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_key_and_a_tenant_are_read_once_and_gone_once_anybody_removes_them() {
    let fixture = Fixture::new();
    let [one, other] = two(&fixture).await;
    for (number, remover) in [&one, &other].into_iter().enumerate() {
        let (acme, shown) = tenant_with_key(&other, &format!("acme-{number}")).await;
        let acme = one.of(acme.tenant());
        assert!(is_known(&one, &shown).await);
        acme.check_tenant().await.unwrap();
        let remembered = one.memory.len();
        assert!(remembered >= 2, "the key and the tenant");
        assert!(is_known(&one, &shown).await);
        acme.check_tenant().await.unwrap();
        assert_eq!(one.memory.len(), remembered);

        let mut another = shown.expose_secret().to_owned();
        another.truncate(another.len() - 4);
        assert!(!is_known(&one, &format!("{another}AAAA").into()).await);

        let id = one.api_keys().await.unwrap().remove(0).id;
        remover.remove_api_key(id).await.unwrap();
        assert!(!is_known(&one, &shown).await);

        let (bolt, shown) = tenant_with_key(&other, &format!("bolt-{number}")).await;
        let bolt = one.of(bolt.tenant());
        assert!(is_known(&one, &shown).await);
        bolt.check_tenant().await.unwrap();
        remover.of(bolt.tenant()).remove_tenant().await.unwrap();
        assert!(!is_known(&one, &shown).await);
        let error = bolt.check_tenant().await.unwrap_err();
        assert!(matches!(error, StoreError::NoTenant { .. }), "{error}");
    }
}

#[tokio::test]
async fn nothing_that_is_remembered_shows_a_token() {
    let store = Fixture::new().open().await.unwrap();
    keep(&store, "ada").await;
    let ada = store.connection_at_hand("ada").await.unwrap();
    let grant: Arc<GrantAtHand> = store.grant_at_hand(&ada.grant.id).await.unwrap();
    for shown in [
        format!("{store:?}"),
        format!("{ada:?}"),
        format!("{grant:?}"),
    ] {
        assert!(!shown.contains("access-"), "{shown}");
    }
}

#[tokio::test]
async fn what_was_read_while_something_was_forgotten_is_not_remembered() {
    let store = Fixture::new().open().await.unwrap();
    keep(&store, "ada").await;
    let ada = store.connection_at_hand("ada").await.unwrap();
    let (memory, asked) = (Memory::of(8), Asked::Named("ada"));
    let tenant = store.tenant();
    let thing = || Thing::Connection(Arc::clone(&ada));
    let find = |version| memory.find(version, tenant, asked);

    let mark = find(1).err().unwrap();
    memory.forget(&Forget::Grant(tenant.clone(), "another".to_owned()));
    memory.keep(mark, tenant, asked, thing());
    let mark = find(1).err().unwrap();
    assert!(find(2).is_err());
    memory.keep(mark, tenant, asked, thing());
    let mark = find(2).err().unwrap();
    memory.keep(mark, tenant, asked, thing());
    assert!(find(2).is_ok());
    assert!(find(1).is_err(), "it is of another version");
    assert!(find(2).is_err());
}

#[tokio::test]
async fn no_more_is_remembered_than_fits_and_what_is_used_stays() {
    let store = Fixture::new().open().await.unwrap();
    keep(&store, "ada").await;
    let ada = store.connection_at_hand("ada").await.unwrap();
    let memory = Memory::of(8);
    let tenant = store.tenant();
    let add = |name: &str| {
        let asked = Asked::Named(name);
        let mark = memory.find(1, tenant, asked).err().unwrap();
        let thing = Thing::Connection(Arc::clone(&ada));
        memory.keep(mark, tenant, asked, thing);
    };
    add("used");
    for number in 0..100 {
        add(&number.to_string());
        assert!(memory.len() <= 8);
        assert!(memory.find(1, tenant, Asked::Named("used")).is_ok());
    }
    assert!(memory.find(1, tenant, Asked::Named("0")).is_err());
}

/// What somebody does at one of the two stores.
#[derive(Clone, Debug)]
enum Deed {
    Keep,
    Renew,
    Disable,
    Enable,
    Remove,
    Look,
}

fn deeds() -> impl Strategy<Value = Vec<(usize, usize, Deed)>> {
    let deed = prop_oneof![
        2 => Just(Deed::Keep),
        2 => Just(Deed::Renew),
        1 => Just(Deed::Disable),
        1 => Just(Deed::Enable),
        1 => Just(Deed::Remove),
        6 => Just(Deed::Look),
    ];
    prop::collection::vec((0..2_usize, 0..3_usize, deed), 1..40)
}

/// A connection as it has to be.
#[derive(Clone, Debug, PartialEq)]
struct Is {
    token: String,
    is_disabled: bool,
}

async fn seen(store: &Store, name: &str) -> Option<Is> {
    let connection = match store.connection_at_hand(name).await {
        Ok(connection) => connection,
        Err(StoreError::NoConnection { .. }) => return None,
        Err(error) => panic!("{error}"),
    };
    let token = token(store, name).await.unwrap();
    let grant = store.grant_of_unchanged(&connection).await.unwrap();
    assert_eq!(grant.access_token.expose_secret(), token);
    Some(Is {
        token,
        is_disabled: connection.disabled_at.is_some(),
    })
}

async fn hold_against_what_is(deeds: Vec<(usize, usize, Deed)>) {
    let fixture = Fixture::new();
    let stores = two(&fixture).await;
    let names = ["ada", "bob", "eve"];
    let mut all: BTreeMap<&str, Is> = BTreeMap::new();
    for (number, (at, of, deed)) in deeds.into_iter().enumerate() {
        let (store, name) = (&stores[at], names[of]);
        match (deed, all.get_mut(name)) {
            (Deed::Keep, _) => {
                let text = number.to_string();
                store.keep(sign_in(Some(name), name, &text)).await.unwrap();
                let token = format!("access-{text}");
                let is_disabled = false;
                all.insert(name, Is { token, is_disabled });
            }
            (Deed::Renew, Some(is)) => {
                renew(store, name, &number.to_string()).await;
                is.token = format!("access-{number}");
            }
            (Deed::Disable, Some(is)) => {
                let now = Some(Timestamp::UNIX_EPOCH);
                store.set_disabled(name, now).await.unwrap();
                is.is_disabled = true;
            }
            (Deed::Enable, Some(is)) => {
                store.set_disabled(name, None).await.unwrap();
                is.is_disabled = false;
            }
            (Deed::Remove, Some(_)) => {
                let connection = store.connection(name).await.unwrap();
                store.remove(&connection).await.unwrap();
                all.remove(name);
            }
            (Deed::Look, _) | (_, None) => {
                assert_eq!(seen(store, name).await.as_ref(), all.get(name), "{name}");
            }
        }
    }
    for store in &stores {
        for name in names {
            assert_eq!(seen(store, name).await.as_ref(), all.get(name), "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn in_whatever_order_two_processes_change_and_look_each_sees_what_is(deeds in deeds()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(hold_against_what_is(deeds));
    }
}
