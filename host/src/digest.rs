//! SHA-256 digests, written the way people compare them.

use sha2::{Digest, Sha256};

/// The lower-case hexadecimal digits of a finished digest.
pub(crate) fn hex(hasher: Sha256) -> String {
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
