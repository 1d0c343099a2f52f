//! Directories that nobody but this user can write to.
//!
//! What is in the data directory decides what runs and where secrets go: the
//! components, the database, the key. Whoever can write to it, or can put
//! another in the place of one of the directories above it, is as good as this
//! user. So such a directory is refused, with all that lead to it, symbolic
//! links included. Root is trusted, and so are the group that has this user's
//! name and, above it, a directory where everybody may make files but nobody can
//! take another's away (such as `/tmp`).

use std::io;
use std::path::Path;

use fs_mistrust::{Error, Mistrust, Verifier};

/// Makes a directory that only its owner can enter, with those above it. One
/// that is there already has to be this user's to write to, and stays as it is
/// for the rest.
pub(crate) fn create(path: &Path) -> io::Result<()> {
    verified(|mut verifier| verifier.make_directory(path))
}

/// Checks a directory that is there.
pub(crate) fn check(path: &Path) -> io::Result<()> {
    verified(|verifier| verifier.require_directory().check(path))
}

fn verified(work: impl FnOnce(Verifier<'_>) -> Result<(), Error>) -> io::Result<()> {
    // No variable of the environment has a say in this.
    let mistrust = Mistrust::builder()
        .ignore_environment()
        .build()
        .map_err(told)?;
    // Who can read it is decided for each file in it.
    work(mistrust.verifier().permit_readable()).map_err(told)
}

/// What is wrong, and how to mend it.
fn told(error: Error) -> io::Error {
    match error {
        Error::BadPermission(path, mode, _) => {
            let path = path.display();
            io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!(
                    "other users can write to {path} (mode {mode:03o}); take that away with `chmod go-w {path}`"
                ),
            )
        }
        Error::BadOwner(path, user) => io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!(
                "{} belongs to another user (id {user}); choose a directory of your own",
                path.display()
            ),
        ),
        Error::NotFound(_) => io::ErrorKind::NotFound.into(),
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn allow(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("the owner may set it");
    }

    #[test]
    fn a_directory_is_made_for_its_owner_alone() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("a/b");
        create(&path).unwrap();
        check(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn one_that_others_can_write_to_is_refused_with_the_way_out() {
        let directory = tempfile::tempdir().unwrap();
        for mode in [0o777, 0o702, 0o1777] {
            allow(directory.path(), mode);
            for refused in [check(directory.path()), create(directory.path())] {
                let refused = refused.unwrap_err().to_string();
                assert!(refused.contains("chmod go-w"), "{mode:o}: {refused}");
            }
        }
        allow(directory.path(), 0o755);
        check(directory.path()).unwrap();
    }

    #[test]
    fn so_is_one_below_it() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("data");
        create(&path).unwrap();
        allow(parent.path(), 0o777);
        assert!(check(&path).is_err());
        assert!(create(&parent.path().join("other")).is_err());
        // Nobody can take away there what is another's.
        allow(parent.path(), 0o1777);
        check(&path).unwrap();
    }

    #[test]
    fn so_is_one_behind_a_link_that_others_can_change() {
        let (own, shared) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let link = shared.path().join("data");
        symlink(own.path(), &link).unwrap();
        check(&link).unwrap();
        allow(shared.path(), 0o777);
        assert!(check(&link).is_err());
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let parent = tempfile::tempdir().unwrap();
        let error = check(&parent.path().join("nowhere")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
