//! Whether what a call has downloaded is still where it was put.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::Downloaded;
use crate::blocking::blocking;
use crate::digest;

/// Whether all of the files are there, as they were when they were downloaded. On
/// another machine they are not.
pub(crate) async fn are_there(files: &[Downloaded]) -> bool {
    if files.is_empty() {
        return true;
    }
    let files = files.to_vec();
    blocking(move || files.iter().all(is_there)).await
}

fn is_there(file: &Downloaded) -> bool {
    let has_size = file
        .path
        .symlink_metadata()
        .is_ok_and(|found| found.is_file() && found.len() == file.size);
    has_size
        && match &file.sha256 {
            Some(expected) => digest_of(&file.path).is_ok_and(|found| found == *expected),
            None => true,
        }
}

fn digest_of(path: &Path) -> io::Result<String> {
    let (mut file, mut hasher) = (File::open(path)?, Sha256::new());
    let mut piece = vec![0; 64 << 10];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(digest::hex(hasher)),
            length => hasher.update(&piece[..length]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_there_while_its_content_is_the_same() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("note.txt");
        std::fs::write(&path, "hello").unwrap();
        let mut file = Downloaded {
            path: path.clone(),
            size: 5,
            sha256: Some(digest::hex(Sha256::new_with_prefix("hello"))),
        };
        assert!(are_there(std::slice::from_ref(&file)).await);
        std::fs::write(&path, "HELLO").unwrap();
        assert!(!are_there(std::slice::from_ref(&file)).await);
        file.sha256 = None;
        assert!(are_there(std::slice::from_ref(&file)).await);
        std::fs::remove_file(&path).unwrap();
        assert!(!are_there(&[file]).await);
        assert!(are_there(&[]).await);
    }
}
