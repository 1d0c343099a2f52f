//! The connection `work`, made by an authorization code, and what tests do with
//! it.

use std::path::Path;

use connector_host::connections::State;
use connector_host::oauth::Redirect;
use connector_host::{Attempt, Connected, Error, Host};

use super::authorization::{World, approved, code_grant, connect};

/// A host that has the connection.
pub async fn signed_in(world: &World) -> Host {
    let host = world.host(&code_grant()).await;
    sign_in(&host, "work").await;
    host
}

/// Connects under a name, and somebody approves.
pub async fn sign_in(host: &Host, name: &str) {
    let connect = connect(host).name(name).redirect(elsewhere());
    approve(connect.start().await.unwrap()).await.unwrap();
}

/// Makes a tenant, and is its host.
pub async fn tenant(operator: &Host, name: &str) -> Host {
    operator.create_tenant(name).await.unwrap();
    operator.tenant(name).await.unwrap()
}

/// Approves an attempt that waits for somebody.
pub async fn approve(attempt: Attempt) -> Result<Connected, Error> {
    let Attempt::Pending(pending) = attempt else {
        panic!("{attempt:?}")
    };
    let callback = approved(pending.url());
    pending.finish(&callback).await
}

/// A redirect to a platform that hands on what the browser brings.
pub fn elsewhere() -> Redirect {
    Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap())
}

pub async fn invoke(host: &Host) -> Result<(), Error> {
    host.invoke("notes", "list-notes")
        .connection("work")
        .run()
        .await
        .map(drop)
}

pub async fn state(host: &Host) -> State {
    host.connection("work").await.unwrap().state()
}

/// Changes the host's database behind its back.
pub fn in_database(directory: &Path, statement: &str) {
    let database = rusqlite::Connection::open(directory.join("connections.db")).unwrap();
    database.execute_batch(statement).unwrap();
}
