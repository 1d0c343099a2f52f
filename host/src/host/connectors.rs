//! The connectors of a host: files in its data directory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use super::consent::wanted;
use super::{Host, Inner, WantsMore};
use crate::Error;
use crate::blocking::blocking;
use crate::component::Connector;
use crate::connections::Connection;
use crate::consent::Permission;
use crate::private_dir;

const EXTENSION: &str = "wasm";

/// A connector that was added.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Added {
    /// The connector.
    pub connector: Connector,
    /// The version that had its key before.
    pub replaced: Option<String>,
    /// What was accepted that nobody had agreed to before.
    pub accepted: Option<WantsMore>,
}

/// A connector that this process has at hand, and how it came to it.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    connector: Connector,
    /// Whether whoever runs this process has given it, for as long as that runs.
    /// All others are here because somebody has added them, and may be removed by
    /// any process.
    was_given: bool,
    /// What it may do on this host, once somebody has asked.
    permission: Option<Arc<Permission>>,
}

impl Host {
    /// Checks a component and keeps it under its key, in place of an earlier
    /// version. Connections stay as they are. To add the first one agrees to what
    /// it wants.
    ///
    /// # Errors
    /// When the component is refused or can't be kept, and
    /// [`Error::WantsMore`] when it wants more than somebody has agreed to.
    pub async fn add(&self, component: &[u8]) -> Result<Added, Error> {
        self.add_agreeing(component, false).await
    }

    /// The same, and agrees to all that the component wants, for the connections
    /// of its connector too.
    ///
    /// # Errors
    /// When the component is refused or can't be kept.
    pub async fn add_accepting(&self, component: &[u8]) -> Result<Added, Error> {
        self.add_agreeing(component, true).await
    }

    async fn add_agreeing(&self, component: &[u8], accepts: bool) -> Result<Added, Error> {
        self.check_is_operators()?;
        let connector = self.compile(component.to_vec()).await?;
        let key = connector.manifest().key.clone();
        let accepted = self.agree(&connector, accepts).await?;
        let replaced = match self.connector(&key).await {
            Ok(earlier) => Some(earlier.manifest().version.clone()),
            Err(_) => None,
        };
        let (path, component) = (self.component_path(&key), component.to_vec());
        blocking(move || {
            write_whole(&path, &component).map_err(|source| Error::File {
                operation: "write",
                path,
                source,
            })
        })
        .await?;
        self.remember(&connector, false);
        Ok(Added {
            connector,
            replaced,
            accepted,
        })
    }

    /// Checks a component and uses it under its key for as long as this host
    /// lives, without keeping it. To load it agrees to what it wants, unless a
    /// connector of its key was added: what somebody has agreed to for that
    /// counts.
    ///
    /// # Errors
    /// When the component is refused.
    pub async fn load(&self, component: &[u8]) -> Result<Connector, Error> {
        let connector = self.compile(component.to_vec()).await?;
        self.remember(&connector, true);
        Ok(connector)
    }

    /// Whether the connector is here because whoever runs this process has loaded
    /// it.
    pub(super) fn was_given(&self, connector: &Connector) -> bool {
        let remembered = self.remembered();
        let same = remembered.get(&connector.manifest().key);
        same.is_some_and(|same| same.was_given && same.connector.digest() == connector.digest())
    }

    /// What the connector may do as far as its manifest and the operator say: the
    /// same for all its calls, so it is made once.
    pub(super) fn permission(&self, connector: &Connector) -> Result<Arc<Permission>, Error> {
        let manifest = connector.manifest();
        let mut loaded = self.remembered();
        let mut remembered = loaded.get_mut(&manifest.key);
        // There may be another version by now than the one of a call under way.
        remembered = remembered.filter(|same| same.connector.digest() == connector.digest());
        if let Some(permission) = remembered
            .as_ref()
            .and_then(|same| same.permission.as_ref())
        {
            return Ok(Arc::clone(permission));
        }
        let Inner {
            policy, reroutes, ..
        } = &*self.inner;
        let rules = policy.of(&manifest.key);
        let permission = Permission::new(manifest, wanted(connector)?, rules, reroutes);
        if let Some(same) = remembered {
            same.permission = Some(Arc::clone(&permission));
        }
        Ok(permission)
    }

    /// The connector of that key that whoever runs this process has loaded.
    pub(super) fn given(&self, key: &str) -> Option<Connector> {
        let remembered = self.remembered();
        let given = remembered.get(key).filter(|known| known.was_given)?;
        Some(given.connector.clone())
    }

    /// The connector of that key.
    ///
    /// # Errors
    /// When there is none, or its file can't be read.
    pub async fn connector(&self, key: &str) -> Result<Connector, Error> {
        if let Some(remembered) = self.remembered().get(key) {
            return Ok(remembered.connector.clone());
        }
        let added = self.added_keys().await?;
        if !added.iter().any(|known| known == key) {
            let mut known: BTreeSet<_> = added.into_iter().collect();
            known.extend(self.remembered().keys().cloned());
            return Err(Error::UnknownConnector {
                key: key.to_owned(),
                known: known.into_iter().collect(),
            });
        }
        let component = self.read(key).await?;
        let connector = self.compile(component).await?;
        self.remember(&connector, false);
        Ok(connector)
    }

