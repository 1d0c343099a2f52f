//! Keeping compiled code on disk.
//!
//! Compiling takes a fraction of a second; mapping what was compiled before
//! takes a fraction of a millisecond. Beside the code lies the manifest, which
//! the component would write anew at each start. Both are found by the
//! component's digest, in a directory for each engine whose code they are.
//!
//! What is mapped is run as machine code: whoever can write to the directory is
//! trusted like this program itself, so nobody but its user may, there or in any
//! directory above it.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use wasmtime::Engine;
use wasmtime::component::Component;

use super::RuntimeError;
use crate::private_dir;

const CODE: &str = "cwasm";
const MANIFEST: &str = "json";
/// How many components are kept. A megabyte each, they would pile up where
/// somebody builds one again and again.
const COMPONENTS: usize = 32;

/// The compiled components of an engine.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    directory: PathBuf,
}

impl Cache {
    /// The cache in a directory, which is made when it is not there.
    pub(super) fn open(directory: &Path, engine: &Engine) -> Result<Self, RuntimeError> {
        let mut settings = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut settings);
        let of_engine = directory.join(format!("{:016x}", settings.finish()));
        private_dir::create(&of_engine).map_err(|error| RuntimeError::Cache {
            path: directory.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self {
            directory: of_engine,
        })
    }

    /// The compiled component of that digest, and its manifest.
    pub(super) fn find(&self, engine: &Engine, digest: &str) -> Option<(Component, String)> {
        let manifest = fs::read_to_string(self.path(digest, MANIFEST)).ok()?;
        #[expect(unsafe_code, reason = "mapping compiled code is this module's purpose")]
        // SAFETY: The file was written by `keep` or it does not exist: only this
        // user can write to the directory, as `open` has seen to, and `keep` gives
        // a file its name when all of it is on disk. No file is changed later.
        let component =
            unsafe { Component::deserialize_file(engine, self.path(digest, CODE)) }.ok()?;
        Some((component, manifest))
    }

    /// Keeps a compiled component and its manifest, the latest ones of all. The
    /// component is then the better one to use: mapped from its file, it runs
    /// about twice as fast as the one in memory that it was made of.
    pub(super) fn keep(
        &self,
        digest: &str,
        component: &Component,
        manifest: &str,
    ) -> io::Result<()> {
        let code = component.serialize().map_err(io::Error::other)?;
        self.write(digest, MANIFEST, manifest.as_bytes())?;
        self.write(digest, CODE, &code)?;
        self.drop_oldest()
    }

    /// Drops what was compiled of a component, for whichever engine.
    pub(super) fn forget(&self, digest: &str) -> io::Result<()> {
        let of_all = self.directory.parent().unwrap_or(&self.directory);
        for of_engine in fs::read_dir(of_all)? {
            let kept = of_engine?.path().join(digest);
            for extension in [CODE, MANIFEST] {
                match fs::remove_file(kept.with_extension(extension)) {
                    Err(error) if is_not_there(&error) => {}
                    outcome => outcome?,
                }
            }
        }
        Ok(())
    }

    fn path(&self, digest: &str, extension: &str) -> PathBuf {
        self.directory.join(digest).with_extension(extension)
    }

    /// Writes beside the file and renames, so that no reader sees a part.
    fn write(&self, digest: &str, extension: &str, content: &[u8]) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.directory)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(self.path(digest, extension))?;
        Ok(())
    }

    fn drop_oldest(&self) -> io::Result<()> {
        let mut kept: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            if entry.path().extension().is_some_and(|found| found == CODE) {
                kept.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        kept.sort();
        for (_, code) in kept.iter().rev().skip(COMPONENTS) {
            // Another process may have been faster.
            let _ = fs::remove_file(code);
            let _ = fs::remove_file(code.with_extension(MANIFEST));
        }
        Ok(())
    }
}

fn is_not_there(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound};

    matches!(error.kind(), NotFound | NotADirectory)
}
