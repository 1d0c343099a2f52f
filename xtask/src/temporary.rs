//! Where tests have their temporary files: in memory, where there is enough of it. They start hundreds
//! of databases that they throw away, and on many a machine the files of those cost more time than all
//! that is tested.

use std::{env, io, path::Path};

use rustix::fs::{Mode, chmod, statvfs};
use tempfile::TempDir;

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";
/// How many bytes have to be free there, and how many of memory: far more than tests take at a time,
/// since others on the machine want some as well.
const ENOUGH: u64 = 8 << 30;

/// A directory in memory for temporary files, gone with all that is in it when this is dropped; none
/// where there is not enough memory, or somebody has said where such files are to be.
pub(crate) fn in_memory() -> io::Result<Option<TempDir>> {
    let is_said = env::var_os("TMPDIR").is_some();
    if is_said || free_at(MEMORY) < ENOUGH || available() < ENOUGH {
        return Ok(None);
    }
    // The paths of sockets have to be short.
    let directory = tempfile::Builder::new().prefix("ct").tempdir_in(MEMORY)?;
    // Databases are run by a user of their own, who has a directory within.
    chmod(directory.path(), Mode::from_raw_mode(0o711))?;
    Ok(Some(directory))
}

/// How many bytes are free at a path; none where there is no such path.
fn free_at(path: impl AsRef<Path>) -> u64 {
    statvfs(path.as_ref()).map_or(0, |found| found.f_bavail.saturating_mul(found.f_frsize))
}

/// How many bytes of memory programs may still take; none where the system does not tell.
fn available() -> u64 {
    std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|told| available_of(&told))
        .unwrap_or(0)
}

fn available_of(told: &str) -> Option<u64> {
    let line = told
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_that_is_available_is_read_as_linux_tells_it() {
        let told =
            "MemTotal:       49324000 kB\nMemFree:         1024 kB\nMemAvailable:   41234567 kB\n";
        assert_eq!(available_of(told), Some(41_234_567 << 10));
        assert_eq!(available_of("MemTotal:       49324000 kB\n"), None);
        assert_eq!(available_of("MemAvailable:   much\n"), None);
    }

    #[test]
    fn nothing_is_free_where_nothing_is() {
        assert_eq!(free_at("/nowhere/at/all"), 0);
        assert!(free_at("/") > 0);
    }
}
