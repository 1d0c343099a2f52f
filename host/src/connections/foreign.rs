//! Archives that others made, for fuzzing and property tests.

use std::sync::Arc;

use super::key::Key;
use super::seal::KeySealer;
use super::sealer::{DataKeys, Sealer};
use super::tenant::Tenant;
use super::{archive, sqlite};

/// An archive: the encrypted file, or the document that was in it.
pub fn archive(bytes: &[u8]) {
    let key = Key::generate().expect("the system has random bytes");
    let sealer = Sealer::new(Arc::new(KeySealer::new(&key)), DataKeys::new());
    let (sealer, _) = sealer
        .with_new_data_key(&Tenant::default())
        .expect("the system has random bytes");
    if let Ok(changes) = archive::take_in_any(&sealer, bytes) {
        let _ = sqlite::change_new(&changes);
    }
}
