//! The files of a database, which belong to their owner alone.

use std::io;
use std::path::{Path, PathBuf};

use crate::connections::StoreError;

/// Takes the database and its journals from whoever else can read them, such as
/// after a copy by hand.
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    for ending in ["", "-wal", "-shm"] {
        use std::fs::{self, Permissions};
        use std::os::unix::fs::PermissionsExt as _;

        let mut file = path.as_os_str().to_owned();
        file.push(ending);
        let file = PathBuf::from(file);
        let Ok(metadata) = fs::metadata(&file) else {
            continue;
        };
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            tracing::warn!(file = %file.display(), mode = %format_args!("{mode:03o}"), "others could read the database");
            fs::set_permissions(&file, Permissions::from_mode(0o600)).map_err(|source| {
                StoreError::Exposed {
                    path: file,
                    mode,
                    source,
                }
            })?;
        }
    }
    Ok(())
}

/// Makes the database a file that only its owner can read, unless it is there
/// already. SQLite gives its journals the permissions of the database.
pub(super) fn create_private(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    // It is closed before it gets the name: closing a file takes away the locks
    // that SQLite has on it elsewhere in this process.
    let directory = path.parent().unwrap_or(Path::new("."));
    let private = tempfile::NamedTempFile::new_in(directory)?.into_temp_path();
    match private.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}
