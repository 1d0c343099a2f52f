//! Tenants on real files: what is one's is nobody else's.

pub(in crate::connections) mod names;
pub(in crate::connections) mod shared_grants;
pub(in crate::connections) mod strangers;

use super::*;
use crate::connections::{ArchiveError, ConnectionId, Fence, SealError, Tenant};

fn named(name: &str) -> Tenant {
    name.parse().unwrap()
}

/// The store for two tenants that have a connection of the same name each.
async fn acme_and_bolt(fixture: &Fixture) -> (Store, Store) {
    let store = fixture.open().await.unwrap();
    let mut tenants = Vec::new();
    for name in ["acme", "bolt"] {
        let now = Timestamp::UNIX_EPOCH;
        store.create_tenant(named(name), now).await.unwrap();
        let tenant = store.of(&named(name));
        let sign_in = sign_in(Some("work"), name, name);
        tenant.keep(sign_in).await.unwrap();
        tenants.push(tenant);
    }
    let bolt = tenants.pop().unwrap();
    (tenants.pop().unwrap(), bolt)
}

#[tokio::test]
async fn tenants_that_connect_the_same_subject_have_grants_of_their_own() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let kept = acme.keep(sign_in(Some("same"), "bolt", "2")).await.unwrap();
    let others = bolt.connection("work").await.unwrap();
    assert!(!kept.shares_grant_with(&others));
    let grant = bolt.grant_secrets(&others.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-bolt");
}

#[tokio::test]
async fn a_tenant_uses_its_own_app_or_else_the_operators_and_sees_only_its_own() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    let app = |client_id: &str| App::new("notes", client_id).secret("client_secret", "hush".into());
    operator
        .set_app(app("the-operators"), Servers::new())
        .await
        .unwrap();
    acme.set_app(app("acmes"), Servers::new()).await.unwrap();
    for (store, own, used) in [
        (&acme, Some("acmes"), "acmes"),
        (&bolt, None, "the-operators"),
    ] {
        let kept = store.app("notes", DEFAULT_APP).await.unwrap();
        assert_eq!(kept.map(|app| app.client_id).as_deref(), own);
        let in_use = store.apps_in_use("notes").await.unwrap().remove(0);
        assert_eq!(in_use.client_id, used);
        let secret = in_use.client_secrets().current.unwrap();
        assert_eq!(secret.expose_secret(), "hush");
    }
    assert!(!bolt.remove_app("notes", DEFAULT_APP).await.unwrap());
    assert!(acme.remove_app("notes", DEFAULT_APP).await.unwrap());
    let in_use = acme.apps_in_use("notes").await.unwrap().remove(0);
    assert_eq!(in_use.client_id, "the-operators");
}

#[tokio::test]
async fn the_operators_app_gives_refused_grants_of_tenants_another_chance() {
    use crate::connections::RenewalFailure;
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let app = App::new("notes", "the-client").secret("client_secret", "hush".into());
    bolt.set_app(app.clone(), Servers::new()).await.unwrap();
    for store in [&acme, &bolt] {
        let id = store.connection("work").await.unwrap().grant.id;
        let refused = RenewalFailure::ClientRefused("its secret".to_owned());
        store
            .fail_renewal(&id, 1, refused, None, Fence::default())
            .await
            .unwrap();
    }
    let operator = fixture.open().await.unwrap();
    operator.set_app(app, Servers::new()).await.unwrap();
    let state = async |store: &Store| store.connection("work").await.unwrap().state();
    assert_eq!(state(&acme).await, State::Connected);
    // It has an app of its own, which is as wrong as before.
    assert!(matches!(
        state(&bolt).await,
        State::NeedsReconnecting { .. }
    ));
}

#[tokio::test]
async fn what_was_sealed_for_one_tenant_does_not_open_for_another() {
    let fixture = Fixture::new();
    let (acme, _bolt) = acme_and_bolt(&fixture).await;
    let grant = acme.connection("work").await.unwrap().grant;
    let path = crate::connections::sqlite::path(fixture.directory.path());
    let database = rusqlite::Connection::open(path).unwrap();
    database
        .execute_batch(
            "PRAGMA foreign_keys = false;
             DELETE FROM secret_settings;
             DELETE FROM connections WHERE tenant = 'bolt';
             DELETE FROM grants WHERE tenant = 'bolt';
             UPDATE connections SET tenant = 'bolt';
             UPDATE grants SET tenant = 'bolt';",
        )
        .unwrap();
    let bolt = fixture.open().await.unwrap().of(&named("bolt"));
    let error = bolt.grant_secrets(&grant.id).await.unwrap_err();
    // Each has a data key of its own.
    assert!(
        matches!(error, StoreError::Seal(SealError::OtherKey { .. })),
        "{error}"
    );
}

#[tokio::test]
async fn a_tenant_is_made_once_listed_and_removed_when_it_has_no_connections() {
    let fixture = Fixture::new();
    let (acme, _bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    let names = async || {
        let tenants = operator.tenants().await.unwrap();
        tenants.iter().map(Tenant::to_string).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["acme", "bolt", "default"]);
    let again = operator.create_tenant(named("acme"), Timestamp::MAX).await;
    assert!(matches!(
        again.unwrap_err(),
        StoreError::TenantExists { .. }
    ));
    let in_use = acme.remove_tenant().await.unwrap_err();
    insta::assert_snapshot!(in_use, @"the tenant `acme` has connections: work; remove them first");
    let default = operator.remove_tenant().await.unwrap_err();
    assert!(matches!(default, StoreError::DefaultTenant), "{default}");

    acme.remove(&acme.connection("work").await.unwrap())
        .await
        .unwrap();
    acme.remove_tenant().await.unwrap();
    assert_eq!(names().await, ["bolt", "default"]);
    for outcome in [
        acme.connections().await.map(drop),
        acme.keep(sign_in(Some("work"), "ada", "1")).await.map(drop),
        acme.remove_tenant().await,
    ] {
        let error = outcome.unwrap_err();
        assert!(matches!(error, StoreError::NoTenant { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_grant_that_no_connection_uses_goes_with_its_tenant() {
    let fixture = Fixture::new();
    let (acme, _bolt) = acme_and_bolt(&fixture).await;
    let path = crate::connections::sqlite::path(fixture.directory.path());
    let database = rusqlite::Connection::open(path).unwrap();
    let without = "DELETE FROM connections WHERE tenant = 'acme'";
    database.execute(without, []).unwrap();
    acme.remove_tenant().await.unwrap();
    let left = "SELECT count(*) FROM grants WHERE tenant = 'acme'";
    let left: i64 = database.query_row(left, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    tenants_that_connect_the_same_subject_have_grants_of_their_own,
    a_tenant_uses_its_own_app_or_else_the_operators_and_sees_only_its_own,
    the_operators_app_gives_refused_grants_of_tenants_another_chance,
    a_tenant_is_made_once_listed_and_removed_when_it_has_no_connections,
];
