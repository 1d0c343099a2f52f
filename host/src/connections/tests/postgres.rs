//! The store in a real PostgreSQL database: what is of that backend alone. A file for each subject, and here
//! what all of them begin with.

mod addresses;
mod at_once;
mod clocks;
mod keys;
mod renewals;
mod tables;
mod unreachable;

use std::ops::Deref;

use tokio::task::JoinHandle;

use super::server::Server;
use super::*;

fn key() -> KeySource {
    KeySource::Given(
        Key::from_base64(
            &"b2xkIGtleSBvZiBhbiBvbGQgc3RvcmUsIDMyIGJ5dGU=".into(),
            "the test",
        )
        .unwrap(),
    )
}

async fn open(address: &PostgresAddress) -> Store {
    Store::open_postgres(address, key(), RenewalLease::DEFAULT)
        .await
        .unwrap()
}

/// A session of somebody else in the same database.
struct Session {
    client: tokio_postgres::Client,
    connection: JoinHandle<Result<(), tokio_postgres::Error>>,
}

impl Session {
    async fn begin(server: &Server) -> Self {
        let (client, connection) = server.connect().await;
        let connection = tokio::spawn(connection);
        Self { client, connection }
    }

    /// Until it is over for the server too.
    async fn end(self) {
        drop(self.client);
        let _ = self.connection.await;
    }
}

impl Deref for Session {
    type Target = tokio_postgres::Client;

    fn deref(&self) -> &Self::Target {
        &self.client
    }
}

/// A statement behind the store's back.
async fn in_database(server: &Server, statement: &str) {
    let session = Session::begin(server).await;
    session.batch_execute(statement).await.unwrap();
    session.end().await;
}

/// Until a session waits for a lock of another.
async fn until_somebody_waits(session: &Session) {
    until_so_many_wait(session, 1).await;
}

/// Until so many do.
async fn until_so_many_wait(session: &Session, number: i64) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while session
        .query_one(waiting, &[])
        .await
        .unwrap()
        .get::<_, i64>(0)
        < number
    {
        // In a transaction, what it was told before is told again.
        let forget = "SELECT pg_stat_clear_snapshot()";
        session.batch_execute(forget).await.unwrap();
        tokio::task::yield_now().await;
    }
}
