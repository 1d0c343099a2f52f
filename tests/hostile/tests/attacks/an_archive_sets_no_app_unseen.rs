//! An archive that somebody else has made, with an OAuth app of theirs. Where the
//! operator had none, it was taken in without a word, and every sign-in of a tenant
//! without an own app led to it.

use connector_host::Error;
use connector_host::connections::{ArchiveError, StoreError};
use serde_json::json;

use crate::bystander::beside;
use crate::forged::{PASSPHRASE, archive, document};
use crate::stage::{harmless, host_of, must_be};
use crate::support::authorization::World;

#[tokio::test(flavor = "multi_thread")]
async fn one_that_nothing_uses_is_not_taken_in() {
    let mut document = document().await;
    document["apps"] = json!([{"connector": "notes", "client_id": "evil-client",
        "client_secret": null, "servers": null, "common_redirect": false}]);
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    let importing = host.import(archive(&document), PASSPHRASE.into(), true);
    must_be!(
        beside(importing).await.unwrap_err(),
        Usage,
        Error::Store(StoreError::Archive(ArchiveError::Damaged(_)))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_is_one_that_is_used_unasked() {
    let mut document = document().await;
    let client_id = document["grants"][0]["client_id"].clone();
    document["apps"] = json!([{"connector": "notes", "client_id": client_id,
        "client_secret": null, "servers": null, "common_redirect": false}]);
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    let importing = host.import(archive(&document), PASSPHRASE.into(), false);
    must_be!(
        beside(importing).await.unwrap_err(),
        Usage,
        Error::Store(StoreError::Archive(ArchiveError::WouldReplace { .. }))
    );
    assert!(host.connections().await.unwrap().is_empty());
}
