//! Where the last poll was and what it told, in a file.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use connector_host::triggers::{Event, Window};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use tempfile::NamedTempFile;

use crate::{
    exit::{CommandError, Exit},
    screen::text,
};

/// What is polled, and for whom.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Subscription {
    /// Whose connection it is.
    pub(super) tenant: String,
    pub(super) connector: String,
    pub(super) trigger: String,
    /// The id of the connection: its name may become another's.
    pub(super) connection: String,
    pub(super) input: Value,
}

/// What a file holds. No secret is in it.
#[derive(Debug, Deserialize, Serialize)]
struct Content {
    #[serde(flatten)]
    subscription: Subscription,
    /// Where the last poll ended, `null` if it has said so; none before the first.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    cursor: Option<Value>,
    /// When it was made.
    polled_at: Option<Timestamp>,
    /// The ids of what was told.
    told: Window,
}

/// The file of one subscription, which no other process polls for meanwhile.
#[derive(Debug)]
pub(super) struct Kept {
    path: PathBuf,
    content: Content,
    /// Holds the lock until it is dropped.
    _lock: File,
}

impl Kept {
    /// The file of a subscription in the data directory.
    pub(super) fn open_default(
        data_dir: &Path,
        subscription: &Subscription,
    ) -> Result<Self, CommandError> {
        let directory = data_dir.join("polls");
        private(&directory).map_err(|error| broken(&directory, &error))?;
        let Subscription {
            tenant,
            connector,
            trigger,
            connection,
            input,
        } = subscription;
        let rest = fingerprint(&format!("{tenant}\n{connection}\n{input}"));
        let name = format!("{connector}.{trigger}.{rest:016x}.json");
        Self::open(directory.join(name), subscription)
    }

    /// The file at a path; a new one when there is none.
    pub(super) fn open(path: PathBuf, subscription: &Subscription) -> Result<Self, CommandError> {
        let lock = path.with_added_extension("lock");
        let lock = locked(&lock, &path)?;
        let content = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                CommandError::usage(text!("{} is no state of a poll: {}", path.display(), error))
                    .with_next("name another file with --state, or remove this one to begin anew")
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Content {
                subscription: subscription.clone(),
                cursor: None,
                polled_at: None,
                told: Window::default(),
            },
            Err(error) => return Err(broken(&path, &error)),
        };
        if content.subscription != *subscription {
            let Subscription {
                tenant,
                connector,
                trigger,
                connection,
                ..
            } = &content.subscription;
            return Err(CommandError::usage(text!(
                "{} is the state of another poll: of {} {} for the connection {} of the tenant {}, or with other input",
                path.display(),
                connector,
                trigger,
                connection,
                tenant
            ))
            .with_next("name another file with --state"));
        }
        Ok(Self {
            path,
            content,
            _lock: lock,
        })
    }

    /// Where the last poll ended.
    pub(super) fn cursor(&self) -> Option<&Value> {
        self.content.cursor.as_ref()
    }

    /// Those of some events that were not told yet. What a window of so many
    /// seconds was told before the last poll is forgotten: time in which nobody
    /// polled does not count, since the next poll looks back from the last one.
    pub(super) fn news(
        &mut self,
        events: Vec<Event>,
        window_seconds: u64,
        now: Timestamp,
    ) -> Vec<Event> {
        let pause = self.content.polled_at.map_or(0, |last| {
            u64::try_from(last.duration_until(now).as_secs()).unwrap_or(0)
        });
        let window = window_seconds.saturating_add(pause);
        self.content.told.admit(events, window, now)
    }

    /// Keeps that a poll was made at `now`, and where it ended. The file is
    /// replaced at once or not at all.
    pub(super) fn keep(&mut self, cursor: Value, now: Timestamp) -> Result<(), CommandError> {
        self.content.cursor = Some(cursor);
        self.content.polled_at = Some(now);
        self.write().map_err(|error| broken(&self.path, &error))
    }

    fn write(&self) -> io::Result<()> {
        let directory = self.path.parent().filter(|parent| *parent != Path::new(""));
        let mut file = NamedTempFile::new_in(directory.unwrap_or_else(|| Path::new(".")))?;
        serde_json::to_writer(&mut file, &self.content)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Locks the file beside `path`.
fn locked(lock: &Path, path: &Path) -> Result<File, CommandError> {
    let file = open_lock(lock).map_err(|error| broken(lock, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(CommandError::usage(text!(
            "another process polls with {}",
            path.display()
        ))
        .with_next("end that one, or name another file with --state")),
        Err(TryLockError::Error(error)) => Err(broken(lock, &error)),
    }
}

/// Opens the file that is locked. Its name is common, so it may be somebody else's:
/// what it holds stays, no link is followed, and whatever is no file is left alone.
fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        use rustix::fs::OFlags;

        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() && path.symlink_metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::other("it is no file of its own"))
    }
}

