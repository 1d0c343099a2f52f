//! The key that seals the secrets of a store.
//!
//! It lives outside the database, so that a copy of the database alone gives
//! nothing away: in a file that only its owner may read, in the keyring of the
//! operating system, or handed over by whoever starts the host. A key is never
//! made for a store that has sealed something already: a new key could not open
//! it.

mod error;
mod file;
#[cfg(feature = "keyring")]
mod keyring;
#[cfg(test)]
mod mounted;
mod provider;
mod replace;
mod source;
mod unfinished;

use std::fmt;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

pub use error::KeyError;
#[cfg(test)]
pub(super) use mounted::Mounted;
pub use provider::KeyProvider;
pub use source::KeySource;

/// The length of a key in bytes.
const KEY_LENGTH: usize = 32;

/// 32 random bytes that seal the secrets of a store.
#[derive(Clone)]
pub struct Key(Arc<SecretBox<[u8; KEY_LENGTH]>>);

/// Tells one key from another without giving anything of it away: the first
/// eight bytes of a hash of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub(super) [u8; 8]);

impl Key {
    /// A new random key.
    ///
    /// # Errors
    /// [`KeyError::Random`] when the operating system gives no random numbers.
    pub fn generate() -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
        getrandom::fill(bytes.as_mut()).map_err(KeyError::Random)?;
        Ok(Self::from_bytes(&bytes))
    }

    /// The key that `text` holds in base64 (RFC 4648 section 4). `origin` says
    /// in an error where the text is from; the text itself never is in one.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for anything but 32 bytes in base64.
    pub fn from_base64(text: &SecretString, origin: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed {
            origin: origin.to_owned(),
        };
        let bytes = BASE64_STANDARD
            .decode(text.expose_secret().trim())
            .map(Zeroizing::new)
            .map_err(|_| malformed())?;
        let bytes = <&[u8; KEY_LENGTH]>::try_from(bytes.as_slice()).map_err(|_| malformed())?;
        Ok(Self::from_bytes(bytes))
    }

    fn from_bytes(bytes: &[u8; KEY_LENGTH]) -> Self {
        Self(Arc::new(SecretBox::init_with_mut(
            |key: &mut [u8; KEY_LENGTH]| {
                key.copy_from_slice(bytes);
            },
        )))
    }

    /// The key in base64, as [`from_base64`](Self::from_base64) reads it.
    pub(super) fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64_STANDARD.encode(self.bytes()))
    }

    pub(super) fn bytes(&self) -> &[u8; KEY_LENGTH] {
        self.0.expose_secret()
    }

    /// The id that sealed values carry.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let hash = Sha256::new()
            .chain_update(b"connector-host key id")
            .chain_update(self.bytes())
            .finalize();
        let mut id = [0; 8];
        id.copy_from_slice(&hash[..8]);
        KeyId(id)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Key").field(&self.id()).finish()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_no_key_is_refused_and_not_repeated() {
        for text in ["", "c2hvcnQ=", "not base64 at all, but secret"] {
            let error = Key::from_base64(&text.into(), "CONNECTOR_HOST_KEY").unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.contains("CONNECTOR_HOST_KEY"));
            assert!(text.is_empty() || !shown.contains(text));
        }
    }

    #[test]
    fn debug_shows_the_id_and_not_the_key() {
        let key = Key::generate().unwrap();
        let shown = format!("{key:?} {:?}", KeySource::Given(key.clone()));
        assert!(!shown.contains(key.to_base64().as_str()));
        assert!(!shown.contains(&format!("{:?}", key.bytes())));
    }
}
