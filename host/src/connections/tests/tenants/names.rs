//! By what a connection is named: the ids and names of one tenant, and the lists of them.

use super::*;

#[tokio::test]
async fn a_name_is_unique_within_its_tenant_and_means_the_tenants_own() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    for (store, user_of) in [(&acme, "acme"), (&bolt, "bolt")] {
        let connections = store.connections().await.unwrap();
        assert_eq!(connections.len(), 1);
        assert_eq!(connections[0].grant.account.subject, Some(user(user_of)));
        assert!(connections[0].is_default);
        let by_id = store.connection(connections[0].id.as_str()).await.unwrap();
        assert_eq!(by_id.name, "work");
    }
    assert!(
        fixture
            .open()
            .await
            .unwrap()
            .connections()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn connections_are_listed_by_the_bytes_of_their_names_from_one_on_and_so_many_at_most() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    for name in ["b", "B", "a"] {
        acme.keep(sign_in(Some(name), name, name)).await.unwrap();
    }
    let other = SignIn {
        connector: "tasks".to_owned(),
        ..sign_in(Some("tasks"), "acme", "tasks")
    };
    acme.keep(other).await.unwrap();
    let names =
        async |store: &Store, after: Option<&str>, connector: Option<&str>, limit: usize| {
            let listed = store.connections_after(after, connector, limit);
            let names = listed.await.unwrap().into_iter().map(|listed| listed.name);
            names.collect::<Vec<_>>()
        };
    assert_eq!(names(&acme, None, None, 2).await, ["B", "a"]);
    assert_eq!(names(&acme, Some("a"), None, 2).await, ["b", "tasks"]);
    assert_eq!(names(&acme, Some("tasks"), None, 2).await, ["work"]);
    // It need not be there any more.
    assert_eq!(names(&acme, Some("aa"), None, 1).await, ["b"]);
    let notes = Some("notes");
    assert_eq!(names(&acme, Some("a"), notes, 9).await, ["b", "work"]);
    assert_eq!(names(&acme, None, Some("others"), 9).await, [""; 0]);
    assert_eq!(names(&bolt, None, None, 9).await, ["work"]);
}

#[tokio::test]
async fn so_are_tenants() {
    let fixture = Fixture::new();
    acme_and_bolt(&fixture).await;
    let store = fixture.open().await.unwrap();
    let created = store.create_tenant(named("Core"), Timestamp::UNIX_EPOCH);
    created.await.unwrap();
    let names = async |after: Option<&str>, limit: usize| {
        let listed = store.tenants_after(after, limit).await.unwrap();
        let names = listed.iter().map(ToString::to_string);
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(None, 2).await, ["Core", "acme"]);
    assert_eq!(names(Some("acme"), 2).await, ["bolt", "default"]);
    assert_eq!(names(Some("b"), 1).await, ["bolt"]);
    assert_eq!(names(Some("default"), 2).await, [""; 0]);
}

#[tokio::test]
async fn a_connection_is_known_by_its_id_as_well_as_by_its_name_wherever_it_is_named() {
    let store = Fixture::new().open().await.unwrap();
    for name in ["ada", "bob"] {
        store.keep(sign_in(Some(name), name, "1")).await.unwrap();
    }
    let id = store.connection("bob").await.unwrap().id;
    assert!(store.set_default(id.as_str()).await.unwrap().is_default);
    assert!(!store.connection("ada").await.unwrap().is_default);
    store.set_disabled(id.as_str(), None).await.unwrap();
    let renamed = store.rename(id.as_str(), "eve").await.unwrap();
    assert_eq!((renamed.id, renamed.name.as_str()), (id, "eve"));
}

#[test]
fn what_could_be_taken_for_an_id_is_no_name_of_a_connection() {
    let id = crate::connections::id::new_id().unwrap();
    assert!(crate::connections::check_name(&id).is_err());
    assert!(crate::connections::check_name(&id[1..]).is_ok());
}

#[tokio::test]
async fn a_connection_from_before_there_were_ids_keeps_a_name_that_is_like_one() {
    let store = Fixture::new().open().await.unwrap();
    let ada = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let bob = store.keep(sign_in(Some("bob"), "bob", "1")).await.unwrap();
    let like_one = "0123456789abcdef0123456789abcdef";
    store.rename("ada", like_one).await.unwrap();
    assert_eq!(store.connection(like_one).await.unwrap().id, ada.id);
    let again = sign_in(Some(like_one), "ada", "2");
    assert_eq!(store.keep(again).await.unwrap().id, ada.id);
    // An id means what it is the id of, whatever has it for a name.
    store.rename(like_one, bob.id.as_str()).await.unwrap();
    for named in [
        store.connection(bob.id.as_str()).await,
        store.set_default(bob.id.as_str()).await,
    ] {
        assert_eq!(named.unwrap().id, bob.id);
    }
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    a_name_is_unique_within_its_tenant_and_means_the_tenants_own,
    connections_are_listed_by_the_bytes_of_their_names_from_one_on_and_so_many_at_most,
    so_are_tenants,
    a_connection_is_known_by_its_id_as_well_as_by_its_name_wherever_it_is_named,
    a_connection_from_before_there_were_ids_keeps_a_name_that_is_like_one,
];
