//! Where the components of connectors are found: in the store, which all its hosts
//! share, and in files of the data directory, which are copies of them.
//!
//! A file is believed when its digest is the store's. One of which the store knows
//! nothing was added by an earlier version of the host, which had files alone: it
//! is taken into the store. Where other machines use the store, it has to be the very
//! component that somebody has agreed to: any other is a copy of one that was removed.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::Host;
use crate::blocking::blocking;
use crate::component::Connector;
use crate::connections::StoreError;
use crate::{Error, FileOperation, digest, private_dir};

const EXTENSION: &str = "wasm";

/// Where the present component of a connector is.
pub(super) enum Present {
    /// In the store, with this digest.
    Kept(String),
    /// In a file alone.
    InFile,
}

impl Host {
    /// Where the component of a connector is that was added; none when none was.
    pub(super) async fn present(&self, key: &str) -> Result<Option<Present>, Error> {
        if self.has_store()
            && let Some(digest) = self.store().await?.component_of(key).await?
        {
            return Ok(Some(Present::Kept(digest)));
        }
        let is_there = self.keys_of_files().await?.iter().any(|known| known == key);
        let counts = is_there && self.counts(key).await?;
        Ok(counts.then_some(Present::InFile))
    }

    /// The keys of all connectors that were added.
    pub(super) async fn added_keys(&self) -> Result<Vec<String>, Error> {
        let mut keys = BTreeSet::new();
        if self.has_store() {
            keys.extend(self.store().await?.components().await?.into_keys());
        }
        for key in self.keys_of_files().await? {
            if !keys.contains(&key) && self.counts(&key).await? {
                keys.insert(key);
            }
        }
        Ok(keys.into_iter().collect())
    }

    /// Whether a component counts that is in a file alone. Where other machines use
    /// the store, one that nobody has agreed to is a copy of one that was removed, though
    /// another may have been agreed to since, which is on its way into the store.
    async fn counts(&self, key: &str) -> Result<bool, Error> {
        if !self.inner.place.is_shared() {
            return Ok(true);
        }
        let Some(agreed) = self.agreed(key).await? else {
            return Ok(false);
        };
        let copied = self.copied(key).await?;
        Ok(copied.is_some_and(|component| digest_of(&component) == agreed.digest))
    }

    /// Keeps a component as the present one of its connector, for all hosts of the
    /// store.
    pub(super) async fn keep_component(
        &self,
        connector: &Connector,
        component: &[u8],
    ) -> Result<(), Error> {
        let key = &connector.manifest().key;
        // Whoever is interrupted here has added nothing to the store.
        self.copy(key, component.to_vec()).await?;
        let (store, now) = (self.store().await?, self.inner.clock.now());
        let kept = store.add_component(key, connector.digest(), component.to_vec(), now);
        kept.await?;
        self.inner.upkeep.has_compiled(connector.digest());
        self.drop_unneeded_components().await;
        Ok(())
    }

    /// The component of a connector with that digest, present or replaced; none when
    /// the store has it no longer.
    pub(super) async fn fetch(&self, key: &str, digest: &str) -> Result<Option<Connector>, Error> {
        if let Some(copied) = self.copied(key).await?
            && digest_of(&copied) == digest
        {
            let connector = self.compile_digested(copied, digest).await?;
            self.inner.upkeep.has_compiled(digest);
            return Ok(Some(connector));
        }
        if !self.has_store() {
            return Ok(None);
        }
        let store = self.store().await?;
        let Some(component) = store.component(key, digest).await? else {
            return Ok(None);
        };
        let altered = || {
            Error::from(StoreError::ComponentAltered {
                connector: key.to_owned(),
                digest: digest.to_owned(),
            })
        };
        if digest_of(&component) != digest {
            return Err(altered());
        }
        let connector = self.compile_digested(component.clone(), digest).await?;
        if connector.manifest().key != key {
            return Err(altered());
        }
        self.inner.upkeep.has_compiled(digest);
        if store.component_of(key).await?.as_deref() == Some(digest)
            && let Err(error) = self.copy(key, component).await
        {
            tracing::debug!(%error, "a component is read from the store again next time");
        }
        Ok(Some(connector))
    }