    /// The connector that was added under a key, whatever is loaded under it; none
    /// when there is none that can be used.
    pub(super) async fn added(&self, key: &str) -> Result<Option<Connector>, Error> {
        if !self.added_keys().await?.iter().any(|known| known == key) {
            return Ok(None);
        }
        let component = self.read(key).await?;
        match self.compile(component).await {
            Err(Error::Load(_)) => Ok(None),
            added => added.map(Some),
        }
    }

    async fn read(&self, key: &str) -> Result<Vec<u8>, Error> {
        let path = self.component_path(key);
        let directory = self.directory();
        blocking(move || {
            // Whoever can write to it chooses what runs.
            private_dir::check(&directory).map_err(|source| Error::File {
                operation: "trust",
                path: directory,
                source,
            })?;
            std::fs::read(&path).map_err(|source| Error::File {
                operation: "read",
                path,
                source,
            })
        })
        .await
    }

    /// All connectors that were added or loaded, by key.
    ///
    /// # Errors
    /// When one of them can't be read.
    pub async fn connectors(&self) -> Result<Vec<Connector>, Error> {
        let remembered = self.remembered().clone().into_iter();
        let mut connectors: BTreeMap<_, _> = remembered
            .map(|(key, remembered)| (key, remembered.connector))
            .collect();
        for key in self.added_keys().await? {
            if !connectors.contains_key(&key) {
                connectors.insert(key.clone(), self.connector(&key).await?);
            }
        }
        Ok(connectors.into_values().collect())
    }

    /// Forgets a connector that was added: its component, what was compiled of
    /// it, what was agreed to for it, and the app that this host signs in with for it. A component that no
    /// longer loads goes as well.
    ///
    /// # Errors
    /// When there is none of that key, when there are connections of it, of any
    /// tenant, which [`Host::remove`] takes away one by one, or when the component
    /// or the app can't be deleted.
    pub async fn remove_connector(&self, key: &str) -> Result<(), Error> {
        self.check_is_operators()?;
        self.check_added(key).await?;
        let store = self.store().await?;
        let connections = store.names_of_all(key).await?;
        if !connections.is_empty() {
            return Err(Error::ConnectorInUse {
                connector: key.to_owned(),
                connections,
            });
        }
        store.remove_all_apps(key).await?;
        self.remembered().remove(key);
        store.forget_agreed(key).await?;
        let (path, runtime) = (self.component_path(key), self.inner.runtime.clone());
        blocking(move || {
            // The file goes last: whoever is interrupted can begin again.
            if let Ok(component) = std::fs::read(&path) {
                runtime.forget(&component);
            }
            std::fs::remove_file(&path).map_err(|source| Error::File {
                operation: "delete",
                path,
                source,
            })
        })
        .await
    }

    /// The names of the connections that other tenants have of a connector, each
    /// with its tenant, for the operator: while there are any, the connector can't
    /// be removed.
    ///
    /// # Errors
    /// When this host is for another tenant than `default`, or the store can't be
    /// read.
    pub async fn connections_of_other_tenants(&self, key: &str) -> Result<Vec<String>, Error> {
        self.check_is_operators()?;
        Ok(self.store().await?.names_of_others(key).await?)
    }

    /// Refuses a connector that was not added.
    async fn check_added(&self, key: &str) -> Result<(), Error> {
        let known = self.added_keys().await?;
        if known.iter().any(|known| known == key) {
            return Ok(());
        }
        let key = key.to_owned();
        Err(Error::UnknownConnector { key, known })
    }

    /// The connections that the tenant has of a connector that was added, by
    /// name.
    ///
    /// # Errors
    /// When there is no connector of that key, or the store can't be read.
    pub async fn connections_of(&self, key: &str) -> Result<Vec<Connection>, Error> {
        self.check_added(key).await?;
        let mut connections = self.connections().await?;
        connections.retain(|connection| connection.connector == key);
        Ok(connections)
    }

    async fn compile(&self, component: Vec<u8>) -> Result<Connector, Error> {
        let runtime = self.inner.runtime.clone();
        blocking(move || Ok(runtime.load(&component)?)).await
    }

    fn remember(&self, connector: &Connector, was_given: bool) {
        let remembered = Remembered {
            connector: connector.clone(),
            was_given,
            permission: None,
        };
        self.remembered()
            .insert(connector.manifest().key.clone(), remembered);
    }

    fn remembered(
        &self,
    ) -> std::sync::MutexGuard<'_, std::collections::HashMap<String, Remembered>> {
        self.inner
            .loaded
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn directory(&self) -> PathBuf {
        self.inner.data_dir.join("connectors")
    }

    fn component_path(&self, key: &str) -> PathBuf {
        self.directory().join(key).with_extension(EXTENSION)
    }

    async fn added_keys(&self) -> Result<Vec<String>, Error> {
        let directory = self.directory();
        blocking(move || match keys_in(&directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            outcome => outcome.map_err(|source| Error::File {
                operation: "list",
                path: directory,
                source,
            }),
        })
        .await
    }
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
