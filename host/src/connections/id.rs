//! Ids: 128 random bits in hexadecimal digits. Sealing binds values to them, so an
//! id is chosen before its row is written.

use std::fmt;

use super::StoreError;
use super::seal::SealError;

/// The id of a connection: it stays the same for as long as the connection
/// lives, whatever its name. Wherever a connection is named, its id does as well.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub(super) String);

impl ConnectionId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// An id that there was not before.
pub(crate) fn new_id() -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(SealError::Random)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// Whether text is an id as this host makes them.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
