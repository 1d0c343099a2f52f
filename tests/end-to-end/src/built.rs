//! Finding what `cargo xtask test` has built before the tests run.

use std::path::PathBuf;

/// A component by the key of its connector: `zoom` or `notes`.
///
/// # Panics
/// When it has not been built.
#[must_use]
pub fn built_component(key: &str) -> PathBuf {
    existing(
        target().join("component").join(format!("{key}.wasm")),
        &format!("cargo xtask component {key}-connector"),
    )
}

/// A program of the workspace by its name.
///
/// # Panics
/// When it has not been built.
#[must_use]
pub fn built_program(name: &str) -> PathBuf {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    existing(
        programs().join(file),
        &format!("cargo build --workspace --bin {name}"),
    )
}

fn existing(path: PathBuf, how_to_build: &str) -> PathBuf {
    assert!(
        path.exists(),
        "{} is not there: run `{how_to_build}` first",
        path.display()
    );
    path
}

/// Where this build's programs are: beside `deps`, which holds the test that runs.
fn programs() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    test.ancestors()
        .nth(2)
        .expect("tests are built into target/<profile>/deps")
        .to_owned()
}

/// Where tests and `cargo xtask` keep compiled components: compiled once for all of them.
#[must_use]
pub fn compiled_components() -> PathBuf {
    target().join("compiled-components")
}

/// The target directory.
fn target() -> PathBuf {
    programs()
        .parent()
        .expect("a profile has its place in the target directory")
        .to_owned()
}
