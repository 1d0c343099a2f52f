//! A server that is gone, restarted, silent or read-only: what is told then, and that it is used again.

use std::time::Duration;

use super::*;
use crate::connections::DatabaseTrouble;
use crate::connections::tests::proxy::{Fate, Proxy};

#[tokio::test]
async fn a_server_that_may_not_be_written_is_left_until_there_is_one_that_may() {
    let server = Server::start();
    let store = open(&server.address()).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let set_read_only = async |is: &str| {
        let set = format!("ALTER SYSTEM SET default_transaction_read_only = {is}");
        in_database(&server, &set).await;
        in_database(&server, "SELECT pg_reload_conf()").await;
    };
    let trouble = async || match store.set_disabled("work", None).await {
        Err(StoreError::Database(error)) => Some(error.trouble()),
        outcome => {
            outcome.unwrap();
            None
        }
    };
    // As on a primary that becomes a standby.
    set_read_only("on").await;
    let first = loop {
        // Its sessions read that when they come to it.
        if let Some(trouble) = trouble().await {
            break trouble;
        }
    };
    assert_eq!(first, DatabaseTrouble::NotWritable);
    assert_eq!(trouble().await, Some(DatabaseTrouble::Unavailable));
    set_read_only("off").await;
    while let Some(trouble) = trouble().await {
        assert_eq!(trouble, DatabaseTrouble::Unavailable);
    }
}

#[tokio::test]
async fn a_server_that_was_restarted_is_used_again() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let id = store
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    for generation in 1..4 {
        server.restart();
        loop {
            let finished = store.finish_renewal(&id, generation, tokens("2"), Fence::default());
            match finished.await {
                Ok(settled) => break assert!(settled),
                // Of connections that were open before.
                Err(StoreError::Database(error)) => {
                    assert_eq!(error.trouble(), DatabaseTrouble::Unavailable, "{error}");
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_any_more_is_told_as_unavailable() {
    let server = Server::start();
    let proxy = Proxy::before(server.directory());
    let store = open(&proxy.address("postgres")).await;
    proxy.be_silent();
    // Nothing is heard any more, so the time is what is waited for.
    tokio::time::pause();
    let (read, written) = tokio::join!(
        store.connections(),
        store.keep(sign_in(Some("work"), "ada", "1"))
    );
    tokio::time::resume();
    for error in [read.map(drop).unwrap_err(), written.map(drop).unwrap_err()] {
        let error = crate::Error::from(error);
        assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
    }
    proxy.forward();
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
}

/// A store by a line that has gone dead while a tenant was about to be made.
async fn cut_off_while_a_tenant_is_made(
    server: &Server,
) -> (Proxy, Store, JoinHandle<Result<(), StoreError>>) {
    let proxy = Proxy::before(server.directory());
    let store = open(&proxy.address("postgres")).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    // So that there is another open connection.
    let (one, other) = tokio::join!(store.connections(), store.connections());
    assert_eq!(one.unwrap().len(), other.unwrap().len());
    proxy.at_commit("INSERT INTO tenants", 0, Fate::Silent);
    let making = tokio::spawn({
        let store = store.clone();
        let now = Timestamp::UNIX_EPOCH;
        async move { store.create_tenant("acme".parse().unwrap(), now).await }
    });
    while !proxy.has_done_it() {
        tokio::task::yield_now().await;
    }
    (proxy, store, making)
}

#[tokio::test]
async fn a_host_that_is_cut_off_while_it_makes_a_tenant_keeps_no_renewal_from_being_kept() {
    let server = Server::start();
    let other = open(&server.address()).await;
    let (proxy, _store, making) = cut_off_while_a_tenant_is_made(&server).await;
    let id = other.connection("work").await.unwrap().grant.id;
    let kept = other.finish_renewal(&id, 1, tokens("2"), Fence::default());
    assert!(kept.await.unwrap());
    // The transaction that is in the air is no further.
    assert!(!making.is_finished());
    proxy.forward();
    making.await.unwrap().unwrap_err();
    assert_eq!(other.tenants().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_line_that_goes_dead_while_a_tenant_is_made_keeps_nobody_else_of_the_process_for_ever() {
    let server = Server::start();
    let (proxy, store, making) = cut_off_while_a_tenant_is_made(&server).await;
    let reading = tokio::spawn({
        let store = store.clone();
        async move { store.names_of_all("notes").await }
    });
    // Nothing is heard any more, so the time is what the next wait is for.
    tokio::time::pause();
    let patience = Duration::from_secs(60 * 60);
    let made = tokio::time::timeout(patience, making).await;
    let read = tokio::time::timeout(patience, reading).await;
    tokio::time::resume();
    for given_up in [made.unwrap().unwrap(), read.unwrap().unwrap().map(drop)] {
        let error = crate::Error::from(given_up.unwrap_err());
        assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
    }
    proxy.forward();
    let disabled = store.set_disabled("work", Some(Timestamp::UNIX_EPOCH));
    assert!(disabled.await.unwrap().disabled_at.is_some());
}

#[tokio::test]
async fn a_server_that_is_gone_is_told_as_unavailable() {
    let server = Server::start();
    let store = open(&server.address()).await;
    drop(server);
    let error = crate::Error::from(store.connections().await.unwrap_err());
    assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
}
