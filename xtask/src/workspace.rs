//! Where things are: the workspace, its target directory, and what is built into it.

use std::path::{Path, PathBuf};

use crate::command::{self, CommandError};

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// The target directory of ordinary builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |directory| root().join(directory))
}

/// A target directory of its own for components: another compiler may build them, and two
/// compilers in one directory undo each other's work.
pub(crate) fn component_target() -> PathBuf {
    target().join("component")
}

/// Where a host that is not optimized keeps compiled components, whoever runs it: the tests know the
/// place as well. It takes such a host long to compile one.
pub(crate) fn compiled_components() -> PathBuf {
    target().join("compiled-components")
}

/// Whoever sets this has built the programs: `cargo xtask test` has, before the tests of this program run.
pub(crate) const PROGRAMS_ARE_BUILT: &str = "XTASK_PROGRAMS_ARE_BUILT";

/// Builds all programs of the workspace at once, unless they [are built](PROGRAMS_ARE_BUILT). Built one
/// by one, their dependencies would have other features each time, and the largest would be compiled
/// again for each. For the same reason they are built as `cargo xtask test` builds them, which has less to
/// do then: with all features, and beside a small test, which gives dependencies what tests need of them.
pub(crate) fn build_programs() -> Result<(), CommandError> {
    if std::env::var_os(PROGRAMS_ARE_BUILT).is_some() {
        return Ok(());
    }
    command::run(command::cargo().args([
        "build",
        "--workspace",
        "--all-features",
        "--bins",
        "--test",
        "returning",
    ]))
}

/// Builds a program for what is measured or played for long, without the link-time optimization of what
/// is shipped, which takes most of the time of building it: what is counted does not depend on speed,
/// and what is timed waits for disks and answers or is compared with what was built alike.
pub(crate) fn build_optimized(program: &str) -> Result<(), CommandError> {
    // A small test beside it gives dependencies the features that they have for benchmarks and
    // attacks, so that they are not built twice.
    command::run(command::cargo().args([
        "build",
        "--profile",
        "bench",
        "--workspace",
        "--bin",
        program,
        "--test",
        "returning",
    ]))
}

/// A program of the workspace as `cargo build` leaves it.
pub(crate) fn program(name: &str) -> PathBuf {
    executable(&target().join("debug"), name)
}

/// An example of the workspace as `cargo build` leaves it.
pub(crate) fn example(name: &str) -> PathBuf {
    executable(&target().join("debug/examples"), name)
}

/// A program of the workspace as `cargo build --release` leaves it, or `--profile bench`.
pub(crate) fn released(name: &str) -> PathBuf {
    executable(&target().join("release"), name)
}

fn executable(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
