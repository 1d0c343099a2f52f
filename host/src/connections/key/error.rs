//! Why a key could not be had.

use std::io;
use std::path::PathBuf;

use super::KeyId;

/// A key could not be had, or could not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
        "the key file {} is missing, and the secrets of this store were sealed with it: put the file back, or say where else the key is; without it every account has to be connected again in a new data directory",
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
    /// A new key was to be kept where another store's key is.
    #[error(
        "the key file {} holds the key {id} of another store, and was left as it is: choose another file",
        path.display()
    )]
    Occupied {
        /// The key file.
        path: PathBuf,
        /// The key that it holds.
        id: KeyId,
    },
    /// The name of the key file can't be given to another file, which a new key takes: it is
    /// mounted by itself, as secrets of containers are, or in a directory that can't be written.
    #[error(
        "the key file {} can't be replaced ({source}), and was left as it is: keep the key in a directory that the host can write in, and mount that directory instead of the file; or give the key to the host when it starts",
        path.display()
    )]
    NotReplaceable {
        /// The key file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
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
    /// No key is in the environment variable.
    #[error(
        "the environment variable {variable} is not set, and the key is to come from it: set it to the key in base64, or say where else the key is"
    )]
    NotInEnvironment {
        /// The name of the variable.
        variable: &'static str,
    },
    /// The store has sealed secrets and the keyring does not have its key.
    #[error(
        "the keyring has no key {id}, and the secrets of this store were sealed with it: start the host as the user who keeps it, or say where else the key is"
    )]
    NotInKeyring {
        /// The key that the store was sealed with.
        id: KeyId,
    },
    /// The keyring is locked, or there is none.
    #[error(
        "cannot {operation} the key {id} in the keyring of the operating system: {reason}; unlock the keyring, or keep the key elsewhere"
    )]
    Keyring {
        /// What was tried.
        operation: &'static str,
        /// The key.
        id: KeyId,
        /// Why it failed.
        reason: String,
    },
    /// What keeps the key has refused, or can't be reached.
    #[error("the key can't be had from {provider}: {reason}")]
    Provider {
        /// What keeps it.
        provider: String,
        /// Why not.
        reason: String,
    },
    /// The host was built without the feature `keyring`.
    #[error(
        "this build of the host uses no keyring: build it with the feature `keyring`, or keep the key elsewhere"
    )]
    NoKeyring,
    /// The operating system has no random numbers.
    #[error("the operating system gave no random numbers for a key: {0}")]
    Random(getrandom::Error),
}
