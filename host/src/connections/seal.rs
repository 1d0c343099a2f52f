//! Sealing: authenticated encryption of one value of the database, with one key.
//!
//! XChaCha20-Poly1305 with a random 192-bit nonce, so that nonces need no
//! bookkeeping. The associated data binds a value to its tenant, table, row and
//! column and to the key, so a sealed value that is copied to another place does not
//! open there.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::key::{Key, KeyId};
use super::tenant::Tenant;

/// The first byte of a sealed value; another layout has another.
const LAYOUT: u8 = 2;
/// That of the time when there was one tenant: its place says nothing of it.
const LAYOUT_OF_ONE_TENANT: u8 = 1;
const KEY_ID_LENGTH: usize = 8;
const NONCE_LENGTH: usize = 24;
const HEADER_LENGTH: usize = 1 + KEY_ID_LENGTH + NONCE_LENGTH;

/// A sealed value.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Sealed(pub(super) Vec<u8>);

/// Seals and opens with one key.
pub(super) struct KeySealer {
    key_id: KeyId,
    cipher: XChaCha20Poly1305,
}

/// The place of a value in the database.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) tenant: &'a str,
    pub(super) table: &'static str,
    pub(super) row: &'a str,
    pub(super) column: &'a str,
}

/// A sealed value did not open, or a value could not be sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The value is not one that this host has sealed.
    #[error(
        "{place} does not hold a sealed value: the database was changed by something else; restore it from a copy or connect the account again"
    )]
    Malformed {
        /// Table, row and column.
        place: String,
    },
    /// Another key has sealed it.
    #[error(
        "{place} was sealed with the key {sealed_with}, and this host has the key {given}: start the host with the right key"
    )]
    OtherKey {
        /// Table, row and column.
        place: String,
        /// The key it was sealed with.
        sealed_with: KeyId,
        /// The key at hand.
        given: KeyId,
    },
    /// The value was changed, or moved from another place.
    #[error(
        "{place} is not what this host has sealed there: the database was changed by something else; restore it from a copy or connect the account again"
    )]
    Tampered {
        /// Table, row and column.
        place: String,
    },
    /// A tenant has no key to seal its secrets with.
    #[error(
        "the tenant `{tenant}` has no data key: the database was changed by something else; restore it from a copy"
    )]
    NoDataKey {
        /// The tenant's name.
        tenant: String,
    },
    /// The operating system has no random numbers.
    #[error("the operating system gave no random numbers for a nonce: {0}")]
    Random(getrandom::Error),
    /// The cipher refused; only a value of many gigabytes makes it.
    #[error("{place} is too large to be sealed")]
    TooLarge {
        /// Table, row and column.
        place: String,
    },
}

impl KeySealer {
    pub(super) fn new(key: &Key) -> Self {
        Self {
            key_id: key.id(),
            cipher: XChaCha20Poly1305::new(key.bytes().into()),
        }
    }

    pub(super) fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// Layout, key id, nonce, and the ciphertext with its tag.
    pub(super) fn seal(
        &self,
        place: Place<'_>,
        secret: &SecretString,
    ) -> Result<Sealed, SealError> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(SealError::Random)?;
        let payload = Payload {
            msg: secret.expose_secret().as_bytes(),
            aad: &associated_data(Some(place.tenant), place, self.key_id),
        };
        let ciphertext = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::TooLarge {
                place: place.to_string(),
            })?;

        let mut sealed = Vec::with_capacity(HEADER_LENGTH + ciphertext.len());
        sealed.push(LAYOUT);
        sealed.extend(self.key_id.0);
        sealed.extend(nonce);
        sealed.extend(ciphertext);
        Ok(Sealed(sealed))
    }

    pub(super) fn open(
        &self,
        place: Place<'_>,
        sealed: &Sealed,
    ) -> Result<SecretString, SealError> {
        let malformed = || SealError::Malformed {
            place: place.to_string(),
        };
        let (layout, rest) = sealed.0.split_first().ok_or_else(malformed)?;
        let (key_id, rest) = rest
            .split_first_chunk::<KEY_ID_LENGTH>()
            .ok_or_else(malformed)?;
        let (nonce, ciphertext) = rest
            .split_first_chunk::<NONCE_LENGTH>()
            .ok_or_else(malformed)?;
        let tenant = match *layout {
            LAYOUT => Some(place.tenant),
            LAYOUT_OF_ONE_TENANT if place.tenant == Tenant::DEFAULT => None,
            _ => return Err(malformed()),
        };
        let sealed_with = KeyId(*key_id);
        if sealed_with != self.key_id {
            return Err(SealError::OtherKey {
                place: place.to_string(),
                sealed_with,
                given: self.key_id,
            });
        }
        let tampered = || SealError::Tampered {
            place: place.to_string(),
        };
        let payload = Payload {
            msg: ciphertext,
            aad: &associated_data(tenant, place, self.key_id),
        };
        let opened = self
            .cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| tampered())?;
        std::str::from_utf8(&opened)
            .map(SecretString::from)
            .map_err(|_| tampered())
    }
}

