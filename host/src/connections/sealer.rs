//! What seals the secrets of a store: each tenant's with a key of its own.
//!
//! These data keys are kept beside the tenants, and sealed themselves with the key
//! of the store. So another key of the store costs a few bytes for each tenant and
//! no secret is touched. With a tenant goes its data key; copies of the database
//! from before have it still, until the key of the store is another and the old one
//! is gone, which makes all of them unreadable.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;

use super::StoreError;
use super::key::{Key, KeyId};
use super::seal::{KeySealer, Place, SealError, Sealed};
use super::tenant::Tenant;

/// The data keys of some tenants, sealed.
pub(super) type DataKeys = BTreeMap<Tenant, Sealed>;

/// Seals and opens the secrets of those tenants.
#[derive(Debug)]
pub(super) struct Sealer {
    of_store: Arc<KeySealer>,
    data_keys: DataKeys,
    /// Those that were needed, so that each is opened once however much there is that it
    /// seals.
    opened: Mutex<BTreeMap<String, Arc<KeySealer>>>,
}

impl Sealer {
    pub(super) fn new(of_store: Arc<KeySealer>, data_keys: DataKeys) -> Self {
        Self {
            of_store,
            data_keys,
            opened: Mutex::default(),
        }
    }

    /// The id of the key of the store.
    pub(super) fn key_id(&self) -> KeyId {
        self.of_store.key_id()
    }

    pub(super) fn seal(
        &self,
        place: Place<'_>,
        secret: &SecretString,
    ) -> Result<Sealed, SealError> {
        self.of_tenant(place.tenant)?.seal(place, secret)
    }

    /// Opens what was sealed with the tenant's data key, or, before there were
    /// any, with the key of the store.
    pub(super) fn open(
        &self,
        place: Place<'_>,
        sealed: &Sealed,
    ) -> Result<SecretString, SealError> {
        if sealed.key_id() == Some(self.key_id()) {
            return self.of_store.open(place, sealed);
        }
        self.of_tenant(place.tenant)?.open(place, sealed)
    }

    pub(super) fn has_data_key(&self, tenant: &Tenant) -> bool {
        self.data_keys.contains_key(tenant)
    }

    /// The same with a new data key for a tenant, in place of the one that it has.
    pub(super) fn with_new_data_key(&self, tenant: &Tenant) -> Result<(Self, Sealed), StoreError> {
        let sealed = new_data_key(&self.of_store, tenant)?;
        let mut data_keys = self.data_keys.clone();
        data_keys.insert(tenant.clone(), sealed.clone());
        let of_store = Arc::clone(&self.of_store);
        Ok((Self::new(of_store, data_keys), sealed))
    }

    /// All data keys, sealed with another key of the store.
    pub(super) fn rewrapped(&self, with: &KeySealer) -> Result<DataKeys, SealError> {
        let rewrapped = |(tenant, sealed): (&Tenant, &Sealed)| {
            let place = place(tenant.as_str());
            let key = self.of_store.open(place, sealed)?;
            Ok((tenant.clone(), with.seal(place, &key)?))
        };
        self.data_keys.iter().map(rewrapped).collect()
    }

    fn of_tenant(&self, tenant: &str) -> Result<Arc<KeySealer>, SealError> {
        // It is whole at any time, so a panic elsewhere does not matter.
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = opened.get(tenant) {
            return Ok(Arc::clone(known));
        }
        let sealed = self.data_keys.get(tenant);
        let sealed = sealed.ok_or_else(|| SealError::NoDataKey {
            tenant: tenant.to_owned(),
        })?;
        let place = place(tenant);
        let key = self.of_store.open(place, sealed)?;
        let key = Key::from_base64(&key, "the data key").map_err(|_| SealError::Malformed {
            place: place.to_string(),
        })?;
        let sealer = Arc::new(KeySealer::new(&key));
        opened.insert(tenant.to_owned(), Arc::clone(&sealer));
        Ok(sealer)
    }
}

/// A new data key for a tenant, sealed with the key of the store.
pub(super) fn new_data_key(of_store: &KeySealer, tenant: &Tenant) -> Result<Sealed, StoreError> {
    let key = SecretString::from(Key::generate()?.to_base64().as_str());
    Ok(of_store.seal(place(tenant.as_str()), &key)?)
}

fn place(tenant: &str) -> Place<'_> {
    Place {
        tenant,
        table: "tenants",
        row: tenant,
        column: "data_key",
    }
}
