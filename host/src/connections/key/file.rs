//! Keys in files that only their owner can read.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::unfinished::{self, Unfinished, directory};
use super::{Key, KeyError, KeyId};
use crate::private_dir;

/// The key of a store that was sealed with the key of that id. A rotation that
/// was interrupted is brought to its end when the store has taken the new key.
/// When it has not, or somebody rotates just now, the prepared key stays where it
/// is: the next rotation takes its place.
pub(super) fn of_store(path: &Path, sealed_with: KeyId) -> Result<Key, KeyError> {
    let kept = read(path);
    if matches!(&kept, Ok(key) if key.id() == sealed_with) {
        return kept;
    }
    match read(&prepared(path)) {
        Ok(new) if new.id() == sealed_with => {
            adopt(path, sealed_with)?;
            Ok(new)
        }
        // Somebody else may have brought it to its end in between.
        _ => match read(path) {
            Ok(now) if now.id() == sealed_with => Ok(now),
            _ => kept,
        },
    }
}

/// The key that is there, or a new one. When another process was faster, its
/// key is the key.
pub(super) fn of_new_store(path: &Path) -> Result<Key, KeyError> {
    match read(path) {
        Err(KeyError::Missing { .. }) => {}
        outcome => return outcome,
    }
    let key = Key::generate()?;
    let file = write(path, &key)?;
    match file.persist_noclobber(path) {
        Ok(_) => sync_directory(path).map(|()| key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(io_error("create", path, error)),
    }
}

/// Makes a new key durable beside the present one. What another store keeps at
/// the path is left alone.
pub(super) fn prepare(path: &Path, new: &Key, present: KeyId) -> Result<(), KeyError> {
    match read(path) {
        Ok(key) if key.id() != present => {
            return Err(KeyError::Occupied {
                path: path.to_owned(),
                id: key.id(),
            });
        }
        Ok(_) | Err(KeyError::Missing { .. }) => {}
        Err(error) => return Err(error),
    }
    let prepared = prepared(path);
    let file = write(path, new)?;
    file.persist(&prepared)
        .map_err(|error| io_error("create", &prepared, error))?;
    sync_directory(path)
}

/// Gives the prepared key of that id the name of the old one. Several processes
/// may find it to be done: the first one does it.
pub(super) fn adopt(path: &Path, new: KeyId) -> Result<(), KeyError> {
    match read(&prepared(path)) {
        Ok(key) if key.id() == new => {
            if let Err(error) = fs::rename(prepared(path), path)
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(io_error("replace", path, error));
            }
            sync_directory(path)?;
        }
        // Somebody has done it, and may have prepared the next one already.
        Ok(_) | Err(KeyError::Missing { .. }) => {}
        Err(error) => return Err(error),
    }
    match read(path) {
        Ok(key) if key.id() == new => Ok(()),
        Ok(key) => Err(KeyError::Occupied {
            path: path.to_owned(),
            id: key.id(),
        }),
        Err(error) => Err(error),
    }
}

/// Deletes the file when it holds the key of that id.
pub(super) fn forget(path: &Path, old: KeyId) -> Result<(), KeyError> {
    match read(path) {
        Ok(key) if key.id() == old => remove(path),
        Ok(_) | Err(KeyError::Missing { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Where a new key waits for the store to take it.
fn prepared(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".new");
    PathBuf::from(name)
}

fn read(path: &Path) -> Result<Key, KeyError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => SecretString::from(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(KeyError::Missing {
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(io_error("read", path, error)),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = fs::metadata(path).map_err(|error| io_error("read", path, error))?;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed {
                path: path.to_owned(),
                mode,
            });
        }
    }
    Key::from_base64(&text, &format!("the key file {}", path.display()))
}

/// A durable file without a name yet, in the directory of `path`.
fn write(path: &Path, key: &Key) -> Result<Unfinished, KeyError> {
    let io = |error| io_error("create", path, error);
    private_dir::create(directory(path)).map_err(io)?;
    unfinished::clear_away(path);
    let file = Unfinished::beside(path).map_err(io)?;
    writeln!(file.as_file(), "{}", key.to_base64().as_str()).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    Ok(file)
}

fn remove(path: &Path) -> Result<(), KeyError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(io_error("delete", path, error))
        }
        _ => Ok(()),
    }
}

/// Makes names in the directory of `path` survive a crash of the machine.
fn sync_directory(path: &Path) -> Result<(), KeyError> {
    #[cfg(unix)]
    fs::File::open(directory(path))
        .and_then(|directory| directory.sync_all())
        .map_err(|error| io_error("keep", path, error))?;
    Ok(())
}