/// Each part with its length before it, so that no two places have the same.
fn associated_data(tenant: Option<&str>, place: Place<'_>, key_id: KeyId) -> Vec<u8> {
    let parts = [
        place.table.as_bytes(),
        place.row.as_bytes(),
        place.column.as_bytes(),
        &key_id.0,
    ];
    let tenant = tenant.map(str::as_bytes);
    parts
        .into_iter()
        .chain(tenant)
        .flat_map(|part| {
            (part.len() as u64)
                .to_be_bytes()
                .into_iter()
                .chain(part.iter().copied())
        })
        .collect()
}

impl Sealed {
    /// The key that it says it was sealed with.
    pub(super) fn key_id(&self) -> Option<KeyId> {
        let (_, rest) = self.0.split_first()?;
        Some(KeyId(*rest.first_chunk::<KEY_ID_LENGTH>()?))
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Sealed")
    }
}

impl std::fmt::Debug for KeySealer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("KeySealer")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{} of {}", self.table, self.column, self.row)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLACE: Place<'static> = Place {
        tenant: "default",
        table: "grants",
        row: "a",
        column: "access_token",
    };

    fn sealer() -> KeySealer {
        KeySealer::new(&Key::generate().unwrap())
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_again(secret in ".*") {
            let sealer = sealer();
            let sealed = sealer.seal(PLACE, &secret.as_str().into()).unwrap();
            let opened = sealer.open(PLACE, &sealed).unwrap();
            prop_assert_eq!(opened.expose_secret(), secret);
        }

        #[test]
        fn a_changed_byte_anywhere_is_noticed(secret in ".{0,40}", at in any::<prop::sample::Index>(), by in 1_u8..) {
            let sealer = sealer();
            let mut sealed = sealer.seal(PLACE, &secret.as_str().into()).unwrap();
            let at = at.index(sealed.0.len());
            sealed.0[at] ^= by;
            prop_assert!(sealer.open(PLACE, &sealed).is_err());
        }

        #[test]
        fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            prop_assert!(sealer().open(PLACE, &Sealed(bytes)).is_err());
        }
    }

    #[test]
    fn a_value_opens_only_in_its_own_place() {
        let sealer = sealer();
        let sealed = sealer.seal(PLACE, &"secret".into()).unwrap();
        for place in [
            Place {
                table: "apps",
                ..PLACE
            },
            Place { row: "b", ..PLACE },
            Place {
                tenant: "acme",
                ..PLACE
            },
            Place {
                column: "refresh_token",
                ..PLACE
            },
            Place {
                row: "aaccess",
                column: "_token",
                ..PLACE
            },
        ] {
            let error = sealer.open(place, &sealed).unwrap_err();
            assert!(
                matches!(error, SealError::Tampered { .. }),
                "{place}: {error}"
            );
        }
    }

    #[test]
    fn the_same_secret_never_seals_to_the_same_bytes() {
        let sealer = sealer();
        let sealed = [(); 2].map(|()| sealer.seal(PLACE, &"secret".into()).unwrap());
        assert_ne!(sealed[0], sealed[1]);
    }

    #[test]
    fn another_key_is_named_by_its_id() {
        let (mine, other) = (sealer(), sealer());
        let sealed = other.seal(PLACE, &"secret".into()).unwrap();
        let error = mine.open(PLACE, &sealed).unwrap_err();
        assert!(matches!(error, SealError::OtherKey { .. }), "{error}");
        assert!(
            error.to_string().contains(&other.key_id.to_string()),
            "{error}"
        );
    }
}
