//! Key files whose names can't be given to another file, for tests: to mount a file by itself
//! takes rights that whoever runs tests seldom has. What the system refuses then is refused
//! here, in the same places and with the same error.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Each that is mounted, and how often it is replaced until it is.
static MOUNTED: Mutex<Vec<(PathBuf, usize)>> = Mutex::new(Vec::new());

/// A key file that is mounted by itself, until this is dropped.
#[derive(Debug)]
pub(in crate::connections) struct Mounted(PathBuf);

impl Mounted {
    /// At that name, from now on.
    pub(in crate::connections) fn at(path: &Path) -> Self {
        Self::after(0, path)
    }

    /// At that name, once it was given to another file that many times.
    pub(in crate::connections) fn after(replaced: usize, path: &Path) -> Self {
        mounted().push((path.to_owned(), replaced));
        Self(path.to_owned())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        mounted().retain(|(path, _)| *path != self.0);
    }
}

/// What the system says to whoever gives the name to another file.
pub(super) fn check_replaced(path: &Path) -> io::Result<()> {
    let mut mounted = mounted();
    match mounted.iter_mut().find(|(name, _)| name == path) {
        Some((_, 0)) => Err(io::ErrorKind::ResourceBusy.into()),
        Some((_, more)) => {
            *more -= 1;
            Ok(())
        }
        None => Ok(()),
    }
}

/// What it says to whoever deletes the name.
pub(super) fn check_deleted(path: &Path) -> io::Result<()> {
    match mounted()
        .iter()
        .any(|(name, more)| name == path && *more == 0)
    {
        true => Err(io::ErrorKind::ResourceBusy.into()),
        false => Ok(()),
    }
}

fn mounted() -> MutexGuard<'static, Vec<(PathBuf, usize)>> {
    MOUNTED.lock().unwrap_or_else(PoisonError::into_inner)
}
