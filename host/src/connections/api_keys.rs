//! API keys in the store: what programs of other machines prove with that they
//! may use this host.
//!
//! A key is shown once, when it is made. What is kept is its SHA-256: the secret in
//! it is 256 random bits, which nobody finds by trying, so nothing slower is
//! needed.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::StoreError;
use super::id::{is_id, new_id};
use super::kept::{ApiKeys, Change, KeptApiKey, Scope, in_seconds};
use super::memory::{Asked, Thing};
use super::model::is_lately;
use super::name::is_name;
use super::seal::SealError;
use super::store::Store;
use super::tenant::Tenant;

/// What keys begin with, so that those who find one know what it is.
const PREFIX: &str = "chk_";

/// A key that programs prove with that they may use this host; without what it
/// is proved by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiKey {
    /// Its id, which is no secret.
    pub id: String,
    /// What it is for, in the operator's words.
    pub name: String,
    /// Whose it is.
    pub holder: Holder,
    /// What it may be used for.
    pub rights: BTreeSet<Right>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// Whose an API key is.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// The operator's: it may be used for everything, for every tenant.
    Operator,
    /// A tenant's, for what is the tenant's own.
    Tenant(Tenant),
}

/// What an API key may be used for. None of them includes another.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Right {
    /// To use connections: invoke actions, list choices, test.
    Invoke,
    /// To see what there is: connectors, connections, what an action would send.
    Read,
    /// To connect accounts, and to change and remove connections and apps.
    Manage,
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Invoke, Self::Read, Self::Manage];

    /// Its name, such as `invoke`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invoke => "invoke",
            Self::Read => "read",
            Self::Manage => "manage",
        }
    }
}

impl fmt::Display for Right {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// An API key to be made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewApiKey {
    /// What it is for, in the operator's words: 1 to 64 letters, digits, `-`, `_`,
    /// `.` or `@`.
    pub name: String,
    /// Whose it is.
    pub holder: Holder,
    /// What it may be used for. An operator's key may be used for everything,
    /// whatever stands here.
    pub rights: BTreeSet<Right>,
    /// From when on it is of no use.
    pub expires_at: Option<Timestamp>,
}

impl NewApiKey {
    /// A key of that name, with no right yet but those that an operator's has anyway, and
    /// for good.
    #[must_use]
    pub fn new(name: impl Into<String>, holder: Holder) -> Self {
        Self {
            name: name.into(),
            holder,
            rights: BTreeSet::new(),
            expires_at: None,
        }
    }

    /// Gives it rights.
    #[must_use]
    pub fn rights(mut self, rights: impl IntoIterator<Item = Right>) -> Self {
        self.rights.extend(rights);
        self
    }

    /// Says from when on it is of no use; none for never.
    #[must_use]
    pub fn expires_at(mut self, time: impl Into<Option<Timestamp>>) -> Self {
        self.expires_at = time.into();
        self
    }
}

impl ApiKey {
    /// Whether it may be used for that.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.holder == Holder::Operator || self.rights.contains(&right)
    }

    /// Whether it is noted already that it was used within this minute.
    pub(crate) fn was_used_lately(&self, now: Timestamp) -> bool {
        is_lately(self.last_used_at, now)
    }
}

/// What is kept of the secret of a key.
fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

impl Store {
    /// Makes a key, and shows it.
    pub(crate) async fn create_api_key(
        &self,
        new: NewApiKey,
        now: Timestamp,
    ) -> Result<(ApiKey, SecretString), StoreError> {
        let NewApiKey {
            name,
            holder,
            rights,
            expires_at,
        } = new;
        if !is_name(&name) {
            return Err(StoreError::BadApiKeyName { name });
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(SealError::Random)?;
        let secret = URL_SAFE_NO_PAD.encode(secret);
        let key = ApiKey {
            id: new_id()?,
            name,
            holder,
            rights,
            created_at: in_seconds(now),
            expires_at: expires_at.map(in_seconds),
            last_used_at: None,
        };
        let shown = format!("{PREFIX}{}_{secret}", key.id);
        let kept = KeptApiKey {
            key: key.clone(),
            hash: hash(&secret),
        };
        let store = match &key.holder {
            Holder::Operator => self.operators(),
            // Refused where there is no such tenant.
            Holder::Tenant(tenant) => self.of(tenant),
        };
        let change = Change::ApiKey(Box::new(kept));
        store
            .change(Scope::default(), move |_, _| Ok((vec![change], ())))
            .await?;
        Ok((key, shown.into()))
    }

    /// All keys that the tenant knows of, the oldest first: the operator of those of all
    /// tenants.
    pub(crate) async fn api_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let kept = self.kept_api_keys(ApiKeys::All).await?;
        Ok(kept.into_iter().map(|kept| kept.key).collect())
    }

