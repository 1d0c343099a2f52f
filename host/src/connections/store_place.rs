//! Where a store is, or is going to be: what there is to know of it before it is opened.

use std::path::PathBuf;
use std::sync::Arc;

use super::Store;
use super::StoreError;
use super::key::KeySource;
use super::place::Place;
use super::postgres::{InDatabase, PostgresAddress};
use super::renewal_lease::RenewalLease;
use super::sqlite::InDirectory;
use crate::clock::SystemClock;

/// Where the store of a host is.
#[derive(Clone, Debug)]
pub(crate) struct StorePlace(Arc<dyn Place>);

impl StorePlace {
    /// In files of a data directory.
    pub(crate) fn in_directory(directory: PathBuf) -> Self {
        Self(Arc::new(InDirectory(directory)))
    }

    /// In a PostgreSQL database. The right to renew a grant is such a lease.
    pub(crate) fn in_postgres(address: PostgresAddress, lease: RenewalLease) -> Self {
        Self(Arc::new(InDatabase {
            address,
            lease,
            clock: Arc::new(SystemClock),
        }))
    }

    /// Whether there may be something in it. To ask begins no store.
    pub(crate) fn is_begun(&self) -> bool {
        self.0.is_begun()
    }

    /// Whether hosts of other machines use it.
    pub(crate) fn is_shared(&self) -> bool {
        self.0.is_shared()
    }

    /// The file that it is in, where it is in one.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        self.0.file()
    }

    /// Opens it, or begins it.
    pub(crate) async fn open(&self, key: KeySource) -> Result<Store, StoreError> {
        Store::open_in(&*self.0, key).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_directory_is_looked_at_without_a_store_being_begun_in_it() {
        let directory = tempfile::tempdir().unwrap();
        let place = StorePlace::in_directory(directory.path().to_owned());
        assert!(!place.is_begun() && !place.is_shared());
        let file = place.file().unwrap();
        assert!(!file.exists());
        let key = KeySource::File(directory.path().join("host.key"));
        let _store = place.open(key).await.unwrap();
        assert!(place.is_begun() && file.exists());
    }

    #[test]
    fn a_database_server_is_asked_nothing_and_is_for_other_machines_too() {
        let address = "postgres://nobody@192.0.2.1/none".parse().unwrap();
        let place = StorePlace::in_postgres(address, RenewalLease::DEFAULT);
        assert!(place.is_begun() && place.is_shared());
        assert_eq!(place.file(), None);
    }
}
