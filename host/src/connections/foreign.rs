//! Archives that others made, for fuzzing and property tests.

use super::archive;
use super::key::Key;
use super::schema;
use super::seal::Sealer;

/// An archive: the encrypted file, or the document that was in it.
pub fn archive(bytes: &[u8]) {
    let mut database = rusqlite::Connection::open_in_memory().expect("memory is there");
    schema::migrate(&mut database).expect("a new store can be made");
    let sealer = Sealer::new(&Key::generate().expect("the system has random bytes"));
    let _ = archive::take_in_any(&mut database, &sealer, bytes);
}
