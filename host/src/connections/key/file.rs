//! Keys in files that only their owner can read.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::unfinished::{self, Unfinished, directory};
use super::{Key, KeyError, KeyId, replace};
use crate::private_dir;

/// The key of a store that was sealed with the key of that id. A rotation that
/// was interrupted is brought to its end when the store has taken the new key; where the
/// key file can't be replaced, the new key is that of the store all the same.
/// When it has not, or somebody rotates just now, the prepared key stays where it
/// is: the next rotation takes its place.
pub(super) fn of_store(path: &Path, sealed_with: KeyId) -> Result<Key, KeyError> {
    let kept = read(path);
    if matches!(&kept, Ok(key) if key.id() == sealed_with) {
        return kept;
    }
    match read(&prepared(path)) {
        Ok(new) if new.id() == sealed_with => {
            if let Err(error) = adopt(path, sealed_with) {
                tracing::warn!(
                    %error,
                    path = %prepared(path).display(),
                    "the key is in this file alone, and the key file has an old one"
                );
            }
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

/// Makes a new key durable beside the present one, where that can be replaced: it is tried
/// first, and nothing is changed where it can't be. What another store keeps at the path is left
/// alone.
pub(super) fn prepare(path: &Path, new: &Key, present: KeyId) -> Result<(), KeyError> {
    let kept = match read(path) {
        Ok(key) if key.id() == present => Some(key),
        // A rotation before has not come to its end, and the next takes the place of what
        // only this file has.
        _ if has(&prepared(path), present) => {
            adopt(path, present)?;
            Some(read(path)?)
        }
        Ok(key) => {
            return Err(KeyError::Occupied {
                path: path.to_owned(),
                id: key.id(),
            });
        }
        Err(KeyError::Missing { .. }) => None,
        Err(error) => return Err(error),
    };
    if let Some(kept) = kept {
        let copy = || write(path, &kept).map_err(directory_refused);
        replace::attempt(path, copy, |source| not_replaceable(path, source))?;
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
            if let Err(error) = replace::replace(&prepared(path), path)
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(not_replaceable(path, error));
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

/// Deletes the file when it holds the key of that id, and so that in which it waits.
pub(super) fn forget(path: &Path, old: KeyId) -> Result<(), KeyError> {
    if has(&prepared(path), old) {
        remove(&prepared(path))?;
    }
    match read(path) {
        Ok(key) if key.id() == old => remove(path),
        Ok(_) | Err(KeyError::Missing { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The file that has the key of that id: the key file, or else the one in which a new key
/// waits.
pub(super) fn holder(path: &Path, id: KeyId) -> Option<PathBuf> {
    let files = [path.to_owned(), prepared(path)];
    files.into_iter().find(|file| has(file, id))
}

fn has(file: &Path, id: KeyId) -> bool {
    matches!(read(file), Ok(key) if key.id() == id)
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

/// A durable file without a name yet, in the directory of `path`, and guarded as a key file is
/// that is there.
fn write(path: &Path, key: &Key) -> Result<Unfinished, KeyError> {
    let io = |error| io_error("create", path, error);
    private_dir::create(directory(path)).map_err(io)?;
    unfinished::clear_away(path);
    let file = Unfinished::beside(path).map_err(io)?;
    writeln!(file.as_file(), "{}", key.to_base64().as_str()).map_err(io)?;
    #[cfg(unix)]
    replace::guard_alike(path, file.as_file()).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    Ok(file)
}

fn remove(path: &Path) -> Result<(), KeyError> {
    #[cfg(test)]
    super::mounted::check_deleted(path).map_err(|error| io_error("delete", path, error))?;
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

fn not_replaceable(path: &Path, source: io::Error) -> KeyError {
    KeyError::NotReplaceable {
        path: path.to_owned(),
        source,
    }
}

/// Where nothing can be made in a directory, nothing in it can be replaced.
fn directory_refused(error: KeyError) -> KeyError {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    match error {
        KeyError::Io { path, source, .. }
            if matches!(source.kind(), PermissionDenied | ReadOnlyFilesystem) =>
        {
            not_replaceable(&path, source)
        }
        error => error,
    }
}

fn io_error(operation: &'static str, path: &Path, source: io::Error) -> KeyError {
    KeyError::Io {
        operation,
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests;
