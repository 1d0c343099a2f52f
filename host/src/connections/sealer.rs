//! What seals the secrets of a store: each tenant's with a key of its own.
//!
//! These data keys are kept beside the tenants, and sealed themselves with the key
//! of the store. So another key of the store costs a few bytes for each tenant and
//! no secret is touched. With a tenant goes its data key; copies of the database
//! from before have it still, until the key of the store is another and the old one
//! is gone, which makes all of them unreadable.
//!
//! While a tenant's data key is [replaced](super::data_keys) it has two: the first seals, and
//! both open. They are kept as one text, sealed as one is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

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
    opened: Mutex<BTreeMap<String, Arc<Ring>>>,
}

/// What opens the secrets of a tenant.
#[derive(Debug)]
struct Ring {
    /// It seals them.
    present: KeySealer,
    /// What some of them may be sealed with that were not sealed anew so far.
    before: Option<KeySealer>,
}

/// What stands between the two keys of a tenant, of which no key has any.
const BETWEEN: char = ' ';

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
        self.of_tenant(place.tenant)?.present.seal(place, secret)
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
        let ring = self.of_tenant(place.tenant)?;
        let before = ring.before.as_ref();
        let before = before.filter(|before| sealed.key_id() == Some(before.key_id()));
        before.unwrap_or(&ring.present).open(place, sealed)
    }

    pub(super) fn has_data_key(&self, tenant: &Tenant) -> bool {
        self.data_keys.contains_key(tenant)
    }

    /// The same with a new data key for a tenant, in place of the one that it has.
    pub(super) fn with_new_data_key(&self, tenant: &Tenant) -> Result<(Self, Sealed), StoreError> {
        let sealed = new_data_key(&self.of_store, tenant)?;
        Ok((self.with_data_key(tenant, sealed.clone()), sealed))
    }

    /// The same with that of a tenant in place of what it has.
    pub(super) fn with_data_key(&self, tenant: &Tenant, sealed: Sealed) -> Self {
        let mut data_keys = self.data_keys.clone();
        data_keys.insert(tenant.clone(), sealed);
        Self::new(Arc::clone(&self.of_store), data_keys)
    }

    /// The id of the data key that seals what is a tenant's.
    pub(super) fn present_of(&self, tenant: &Tenant) -> Result<KeyId, SealError> {
        Ok(self.of_tenant(tenant.as_str())?.present.key_id())
    }

    /// Whether a tenant's data key is being replaced.
    pub(super) fn is_replaced(&self, tenant: &Tenant) -> Result<bool, SealError> {
        Ok(self.of_tenant(tenant.as_str())?.before.is_some())
    }

    /// A new data key for a tenant, which seals from now on, beside the present one.
    pub(super) fn beside_a_new_one(&self, tenant: &Tenant) -> Result<Sealed, StoreError> {
        let present = self.text_of(tenant)?;
        let (present, _) = two_of(present.expose_secret());
        let new = Key::generate()?.to_base64();
        let both = Zeroizing::new(format!("{}{BETWEEN}{present}", *new));
        let both = SecretString::from(both.as_str());
        Ok(self.of_store.seal(place(tenant.as_str()), &both)?)
    }

    /// The data key that seals what is a tenant's, without the one before.
    pub(super) fn without_the_one_before(&self, tenant: &Tenant) -> Result<Sealed, SealError> {
        let text = self.text_of(tenant)?;
        let (present, _) = two_of(text.expose_secret());
        self.of_store.seal(place(tenant.as_str()), &present.into())
    }

    /// The data keys of a tenant as they are kept.
    fn text_of(&self, tenant: &Tenant) -> Result<SecretString, SealError> {
        let sealed = self.data_keys.get(tenant);
        let sealed = sealed.ok_or_else(|| SealError::NoDataKey {
            tenant: tenant.to_string(),
        })?;
        self.of_store.open(place(tenant.as_str()), sealed)
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

    fn of_tenant(&self, tenant: &str) -> Result<Arc<Ring>, SealError> {
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
        let text = self.of_store.open(place, sealed)?;
        let of = |key: &str| {
            let key = Key::from_base64(&key.into(), "the data key");
            let key = key.map_err(|_| SealError::Malformed {
                place: place.to_string(),
            })?;
            Ok::<_, SealError>(KeySealer::new(&key))
        };
        let (present, before) = two_of(text.expose_secret());
        let ring = Arc::new(Ring {
            present: of(present)?,
            before: before.map(of).transpose()?,
        });
        opened.insert(tenant.to_owned(), Arc::clone(&ring));
        Ok(ring)
    }
}

/// The key that seals, and the one before.
fn two_of(text: &str) -> (&str, Option<&str>) {
    match text.split_once(BETWEEN) {
        Some((present, before)) => (present, Some(before)),
        None => (text, None),
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
