//! The key that seals the secrets of a store.
//!
//! It lives outside the database, so that a copy of the database alone gives
//! nothing away: in a file that only its owner may read, or handed over by
//! whoever starts the host. A key is never made for a store that has sealed
//! something already: a new key could not open it.

use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The length of a key in bytes.
const KEY_LENGTH: usize = 32;

/// 32 random bytes that seal the secrets of a store.
#[derive(Clone)]
pub struct Key(Arc<SecretBox<[u8; KEY_LENGTH]>>);

/// Tells one key from another without giving anything of it away: the first
/// eight bytes of a hash of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyId(pub(super) [u8; 8]);

/// Where the key of a store is found.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// Whoever starts the host has it.
    Given(Key),
    /// A file with the key in base64, made with a new key when the store is new.
    File(PathBuf),
}

/// A key could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text is not a key.
    #[error(
        "{origin} does not hold a key: a key is 32 bytes in base64 (44 characters), such as `openssl rand -base64 32` prints"
    )]
    Malformed {
        /// Where the text came from.
        origin: String,
    },
    /// The store has sealed secrets and the file with its key is not there.
    #[error(
        "the key file {} is missing, and the secrets of this store were sealed with it: put the file back; without it every account has to be connected again in a new data directory",
        path.display()
    )]
    Missing {
        /// Where the key is expected.
        path: PathBuf,
    },
    /// Others may read the key file.
    #[error(
        "the key file {} can be read by others (mode {mode:03o}): run `chmod 600 {}`, and consider the key known to them",
        path.display(), path.display()
    )]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file system refused.
    #[error("cannot {operation} the key file {}: {source}", path.display())]
    Io {
        /// What was tried.
        operation: &'static str,
        /// The key file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The operating system has no random numbers.
    #[error("the operating system gave no random numbers for a key: {0}")]
    Random(getrandom::Error),
}

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

impl KeySource {
    /// The key. With `may_create`, a file that is not there yet is made.
    pub(super) fn key(&self, may_create: bool) -> Result<Key, KeyError> {
        match self {
            Self::Given(key) => Ok(key.clone()),
            Self::File(path) => match read(path) {
                Err(KeyError::Missing { .. }) if may_create => create(path),
                outcome => outcome,
            },
        }
    }
}

fn read(path: &Path) -> Result<Key, KeyError> {
    let io = |source| KeyError::Io {
        operation: "read",
        path: path.to_owned(),
        source,
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => SecretString::from(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(KeyError::Missing {
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(io(error)),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map_err(io)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed {
                path: path.to_owned(),
                mode,
            });
        }
    }
    Key::from_base64(&text, &format!("the key file {}", path.display()))
}

/// Makes the file whole or not at all. When another process was faster, its key
/// is the key.
fn create(path: &Path) -> Result<Key, KeyError> {
    let io = |source| KeyError::Io {
        operation: "create",
        path: path.to_owned(),
        source,
    };
    let directory = path.parent().unwrap_or(Path::new("."));
    super::create_private_dir(directory).map_err(io)?;

    let key = Key::generate()?;
    let text = Zeroizing::new(BASE64_STANDARD.encode(key.bytes()));
    // Temporary files are readable by their owner only (mode 0600).
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(io)?;
    writeln!(file, "{}", text.as_str()).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(key),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(io(error.error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_read_ever_after() {
        let directory = tempfile::tempdir().unwrap();
        let source = KeySource::File(directory.path().join("private/host.key"));
        let made = source.key(true).unwrap();
        let read = source.key(true).unwrap();
        assert_eq!(made.bytes(), read.bytes());
    }

    #[test]
    fn a_missing_key_is_not_replaced_for_a_store_that_has_sealed_something() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("host.key");
        let error = KeySource::File(path.clone()).key(false).unwrap_err();
        assert!(matches!(error, KeyError::Missing { .. }), "{error}");
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_and_its_directory_belong_to_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("private/host.key");
        KeySource::File(path.clone()).key(true).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_can_read_is_refused_with_the_remedy() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("host.key");
        let source = KeySource::File(path.clone());
        source.key(true).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = source.key(true).unwrap_err().to_string();
        assert!(
            error.contains("mode 640") && error.contains("chmod 600"),
            "{error}"
        );
    }

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
        assert!(!shown.contains(&BASE64_STANDARD.encode(key.bytes())));
        assert!(!shown.contains(&format!("{:?}", key.bytes())));
    }
}
