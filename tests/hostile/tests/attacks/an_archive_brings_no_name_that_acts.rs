//! An archive that somebody else has made, with a connection whose name is an
//! option of the command line, or colours the terminal. Names of an archive were
//! taken as they came.

use connector_host::Error;
use connector_host::connections::StoreError;
use secrecy::SecretString;
use serde_json::json;

use crate::bystander::beside;
use crate::forged::{PASSPHRASE, archive, document};
use crate::stage::{host_of, must_be};
use crate::support::authorization::World;

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
