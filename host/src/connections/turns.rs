//! One renewal at a time for a grant.
//!
//! A refresh token works once where the server rotates it: two refreshes at the
//! same moment lose the grant. In a process a mutex queues the tasks; among
//! processes the [`Backend`] gives out the right.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

use super::StoreError;
use super::backend::{Backend, GrantHeld};
use super::kept::KeptGrant;
use super::tenant::Tenant;

/// Whose grant it is, and its id.
type Held = (Tenant, String);

/// The tasks of this process that want to renew grants.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<Held, Weak<tokio::sync::Mutex<()>>>>);

/// The turn of one task among those of this process that want to renew a grant;
/// given back when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    backend: Arc<dyn Backend>,
    tenant: Tenant,
    grant_id: String,
    in_process: OwnedMutexGuard<()>,
}

/// The right to renew one grant; given back when dropped.
#[derive(Debug)]
pub(crate) struct GrantLock {
    // Dropped in this order: the next task finds nobody else with the right.
    among_processes: GrantHeld,
    _in_process: OwnedMutexGuard<()>,
}

impl Turns {
    /// Waits for the other tasks of this process.
    pub(super) async fn turn(
        &self,
        backend: Arc<dyn Backend>,
        tenant: &Tenant,
        grant_id: &str,
    ) -> Turn {
        let key = (tenant.clone(), grant_id.to_owned());
        Turn {
            backend,
            in_process: self.mutex(&key).lock_owned().await,
            tenant: key.0,
            grant_id: key.1,
        }
    }

    fn mutex(&self, key: &(Tenant, String)) -> Arc<tokio::sync::Mutex<()>> {
        let mut in_process = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mutex) = in_process.get(key).and_then(Weak::upgrade) {
            return mutex;
        }
        in_process.retain(|_, mutex| mutex.strong_count() > 0);
        let mutex = Arc::default();
        in_process.insert(key.clone(), Arc::downgrade(&mutex));
        mutex
    }
}

impl Turn {
    /// Waits for the other processes as well.
    pub(crate) async fn lock(self) -> Result<GrantLock, StoreError> {
        let Self {
            backend,
            tenant,
            grant_id,
            in_process,
        } = self;
        Ok(GrantLock {
            among_processes: backend.lock_grant(tenant, grant_id).await?,
            _in_process: in_process,
        })
    }
}

impl GrantLock {
    /// What tells this right from later ones.
    pub(crate) fn fence(&self) -> Fence {
        Fence(self.among_processes.fence)
    }

    /// Gives it back now, and not only some time after it is dropped.
    pub(crate) async fn give_back(self) {
        self.among_processes.until_dropped.give_back().await;
    }
}

/// Tells the right to renew a grant from later ones, where it may end before it
/// is given back.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fence(pub(super) Option<u64>);

impl Fence {
    /// Whether the right is there still, and nobody else's.
    pub(super) fn holds(self, kept: &KeptGrant) -> bool {
        match self.0 {
            Some(fence) => fence == kept.fence && kept.is_leased,
            // Where rights have numbers nobody is without one.
            None => kept.fence == 0,
        }
    }

    /// Whether somebody has got the right to renew the grant since.
    pub(super) fn is_before(self, kept: &KeptGrant) -> bool {
        self.0.unwrap_or_default() != kept.fence
    }
}
