//! The key of the store and the data keys of tenants, of which there are several hosts that have to go on with
//! the same one.

use super::*;
use crate::connections::Tenant;
use crate::connections::tests::proxy::{Fate, Proxy};

#[tokio::test]
async fn all_secrets_open_with_the_new_key_once_it_is_rotated() {
    let server = Server::start();
    let address = server.address();
    let store = open(&address).await;
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let new = KeySource::Given(Key::generate().unwrap());
    store.rotate_key(new.clone()).await.unwrap();
    let refused = Store::open_postgres(&address, key(), RenewalLease::DEFAULT)
        .await
        .unwrap_err();
    assert!(matches!(refused, StoreError::OtherKey { .. }), "{refused}");
    let store = Store::open_postgres(&address, new, RenewalLease::DEFAULT)
        .await
        .unwrap();
    let grant = store.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-1");
}

#[tokio::test]
async fn a_host_goes_on_with_the_key_that_the_store_has_whatever_it_heard_of_the_rotation() {
    let server = Server::start();
    let proxy = Proxy::before(server.directory());
    let store = open(&proxy.address("postgres")).await;
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let before = store.key().await.unwrap().1;
    let new = KeySource::Given(Key::generate().unwrap());
    let opens = async || {
        let grant = store.grant_secrets(&work.grant.id).await.unwrap();
        assert_eq!(grant.tokens.access_token.expose_secret(), "access-1");
    };
    proxy.at_commit("DELETE FROM sealing", 0, Fate::Lost);
    let error = crate::Error::from(store.rotate_key(new.clone()).await.unwrap_err());
    assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
    assert_eq!(store.key().await.unwrap().1, before);
    opens().await;
    proxy.at_commit("DELETE FROM sealing", 0, Fate::AnswerLost);
    let rotation = store.rotate_key(new).await.unwrap();
    assert!(proxy.has_done_it());
    assert_eq!(rotation.old, before);
    opens().await;
    let refused = Store::open_postgres(&server.address(), key(), RenewalLease::DEFAULT).await;
    assert!(matches!(refused, Err(StoreError::OtherKey { .. })));
}

/// A dead row and the log of the server are such a copy, until they go.
#[tokio::test]
async fn a_copy_of_a_removed_tenants_key_opens_nothing_once_the_key_of_the_store_is_another() {
    let server = Server::start();
    let address = server.address();
    let store = open(&address).await;
    let acme: Tenant = "acme".parse().unwrap();
    let now = Timestamp::UNIX_EPOCH;
    store.create_tenant(acme.clone(), now).await.unwrap();
    let of_acme = store.of(&acme);
    let sealed = of_acme.seal_run("a", "form", "hush".into()).await.unwrap();
    let copy = "CREATE TABLE copied AS SELECT * FROM tenants WHERE name = 'acme'";
    in_database(&server, copy).await;

    of_acme.remove_tenant().await.unwrap();
    let session = Session::begin(&server).await;
    let rows = "SELECT count(*) FROM tenants t, copied c WHERE t.data_key = c.data_key";
    let there = session.query_one(rows, &[]).await.unwrap();
    assert_eq!(there.get::<_, i64>(0), 0);
    session.end().await;

    let put_back = "INSERT INTO tenants SELECT * FROM copied";
    in_database(&server, put_back).await;
    let opened = of_acme.open_run("a", "form", sealed.clone()).await;
    assert_eq!(
        opened.unwrap().expose_secret(),
        "hush",
        "it is not too late"
    );
    in_database(&server, "DELETE FROM tenants WHERE name = 'acme'").await;

    let new = KeySource::Given(Key::generate().unwrap());
    store.rotate_key(new.clone()).await.unwrap();
    in_database(&server, put_back).await;
    let store = Store::open_postgres(&address, new, RenewalLease::DEFAULT).await;
    for store in [of_acme, store.unwrap().of(&acme)] {
        let refused = store.open_run("a", "form", sealed.clone()).await;
        let refused = refused.unwrap_err();
        assert!(matches!(refused, StoreError::Seal(_)), "{refused}");
    }
}

#[tokio::test]
async fn another_data_key_opens_what_it_seals_on_every_host() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = (open(&address).await, open(&address).await);
    let work = one.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    for round in 1..10 {
        let text = round.to_string();
        let (rotated, renewed) = tokio::join!(
            one.rotate_data_key(),
            other.finish_renewal(&work.grant.id, round, tokens(&text), Fence::default()),
        );
        rotated.unwrap();
        assert!(renewed.unwrap());
        let grant = one.grant_secrets(&work.grant.id).await.unwrap();
        let token = grant.tokens.access_token.expose_secret();
        assert_eq!(token, format!("access-{text}"));
    }
}

#[tokio::test]
async fn while_a_tenant_gets_another_data_key_others_are_not_waited_for() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let mut tenants = Vec::new();
    for name in ["acme", "bolt"] {
        let tenant: Tenant = name.parse().unwrap();
        let made = store.create_tenant(tenant.clone(), Timestamp::UNIX_EPOCH);
        made.await.unwrap();
        let tenant = store.of(&tenant);
        let kept = tenant.keep(sign_in(Some("work"), name, "1")).await;
        tenants.push((tenant, kept.unwrap().grant.id));
    }
    let [(acme, acmes), (bolt, bolts)] = &tenants[..] else {
        unreachable!()
    };
    let session = Session::begin(&server).await;
    let hold = "BEGIN; SELECT 1 FROM grants WHERE tenant = 'acme' FOR UPDATE";
    session.batch_execute(hold).await.unwrap();
    let rotating = tokio::spawn({
        let acme = acme.clone();
        async move { acme.rotate_data_key().await }
    });
    until_somebody_waits(&session).await;
    let finished = bolt.finish_renewal(bolts, 1, tokens("2"), Fence::default());
    assert!(finished.await.unwrap());
    bolt.keep(sign_in(Some("play"), "eve", "3")).await.unwrap();
    assert!(!rotating.is_finished());
    session.batch_execute("COMMIT").await.unwrap();
    rotating.await.unwrap().unwrap();
    for (tenant, id, token) in [(acme, acmes, "access-1"), (bolt, bolts, "access-2")] {
        let grant = tenant.grant_secrets(id).await.unwrap();
        assert_eq!(grant.tokens.access_token.expose_secret(), token);
    }
    session.end().await;
}
