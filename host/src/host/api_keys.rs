//! The keys that programs of other machines prove with that they may use this
//! host, for servers around it.

use secrecy::SecretString;

use super::Host;
use crate::Error;
use crate::connections::{ApiKey, Holder, NewApiKey};

impl Host {
    /// Makes an API key. Its name may be that of others, so that one can take the place of
    /// another: keys are told apart by their ids. What it is proved by is shown this once, and not kept. The
    /// operator makes keys for everybody, and a tenant its own.
    ///
    /// # Errors
    /// When its name can't be one, when there is no such tenant, when it is not for the
    /// tenant to make, or when the store can't be written.
    pub async fn create_api_key(&self, new: NewApiKey) -> Result<(ApiKey, SecretString), Error> {
        if new.holder != Holder::Tenant(self.tenant.clone()) {
            self.check_is_operators()?;
        }
        let now = self.inner.clock.now();
        Ok(self.store().await?.create_api_key(new, now).await?)
    }

    /// The API keys of the tenant, the oldest first; of the tenant `default`, which is
    /// the operator's, those of all.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, Error> {
        Ok(self.store().await?.api_keys().await?)
    }

    /// Whether an API key was ever made, whatever has become of it: a server that is
    /// open as long as there are none stays closed once the last one is removed.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn has_had_api_keys(&self) -> Result<bool, Error> {
        Ok(self.store().await?.has_had_api_keys().await?)
    }

    /// Takes the API key of that id away: it is of no use from then on. The operator
    /// takes away everybody's.
    ///
    /// # Errors
    /// When the tenant has none of that id, or the store can't be written.
    pub async fn remove_api_key(&self, id: &str) -> Result<ApiKey, Error> {
        Ok(self.store().await?.remove_api_key(id.to_owned()).await?)
    }

    /// Whose API key it is that somebody shows, and what it may be used for: the
    /// operator is told of everybody's, a tenant of its own. That
    /// it was used is noted in the background, to the minute: a store that can't be
    /// written keeps nobody out.
    ///
    /// # Errors
    /// When it is no key, when it has expired, or when the store can't be read.
    pub async fn api_key_shown(&self, shown: &SecretString) -> Result<ApiKey, Error> {
        let now = self.inner.clock.now();
        let store = self.store().await?;
        let key = store.api_key_shown(shown, now).await?;
        if self.inner.uses_of_keys.is_to_be_noted(&key, now) {
            let id = key.id.clone();
            self.inner.tasks.spawn(async move {
                if let Err(error) = store.note_use_of_api_key(id, now).await {
                    tracing::warn!(%error, "the use of an API key could not be noted");
                }
            });
        }
        Ok(key)
    }
}