    /// The component of a connector that is in a file alone, which is in the store
    /// from now on if somebody has agreed to it.
    pub(super) async fn in_file_alone(&self, key: &str) -> Result<Connector, Error> {
        let component = self.read(key).await?;
        let connector = self.compile(component.clone()).await?;
        if connector.manifest().key == key && self.has_store() && self.agreed(key).await?.is_some()
        {
            let (store, now) = (self.store().await?, self.inner.clock.now());
            store
                .take_component(key, connector.digest(), component, now)
                .await?;
        }
        Ok(connector)
    }

    /// Withdraws the components of a connector, and what was compiled of them.
    pub(super) async fn withdraw(&self, key: &str) -> Result<(), Error> {
        let (path, runtime) = (self.component_path(key), self.inner.runtime.clone());
        let runtime_here = runtime.clone();
        blocking(move || {
            if let Ok(component) = std::fs::read(&path) {
                runtime_here.forget(&digest_of(&component));
            }
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                outcome => outcome.map_err(|source| Error::File {
                    operation: FileOperation::Delete,
                    path,
                    source,
                }),
            }
        })
        .await?;
        // They go last: whoever is interrupted can begin again.
        let gone = self.store().await?.remove_components(key).await?;
        blocking(move || {
            for digest in gone {
                runtime.forget(&digest);
            }
        })
        .await;
        Ok(())
    }

    pub(super) async fn compile(&self, component: Vec<u8>) -> Result<Connector, Error> {
        let runtime = self.inner.runtime.clone();
        blocking(move || Ok(runtime.load(&component)?)).await
    }

    async fn compile_digested(&self, component: Vec<u8>, digest: &str) -> Result<Connector, Error> {
        let (runtime, digest) = (self.inner.runtime.clone(), digest.to_owned());
        blocking(move || Ok(runtime.load_digested(&component, &digest)?)).await
    }

    async fn copy(&self, key: &str, component: Vec<u8>) -> Result<(), Error> {
        let path = self.component_path(key);
        blocking(move || {
            write_whole(&path, &component).map_err(|source| Error::File {
                operation: FileOperation::Write,
                path,
                source,
            })
        })
        .await
    }

    /// What is in the file of a connector, if there is one.
    async fn copied(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        if !self.component_path(key).exists() {
            return Ok(None);
        }
        self.read(key).await.map(Some)
    }

    async fn read(&self, key: &str) -> Result<Vec<u8>, Error> {
        let path = self.component_path(key);
        let directory = self.directory();
        blocking(move || {
            // Whoever can write to it chooses what runs.
            private_dir::check(&directory).map_err(|source| Error::File {
                operation: FileOperation::Trust,
                path: directory,
                source,
            })?;
            std::fs::read(&path).map_err(|source| Error::File {
                operation: FileOperation::Read,
                path,
                source,
            })
        })
        .await
    }

    fn directory(&self) -> PathBuf {
        self.inner.data_dir.join("connectors")
    }

    fn component_path(&self, key: &str) -> PathBuf {
        self.directory().join(key).with_extension(EXTENSION)
    }

    async fn keys_of_files(&self) -> Result<Vec<String>, Error> {
        let directory = self.directory();
        blocking(move || match keys_in(&directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            outcome => outcome.map_err(|source| Error::File {
                operation: FileOperation::List,
                path: directory,
                source,
            }),
        })
        .await
    }
}

fn digest_of(component: &[u8]) -> String {
    digest::hex(Sha256::new_with_prefix(component))
}

fn keys_in(directory: &Path) -> io::Result<Vec<String>> {
    let mut keys = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == EXTENSION)
            && let Some(key) = path.file_stem().and_then(|stem| stem.to_str())
        {
            keys.push(key.to_owned());
        }
    }
    keys.sort();
    Ok(keys)
}

/// Writes beside the file and renames, so that no reader sees a part.
fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    private_dir::create(directory)?;
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
