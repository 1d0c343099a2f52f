//! The files that a server begins with. To make them takes longer than most tests, and they are the same
//! each time: they are made once, kept beside the program of the tests, and copied.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::{Server, run};

static MAKING: Mutex<()> = Mutex::new(());

/// Lays them where the server has its data.
pub(crate) fn lay(server: &Server) -> io::Result<()> {
    let data = server.data();
    let kept = kept(&server.programs)?;
    if kept.is_dir() {
        return copy(&kept, &data);
    }
    let _one_at_a_time = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.is_dir() {
        return copy(&kept, &data);
    }
    run(server
        .program("initdb")
        .args(["-A", "trust", "-U", "postgres", "--no-sync"])
        // Of the sixteen mebibytes of the usual one each copy would be written for nothing.
        .args(["--wal-segsize=1", "-D"])
        .arg(&data))?;
    // Whole or not at all, whichever other program is about to keep its own.
    let mut beside = kept.clone();
    beside.set_extension(format!("{}-new", std::process::id()));
    copy(&data, &beside)?;
    if std::fs::rename(&beside, &kept).is_err() {
        std::fs::remove_dir_all(&beside)?;
    }
    Ok(())
}

/// Where those of a version are kept.
fn kept(programs: &Path) -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let directory = program.parent().unwrap_or(Path::new("."));
    let version = programs
        .parent()
        .and_then(Path::file_name)
        .unwrap_or_default();
    Ok(directory.join(format!("postgresql-{}-small", version.display())))
}

/// With whose they are.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    run(Command::new("cp").arg("-a").arg(from).arg(to))
}
