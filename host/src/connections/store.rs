//! The store: rules over what a backend keeps, with every secret sealed.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::backend::{Access, Backend, Decided, Rule, Then};
use super::kept::{Change, Held, Scope, Whose};
use super::key::{KeyId, KeySource};
use super::keys::Keys;
use super::memory::{Forgetting, Memory};
use super::place::Place;
#[cfg(test)]
use super::postgres::{InDatabase, PostgresAddress};
#[cfg(test)]
use super::renewal_lease::RenewalLease;
use super::seal::KeySealer;
use super::sealer::{Sealer, new_data_key};
#[cfg(test)]
use super::sqlite::InDirectory;
use super::tenant::Tenant;
use super::turns::{GrantLock, Turn, Turns};
use super::{DatabaseError, DatabaseTrouble, StoreError};
#[cfg(test)]
use crate::clock::{Clock, SystemClock};

/// How often another key may be needed until a rule is run.
const KEYS_IN_A_ROW: usize = 16;

/// The connections, grants and apps of a host. Clones share what it holds; any
/// number of processes may open the same data directory.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pub(super) backend: Arc<dyn Backend>,
    pub(super) keys: Arc<Keys>,
    pub(super) memory: Arc<Memory>,
    turns: Arc<Turns>,
    gave_up: Arc<OnceLock<GaveUpKey>>,
    begun_with: Arc<OnceLock<KeySource>>,
    tenant: Tenant,
}

/// A store that held no secret was opened with another key than it named, and
/// names that one now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct GaveUpKey {
    /// The key that it named before. Nothing was sealed with it.
    pub before: KeyId,
    /// The key that it names now.
    pub now: KeyId,
}

impl Store {
    /// Opens the store of a place, or begins one there.
    pub(super) async fn open_in(place: &dyn Place, key: KeySource) -> Result<Self, StoreError> {
        let memory = Arc::<Memory>::default();
        let backend = place.open(Arc::clone(&memory)).await?;
        let store = Self::of_backend(backend, memory, key);
        match store.begin().await {
            // Nobody may be about to seal with the key that is given up.
            Err(StoreError::OtherKey { .. }) if !place.is_shared() => {
                store.take_key(Taking::FromAnother).await?;
            }
            begun => begun?,
        }
        Ok(store)
    }

    /// The same for a data directory.
    #[cfg(test)]
    pub(crate) async fn open(
        directory: std::path::PathBuf,
        key: KeySource,
    ) -> Result<Self, StoreError> {
        Self::open_in(&InDirectory(directory), key).await
    }

    /// The same for a PostgreSQL database.
    #[cfg(test)]
    pub(crate) async fn open_postgres(
        address: &PostgresAddress,
        key: KeySource,
        lease: RenewalLease,
    ) -> Result<Self, StoreError> {
        Self::open_postgres_by(address, key, lease, Arc::new(SystemClock)).await
    }

    /// The same on a machine with that clock.
    #[cfg(test)]
    pub(crate) async fn open_postgres_by(
        address: &PostgresAddress,
        key: KeySource,
        lease: RenewalLease,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let place = InDatabase {
            address: address.clone(),
            lease,
            clock,
        };
        Self::open_in(&place, key).await
    }

    /// Checks the key, and makes what a new store lacks, or one of an earlier
    /// version of the host.
    async fn begin(&self) -> Result<(), StoreError> {
        if !self.is_begun().await? {
            self.take_key(Taking::ForNew).await?;
            self.give_data_keys().await?;
        }
        Ok(())
    }

    /// Whether the store has a key, which is checked, and data keys.
    async fn is_begun(&self) -> Result<bool, StoreError> {
        let mut refused = None;
        loop {
            let (Some(id), has_data_key) = self.named_key(Access::Read).await? else {
                return Ok(false);
            };
            match self.keys.fetch(Some(id)).await {
                Ok(()) => return Ok(has_data_key),
                Err(error) if refused == Some(id) => return Err(error),
                // It may have been rotated since.
                Err(_) => refused = Some(id),
            }
        }
    }

    /// The key that the store names, and whether it has data keys.
    pub(super) async fn named_key(
        &self,
        access: Access,
    ) -> Result<(Option<KeyId>, bool), StoreError> {
        let scope = Scope {
            of: Whose::Of(Tenant::default()),
            ..Scope::default()
        };
        let (tell, told) = tokio::sync::oneshot::channel();
        let rule: Rule = Box::new(move |held| {
            let has_data_key = held.data_keys.contains_key(Tenant::DEFAULT);
            let _ = tell.send((held.sealed_with, has_data_key));
            Ok(Decided::default())
        });
        self.backend.work(access, scope, rule).await?;
        match told.await {
            Ok(named) => Ok(named),
            Err(_) => unreachable!("a backend that has worked has run the rule"),
        }
    }

    fn of_backend(backend: Arc<dyn Backend>, memory: Arc<Memory>, key: KeySource) -> Self {
        Self {
            backend,
            memory,
            keys: Arc::new(Keys::new(key)),
            turns: Arc::default(),
            gave_up: Arc::default(),
            begun_with: Arc::default(),
            tenant: Tenant::default(),
        }
    }

