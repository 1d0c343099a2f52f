//! Key files that are being written, and those of processes that were killed at it: a key in
//! a file that nobody reads again is one more to lose.
//!
//! Whoever writes one has a lock on it until it has its name, which the operating system gives
//! back for a process that dies. So a file without one is nobody's; who made it and was not
//! quick enough to lock it makes another.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

/// What the names end with.
const END: &str = ".tmp";
/// How many random characters there are before that.
const RANDOM: usize = 6;

/// A file that is being written: its owner's alone, and gone unless it is given a name.
#[derive(Debug)]
pub(super) struct Unfinished(NamedTempFile);

impl Unfinished {
    /// A new one in the directory of a key file.
    pub(super) fn beside(path: &Path) -> io::Result<Self> {
        loop {
            // Temporary files are readable by their owner only (mode 0600).
            let file = tempfile::Builder::new()
                .prefix(&beginning(path))
                .suffix(END)
                .rand_bytes(RANDOM)
                .tempfile_in(directory(path))?;
            // Where there are no locks nobody clears anything away either.
            let _ = file.as_file().lock();
            if fs::exists(file.path())? {
                return Ok(Self(file));
            }
        }
    }

    pub(super) fn as_file(&self) -> &File {
        self.0.as_file()
    }

    /// Gives it that name, in place of whatever has it.
    pub(super) fn persist(self, path: &Path) -> io::Result<()> {
        #[cfg(test)]
        super::mounted::check_replaced(path)?;
        self.0.persist(path).map(drop).map_err(|error| error.error)
    }

    /// The same where nothing has it.
    pub(super) fn persist_noclobber(self, path: &Path) -> io::Result<()> {
        let persisted = self.0.persist_noclobber(path);
        persisted.map(drop).map_err(|error| error.error)
    }
}

/// Deletes what others have left who were killed while they wrote this key file. What can't be
/// deleted is in nobody's way.
pub(super) fn clear_away(path: &Path) {
    let Ok(entries) = fs::read_dir(directory(path)) else {
        return;
    };
    let beginning = beginning(path);
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_unfinished(&entry.file_name(), &beginning) {
            clear_away_one(&entry.path());
        }
    }
}

/// Deletes one unless somebody writes it.
fn clear_away_one(path: &Path) {
    if let Ok(file) = File::open(path)
        && file.try_lock().is_ok()
        && let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "a key that nobody needs stays in a file");
    }
}

/// The directory that a key file is in.
pub(super) fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    }
}

/// What the names begin with of those for a key file.
fn beginning(path: &Path) -> OsString {
    let mut beginning = OsString::from(".");
    beginning.push(path.file_name().unwrap_or_default());
    beginning.push(".");
    beginning
}

fn is_unfinished(name: &OsStr, beginning: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let rest = name.strip_prefix(beginning.as_encoded_bytes());
    let random = rest.and_then(|rest| rest.strip_suffix(END.as_bytes()));
    random.is_some_and(|random| {
        random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names in a directory.
    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_killed_process_has_left_goes_and_what_is_anybodys_else_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("host.key");
        // A process that is killed deletes nothing and gives its lock back.
        let killed = Unfinished::beside(&path).unwrap();
        let (file, left) = killed.0.keep().unwrap();
        drop(file);
        assert!(left.exists());
        let living = Unfinished::beside(&path).unwrap();
        let others = [
            ".tmpAbCd12",
            ".other.key.AbCd12.tmp",
            ".host.key.AbCd1.tmp",
            ".host.key.AbC-12.tmp",
            "host.key.AbCd12.tmp",
            "host.key.new",
        ];
        for name in others {
            fs::write(directory.path().join(name), "mine").unwrap();
        }
        fs::create_dir(directory.path().join(".host.key.AbCd12.tmp")).unwrap();
        clear_away(&path);
        assert!(!left.exists());
        let writing = living.0.path().file_name().unwrap().to_owned();
        let mut stay: Vec<String> = others.map(str::to_owned).to_vec();
        stay.push(writing.into_string().unwrap());
        stay.push(".host.key.AbCd12.tmp".to_owned());
        stay.sort();
        assert_eq!(names(directory.path()), stay);
        living.persist(&path).unwrap();
        assert!(path.exists());
    }

    #[test]
    fn of_many_who_write_and_clear_away_at_once_each_keeps_what_it_writes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("host.key");
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    for round in 0..100 {
                        clear_away(path);
                        let file = Unfinished::beside(path).unwrap();
                        let name = path.with_file_name(format!("{writer}-{round}"));
                        file.persist(&name).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(directory.path()).len(), 400);
    }
}
