//! Keeping compiled code on disk.
//!
//! Compiling takes a fraction of a second, loading what was compiled before
//! takes a millisecond. Wasmtime keys the files by the component's content, its
//! own version and its settings, so a stale one is never used. What is read
//! back is run as machine code: whoever can write to the directory is trusted
//! like this program itself, so nobody but its user may.

use std::io;
use std::path::Path;

use wasmtime::{Cache, CacheConfig};

use super::RuntimeError;

pub(super) fn open(directory: &Path) -> Result<Cache, RuntimeError> {
    let unfit = |reason: String| RuntimeError::Cache {
        path: directory.to_owned(),
        reason,
    };
    create_private(directory).map_err(|error| unfit(error.to_string()))?;
    check_private(directory).map_err(|error| unfit(error.to_string()))?;
    // The cache insists on an absolute path.
    let absolute = std::path::absolute(directory).map_err(|error| unfit(error.to_string()))?;
    let mut config = CacheConfig::new();
    config.with_directory(absolute);
    Cache::new(config).map_err(|error| unfit(error.to_string()))
}

#[cfg(unix)]
fn create_private(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
}

#[cfg(unix)]
fn check_private(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    let metadata = std::fs::metadata(directory)?;
    if metadata.mode() & 0o022 != 0 {
        return Err(io::Error::other(
            "other users may write to it; take that away with `chmod go-w`",
        ));
    }
    // A file made here has this process's user for its owner.
    let own = tempfile::tempfile_in(directory)?.metadata()?;
    if own.uid() != metadata.uid() {
        return Err(io::Error::other(
            "it belongs to another user; choose a directory of your own",
        ));
    }
    Ok(())
}

// Elsewhere a directory in the user's profile is private by inheritance.
#[cfg(not(unix))]
fn create_private(directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)
}

#[cfg(not(unix))]
fn check_private(_directory: &Path) -> io::Result<()> {
    Ok(())
}
