//! One file on its way to the disk.

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::{Destination, DownloadError, Downloads, Progress, file_name, taken_up};
use crate::digest;

/// The path that a download will have.
///
/// # Errors
///
/// [`DownloadError::Exists`] or [`DownloadError::TakenUp`], so that nothing is
/// fetched in vain.
pub(crate) fn target(destination: &Destination, proposed: &str) -> Result<PathBuf, DownloadError> {
    let name = match &destination.file_name {
        Some(name) => name.clone(),
        None => {
            let name = file_name::safe(proposed);
            let taken_up = || DownloadError::TakenUp { name: name.clone() };
            taken_up::name_for(name.clone()).ok_or_else(taken_up)?
        }
    };
    let path = destination.directory.join(name);
    if !destination.overwrite && path.symlink_metadata().is_ok() {
        return Err(DownloadError::Exists(path));
    }
    Ok(path)
}

/// A file that is there under the name that is proposed, where it is whole: it
/// has the size that it must have. A download is never there in part, so where
/// no size is known, what has the name is taken for it. What a link leads to is
/// not.
pub(crate) fn found(
    destination: &Destination,
    proposed: &str,
    expected: Option<u64>,
) -> Option<(PathBuf, u64)> {
    let name = taken_up::name_for(file_name::safe(proposed))?;
    let path = destination.directory.join(&name);
    let metadata = path.symlink_metadata().ok()?;
    let is_whole = match expected {
        Some(expected) => metadata.len() == expected,
        None => metadata.len() > 0,
    };
    let is_it = metadata.is_file() && is_whole;
    is_it.then_some((path, metadata.len()))
}

/// A file that is being written. Dropped before [`finish`](Self::finish), it
/// leaves nothing behind.
pub(crate) struct Writing<'a> {
    destination: &'a Destination,
    path: PathBuf,
    temporary: NamedTempFile,
    file: File,
    hasher: Sha256,
    received: u64,
    expected: Option<u64>,
    announced: Option<u64>,
}

/// A file that was written.
#[derive(Debug)]
pub(crate) struct Written {
    /// Its name.
    pub(crate) file_name: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// Its SHA-256, in lower-case hexadecimal digits.
    pub(crate) sha256: String,
}

impl<'a> Writing<'a> {
    /// Begins to write the file that will be at `path`. `expected` is the size
    /// it must have; `announced` the size that the server speaks of.
    pub(crate) fn begin(
        destination: &'a Destination,
        path: PathBuf,
        expected: Option<u64>,
        announced: Option<u64>,
    ) -> Result<Self, DownloadError> {
        let begun = temporary_beside(&path)
            .and_then(|temporary| Ok((temporary.reopen()?, temporary)))
            .map_err(|source| write_error(&path, source));
        let (file, temporary) = begun?;
        let writing = Self {
            destination,
            path,
            temporary,
            file: File::from_std(file),
            hasher: Sha256::new(),
            received: 0,
            expected,
            announced,
        };
        writing.report();
        Ok(writing)
    }

    /// Takes the next piece, when the call may download that much.
    pub(crate) async fn write(
        &mut self,
        chunk: &[u8],
        downloads: &mut Downloads,
    ) -> Result<(), DownloadError> {
        downloads.take(self.received, chunk.len())?;
        self.received += chunk.len() as u64;
        if let Some(expected) = self.expected
            && self.received > expected
        {
            return Err(self.wrong_size(expected));
        }
        self.hasher.update(chunk);
        self.file
            .write_all(chunk)
            .await
            .map_err(|source| write_error(&self.path, source))?;
        self.report();
        Ok(())
    }

    /// Checks that the file is whole, and gives it its name.
    pub(crate) async fn finish(mut self) -> Result<Written, DownloadError> {
        if let Some(expected) = self.expected.or(self.announced)
            && self.received != expected
        {
            return Err(self.wrong_size(expected));
        }
        // The name must not be there before the content is.
        self.file
            .flush()
            .await
            .map_err(|source| write_error(&self.path, source))?;
        self.file
            .sync_all()
            .await
            .map_err(|source| write_error(&self.path, source))?;
        let named = if self.destination.overwrite {
            self.temporary.persist(&self.path)
        } else {
            self.temporary.persist_noclobber(&self.path)
        };
        match named {
            Ok(_) => Ok(Written {
                file_name: name_of(&self.path),
                size: self.received,
                sha256: digest::hex(self.hasher),
            }),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(DownloadError::Exists(self.path))
            }
            Err(error) => Err(write_error(&self.path, error.error)),
        }
    }

    fn report(&self) {
        if let Some(progress) = &self.destination.progress {
            progress(Progress {
                received: self.received,
                total: self.expected.or(self.announced),
            });
        }
    }

    fn wrong_size(&self, expected: u64) -> DownloadError {
        DownloadError::Size {
            expected,
            received: self.received,
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// In the target's directory, so that naming it is a rename and not a copy.
fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let directory = path.parent().unwrap_or(Path::new(""));
    let directory = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    std::fs::create_dir_all(directory)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".download-").suffix(".part");
    // The permissions of any new file, instead of those of a secret one.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(directory)
}

fn write_error(path: &Path, source: io::Error) -> DownloadError {
    DownloadError::Write {
        path: path.to_owned(),
        source,
    }
}