fn io_error(operation: &'static str, path: &Path, source: io::Error) -> KeyError {
    KeyError::Io {
        operation,
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key file in a directory of its own, and the key in it.
    fn key_file() -> (tempfile::TempDir, PathBuf, Key) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("private/host.key");
        let key = of_new_store(&path).unwrap();
        (directory, path, key)
    }

    #[test]
    fn a_key_file_is_made_once_and_read_ever_after() {
        let (_directory, path, made) = key_file();
        assert_eq!(of_new_store(&path).unwrap().id(), made.id());
        assert_eq!(of_store(&path, made.id()).unwrap().bytes(), made.bytes());
    }

    #[test]
    fn a_missing_key_is_not_replaced_for_a_store_that_has_sealed_something() {
        let (_directory, path, key) = key_file();
        fs::remove_file(&path).unwrap();
        let error = of_store(&path, key.id()).unwrap_err();
        assert!(matches!(error, KeyError::Missing { .. }), "{error}");
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_and_its_directory_belong_to_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_directory, path, key) = key_file();
        prepare(&path, &Key::generate().unwrap(), key.id()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&prepared(&path)), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_can_read_is_refused_with_the_remedy() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_directory, path, key) = key_file();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = of_store(&path, key.id()).unwrap_err().to_string();
        assert!(
            error.contains("mode 640") && error.contains("chmod 600"),
            "{error}"
        );
    }

    #[test]
    fn a_rotation_that_ended_before_the_store_took_the_key_changes_nothing() {
        let (_directory, path, old) = key_file();
        prepare(&path, &Key::generate().unwrap(), old.id()).unwrap();
        assert_eq!(of_store(&path, old.id()).unwrap().id(), old.id());
        let new = Key::generate().unwrap();
        prepare(&path, &new, old.id()).unwrap();
        assert_eq!(of_store(&path, new.id()).unwrap().id(), new.id());
    }

    #[test]
    fn a_key_that_is_read_while_somebody_rotates_loses_neither() {
        let (_directory, path, first) = key_file();
        let [second, third] = [(); 2].map(|()| Key::generate().unwrap());
        prepare(&path, &second, first.id()).unwrap();
        adopt(&path, second.id()).unwrap();
        prepare(&path, &third, second.id()).unwrap();
        // Somebody who was idle during the first rotation.
        assert_eq!(of_store(&path, second.id()).unwrap().id(), second.id());
        // Somebody who is late to adopt what another has adopted.
        adopt(&path, second.id()).unwrap();
        adopt(&path, third.id()).unwrap();
        forget(&path, second.id()).unwrap();
        assert_eq!(read(&path).unwrap().id(), third.id());
    }

    #[test]
    fn a_key_that_is_nowhere_is_not_taken_for_adopted() {
        let (_directory, path, old) = key_file();
        let error = adopt(&path, Key::generate().unwrap().id()).unwrap_err();
        assert!(matches!(error, KeyError::Occupied { .. }), "{error}");
        assert_eq!(read(&path).unwrap().id(), old.id());
    }

    #[test]
    fn a_rotation_that_ended_after_the_store_took_the_key_is_finished() {
        let (_directory, path, old) = key_file();
        let new = Key::generate().unwrap();
        prepare(&path, &new, old.id()).unwrap();
        assert_eq!(of_store(&path, new.id()).unwrap().id(), new.id());
        assert!(!prepared(&path).exists());
        assert_eq!(read(&path).unwrap().id(), new.id());
    }

    #[test]
    fn no_key_is_deleted_for_a_store_that_has_neither() {
        let (_directory, path, old) = key_file();
        prepare(&path, &Key::generate().unwrap(), old.id()).unwrap();
        let other = Key::generate().unwrap().id();
        assert_eq!(of_store(&path, other).unwrap().id(), old.id());
        assert!(path.exists() && prepared(&path).exists());
    }

    #[test]
    fn the_key_of_another_store_is_never_overwritten() {
        let (_directory, path, others) = key_file();
        let [new, present] = [(); 2].map(|()| Key::generate().unwrap());
        let error = prepare(&path, &new, present.id()).unwrap_err();
        assert!(matches!(error, KeyError::Occupied { .. }), "{error}");
        forget(&path, present.id()).unwrap();
        assert_eq!(read(&path).unwrap().id(), others.id());
    }
}
