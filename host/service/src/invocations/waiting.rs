//! Where files wait until they are sent: a directory of their own, which other users of
//! the machine can't look into, and which goes with the answer. As long as they are
//! there the call counts as one that is under way, and they take their share of the disk.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::answers;
use crate::disk::Share;
use crate::problem::Problem;
use crate::room::{Room, Work};

/// Files that wait.
#[derive(Debug)]
pub(super) struct Waiting {
    // It goes first: what is given back then is free.
    directory: TempDir,
    _share: Arc<Share>,
    work: Arc<Work>,
}

impl Waiting {
    /// A place for the files of a call; none to put it below for the system's
    /// directory for temporary files.
    pub(super) fn new(
        parent: Option<&Path>,
        share: &Arc<Share>,
        work: &Arc<Work>,
    ) -> io::Result<Self> {
        Ok(Self {
            directory: private_directory(parent)?,
            _share: Arc::clone(share),
            work: Arc::clone(work),
        })
    }

    /// Has what else of the answer waits in memory count as long as the files wait.
    pub(super) fn weigh(&self, room: &Room, bytes: usize) -> Result<(), Problem> {
        answers::beside(room, &self.work, bytes)
    }

    pub(super) fn directory(&self) -> &Path {
        self.directory.path()
    }
}

fn private_directory(parent: Option<&Path>) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("connector-host-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    match parent {
        Some(parent) => builder.tempdir_in(parent),
        None => builder.tempdir(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_is_downloaded_is_for_nobody_else_of_the_machine() {
        let parent = TempDir::new().unwrap();
        for parent in [None, Some(parent.path())] {
            let directory = private_directory(parent).unwrap();
            let mode = directory.path().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
    }
}
