//! What this process has of the machine's memory.

use std::io;

/// The memory that this process has, in bytes.
///
/// # Errors
/// When the system does not tell.
pub fn resident_memory() -> io::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next());
    let kibibytes: Option<f64> = kibibytes.and_then(|kibibytes| kibibytes.parse().ok());
    let untold = || io::Error::other("the system does not tell how much memory this process has");
    Ok(kibibytes.ok_or_else(untold)? * 1024.0)
}
