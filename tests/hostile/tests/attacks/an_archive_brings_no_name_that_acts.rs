//! An archive that somebody else has made, with a connection whose name is an
//! option of the command line, or colours the terminal. Names of an archive were
//! taken as they came.

use std::io::Read as _;

use age::armor::ArmoredReader;
use age::scrypt;
use connector_host::Error;
use connector_host::connections::StoreError;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{connected, harmless, host_of, must_be};
use crate::support::authorization::World;

const PASSPHRASE: &str = "correct horse battery staple";

/// The document of an archive in which a connection is called `work`.
async fn document() -> Value {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    connected(&host, "work").await;
    let export = host.export(["work".to_owned()], PASSPHRASE.into()).await;
    let export = export.unwrap();
    let archive = ArmoredReader::new(export.archive().as_bytes());
    let identity = scrypt::Identity::new(PASSPHRASE.into());
    let mut text = Vec::new();
    age::Decryptor::new(archive)
        .unwrap()
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .unwrap()
        .read_to_end(&mut text)
        .unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// An archive of that document.
fn archive(document: &Value) -> String {
    let mut recipient = scrypt::Recipient::new(PASSPHRASE.into());
    recipient.set_work_factor(1);
    age::encrypt_and_armor(&recipient, document.to_string().as_bytes()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn none_is_taken_in() {
    let mut document = document().await;
    let name = "/connections/0/name";
    assert_eq!(document.pointer(name), Some(&json!("work")));
    for forged in [
        "--all",
        "a b",
        "",
        "\u{1b}]0;owned\u{7}",
        "a\u{202e}b",
        "../x",
    ] {
        *document.pointer_mut(name).unwrap() = json!(forged);
        let world = World::new().await;
        let host = host_of(&world).build().unwrap();
        let passphrase = SecretString::from(PASSPHRASE);
        let importing = host.import(archive(&document), passphrase, false);
        must_be!(
            beside(importing).await.unwrap_err(),
            Usage,
            Error::Store(StoreError::BadName { .. })
        );
        assert!(host.connections().await.unwrap().is_empty());
    }
}