/// A value that is there, be it `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Makes a directory that is nobody else's.
fn private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// FNV-1a, 64 bits: the same in every version, for names of files.
fn fingerprint(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

fn broken(path: &Path, error: &io::Error) -> CommandError {
    CommandError::new(Exit::Other, text!("{}: {}", path.display(), error))
        .with_next("what was told is told again by the next poll; name another file with --state")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn subscription(trigger: &str) -> Subscription {
        Subscription {
            tenant: "default".to_owned(),
            connector: "notes".to_owned(),
            trigger: trigger.to_owned(),
            connection: "work".to_owned(),
            input: json!({}),
        }
    }

    fn event(id: &str) -> Event {
        serde_json::from_value(json!({
            "trigger": "note-written", "id": id, "occurred_at": "2026-11-26T10:00:00Z",
            "subject": {"account": "kitchen"}, "data": {},
        }))
        .expect("an event")
    }

    fn told(kept: &mut Kept, ids: &[&str], at: i64) -> Vec<String> {
        let events = ids.iter().map(|id| event(id)).collect();
        let now = Timestamp::from_second(at).expect("a time");
        let news = kept.news(events, 60, now);
        kept.keep(json!(at), now).expect("it is kept");
        news.into_iter().map(|event| event.id).collect()
    }

    #[test]
    fn what_was_told_is_known_to_the_next_process_however_late_it_comes() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("state.json");
        let open = || Kept::open(path.clone(), &subscription("note-written")).expect("it opens");
        let mut kept = open();
        assert_eq!(kept.cursor(), None);
        assert_eq!(told(&mut kept, &["a", "b"], 0), ["a", "b"]);
        drop(kept);
        let mut kept = open();
        assert_eq!(kept.cursor(), Some(&json!(0)));
        // A day without a poll is no day of the window.
        assert_eq!(told(&mut kept, &["b", "c"], 86_400), ["c"]);
        // But a was told 60 seconds before the last poll, and b was told again in it.
        assert_eq!(told(&mut kept, &["a", "b"], 86_401), ["a"]);
    }

    #[test]
    fn two_processes_do_not_poll_with_one_file_and_one_file_is_for_one_poll() {
        let directory = tempfile::tempdir().expect("a directory");
        let open = |trigger| Kept::open_default(directory.path(), &subscription(trigger));
        let mut first = open("note-written").expect("it opens");
        let second = open("note-written").expect_err("it is in use").text();
        assert!(second.contains("another process polls with"), "{second}");
        assert!(open("note-removed").is_ok());
        let _ = told(&mut first, &["a"], 0);
        let path = first.path.clone();
        drop(first);
        let other = Kept::open(path.clone(), &subscription("note-removed")).expect_err("another's");
        assert!(
            other.text().contains("state of another poll"),
            "{}",
            other.text()
        );
        fs::write(&path, "{").expect("it is written");
        assert!(open("note-written").is_err());
    }

    #[test]
    fn a_cursor_that_is_null_is_a_cursor_for_the_next_process() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("state.json");
        let open = || Kept::open(path.clone(), &subscription("note-written")).expect("it opens");
        let mut kept = open();
        assert_eq!(kept.cursor(), None);
        kept.keep(Value::Null, Timestamp::UNIX_EPOCH)
            .expect("it is kept");
        drop(kept);
        assert_eq!(open().cursor(), Some(&Value::Null));
    }

    #[test]
    fn a_file_that_has_the_name_of_the_lock_keeps_what_it_holds() {
        let directory = tempfile::tempdir().expect("a directory");
        let lock = directory.path().join("Cargo.lock");
        fs::write(&lock, "version = 4").expect("it is written");
        let path = directory.path().join("Cargo");
        let kept = Kept::open(path, &subscription("note-written")).expect("it opens");
        drop(kept);
        assert_eq!(
            fs::read_to_string(&lock).expect("it is read"),
            "version = 4"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_is_a_link_or_a_directory_is_refused() {
        let directory = tempfile::tempdir().expect("a directory");
        let precious = directory.path().join("precious");
        fs::write(&precious, "mine").expect("it is written");
        let path = directory.path().join("state.json");
        let lock = directory.path().join("state.json.lock");
        std::os::unix::fs::symlink(&precious, &lock).expect("it is linked");
        let open = || Kept::open(path.clone(), &subscription("note-written"));
        let refused = open().expect_err("it is a link").text();
        assert!(refused.contains("state.json.lock"), "{refused}");
        assert_eq!(fs::read_to_string(&precious).expect("it is read"), "mine");
        fs::remove_file(&lock).expect("it is removed");
        fs::create_dir(&lock).expect("it is made");
        assert!(open().is_err());
        fs::remove_dir(&lock).expect("it is removed");
        assert!(open().is_ok());
    }

    #[test]
    fn what_one_tenant_was_told_another_is_told_all_the_same() {
        let directory = tempfile::tempdir().expect("a directory");
        let of = |tenant: &str| Subscription {
            tenant: tenant.to_owned(),
            ..subscription("note-written")
        };
        let open = |tenant| Kept::open_default(directory.path(), &of(tenant)).expect("it opens");
        let (mut default, mut acme) = (open("default"), open("acme"));
        assert_eq!(told(&mut default, &["a"], 0), ["a"]);
        assert_eq!(acme.cursor(), None);
        assert_eq!(told(&mut acme, &["a"], 0), ["a"]);
        let path = default.path.clone();
        drop(default);
        assert!(Kept::open(path, &of("acme")).is_err(), "it is another's");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_what_was_told() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().expect("a directory");
        let mut kept = Kept::open_default(directory.path(), &subscription("t")).expect("it opens");
        let _ = told(&mut kept, &["a"], 0);
        let mode = |path: &Path| {
            fs::metadata(path)
                .expect("it is there")
                .permissions()
                .mode()
                & 0o077
        };
        assert_eq!(mode(&kept.path), 0);
        assert_eq!(mode(kept.path.parent().expect("a directory")), 0);
    }
}
