//! Directories that nobody but this user can write to.
//!
//! What is in the data directory decides what runs and where secrets go: the
//! components, the database, the key. Whoever can write to it, or can put
//! another in the place of one of the directories above it, is as good as this
//! user. So such a directory is refused, with all that lead to it, symbolic
//! links included. Root is trusted, and so are a group that nobody else is in and,
//! above it, a directory where everybody may make files but nobody can take
//! another's away (such as `/tmp`).

#[cfg(unix)]
mod groups;

use std::io;
use std::path::Path;

use fs_mistrust::{Error, Mistrust, MistrustBuilder, Verifier};

/// Makes a directory that only its owner can enter, with those above it. One
/// that is there already has to be this user's to write to, and stays as it is
/// for the rest.
pub(crate) fn create(path: &Path) -> io::Result<()> {
    verified(|mut verifier| verifier.make_directory(path), has_no_others)
}

/// Checks a directory that is there.
pub(crate) fn check(path: &Path) -> io::Result<()> {
    verified(
        |verifier| verifier.require_directory().check(path),
        has_no_others,
    )
}

fn verified(
    work: impl Fn(Verifier<'_>) -> Result<(), Error>,
    has_no_others: impl Fn(u32) -> bool,
) -> io::Result<()> {
    // No variable of the environment has a say in this.
    let mut mistrust = Mistrust::builder();
    mistrust.ignore_environment();
    // Who can read it is decided for each file in it.
    let mut verify = |group: Option<u32>| {
        if let Some(group) = group {
            trust(&mut mistrust, group);
        }
        work(mistrust.build()?.verifier().permit_readable())
    };
    let refused = match verify(None) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    match writing_group(&refused).filter(|group| has_no_others(*group)) {
        Some(group) => verify(Some(group)).map_err(told),
        None => Err(told(refused)),
    }
}

/// The group whose members could write there, if that is all that is wrong.
#[cfg(unix)]
fn writing_group(error: &Error) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;

    match error {
        Error::BadPermission(path, _, 0o020) => Some(std::fs::metadata(path).ok()?.gid()),
        _ => None,
    }
}

#[cfg(unix)]
fn trust(mistrust: &mut MistrustBuilder, group: u32) {
    mistrust.trust_group(group);
}

#[cfg(unix)]
use groups::has_no_others;

// Elsewhere directories have no groups.
#[cfg(not(unix))]
fn writing_group(_: &Error) -> Option<u32> {
    None
}

#[cfg(not(unix))]
fn trust(_: &mut MistrustBuilder, _: u32) {}

#[cfg(not(unix))]
fn has_no_others(_: u32) -> bool {
    false
}

/// What is wrong, and how to mend it.
fn told(error: Error) -> io::Error {
    match error {
        Error::BadPermission(path, mode, _) => {
            let path = path.display();
            io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!(
                    "other users can write to {path} (mode {mode:03o}); take that away with `chmod go-w {path}`, or give it to a group that nobody else is in"
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
    fn what_only_a_group_can_write_to_is_good_when_nobody_else_is_in_it() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data");
        create(&data).unwrap();
        for (mode, is_good) in [(0o770, true), (0o2770, true), (0o777, false)] {
            allow(directory.path(), mode);
            let look =
                |has_no_others: bool| verified(|verifier| verifier.check(&data), |_| has_no_others);
            assert_eq!(look(true).is_ok(), is_good, "{mode:o}");
            let refused = look(false).unwrap_err().to_string();
            assert!(refused.contains("chmod go-w"), "{mode:o}: {refused}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let parent = tempfile::tempdir().unwrap();
        let error = check(&parent.path().join("nowhere")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
