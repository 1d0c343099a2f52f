//! Where keys are kept, and how a store goes from one key to the next.
//!
//! Rotating takes three steps, so that the key of a store is there at every
//! instant: [`prepare`](KeySource::prepare) makes the new key durable beside the
//! old one, the store is sealed anew, and [`adopt`](KeySource::adopt) puts the
//! new key in the old one's place. Whoever was killed in between leaves what
//! [`key`](KeySource::key) brings to its end or passes over.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

#[cfg(feature = "keyring")]
use super::keyring;
use super::{Key, KeyError, KeyId, KeyProvider, file};

/// Holds a key for hosts that are told of no other, in base64; or several with commas
/// between them.
const VARIABLE: &str = "CONNECTOR_HOST_KEY";

/// Where the key of a store is found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum KeySource {
    /// Whoever starts the host has it.
    Given(Key),
    /// Whoever starts the host has several: the first is for a new store, and a store that
    /// there is opens with the one that it names. So the hosts of a store can be given the
    /// next key beside the present one, and go on when the key is rotated to that.
    GivenSeveral {
        /// The key of a new store.
        first: Key,
        /// What a store may be sealed with as well.
        others: Vec<Key>,
    },
    /// A file with the key in base64, made with a new key when the store is
    /// new. A relative path is in the data directory.
    File(PathBuf),
    /// The keyring of the operating system, under the key's id: the Keychain of
    /// macOS, the Credential Manager of Windows, the Secret Service elsewhere.
    /// Needs the feature `keyring`.
    Keyring,
    /// Somewhere that this host does not know.
    Provider(Arc<dyn KeyProvider>),
}

impl KeySource {
    /// The file `host.key` in the data directory.
    #[must_use]
    pub fn default_file() -> Self {
        Self::File(PathBuf::from("host.key"))
    }

    /// The key in the environment variable `CONNECTOR_HOST_KEY`, in base64; or
    /// [several](Self::GivenSeveral), with commas between them.
    ///
    /// # Errors
    /// [`KeyError::NotInEnvironment`] when it is not set, and
    /// [`KeyError::Malformed`] when it holds no key.
    pub fn from_environment() -> Result<Self, KeyError> {
        match std::env::var(VARIABLE) {
            Ok(text) if !text.is_empty() => Self::given(&text.into(), VARIABLE),
            Ok(_) | Err(std::env::VarError::NotPresent) => {
                Err(KeyError::NotInEnvironment { variable: VARIABLE })
            }
            Err(std::env::VarError::NotUnicode(_)) => Err(KeyError::Malformed {
                origin: VARIABLE.to_owned(),
            }),
        }
    }

    /// What whoever starts the host has given: a key in base64, or several with commas
    /// between them. `origin` says in an error where the text is from.
    fn given(text: &SecretString, origin: &str) -> Result<Self, KeyError> {
        let keys = text.expose_secret().split(',');
        let mut keys = keys.map(|key| Key::from_base64(&key.into(), origin));
        let first = keys
            .next()
            .unwrap_or_else(|| Key::from_base64(text, origin))?;
        let others: Vec<Key> = keys.collect::<Result<_, _>>()?;
        Ok(match others.is_empty() {
            true => Self::Given(first),
            false => Self::GivenSeveral { first, others },
        })
    }

    /// The source with its file in `data_dir`, unless its path is absolute.
    pub(crate) fn below(self, data_dir: &Path) -> Self {
        match self {
            Self::File(path) => Self::File(data_dir.join(path)),
            Self::Given(_) | Self::GivenSeveral { .. } | Self::Keyring | Self::Provider(_) => self,
        }
    }

    /// The key of a store that was sealed with the key of that id; for a new
    /// store, the key that is there or else a new one.
    pub(in crate::connections) fn key(&self, sealed_with: Option<KeyId>) -> Result<Key, KeyError> {
        match (self, sealed_with) {
            (Self::Given(key), _) => Ok(key.clone()),
            (Self::GivenSeveral { first, others }, id) => {
                let mut others = others.iter();
                let named = others.find(|key| Some(key.id()) == id && Some(first.id()) != id);
                Ok(named.unwrap_or(first).clone())
            }
            (Self::File(path), Some(id)) => file::of_store(path, id),
            (Self::File(path), None) => file::of_new_store(path),
            #[cfg(feature = "keyring")]
            (Self::Keyring, Some(id)) => keyring::get(&*keyring::open(id)?, id),
            #[cfg(feature = "keyring")]
            (Self::Keyring, None) => {
                let key = Key::generate()?;
                self.prepare(&key, key.id())?;
                Ok(key)
            }
            #[cfg(not(feature = "keyring"))]
            (Self::Keyring, _) => Err(KeyError::NoKeyring),
            (Self::Provider(provider), id) => provider.key(id),
        }
    }

