//! An archive that somebody else has made, whose grant claims to be the one of a
//! connection here that has ended. That connection, which the archive never named,
//! then acted with their tokens.

use connector_host::connections::{ArchiveError, StoreError};
use connector_host::{Error, Host};
use serde_json::json;

use crate::bystander::beside;
use crate::forged::{PASSPHRASE, archive, document};
use crate::stage::{connected, harmless, host_of, must_be};
use crate::support::authorization::World;

/// A host with a connection whose grant has ended.
async fn ended(world: &World) -> Host {
    let host = host_of(world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    connected(&host, "mine").await;
    let export = host.export(["mine".to_owned()], PASSPHRASE.into()).await;
    export.unwrap().move_out().await.unwrap();
    host
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_names_another() {
    let world = World::new().await;
    let host = ended(&world).await;
    let importing = host.import(archive(&document().await), PASSPHRASE.into(), false);
    let error = beside(importing).await.unwrap_err();
    assert!(error.to_string().contains("also for `mine`"), "{error}");
    must_be!(
        error,
        Usage,
        Error::Store(StoreError::Archive(ArchiveError::WouldReplace { .. }))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_where_it_names_none() {
    let world = World::new().await;
    let host = ended(&world).await;
    let mut document = document().await;
    document["connections"] = json!([]);
    let importing = host.import(archive(&document), PASSPHRASE.into(), true);
    must_be!(
        beside(importing).await.unwrap_err(),
        Usage,
        Error::Store(StoreError::Archive(ArchiveError::Damaged(_)))
    );
}
