//! Looking at what is on the disk.

use std::path::{Path, PathBuf};

/// All files in a directory and in those below it.
///
/// # Panics
/// When one of them cannot be read.
#[must_use]
pub fn files_below(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).expect("the directory can be read");
    entries
        .map(|entry| entry.expect("the directory can be read").path())
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
