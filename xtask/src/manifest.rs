//! `manifests/zoom.json`: written from the connector's types, and held against them.

use std::path::PathBuf;

use crate::{command, story, workspace};

/// The checked-in manifest is not what the connector's types say.
#[derive(Debug, thiserror::Error)]
#[error("{} is stale: run `cargo xtask manifest` and commit what it writes", path.display())]
pub(crate) struct StaleManifest {
    path: PathBuf,
}

/// Writes the manifest.
pub(crate) fn write() -> Result<(), crate::Error> {
    let manifest = generate()?;
    let path = path();
    if std::fs::read(&path).is_ok_and(|present| present == manifest) {
        story::say(&format!("{} is up to date.", path.display()));
    } else {
        std::fs::write(&path, manifest)?;
        story::say(&format!("Wrote {}.", path.display()));
    }
    Ok(())
}

/// Fails when the manifest is stale.
pub(crate) fn check() -> Result<(), crate::Error> {
    let path = path();
    if std::fs::read(&path)? == generate()? {
        Ok(())
    } else {
        Err(StaleManifest { path }.into())
    }
}

fn path() -> PathBuf {
    workspace::root().join("manifests/zoom.json")
}

fn generate() -> Result<Vec<u8>, command::CommandError> {
    command::output(command::cargo().args([
        "run",
        "--quiet",
        "--package",
        crate::component::ZOOM,
        "--features",
        "manifest",
        "--example",
        "manifest",
    ]))
}
