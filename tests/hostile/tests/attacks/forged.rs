//! Archives that somebody else has made: whoever knows the passphrase can write
//! whatever they want into one.

use std::io::Read as _;

use age::armor::ArmoredReader;
use age::scrypt;
use serde_json::Value;

use crate::stage::{connected, harmless, host_of};
use crate::support::authorization::World;

pub const PASSPHRASE: &str = "correct horse battery staple";

/// The document of an archive in which a connection is called `work`.
pub async fn document() -> Value {
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
pub fn archive(document: &Value) -> String {
    let mut recipient = scrypt::Recipient::new(PASSPHRASE.into());
    recipient.set_work_factor(1);
    age::encrypt_and_armor(&recipient, document.to_string().as_bytes()).unwrap()
}
