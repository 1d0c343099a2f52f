//! From one data key of a tenant to the next.
//!
//! What is the tenant's is sealed anew in pieces, each a transaction of its own, so that nobody
//! else's changes wait for all of it. First the tenant has the new key beside the present one:
//! from then on whatever is sealed for it is sealed with the new one, and both open. Then come
//! the rows that are sealed with another key, some at a time. Where there are none left, the old
//! key goes in that very transaction, while nobody changes what is the tenant's. Whoever is
//! killed in between leaves a store that opens, and the next who replaces the key goes on.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::StoreError;
use super::backend::{Access, Decided};
use super::kept::{Change, Held, Scope, SealedOtherwise, Whose};
use super::key::KeyId;
use super::rotation::sealed_anew;
use super::seal::KeySealer;
use super::sealer::Sealer;
use super::store::Store;
use super::tenant::Tenant;

/// How many rows of each kind are sealed anew at once: a few milliseconds' work.
const PIECE: i64 = 200;
/// How long others have to begin their changes between two pieces: other processes look for
/// that now and then.
const RESPITE: Duration = Duration::from_millis(20);

/// How far it is after a piece.
pub(super) enum After {
    /// There may be more that is sealed with another key than this one, which seals.
    More(KeyId),
    /// Everything is sealed with it, and the tenant has no other.
    All,
}

impl Store {
    /// Seals the tenant's secrets with a new data key; or goes on with that where somebody has
    /// begun it and was cut off.
    pub(crate) async fn rotate_data_key(&self) -> Result<(), StoreError> {
        let mut key = self.begin_with_data_key().await?;
        while let After::More(present) = self.seal_some_anew(key, PIECE).await? {
            key = present;
            tokio::time::sleep(RESPITE).await;
        }
        Ok(())
    }

    /// Has a new data key seal what is the tenant's from now on, unless there is one before it
    /// that something may be sealed with. Gives the id of the one that seals.
    pub(super) async fn begin_with_data_key(&self) -> Result<KeyId, StoreError> {
        let (tell, told) = oneshot::channel();
        let rule = |tenant: Tenant, sealer: Sealer, _| {
            if sealer.is_replaced(&tenant)? {
                let _ = tell.send(sealer.present_of(&tenant)?);
                return Ok(Vec::new());
            }
            let both = sealer.beside_a_new_one(&tenant)?;
            let key = sealer.with_data_key(&tenant, both.clone());
            let _ = tell.send(key.present_of(&tenant)?);
            Ok(vec![Change::DataKey(tenant, both)])
        };
        self.alone_with_data_key(None, rule).await?;
        match told.await {
            Ok(key) => Ok(key),
            Err(_) => unreachable!("a backend that has worked has run the rule"),
        }
    }

    /// Seals some rows anew that are sealed with another key than this one; where there are
    /// none, the tenant has no other from now on.
    pub(super) async fn seal_some_anew(
        &self,
        than: KeyId,
        limit: i64,
    ) -> Result<After, StoreError> {
        let (tell, told) = oneshot::channel();
        let rule = move |tenant: Tenant, sealer: Sealer, held| {
            let present = sealer.present_of(&tenant)?;
            // Else somebody has replaced it once more meanwhile.
            let mut changes = Vec::new();
            if present == than {
                changes = sealed_anew(held, &sealer, &sealer)?;
            }
            let mut after = After::More(present);
            if present == than && changes.is_empty() {
                after = After::All;
                if sealer.is_replaced(&tenant)? {
                    let alone = sealer.without_the_one_before(&tenant)?;
                    changes.push(Change::DataKey(tenant, alone));
                }
            }
            let _ = tell.send(after);
            Ok(changes)
        };
        let otherwise = SealedOtherwise { than, limit };
        self.alone_with_data_key(Some(otherwise), rule).await?;
        match told.await {
            Ok(after) => Ok(after),
            Err(_) => unreachable!("a backend that has worked has run the rule"),
        }
    }

    /// Changes what is the tenant's while nobody else does.
    async fn alone_with_data_key(
        &self,
        otherwise: Option<SealedOtherwise>,
        rule: impl FnOnce(Tenant, Sealer, Held) -> Result<Vec<Change>, StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let tenant = self.tenant().clone();
        let scope = Scope {
            of: Whose::Of(tenant.clone()),
            otherwise,
            ..Scope::default()
        };
        let rule = move |mut held: Held, of_store: Arc<KeySealer>| {
            if !held.has_tenant {
                let name = tenant.to_string();
                return Err(StoreError::NoTenant { name });
            }
            let sealer = Sealer::new(of_store, std::mem::take(&mut held.data_keys));
            Ok(Decided {
                changes: rule(tenant, sealer, held)?,
                then: None,
            })
        };
        self.work_with_key(Access::Alone, scope, rule).await
    }
}
