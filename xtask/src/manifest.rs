//! `manifests/zoom.json`, `docs/actions.md` and `docs/triggers.md`: written from the connector's types, and held
//! against them.

use std::path::PathBuf;
use std::process::Command;

use crate::{command, story, workspace};

/// What is checked in is not what the connector's types say.
#[derive(Debug, thiserror::Error)]
#[error("{} is stale: run `cargo xtask manifest` and commit what it writes", path.display())]
pub(crate) struct StaleManifest {
    path: PathBuf,
}

/// Writes them all.
pub(crate) fn write() -> Result<(), crate::Error> {
    for (path, content) in generate()? {
        if std::fs::read(&path).is_ok_and(|present| present == content) {
            story::say(&format!("{} is up to date.", path.display()));
        } else {
            std::fs::write(&path, content)?;
            story::say(&format!("Wrote {}.", path.display()));
        }
    }
    Ok(())
}

/// Fails when one is stale.
pub(crate) fn check() -> Result<(), crate::Error> {
    for (path, content) in generate()? {
        if !std::fs::read(&path).is_ok_and(|present| present == content) {
            return Err(StaleManifest { path }.into());
        }
    }
    Ok(())
}

/// The files, and what belongs in them.
fn generate() -> Result<[(PathBuf, Vec<u8>); 3], crate::Error> {
    Ok([
        (
            workspace::root().join("manifests/zoom.json"),
            example("manifest")?,
        ),
        (
            workspace::root().join("docs/actions.md"),
            example("actions")?,
        ),
        (
            workspace::root().join("docs/triggers.md"),
            example("triggers")?,
        ),
    ])
}

/// What an example prints. It is built with the features that the tests have, and so not twice.
fn example(name: &str) -> Result<Vec<u8>, command::CommandError> {
    command::run(command::cargo().args([
        "build",
        "--quiet",
        "--workspace",
        "--all-features",
        "--example",
        name,
    ]))?;
    command::output(&mut Command::new(workspace::example(name)))
}
