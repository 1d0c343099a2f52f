//! Fetching a file whole or not at all.
//!
//! What arrives goes to a temporary file beside the target, which takes the
//! target's name once it is complete and on the disk. Until then nothing of
//! that name is there, and when the download fails or is given up the
//! temporary file goes too.

mod file_name;
mod limits;
mod media_type;
mod taken_up;
mod there;
mod writing;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

pub use limits::Limits;
pub(crate) use limits::{Downloaded, Downloads};
pub(crate) use media_type::{is_one_of, media_type};
pub(crate) use there::are_there;
pub(crate) use writing::{Writing, found, target};

/// Where a downloaded file goes.
///
/// ```
/// use connector_host::download::Destination;
///
/// let destination = Destination::new("/srv/notes").file_name("minutes.txt").overwrite(true);
/// assert_eq!(destination.file_name.as_deref(), Some("minutes.txt"));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Destination {
    /// The directory; it is made when it is not there.
    pub directory: PathBuf,
    /// The name in it; none for the name that the connector proposes, made
    /// safe. An action that fetches several files names them itself.
    pub file_name: Option<String>,
    /// Whether to replace a file of that name. An action that resumes leaves
    /// one that is whole alone.
    pub overwrite: bool,
    /// Told as bytes arrive.
    pub progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
}

impl Destination {
    /// A directory, in which nothing is replaced and files are named as the connector
    /// proposes.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            file_name: None,
            overwrite: false,
            progress: None,
        }
    }

    /// Names the file.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Says whether to replace a file of that name.
    #[must_use]
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// Tells that as bytes arrive.
    #[must_use]
    pub fn progress(mut self, told: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(told));
        self
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Destination")
            .field("directory", &self.directory)
            .field("file_name", &self.file_name)
            .field("overwrite", &self.overwrite)
            .finish_non_exhaustive()
    }
}

/// The directory where this user's downloads go, by the conventions of the
/// operating system; none when it has none.
#[must_use]
pub fn user_directory() -> Option<PathBuf> {
    dirs::download_dir()
}

/// How far a download is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes received.
    pub received: u64,
    /// Bytes in total, when known.
    pub total: Option<u64>,
}

impl Progress {
    /// So many bytes of that many.
    #[must_use]
    pub fn new(received: u64, total: Option<u64>) -> Self {
        Self { received, total }
    }
}

/// Why a file was not kept. Nothing of it is left behind.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// There is a file of that name.
    #[error("{} exists already; choose another name, or allow it to be replaced", .0.display())]
    Exists(PathBuf),
    /// The file could not be written.
    #[error("{} could not be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// The content has another size than it must have.
    #[error(
        "the file came with {received} bytes and must have {expected}; nothing was kept. Try again"
    )]
    Size {
        /// Bytes that it must have.
        expected: u64,
        /// Bytes that came; when too many came, those until it was noticed.
        received: u64,
    },
    /// One name was given for several files.
    #[error("this fetches several files, which get names of their own: name a directory for them")]
    OneName,
    /// A tool would take up a file of that name by itself.
    #[error(
        "the file would be called `{name}`, which other programs take up by themselves; give it another name"
    )]
    TakenUp {
        /// The name that it would have.
        name: String,
    },
    /// There is more to download than the limits allow.
    #[error("{what} is larger than {limit} bytes; raise the limit to download it")]
    TooLarge {
        /// What is.
        what: &'static str,
        /// The limit, in bytes.
        limit: u64,
    },
    /// There are more files to download than the limits allow.
    #[error("the call was ended after {limit} files; raise the limit to download more")]
    TooMany {
        /// The limit.
        limit: usize,
    },
}