    /// Whether any key was ever made, whatever has become of it.
    pub(crate) async fn has_had_api_keys(&self) -> Result<bool, StoreError> {
        let scope = Scope {
            api_keys: ApiKeys::Ever,
            ..Scope::default()
        };
        self.operators()
            .see(scope, |held, _| Ok(held.has_had_api_keys))
            .await
    }

    /// Forgets the key of that id.
    pub(crate) async fn remove_api_key(&self, id: String) -> Result<ApiKey, StoreError> {
        let scope = Scope {
            api_keys: ApiKeys::WithId(id.clone()),
            ..Scope::default()
        };
        let tenant = self.tenant().clone();
        self.operators()
            .change(scope, move |mut held, _| {
                let kept = held.api_keys.pop().map(|kept| kept.key);
                match kept.filter(|key| knows(&tenant, key)) {
                    Some(key) => Ok((vec![Change::ApiKeyGone(id)], key)),
                    None => Err(StoreError::NoApiKey { id }),
                }
            })
            .await
    }

    /// The key that somebody shows, if it is one that is of use now. Nothing is
    /// written for it. One that another process has removed is of use for another second
    /// at most.
    pub(crate) async fn api_key_shown(
        &self,
        shown: &SecretString,
        now: Timestamp,
    ) -> Result<ApiKey, StoreError> {
        let shown = shown.expose_secret().strip_prefix(PREFIX);
        let (id, secret) = shown
            .and_then(|rest| rest.split_once('_'))
            .filter(|(id, _)| is_id(id))
            .ok_or(StoreError::WrongApiKey)?;
        let kept = self.api_key_at_hand(id).await?;
        if !bool::from(kept.hash.ct_eq(&hash(secret))) {
            return Err(StoreError::WrongApiKey);
        }
        if let Some(expired_at) = kept.key.expires_at.filter(|expiry| *expiry <= now) {
            return Err(StoreError::ApiKeyExpired { expired_at });
        }
        Ok(kept.key.clone())
    }

    /// The key of that id, remembered as long as nobody changes it.
    async fn api_key_at_hand(&self, id: &str) -> Result<Arc<KeptApiKey>, StoreError> {
        let (keys, asked) = (self.operators(), Asked::ApiKey(id));
        let mark = match keys.remembered(asked).await {
            Ok(Thing::ApiKey(known)) if knows(self.tenant(), &known.key) => return Ok(known),
            Ok(_) => None,
            Err(mark) => mark,
        };
        let kept = self.kept_api_keys(ApiKeys::WithId(id.to_owned())).await?;
        let kept = kept.into_iter().next().ok_or(StoreError::WrongApiKey)?;
        let kept = Arc::new(kept);
        keys.remember(mark, asked, Thing::ApiKey(Arc::clone(&kept)));
        Ok(kept)
    }

    /// Notes when a key was used; one that was removed meanwhile stays so.
    pub(crate) async fn note_use_of_api_key(
        &self,
        id: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let used = Change::ApiKeyUsed(id, in_seconds(now));
        self.operators()
            .change(Scope::default(), move |_, _| Ok((vec![used], ())))
            .await
    }

    async fn kept_api_keys(&self, api_keys: ApiKeys) -> Result<Vec<KeptApiKey>, StoreError> {
        let scope = Scope {
            api_keys,
            ..Scope::default()
        };
        let tenant = self.tenant().clone();
        let held = self
            .operators()
            .see(scope, |held, _| Ok(held.api_keys))
            .await?;
        let known = held.into_iter().filter(|kept| knows(&tenant, &kept.key));
        Ok(known.collect())
    }
}

/// Whether a tenant knows of a key: the operator knows of all, the others of their own.
fn knows(tenant: &Tenant, key: &ApiKey) -> bool {
    tenant.is_default() || key.holder == Holder::Tenant(tenant.clone())
}
