//! Hosts on one PostgreSQL database are told what the others change.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::poll_fn;
use tokio_postgres::AsyncMessage;

use super::memory::{agreed, is_known, renew, tenant_with_key, token};
use super::server::Server;
use super::*;
use crate::connections::backend::Known;
use crate::connections::{AtHand, PostgresAddress, RenewalLease};

async fn open(address: &PostgresAddress) -> Store {
    let key = Key::from_base64(
        &"b2xkIGtleSBvZiBhbiBvbGQgc3RvcmUsIDMyIGJ5dGU=".into(),
        "the test",
    );
    let key = KeySource::Given(key.unwrap());
    Store::open_postgres(address, key, RenewalLease::DEFAULT)
        .await
        .unwrap()
}

/// Asks until the answer is yes.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    let answered = tokio::time::timeout(Duration::from_secs(30), asking).await;
    assert!(answered.is_ok(), "{what}");
}

/// Waits until calls find the connection in memory.
async fn warm(store: &Store, name: &str) -> Arc<AtHand> {
    let mut last = store.connection_at_hand(name).await.unwrap();
    until("it is remembered", async || {
        let next = store.connection_at_hand(name).await.unwrap();
        let is_same = Arc::ptr_eq(&last, &next);
        last = next;
        is_same
    })
    .await;
    token(store, name).await.unwrap();
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_host_changes_is_told_to_this_one() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = tokio::join!(open(&address), open(&address));
    other.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let ada = warm(&one, "ada").await;
    renew(&other, "ada", "2").await;
    until("the new token", async || {
        token(&one, "ada").await.unwrap() == "access-2"
    })
    .await;

    warm(&one, "ada").await;
    let now = Some(Timestamp::UNIX_EPOCH);
    other.set_disabled("ada", now).await.unwrap();
    until("that it is disabled", async || {
        let ada = one.connection_at_hand("ada").await.unwrap();
        ada.disabled_at.is_some()
    })
    .await;

    warm(&one, "ada").await;
    other.agree("notes", agreed(), Vec::new()).await.unwrap();
    until("what was agreed to", async || {
        let ada = one.connection_at_hand("ada").await.unwrap();
        ada.agreed.is_some()
    })
    .await;

    warm(&one, "ada").await;
    other.remove(&ada).await.unwrap();
    until("that it is gone", async || {
        one.connection_at_hand("ada").await.is_err()
    })
    .await;
    until("that its grant is gone", async || {
        one.grant_at_hand(&ada.grant.id).await.is_err()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn that_another_host_has_removed_a_key_or_a_tenant_is_told_to_this_one() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = tokio::join!(open(&address), open(&address));
    let (acme, shown) = tenant_with_key(&other, "acme").await;
    let acme = one.of(acme.tenant());
    until("both are remembered", async || {
        assert!(is_known(&one, &shown).await);
        acme.check_tenant().await.unwrap();
        one.memory.len() == 2
    })
    .await;
    let id = other.api_keys().await.unwrap().remove(0).id;
    other.remove_api_key(id).await.unwrap();
    until("the key is gone", async || !is_known(&one, &shown).await).await;
    acme.check_tenant().await.unwrap();
    other.of(acme.tenant()).remove_tenant().await.unwrap();
    until("the tenant is gone", async || {
        acme.check_tenant().await.is_err()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nobody_listens_every_call_reads_and_then_it_is_remembered_anew() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = tokio::join!(open(&address), open(&address));
    other.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    warm(&one, "ada").await;
    let Known::Version(before) = one.backend.known() else {
        panic!("it was warm a moment ago");
    };
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    client
        .batch_execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name LIKE '%(listening)'",
        )
        .await
        .unwrap();
    until(
        "the loss is noticed",
        async || !matches!(one.backend.known(), Known::Version(version) if version == before),
    )
    .await;
    renew(&other, "ada", "2").await;
    assert_eq!(token(&one, "ada").await.unwrap(), "access-2");
    until(
        "another one listens",
        async || matches!(one.backend.known(), Known::Version(version) if version > before),
    )
    .await;
    warm(&one, "ada").await;
    renew(&other, "ada", "3").await;
    until("it is told again", async || {
        token(&one, "ada").await.unwrap() == "access-3"
    })
    .await;
    drop(client);
    let _ = connection.await;
}

#[tokio::test]
async fn neither_leases_nor_notes_of_use_are_told_to_anybody() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let ada = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let (client, mut connection) = server.connect().await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let listening = tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(message) = message {
                let _ = tell.send(message.payload().to_owned());
            }
        }
    });
    client.batch_execute("LISTEN connector_host").await.unwrap();
    let lock = store.lock_grant(&ada.grant.id).await.unwrap();
    lock.give_back().await;
    let of = (store.tenant().clone(), ada.id.as_str().to_owned());
    store
        .note_uses([(of, Timestamp::UNIX_EPOCH)].into())
        .await
        .unwrap();
    renew(&store, "ada", "2").await;
    let first = told.recv().await.unwrap();
    assert_eq!(first, format!("grant default {}", ada.grant.id));
    let noted = store.connection("ada").await.unwrap().last_used_at;
    assert_eq!(noted, Some(Timestamp::UNIX_EPOCH));
    drop(client);
    let _ = listening.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_may_not_be_written_any_more_is_not_listened_to() {
    let server = Server::start();
    let one = open(&server.address()).await;
    one.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    warm(&one, "ada").await;
    let Known::Version(before) = one.backend.known() else {
        panic!("it was warm a moment ago");
    };
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    let set = "ALTER SYSTEM SET default_transaction_read_only = ";
    client.batch_execute(&format!("{set} on")).await.unwrap();
    let reload = "SELECT pg_reload_conf()";
    client.batch_execute(reload).await.unwrap();
    // Another server may be written by now, and this one is told nothing of it.
    until("it is left", async || {
        one.backend.known() == Known::Nothing && one.memory.len() == 0
    })
    .await;
    client.batch_execute(&format!("{set} off")).await.unwrap();
    client.batch_execute(reload).await.unwrap();
    until(
        "another one listens",
        async || matches!(one.backend.known(), Known::Version(version) if version > before),
    )
    .await;
    warm(&one, "ada").await;
    drop(client);
    let _ = connection.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_administrator_changes_with_sql_is_told_whatever_it_is() {
    let server = Server::start();
    let store = open(&server.address()).await;
    for name in ["acme", "bolt"] {
        let made = store.create_tenant(name.parse().unwrap(), Timestamp::UNIX_EPOCH);
        made.await.unwrap();
    }
    let acme = store.of(&"acme".parse().unwrap());
    acme.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    warm(&acme, "ada").await;
    let moved = "DELETE FROM secret_settings; UPDATE connections SET tenant = 'bolt'";
    client.batch_execute(moved).await.unwrap();
    until("that it is moved", async || {
        acme.connection_at_hand("ada").await.is_err()
    })
    .await;
    client
        .batch_execute("UPDATE connections SET tenant = 'acme'")
        .await
        .unwrap();
    warm(&acme, "ada").await;
    let emptied = "TRUNCATE connections CASCADE";
    client.batch_execute(emptied).await.unwrap();
    until("that it is gone", async || {
        acme.connection_at_hand("ada").await.is_err()
    })
    .await;
    drop(client);
    let _ = connection.await;
}