    /// Takes the key where the store is to have it. Whoever else begins the store
    /// waits, and sees what was made.
    async fn take_key(&self, taking: Taking) -> Result<(), StoreError> {
        let scope = Scope {
            of: Whose::All,
            any_secret: true,
            ..Scope::default()
        };
        let keys = Arc::clone(&self.keys);
        let gave_up = Arc::clone(&self.gave_up);
        let (begun_with, source) = (Arc::clone(&self.begun_with), self.keys.source());
        let rule: Rule = Box::new(move |held| {
            let sealer = match (keys.sealer(held.sealed_with), taking) {
                (Err(StoreError::OtherKey { .. }), Taking::FromAnother) if !held.any_secret => {
                    keys.sealer(None)?
                }
                (sealer, _) => sealer?,
            };
            let now = sealer.key_id();
            if held.sealed_with == Some(now) {
                return Ok(Decided::default());
            }
            let mut changes = vec![Change::Key(now)];
            for tenant in held.tenants {
                let data_key = new_data_key(&sealer, &tenant)?;
                changes.push(Change::DataKey(tenant, data_key));
            }
            Ok(Decided {
                changes,
                then: Some(Box::new(move || {
                    let Some(before) = held.sealed_with else {
                        let _ = begun_with.set(source);
                        return;
                    };
                    tracing::warn!(%before, %now, "the store holds no secret and takes another key from now on");
                    let _ = gave_up.set(GaveUpKey { before, now });
                })),
            })
        });
        self.backend.work(Access::Alone, scope, rule).await
    }

    /// The key that the store has given up by being opened.
    pub(crate) fn gave_up(&self) -> Option<GaveUpKey> {
        self.gave_up.get().copied()
    }

    /// Where the key is kept that seals the store since this one has begun it.
    pub(crate) fn begun_with(&self) -> Option<&KeySource> {
        self.begun_with.get()
    }

    /// The same store for a tenant, which sees nothing of the others.
    pub(crate) fn of(&self, tenant: &Tenant) -> Self {
        Self {
            tenant: tenant.clone(),
            ..self.clone()
        }
    }

    /// The same for the operator.
    pub(super) fn operators(&self) -> Self {
        self.of(&Tenant::default())
    }

    pub(crate) fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// Waits for the right to renew a grant.
    pub(crate) async fn lock_grant(&self, grant_id: &str) -> Result<GrantLock, StoreError> {
        self.turn_with_grant(grant_id).await.lock().await
    }

    /// Waits until no other task of this process renews a grant; another process
    /// may.
    pub(crate) async fn turn_with_grant(&self, grant_id: &str) -> Turn {
        let backend = Arc::clone(&self.backend);
        self.turns.turn(backend, &self.tenant, grant_id).await
    }

    /// What a view says of what is held.
    pub(super) async fn see<T: Send + 'static>(
        &self,
        scope: Scope,
        view: impl FnOnce(Held, &Sealer) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let rule = |held, sealer: &_| Ok((Vec::new(), view(held, sealer)?));
        self.work(Access::Read, scope, rule).await
    }

    /// Makes the changes that a rule decides on.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        scope: Scope,
        rule: impl FnOnce(Held, &Sealer) -> Result<(Vec<Change>, T), StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.work(Access::Write, scope, rule).await
    }

    async fn work<T: Send + 'static>(
        &self,
        access: Access,
        mut scope: Scope,
        rule: impl FnOnce(Held, &Sealer) -> Result<(Vec<Change>, T), StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (tell, told) = tokio::sync::oneshot::channel();
        if matches!(scope.of, Whose::Own) {
            scope.of = Whose::Of(self.tenant.clone());
        }
        let (tenant, memory) = (self.tenant.clone(), Arc::clone(&self.memory));
        let rule = move |mut held: Held, of_store| {
            let data_keys = std::mem::take(&mut held.data_keys);
            let sealer = Sealer::new(of_store, data_keys);
            if !held.has_tenant {
                let name = tenant.to_string();
                return Err(StoreError::NoTenant { name });
            }
            let (changes, outcome) = rule(held, &sealer)?;
            // Nobody is there to be told only if the task was dropped.
            let _ = tell.send(outcome);
            let forgetting = Forgetting::of(&memory, &changes);
            let forgotten = |forgetting| -> Then { Box::new(move || drop(forgetting)) };
            Ok(Decided {
                changes,
                then: forgetting.map(forgotten),
            })
        };
        self.work_with_key(access, scope, rule).await?;
        match told.await {
            Ok(outcome) => Ok(outcome),
            Err(_) => unreachable!("a backend that has worked has run the rule"),
        }
    }

    /// Runs a rule with what opens the store. Where that is not at hand it is fetched
    /// first, while nothing is held in the database.
    pub(super) async fn work_with_key(
        &self,
        access: Access,
        scope: Scope,
        rule: impl FnOnce(Held, Arc<KeySealer>) -> Result<Decided, StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let rule = Arc::new(Mutex::new(Some(rule)));
        let mut refused = None;
        for _ in 0..KEYS_IN_A_ROW {
            let missing = Arc::<OnceLock<_>>::default();
            let attempt: Rule = Box::new({
                let (keys, rule) = (Arc::clone(&self.keys), Arc::clone(&rule));
                let missing = Arc::clone(&missing);
                move |held| {
                    let Some(sealer) = keys.at_hand(held.sealed_with) else {
                        let _ = missing.set(held.sealed_with);
                        return Ok(Decided::default());
                    };
                    let rule = rule.lock().unwrap_or_else(PoisonError::into_inner).take();
                    match rule {
                        Some(rule) => rule(held, sealer),
                        None => unreachable!("it is run once"),
                    }
                }
            });
            self.backend.work(access, scope.clone(), attempt).await?;
            let Some(wanted) = missing.get().copied() else {
                return Ok(());
            };
            if let Err(error) = self.keys.fetch(wanted).await {
                // What was seen may be of before a rotation. What is seen next is of
                // after it.
                if refused.replace(wanted) == Some(wanted) {
                    return Err(error);
                }
            }
        }
        let rotated = "its key is rotated again and again";
        Err(StoreError::Database(DatabaseError::new(
            DatabaseTrouble::Busy,
            rotated,
        )))
    }
}

