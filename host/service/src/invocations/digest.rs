//! The digest of a file (RFC 9530), read in steps beside everything else.

use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

/// How much is read at once.
pub(super) const STEP: usize = 64 << 10;

/// The name of the field.
pub(super) const FIELD: &str = "repr-digest";

/// The value of `Repr-Digest`.
pub(super) fn field(digest: Sha256) -> String {
    format!("sha-256=:{}:", STANDARD.encode(digest.finalize()))
}

/// The digest in hexadecimal digits, as people compare them.
pub(super) fn digits(digest: Sha256) -> String {
    let bytes = digest.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of a file.
pub(super) async fn of_file(path: &Path) -> io::Result<Sha256> {
    let mut file = File::open(path).await?;
    let mut digest = Sha256::new();
    let mut step = vec![0; STEP];
    loop {
        let read = file.read(&mut step).await?;
        if read == 0 {
            return Ok(digest);
        }
        digest.update(&step[..read]);
    }
}
