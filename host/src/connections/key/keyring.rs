//! Keys in the keyring of the operating system, each under its id.

use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::SecretString;

use super::{Key, KeyError, KeyId};

/// What entries of this host are filed under.
const SERVICE: &str = "connector-host";

/// The keyring, to look there for the key of that id.
pub(super) fn open(id: KeyId) -> Result<Arc<CredentialStore>, KeyError> {
    #[cfg(target_os = "macos")]
    use apple_native_keyring_store::keychain::Store;
    #[cfg(all(unix, not(target_os = "macos")))]
    use dbus_secret_service_keyring_store::Store;
    #[cfg(windows)]
    use windows_native_keyring_store::Store;

    let store = Store::new().map_err(|error| failed("look for", id, &error))?;
    Ok(store)
}

/// The key of that id.
pub(super) fn get(keyring: &CredentialStore, id: KeyId) -> Result<Key, KeyError> {
    match entry(keyring, id)?.get_password() {
        Ok(text) => {
            let origin = format!("the entry {id} of the keyring");
            Key::from_base64(&SecretString::from(text), &origin)
        }
        Err(Error::NoEntry) => Err(KeyError::NotInKeyring { id }),
        Err(error) => Err(failed("read", id, &error)),
    }
}

/// Keeps a key.
pub(super) fn set(keyring: &CredentialStore, key: &Key) -> Result<(), KeyError> {
    let id = key.id();
    entry(keyring, id)?
        .set_password(&key.to_base64())
        .map_err(|error| failed("keep", id, &error))
}

/// Deletes the key of that id, if it is still there.
pub(super) fn forget(keyring: &CredentialStore, id: KeyId) -> Result<(), KeyError> {
    match entry(keyring, id)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(failed("delete", id, &error)),
    }
}

fn entry(keyring: &CredentialStore, id: KeyId) -> Result<Entry, KeyError> {
    keyring
        .build(SERVICE, &id.to_string(), None)
        .map_err(|error| failed("look for", id, &error))
}

/// The texts of these errors name no secret; their `Debug` may.
fn failed(operation: &'static str, id: KeyId, error: &Error) -> KeyError {
    KeyError::Keyring {
        operation,
        id,
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring() -> Arc<CredentialStore> {
        keyring_core::mock::Store::new().unwrap()
    }

    #[test]
    fn a_key_is_found_again_by_its_id() {
        let keyring = keyring();
        let keys = [(); 2].map(|()| Key::generate().unwrap());
        for key in &keys {
            set(&*keyring, key).unwrap();
        }
        for key in &keys {
            assert_eq!(get(&*keyring, key.id()).unwrap().bytes(), key.bytes());
        }
    }

    #[test]
    fn a_forgotten_key_is_gone_and_the_others_stay() {
        let keyring = keyring();
        let keys = [(); 2].map(|()| Key::generate().unwrap());
        for key in &keys {
            set(&*keyring, key).unwrap();
        }
        for _ in 0..2 {
            forget(&*keyring, keys[0].id()).unwrap();
        }
        let error = get(&*keyring, keys[0].id()).unwrap_err();
        assert!(matches!(error, KeyError::NotInKeyring { .. }), "{error}");
        get(&*keyring, keys[1].id()).unwrap();
    }
}