    /// The file that has the key of that id, if the key is kept in a file: the key file, or
    /// the one beside it in which a new key waits to take its place.
    pub(in crate::connections) fn file_with(&self, id: KeyId) -> Option<PathBuf> {
        match self {
            Self::File(path) => file::holder(path, id),
            Self::Given(_) | Self::GivenSeveral { .. } | Self::Keyring | Self::Provider(_) => None,
        }
    }

    /// Makes a new key durable, with the present one left where it is.
    pub(in crate::connections) fn prepare(
        &self,
        new: &Key,
        present: KeyId,
    ) -> Result<(), KeyError> {
        match self {
            Self::Given(_) | Self::GivenSeveral { .. } => Ok(()),
            Self::File(path) => file::prepare(path, new, present),
            #[cfg(feature = "keyring")]
            Self::Keyring => keyring::set(&*keyring::open(new.id())?, new),
            #[cfg(not(feature = "keyring"))]
            Self::Keyring => Err(KeyError::NoKeyring),
            Self::Provider(provider) => provider.prepare(new, present),
        }
    }

    /// Puts the prepared key in its final place, where an old one may be.
    pub(in crate::connections) fn adopt(&self, new: KeyId) -> Result<(), KeyError> {
        match self {
            Self::File(path) => file::adopt(path, new),
            // Elsewhere each key is kept under an id of its own.
            Self::Given(_) | Self::GivenSeveral { .. } | Self::Keyring | Self::Provider(_) => {
                Ok(())
            }
        }
    }

    /// Deletes a key that seals nothing any more, if it is still there.
    pub(in crate::connections) fn forget(&self, old: KeyId) -> Result<(), KeyError> {
        match self {
            Self::Given(_) | Self::GivenSeveral { .. } => Ok(()),
            Self::File(path) => file::forget(path, old),
            #[cfg(feature = "keyring")]
            Self::Keyring => keyring::forget(&*keyring::open(old)?, old),
            #[cfg(not(feature = "keyring"))]
            Self::Keyring => Err(KeyError::NoKeyring),
            Self::Provider(provider) => provider.forget(old),
        }
    }
}

impl fmt::Display for KeySource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(_) | Self::GivenSeveral { .. } => {
                formatter.write_str("given when the host starts")
            }
            Self::File(path) => write!(formatter, "the file {}", path.display()),
            Self::Keyring => formatter.write_str("the keyring of the operating system"),
            Self::Provider(provider) => write!(formatter, "{provider}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(keys: &[&Key]) -> SecretString {
        let keys: Vec<_> = keys.iter().map(|key| key.to_base64().to_string()).collect();
        keys.join(", ").into()
    }

    #[test]
    fn a_store_opens_with_the_one_of_several_keys_that_it_names_and_a_new_one_gets_the_first() {
        let [old, new, other] = [(); 3].map(|()| Key::generate().unwrap());
        let source = KeySource::given(&text(&[&old, &new]), "TEST").unwrap();
        assert!(matches!(source, KeySource::GivenSeveral { .. }));
        for (named, key) in [
            (None, &old),
            (Some(&old), &old),
            (Some(&new), &new),
            // It is for the store to say that it is another.
            (Some(&other), &old),
        ] {
            let found = source.key(named.map(Key::id)).unwrap();
            assert_eq!(found.id(), key.id());
        }
        let one = KeySource::given(&text(&[&old]), "TEST").unwrap();
        assert!(matches!(one, KeySource::Given(_)));
    }

    #[test]
    fn of_several_keys_each_has_to_be_one() {
        let key = Key::generate().unwrap();
        let key = key.to_base64();
        for text in [
            format!("{},", *key),
            format!("{},hush", *key),
            ",".to_owned(),
        ] {
            let error = KeySource::given(&text.into(), "TEST").unwrap_err();
            assert!(matches!(error, KeyError::Malformed { .. }));
            assert!(!error.to_string().contains("hush"));
        }
    }
}