/// When the key at hand becomes the key of the store.
#[derive(Clone, Copy)]
enum Taking {
    /// When it has none.
    ForNew,
    /// When it has none, or another and no secret: adding a connector, such as
    /// while a container's image is built, seals nothing.
    FromAnother,
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::connections::Key;

    #[tokio::test]
    async fn the_database_and_its_journals_belong_to_the_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let key = KeySource::File(directory.path().join("host.key"));
        let _store = Store::open(directory.path().to_owned(), key).await.unwrap();
        for name in ["connections.db", "connections.db-wal", "connections.db-shm"] {
            let metadata = std::fs::metadata(directory.path().join(name)).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
        }
    }

    #[tokio::test]
    async fn a_store_without_secrets_takes_another_key_and_one_with_some_does_not() {
        let directory = tempfile::tempdir().unwrap();
        let open = |key| Store::open(directory.path().to_owned(), key);
        let other = || KeySource::Given(Key::generate().unwrap());
        let kept = KeySource::File(directory.path().join("host.key"));
        let before = open(kept).await.unwrap();
        assert_eq!(before.gave_up(), None);
        let (_, named) = before.key().await.unwrap();
        let store = open(other()).await.unwrap();
        let gave_up = store.gave_up().unwrap();
        assert_eq!(gave_up.before, named);
        assert_eq!(gave_up.now, store.key().await.unwrap().1);
        let refused = before.key().await.unwrap_err();
        assert!(
            !matches!(refused, StoreError::Lock { .. }),
            "who has the key of before seals nothing any more: {refused}"
        );
        let app = crate::connections::App::new("notes", "the-client")
            .secret("client_secret", "hush".into());
        store
            .set_app(app, crate::connections::Servers::default())
            .await
            .unwrap();
        drop((before, store));
        let refused = open(other()).await.unwrap_err();
        assert!(matches!(refused, StoreError::OtherKey { .. }), "{refused}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn of_two_who_bring_keys_at_once_one_seals_and_the_other_is_refused() {
        for _ in 0..20 {
            let directory = tempfile::tempdir().unwrap();
            let seal = |name: &'static str| {
                let key = Key::generate().unwrap();
                let path = directory.path().to_owned();
                tokio::spawn(async move {
                    let store = Store::open(path, KeySource::Given(key)).await?;
                    let app = crate::connections::App::new(name, "the-client")
                        .secret("client_secret", "hush".into());
                    store
                        .set_app(app, crate::connections::Servers::default())
                        .await?;
                    Ok::<_, StoreError>((name, store))
                })
            };
            let (one, other) = (seal("one"), seal("other"));
            let outcomes = [one.await.unwrap(), other.await.unwrap()];
            let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
            assert_eq!((won.len(), lost.len()), (1, 1));
            for refused in lost.into_iter().filter_map(Result::err) {
                assert!(matches!(refused, StoreError::OtherKey { .. }), "{refused}");
            }
            for (name, store) in won.into_iter().flatten() {
                let apps = store.apps().await.unwrap();
                let of: Vec<_> = apps.iter().map(|app| app.connector.as_str()).collect();
                assert_eq!(of, [name]);
            }
        }
    }

    #[tokio::test]
    async fn a_database_that_others_can_read_is_taken_from_them() {
        let directory = tempfile::tempdir().unwrap();
        let key = KeySource::File(directory.path().join("host.key"));
        let open = || Store::open(directory.path().to_owned(), key.clone());
        let _keeps_the_journals = open().await.unwrap();
        let files = ["connections.db", "connections.db-wal", "connections.db-shm"]
            .map(|name| directory.path().join(name));
        for file in &files {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o644)).unwrap();
        }
        open().await.unwrap();
        for file in &files {
            let metadata = std::fs::metadata(file).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        }
    }
}
