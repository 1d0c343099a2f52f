//! Keys in files: what is made, read, replaced and left alone.

use super::*;
use crate::connections::key::Mounted;

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

/// What there is in the directory of a key file, by name.
fn names(path: &Path) -> Vec<OsString> {
    let entries = fs::read_dir(directory(path)).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}

#[test]
fn a_rotation_of_a_key_file_that_cant_be_replaced_is_refused_before_it_leaves_anything() {
    let (_directory, path, old) = key_file();
    let mounted = Mounted::at(&path);
    let new = Key::generate().unwrap();
    let error = prepare(&path, &new, old.id()).unwrap_err();
    assert!(matches!(error, KeyError::NotReplaceable { .. }), "{error}");
    assert!(error.to_string().contains(&*path.to_string_lossy()));
    assert_eq!(names(&path), ["host.key"]);
    assert_eq!(read(&path).unwrap().id(), old.id());
    drop(mounted);
    prepare(&path, &new, old.id()).unwrap();
    adopt(&path, new.id()).unwrap();
}

#[test]
fn a_key_that_only_the_prepared_file_has_opens_its_store_and_comes_to_its_place_when_it_can() {
    let (_directory, path, old) = key_file();
    let new = Key::generate().unwrap();
    prepare(&path, &new, old.id()).unwrap();
    let mounted = Mounted::at(&path);
    let error = adopt(&path, new.id()).unwrap_err();
    assert!(matches!(error, KeyError::NotReplaceable { .. }), "{error}");
    for _ in 0..2 {
        assert_eq!(of_store(&path, new.id()).unwrap().bytes(), new.bytes());
        assert_eq!(holder(&path, new.id()), Some(prepared(&path)));
    }
    assert_eq!(read(&path).unwrap().id(), old.id());
    drop(mounted);
    assert_eq!(of_store(&path, new.id()).unwrap().id(), new.id());
    assert_eq!(holder(&path, new.id()), Some(path.clone()));
    assert_eq!(names(&path), ["host.key"]);
}

#[test]
fn a_key_that_only_the_prepared_file_has_is_not_overwritten_by_the_next() {
    let (_directory, path, first) = key_file();
    let [second, third] = [(); 2].map(|()| Key::generate().unwrap());
    prepare(&path, &second, first.id()).unwrap();
    let mounted = Mounted::at(&path);
    let error = prepare(&path, &third, second.id()).unwrap_err();
    assert!(matches!(error, KeyError::NotReplaceable { .. }), "{error}");
    assert_eq!(of_store(&path, second.id()).unwrap().id(), second.id());
    drop(mounted);
    prepare(&path, &third, second.id()).unwrap();
    assert_eq!(read(&path).unwrap().id(), second.id());
    adopt(&path, third.id()).unwrap();
    assert_eq!(read(&path).unwrap().id(), third.id());
}

#[test]
fn a_key_that_is_kept_elsewhere_from_now_on_is_forgotten_where_it_waited_too() {
    let (_directory, path, old) = key_file();
    let new = Key::generate().unwrap();
    prepare(&path, &new, old.id()).unwrap();
    forget(&path, new.id()).unwrap();
    assert_eq!(names(&path), ["host.key"]);
    assert_eq!(read(&path).unwrap().id(), old.id());
}

#[cfg(unix)]
#[test]
fn to_try_whether_a_key_file_can_be_replaced_changes_nothing_about_it() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let (_directory, path, old) = key_file();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    // Whoever may give files away rotates the key of a service of another user.
    let _ = std::os::unix::fs::chown(&path, Some(4711), None);
    let owner = fs::metadata(&path).unwrap().uid();
    prepare(&path, &Key::generate().unwrap(), old.id()).unwrap();
    for file in [&path, &prepared(&path)] {
        let metadata = fs::metadata(file).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o400);
        assert_eq!(metadata.uid(), owner);
    }
    assert_eq!(names(&path), ["host.key", "host.key.new"]);
    assert_eq!(read(&path).unwrap().bytes(), old.bytes());
}

#[cfg(unix)]
#[test]
fn a_link_to_a_key_file_is_one_still_after_it_was_tried_whether_it_can_be_replaced() {
    let (directory, path, old) = key_file();
    let elsewhere = directory.path().join("elsewhere.key");
    fs::rename(&path, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    prepare(&path, &Key::generate().unwrap(), old.id()).unwrap();
    assert_eq!(fs::read_link(&path).unwrap(), elsewhere);
    assert_eq!(names(&path), ["host.key", "host.key.new"]);
    let mounted = Mounted::at(&path);
    let error = prepare(&path, &Key::generate().unwrap(), old.id()).unwrap_err();
    assert!(matches!(error, KeyError::NotReplaceable { .. }), "{error}");
    drop(mounted);
}
