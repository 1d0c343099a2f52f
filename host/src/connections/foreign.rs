//! Archives that others made, for fuzzing and property tests.

use super::key::Key;
use super::seal::Sealer;
use super::{archive, sqlite};

/// An archive: the encrypted file, or the document that was in it.
pub fn archive(bytes: &[u8]) {
    let sealer = Sealer::new(&Key::generate().expect("the system has random bytes"));
    if let Ok(changes) = archive::take_in_any(&sealer, bytes) {
        let _ = sqlite::change_new(&changes);
    }
}
