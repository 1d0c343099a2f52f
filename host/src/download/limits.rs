//! How much a call may download.

use std::path::PathBuf;

use super::DownloadError;
use crate::contract::Receipt;

/// The limits of the downloads of one call. The defaults let through what a
/// person means to fetch, and keep a server from filling a disk. Whoever wants
/// others changes those.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// The number of files.
    pub files: usize,
    /// The size of one file, in bytes. A day of video has a few gigabytes.
    pub file: u64,
    /// The size of all files together, in bytes, those included that broke off
    /// half way.
    pub total: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: 100,
            file: 16 << 30,
            total: 32 << 30,
        }
    }
}

/// What a call has downloaded, and what it may download still.
#[derive(Debug)]
pub(crate) struct Downloads {
    limits: Limits,
    /// Whether what is there already is not fetched again.
    resumes: bool,
    received: u64,
    files: Vec<Downloaded>,
}

/// A file that a call has downloaded, or has found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Downloaded {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// Its SHA-256, in lower-case hexadecimal digits; none for one that was there
    /// already, into which nobody has looked.
    pub(crate) sha256: Option<String>,
}

impl Downloads {
    pub(crate) fn within(limits: Limits) -> Self {
        Self {
            limits,
            resumes: false,
            received: 0,
            files: Vec::new(),
        }
    }

    /// The same, after what the call has downloaded before.
    pub(crate) fn after(mut self, received: u64, files: Vec<Downloaded>) -> Self {
        self.received = received;
        self.files = files;
        self
    }

    /// How many bytes were received so far.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    /// What was downloaded or found so far, in order.
    pub(crate) fn all(&self) -> &[Downloaded] {
        &self.files
    }

    /// Goes by other limits. `resumes` says whether what is there already is not
    /// fetched again.
    pub(crate) fn limit(&mut self, limits: Limits, resumes: bool) {
        self.limits = limits;
        self.resumes = resumes;
    }

    pub(crate) fn resumes(&self) -> bool {
        self.resumes
    }

    /// Refuses a file more when there are enough.
    pub(crate) fn check_count(&self) -> Result<(), DownloadError> {
        let fetched = self.files.iter().filter(|file| file.sha256.is_some());
        if fetched.count() < self.limits.files {
            return Ok(());
        }
        Err(DownloadError::TooMany {
            limit: self.limits.files,
        })
    }

    /// Counts bytes that are about to be written to a file that has `so_far`.
    pub(crate) fn take(&mut self, so_far: u64, bytes: usize) -> Result<(), DownloadError> {
        let bytes = bytes as u64;
        self.received = self.received.saturating_add(bytes);
        let of_file = so_far.saturating_add(bytes);
        for (received, limit, what) in [
            (of_file, self.limits.file, "the file"),
            (
                self.received,
                self.limits.total,
                "all that this call downloads",
            ),
        ] {
            if received > limit {
                return Err(DownloadError::TooLarge { what, limit });
            }
        }
        Ok(())
    }

    /// Notes a file that is whole.
    pub(crate) fn keep(&mut self, path: PathBuf, receipt: &Receipt) {
        self.files.push(Downloaded {
            path,
            size: receipt.size,
            sha256: Some(receipt.sha256.clone()),
        });
    }

    /// Notes a file that was there, which counts against no limit: so what was
    /// ended by one can be gone on with.
    pub(crate) fn pass(&mut self, path: PathBuf, size: u64) {
        self.files.push(Downloaded {
            path,
            size,
            sha256: None,
        });
    }

    /// The files that were fetched, in order, and those that were there.
    pub(crate) fn paths(&self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let of = |fetched: bool| {
            let files = self.files.iter();
            let files = files.filter(|file| file.sha256.is_some() == fetched);
            files.map(|file| file.path.clone()).collect()
        };
        (of(true), of(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn downloads() -> Downloads {
        Downloads::within(Limits {
            files: 2,
            file: 10,
            total: 15,
        })
    }

    fn receipt() -> Receipt {
        Receipt {
            file_name: String::new(),
            size: 1,
            media_type: String::new(),
            sha256: String::new(),
        }
    }

    #[test]
    fn a_file_ends_at_its_limit_and_all_together_at_theirs() {
        let mut downloads = downloads();
        downloads.take(0, 10).unwrap();
        assert!(matches!(
            downloads.take(10, 1),
            Err(DownloadError::TooLarge { limit: 10, .. })
        ));
        downloads.take(0, 4).unwrap();
        assert!(matches!(
            downloads.take(4, 1),
            Err(DownloadError::TooLarge { limit: 15, .. })
        ));
    }

    #[test]
    fn no_more_files_are_kept_than_the_limit() {
        let mut downloads = downloads();
        for name in ["a", "b"] {
            downloads.check_count().unwrap();
            downloads.keep(name.into(), &receipt());
        }
        assert!(matches!(
            downloads.check_count(),
            Err(DownloadError::TooMany { limit: 2 })
        ));
    }
}
