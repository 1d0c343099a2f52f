//! Changing connections on real files.

use super::super::keeping::Keeping;
use super::*;

async fn keep(store: &Store, name: &str) -> Connection {
    store.keep(sign_in(Some(name), name, "1")).await.unwrap()
}

async fn default_name(store: &Store) -> Option<String> {
    let default = store.default_connection("notes").await.unwrap();
    default.map(|connection| connection.name)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[tokio::test]
async fn the_first_connection_of_a_connector_is_its_default_until_another_is_made_that() {
    let store = Fixture::new().open().await.unwrap();
    assert_eq!(default_name(&store).await, None);
    for name in ["ada", "bob"] {
        keep(&store, name).await;
        assert_eq!(default_name(&store).await.as_deref(), Some("ada"));
    }
    assert!(store.set_default("bob").await.unwrap().is_default);
    assert_eq!(default_name(&store).await.as_deref(), Some("bob"));
    assert!(!store.connection("ada").await.unwrap().is_default);
    let error = store.set_default("eve").await.unwrap_err();
    assert!(matches!(error, StoreError::NoConnection { .. }), "{error}");
    assert_eq!(default_name(&store).await.as_deref(), Some("bob"));
}

#[tokio::test]
async fn connectors_have_defaults_of_their_own() {
    let store = Fixture::new().open().await.unwrap();
    keep(&store, "ada").await;
    let other = SignIn {
        connector: "tasks".to_owned(),
        ..sign_in(Some("tasks"), "ada", "1")
    };
    assert!(store.keep(other).await.unwrap().is_default);
    assert_eq!(default_name(&store).await.as_deref(), Some("ada"));
}

#[tokio::test]
async fn when_the_default_goes_the_only_one_left_takes_its_place_and_else_none() {
    let store = Fixture::new().open().await.unwrap();
    for name in ["ada", "bob", "eve"] {
        keep(&store, name).await;
    }
    store
        .remove(&store.connection("ada").await.unwrap())
        .await
        .unwrap();
    assert_eq!(default_name(&store).await, None);
    store
        .remove(&store.connection("bob").await.unwrap())
        .await
        .unwrap();
    assert_eq!(default_name(&store).await.as_deref(), Some("eve"));
}

#[tokio::test]
async fn however_many_connections_there_are_a_change_to_one_looks_at_few() {
    let store = Fixture::new().open().await.unwrap();
    for number in 0..12 {
        keep(&store, &format!("connection-{number}")).await;
    }
    let again = Keeping::from(sign_in(Some("connection-7"), "connection-9", "2"));
    let unnamed = Keeping::from(sign_in(None, "connection-9", "2"));
    let seen = |keeping: &Keeping| {
        let scope = keeping.scope(store.tenant());
        store.see(scope, |held, _| {
            let names = held.connections.iter().map(|kept| kept.name.clone());
            Ok(names.collect::<Vec<_>>())
        })
    };
    let named = seen(&again).await.unwrap();
    for name in ["connection-7", "connection-9"] {
        assert!(named.iter().any(|known| known == name), "{named:?}");
    }
    assert!(named.len() <= 5, "{named:?}");
    let unnamed = seen(&unnamed).await.unwrap();
    assert!(unnamed.contains(&"connection-9".to_owned()), "{unnamed:?}");
    assert!(unnamed.len() <= 4, "{unnamed:?}");
}

#[tokio::test]
async fn the_default_of_a_connector_is_no_matter_of_one_that_is_named_like_an_id() {
    let store = Fixture::new().open().await.unwrap();
    let ada = keep(&store, "ada").await;
    keep(&store, "bob").await;
    let tasks = SignIn {
        connector: "tasks".to_owned(),
        ..sign_in(Some("tasks"), "ada", "1")
    };
    store.keep(tasks).await.unwrap();
    let bob = store.connection("bob").await.unwrap();
    store.rename("tasks", bob.id.as_str()).await.unwrap();
    let bob = store.set_default(bob.id.as_str()).await.unwrap();
    assert_eq!((bob.name.as_str(), bob.is_default), ("bob", true));
    assert!(!store.connection(ada.id.as_str()).await.unwrap().is_default);
    let connections = store.connections().await.unwrap();
    let defaults = connections
        .iter()
        .filter(|connection| connection.is_default);
    assert_eq!(defaults.count(), 2);
}

#[tokio::test]
async fn a_renamed_connection_keeps_its_secrets_and_a_name_in_use_stays_where_it_is() {
    let store = Fixture::new().open().await.unwrap();
    let ada = keep(&store, "ada").await;
    keep(&store, "bob").await;
    assert_eq!(store.rename("ada", "work").await.unwrap().name, "work");
    let secrets = store.secret_settings(&ada.id).await.unwrap();
    assert_eq!(secrets[0].1.expose_secret(), "secret-1");

    let error = store.rename("work", "bob").await.unwrap_err();
    assert!(matches!(error, StoreError::NameInUse { .. }), "{error}");
    let error = store.rename("ada", "play").await.unwrap_err();
    assert!(matches!(error, StoreError::NoConnection { .. }), "{error}");
    assert_eq!(
        store.connection("bob").await.unwrap().grant.account.subject,
        Some(user("bob"))
    );
}

#[tokio::test]
async fn a_disabled_connection_is_so_since_the_first_time_until_it_is_enabled_or_connected_again() {
    let store = Fixture::new().open().await.unwrap();
    keep(&store, "ada").await;
    for second in [10, 20] {
        let disabled = store.set_disabled("ada", Some(at(second))).await.unwrap();
        assert_eq!(disabled.state(), State::Disabled { since: at(10) });
    }
    let enabled = store.set_disabled("ada", None).await.unwrap();
    assert_eq!(enabled.state(), State::Connected);

    store.set_disabled("ada", Some(at(30))).await.unwrap();
    assert_eq!(keep(&store, "ada").await.state(), State::Connected);
}

#[tokio::test]
async fn an_owner_stays_until_another_is_named() {
    let store = Fixture::new().open().await.unwrap();
    for (owner, kept) in [
        (None, None),
        (Some("Ada's team"), Some("Ada's team")),
        (None, Some("Ada's team")),
        (Some("Bob"), Some("Bob")),
    ] {
        let sign_in = SignIn {
            owner: owner.map(str::to_owned),
            ..sign_in(Some("work"), "ada", "1")
        };
        assert_eq!(store.keep(sign_in).await.unwrap().owner.as_deref(), kept);
    }
}

#[tokio::test]
async fn the_last_use_is_noted_once_a_minute_and_after_a_clock_was_set_back() {
    let store = Fixture::new().open().await.unwrap();
    let id = keep(&store, "ada").await.id;
    for (used, noted) in [(1_000, 1_000), (1_059, 1_000), (1_060, 1_060), (900, 900)] {
        let before = store.connection_at_hand("ada").await.unwrap();
        let is_to_be_noted = before.is_to_be_noted(at(used));
        assert_eq!(is_to_be_noted, used == noted);
        assert!(!before.is_to_be_noted(at(used)), "it is noted once");
        if is_to_be_noted {
            let of = (store.tenant().clone(), id.as_str().to_owned());
            store.note_uses([(of, at(used))].into()).await.unwrap();
        }
        let after = store.connection("ada").await.unwrap().last_used_at;
        assert_eq!(after, Some(at(noted)), "used at {used}");
    }
}

#[tokio::test]
async fn a_reconnected_connection_may_move_to_the_grant_of_another_client_of_its_account() {
    let store = Fixture::new().open().await.unwrap();
    let before = keep(&store, "ada").await;
    let with_client = |subject: &str, reconnects| SignIn {
        client_id: "new-client".to_owned(),
        reconnects,
        ..sign_in(Some("ada"), subject, "2")
    };
    for refused in [with_client("ada", false), with_client("bob", true)] {
        let error = store.keep(refused).await.unwrap_err();
        assert!(matches!(error, StoreError::NameTaken { .. }), "{error}");
    }
    let after = store.keep(with_client("ada", true)).await.unwrap();
    assert_eq!(after.id, before.id);
    assert_eq!(after.grant.client_id, "new-client");
    let gone = store.grant_secrets(&before.grant.id).await.unwrap_err();
    assert!(matches!(gone, StoreError::GrantGone), "{gone}");
}

#[tokio::test]
async fn what_has_another_grant_by_now_is_not_removed_with_the_one_before() {
    let store = Fixture::new().open().await.unwrap();
    let before = keep(&store, "ada").await;
    let anew = SignIn {
        client_id: "new-client".to_owned(),
        reconnects: true,
        ..sign_in(Some("ada"), "ada", "2")
    };
    let after = store.keep(anew).await.unwrap();
    let refused = store.remove(&before).await.unwrap_err();
    assert!(matches!(refused, StoreError::GrantGone), "{refused}");
    let kept = store.connection("ada").await.unwrap();
    assert_eq!(
        (kept.id, kept.grant.id),
        (after.id.clone(), after.grant.id.clone())
    );
    assert!(store.remove(&after).await.unwrap().is_some());
}

#[tokio::test]
async fn a_newer_client_secret_serves_the_grant_and_the_connection() {
    let store = Fixture::new().open().await.unwrap();
    let ada = keep(&store, "ada").await;
    let secrets = vec![("client_secret".to_owned(), SecretString::from("newer"))];
    store
        .set_secrets(&ada, secrets, Some("newer".into()))
        .await
        .unwrap();
    let grant = store.grant_secrets(&ada.grant.id).await.unwrap();
    assert_eq!(grant.client_secret.unwrap().expose_secret(), "newer");
    let kept = store.secret_settings(&ada.id).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].1.expose_secret(), "newer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_default_that_goes_while_another_is_made_it_leaves_the_other_as_the_default() {
    let fixture = Fixture::new();
    let [one, other] = [fixture.open().await.unwrap(), fixture.open().await.unwrap()];
    for others in [&["bob"][..], &["bob", "eve"]] {
        for _ in 0..20 {
            let ada = keep(&one, "ada").await;
            for name in others {
                keep(&one, name).await;
            }
            one.set_default("ada").await.unwrap();
            let (removed, set) = tokio::join!(one.remove(&ada), other.set_default("bob"));
            removed.unwrap();
            set.unwrap();
            assert_eq!(default_name(&one).await.as_deref(), Some("bob"));
        }
    }
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    the_first_connection_of_a_connector_is_its_default_until_another_is_made_that,
    connectors_have_defaults_of_their_own,
    when_the_default_goes_the_only_one_left_takes_its_place_and_else_none,
    however_many_connections_there_are_a_change_to_one_looks_at_few,
    the_default_of_a_connector_is_no_matter_of_one_that_is_named_like_an_id,
    a_renamed_connection_keeps_its_secrets_and_a_name_in_use_stays_where_it_is,
    a_disabled_connection_is_so_since_the_first_time_until_it_is_enabled_or_connected_again,
    an_owner_stays_until_another_is_named,
    the_last_use_is_noted_once_a_minute_and_after_a_clock_was_set_back,
    a_reconnected_connection_may_move_to_the_grant_of_another_client_of_its_account,
    what_has_another_grant_by_now_is_not_removed_with_the_one_before,
    a_newer_client_secret_serves_the_grant_and_the_connection,
    a_default_that_goes_while_another_is_made_it_leaves_the_other_as_the_default,
];
