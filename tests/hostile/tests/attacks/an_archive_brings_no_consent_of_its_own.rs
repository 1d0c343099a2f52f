//! An archive that somebody else has made, with a grant of the operator's own app
//! whose record says that somebody has agreed to another authorization server.
//! When the connection was removed, the host told that server the app's secret:
//! whatever the archive said was agreed to counted, and the app was known by its
//! client id alone.

use connector_host::connections::{App, ArchiveError, StoreError};
use connector_host::consent::ConsentRefusal;
use connector_host::{Error, Host, Revocation};
use serde_json::json;

use crate::bystander::beside;
use crate::forged::{PASSPHRASE, archive, document};
use crate::stage::{component, connected, harmless, host_of, must_be, stolen};
use crate::support::authorization::{World, app_grant};
use crate::support::connection::in_database;
use crate::support::scripted::MANIFEST;

const EVIL: &str = "https://evil.test";

/// A host whose operator has an app for the connector.
async fn with_app(world: &World) -> Host {
    let host = host_of(world).build().unwrap();
    let component = component(MANIFEST.as_bytes(), &app_grant());
    host.add(&component).await.unwrap();
    let app = App::new("notes", "the-client").secret("client_secret", "hush-platform".into());
    host.set_app(app).await.unwrap();
    host
}

/// An archive whose grant is of the operator's app, and is renewed and ended at
/// the attacker's, as somebody has agreed to, as it says.
async fn forged() -> String {
    let mut document = document().await;
    let grant = &mut document["grants"][0];
    grant["client_secret"] = json!(null);
    grant["token_endpoint"] = json!(format!("{EVIL}/token"));
    grant["rerouted"] = json!(null);
    let server = &mut grant["consent"]["servers"]["own-app"][0];
    server["token_endpoint"] = json!(format!("{EVIL}/token"));
    server["revocation_endpoint"] = json!(format!("{EVIL}/revoke"));
    grant["consent"]["origins"][EVIL] = json!(["sign-in", "credential"]);
    archive(&document)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_taken_in() {
    let world = World::new().await;
    let host = with_app(&world).await;
    let importing = host.import(forged().await, PASSPHRASE.into(), true);
    must_be!(
        beside(importing).await.unwrap_err(),
        Usage,
        Error::Store(StoreError::Archive(ArchiveError::NotAgreed { .. }))
    );
    assert!(host.connections().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_where_nobody_has_agreed_to_the_connector_at_all() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let importing = host.import(forged().await, PASSPHRASE.into(), true);
    must_be!(
        beside(importing).await.unwrap_err(),
        Usage,
        Error::Store(StoreError::Archive(ArchiveError::NotAdded { .. }))
    );
}

/// Why the tokens of a connection are not ended whose grant is of such an archive, taken in by an earlier
/// version of this host, where `more` was done to the database too.
async fn not_ended(world: &World, more: &str) -> Error {
    let host = with_app(world).await;
    connected(&host, "work").await;
    let taken_in = "UPDATE grants SET client_secret = NULL,
        token_endpoint = replace(token_endpoint, 'api.example', 'evil.test'),
        consent = replace(consent, 'https://api.example', 'https://evil.test')";
    in_database(world.directory.path(), &format!("{taken_in}; {more}"));
    world.server.forget();
    let removal = beside(host.remove("work")).await.unwrap();
    let Revocation::Failed(error) = removal.revocation else {
        panic!("{removal:?}")
    };
    *error
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_taken_in_before_is_told_no_secret() {
    let world = World::new().await;
    must_be!(
        not_ended(&world, "").await,
        Consent,
        Error::Consent(ConsentRefusal::NotAgreed { .. })
    );
    assert!(stolen(&world).is_empty(), "{:?}", stolen(&world));
}

/// Nor where it is not known any more what was agreed to, nor for which servers the
/// app is.
#[tokio::test(flavor = "multi_thread")]
async fn nor_where_the_record_is_all_that_there_is() {
    let world = World::new().await;
    let forgotten = "UPDATE apps SET servers = NULL; DELETE FROM consents";
    must_be!(
        not_ended(&world, forgotten).await,
        Consent,
        Error::Consent(ConsentRefusal::NotAdded { .. })
    );
    assert!(stolen(&world).is_empty(), "{:?}", stolen(&world));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_for_what_was_agreed_to_here_is_taken_in() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    let archive = archive(&document().await);
    let names = host.import(archive, PASSPHRASE.into(), false).await;
    assert_eq!(names.unwrap(), ["work"]);
}
