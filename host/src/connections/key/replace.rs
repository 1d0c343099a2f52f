//! The name of a key file, given to another file.
//!
//! Not every name can be: that of a file which is mounted by itself stays with it, as secrets of
//! containers are, and so does that of one which is immutable, or in a directory that can't be
//! written. Nothing shows that but the attempt. So it is made before anything depends on it,
//! with a file that has the present key: whoever reads the name meanwhile, or after the host was
//! killed at it, has the key that it had.
//!
//! Such a file is not written in place instead. Whoever is killed at that leaves half a key, and
//! what is mounted is as it was when its container is started again.

use std::fs;
use std::io;
use std::path::Path;

use super::unfinished::Unfinished;

/// Gives the file `from` the name of the key file `to`.
pub(super) fn replace(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(test)]
    super::mounted::check_replaced(to)?;
    fs::rename(from, to)
}

/// Finds out whether a key file can be replaced. `copy` makes a file that has its key. A link
/// to a file elsewhere is replaced by such a link.
pub(super) fn attempt<E>(
    path: &Path,
    copy: impl FnOnce() -> Result<Unfinished, E>,
    refused: impl Fn(io::Error) -> E,
) -> Result<(), E> {
    #[cfg(unix)]
    if let Ok(target) = fs::read_link(path) {
        let link = tempfile::Builder::new().make_in(super::unfinished::directory(path), |link| {
            std::os::unix::fs::symlink(&target, link)
        });
        return link
            .and_then(|link| replace(link.path(), path))
            .map_err(refused);
    }
    copy()?.persist(path).map_err(refused)
}

/// Has a file belong to whom the key file of that path belongs to, if there is one, and to be as
/// guarded: whoever rotates the key of a service need not be the user that it runs as.
#[cfg(unix)]
pub(super) fn guard_alike(path: &Path, file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let present = match fs::metadata(path) {
        Ok(present) => present,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    file.set_permissions(present.permissions())?;
    match present.uid() == file.metadata()?.uid() {
        true => Ok(()),
        false => fchown(file, Some(present.uid()), None),
    }
}
