//! From one key to the next.
//!
//! The data keys of all tenants are sealed anew in one transaction with another key of
//! the store, which is durable before it, and the old one deleted after it. A host that is
//! killed anywhere in between leaves a store that opens with the key of its source.
//! Whoever changes what is sealed waits meanwhile; whoever reads goes on, and reads the
//! new key when it is the store's.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::backend::{Access, Decided, Rule};
use super::kept::{
    Apps, Change, ConnectSessions, Connections, Grants, Held, Outcomes, Scope, SignIns, Whose,
};
use super::key::{Key, KeyError, KeyId, KeySource};
use super::keys::Keys;
use super::seal::{KeySealer, Place, SealError, Sealed};
use super::sealer::Sealer;
use super::store::Store;
use super::{StoreError, secrets};
use crate::blocking::blocking;

/// The key of a store that was rotated.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rotation {
    /// The key that seals nothing any more.
    pub old: KeyId,
    /// The key that seals all secrets now.
    pub new: KeyId,
    /// Why the old key is still where it was kept, if it is. It can be deleted
    /// by hand.
    pub old_key_stays: Option<KeyError>,
    /// The file that has the new key, if it is kept in one: the key file, or one beside it
    /// where that could not be replaced any more when the store had taken the key.
    pub kept_in: Option<PathBuf>,
}

impl Store {
    /// Where the key is kept, and its id.
    pub(crate) async fn key(&self) -> Result<(KeySource, KeyId), StoreError> {
        let key_id = self
            .see(Scope::default(), |_, sealer| Ok(sealer.key_id()))
            .await?;
        Ok((self.keys.source(), key_id))
    }

    /// The file that alone has the key at hand, where that is not the key file but the one
    /// beside it in which a new key waits.
    pub(crate) fn key_waits_in(&self) -> Option<PathBuf> {
        let key_id = self.keys.at_hand(None)?.key_id();
        match self.keys.source() {
            KeySource::File(path) => {
                let file = KeySource::File(path.clone()).file_with(key_id)?;
                (file != path).then_some(file)
            }
            KeySource::Given(_)
            | KeySource::GivenSeveral { .. }
            | KeySource::Keyring
            | KeySource::Provider(_) => None,
        }
    }

    /// Seals all data keys with a new key, which is kept in `to` from now on: the
    /// key that is given, or else a random one. No secret is touched.
    pub(crate) async fn rotate_key(&self, to: KeySource) -> Result<Rotation, StoreError> {
        // It is at hand then, unless somebody else rotates it just now.
        self.key().await?;
        let scope = Scope {
            of: Whose::All,
            ..Scope::default()
        };
        let prepared = Arc::<OnceLock<_>>::default();
        let (tell, told) = tokio::sync::oneshot::channel();
        let keys = Arc::clone(&self.keys);
        let target = to.clone();
        let about_to = Arc::clone(&prepared);
        let rule: Rule = Box::new(move |held| {
            let sealer = Sealer::new(keys.sealer(held.sealed_with)?, held.data_keys);
            let old = sealer.key_id();
            let key = match &target {
                KeySource::Given(key) | KeySource::GivenSeveral { first: key, .. } => key.clone(),
                KeySource::File(_) | KeySource::Keyring | KeySource::Provider(_) => {
                    Key::generate()?
                }
            };
            if key.id() == old {
                return Err(StoreError::SameKey { id: old });
            }
            target.prepare(&key, old)?;
            let _ = about_to.set((key.clone(), old));
            let mut changes = vec![Change::Key(key.id())];
            let data_keys = sealer.rewrapped(&KeySealer::new(&key))?.into_iter();
            changes.extend(data_keys.map(|(tenant, sealed)| Change::DataKey(tenant, sealed)));
            // Nobody is there to be told only if the task was dropped.
            let then = move || drop(tell.send(settle(&keys, target, &key, old)));
            Ok(Decided {
                changes,
                then: Some(Box::new(then)),
            })
        });
        if let Err(error) = self.backend.work(Access::Alone, scope, rule).await {
            // A database that could not say so may have taken the new key. It is asked
            // once nobody is at it any more.
            let Some((key, old)) = prepared.get().cloned() else {
                return Err(error);
            };
            return match self.named_key(Access::Alone).await {
                Ok((Some(named), _)) if named == key.id() => {
                    let keys = Arc::clone(&self.keys);
                    Ok(blocking(move || settle(&keys, to, &key, old)).await)
                }
                _ => Err(error),
            };
        }
        match told.await {
            Ok(rotation) => Ok(rotation),
            Err(_) => unreachable!("a backend that has worked has finished what the rule decided"),
        }
    }

    /// Gives each tenant a data key that has none, and seals with it what an
    /// earlier version of the host has sealed with the key of the store.
    pub(super) async fn give_data_keys(&self) -> Result<(), StoreError> {
        let rule = move |mut held: Held, of_store| {
            let data_keys = std::mem::take(&mut held.data_keys);
            let mut sealer = Sealer::new(of_store, data_keys);
            let mut changes = Vec::new();
            for tenant in std::mem::take(&mut held.tenants) {
                if !sealer.has_data_key(&tenant) {
                    let data_key;
                    (sealer, data_key) = sealer.with_new_data_key(&tenant)?;
                    changes.push(Change::DataKey(tenant, data_key));
                }
            }
            if !changes.is_empty() {
                changes.extend(sealed_anew(held, &sealer, &sealer)?);
            }
            Ok(Decided {
                changes,
                then: None,
            })
        };
        let scope = everything(Whose::All);
        self.work_with_key(Access::Alone, scope, rule).await
    }
}

/// Goes on with a key that the store has taken, and ends the old one.
fn settle(keys: &Keys, to: KeySource, key: &Key, old: KeyId) -> Rotation {
    let from = keys.source();
    let settled = to.adopt(key.id()).and_then(|()| from.forget(old));
    let kept_in = to.file_with(key.id());
    keys.replace(to, KeySealer::new(key));
    Rotation {
        old,
        new: key.id(),
        old_key_stays: settled.err(),
        kept_in,
    }
}

/// Whatever is sealed, of those.
fn everything(of: Whose) -> Scope {
    Scope {
        of,
        connections: Connections::All,
        secrets: true,
        grants: Grants::All,
        apps: Apps::All,
        brought: true,
        outcomes: Outcomes::All,
        connect_sessions: ConnectSessions::All,
        sign_ins: SignIns::All,
        ..Scope::default()
    }
}

/// Everything that is sealed, sealed anew.
pub(super) fn sealed_anew(
    held: Held,
    old: &Sealer,
    new: &Sealer,
) -> Result<Vec<Change>, SealError> {
    let anew = |place: Place<'_>, sealed: &mut Sealed| {
        *sealed = new.seal(place, &old.open(place, sealed)?)?;
        Ok::<_, SealError>(())
    };
    let mut changes = Vec::new();
    for mut kept in held.grants.into_values() {
        kept.each_sealed(anew)?;
        changes.push(Change::Grant(Box::new(kept)));
    }
    for ((tenant, id), mut kept) in held.secrets {
        secrets::each_sealed(&tenant, &id, &mut kept, anew)?;
        changes.push(Change::Secrets(tenant, id, kept));
    }
    let apps = held.apps.into_values().chain(held.brought.into_values());
    for mut kept in apps {
        kept.each_sealed(anew)?;
        changes.push(Change::App(Box::new(kept)));
    }
    for mut kept in held.connect_sessions {
        kept.each_sealed(anew)?;
        changes.push(Change::ConnectSession(Box::new(kept)));
    }
    for mut kept in held.sign_ins {
        kept.each_sealed(anew)?;
        changes.push(Change::SignIn(Box::new(kept)));
    }
    for mut kept in held.outcomes {
        kept.each_sealed(anew)?;
        changes.push(Change::Outcome(Box::new(kept)));
    }
    Ok(changes)
}

#[cfg(test)]
pub(super) mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::connections::app::{App, DEFAULT_APP};
    use crate::connections::key::Mounted;
    use crate::connections::tests::{Fixture, sign_in, tokens};
    use crate::connections::{Fence, KeyProvider, Servers, Tenant};

    /// A store with a secret in every place that has one.
    pub(in crate::connections) async fn full_store(fixture: &Fixture) -> Store {
        let store = fixture.open().await.unwrap();
        store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
        store.keep(sign_in(Some("play"), "bob", "2")).await.unwrap();
        let app = App::new("notes", "app-client").secret("client_secret", "app-secret".into());
        store.set_app(app, Servers::new()).await.unwrap();
        let new = "newer-app-secret".into();
        let rotated = store.rotate_app_secret("notes", DEFAULT_APP, "client_secret", new);
        rotated.await.unwrap();
        store
    }

    /// Every secret of [`full_store`], as the store opens it.
    pub(in crate::connections) async fn secrets(store: &Store) -> Vec<String> {
        let app = store.apps_in_use("notes").await.unwrap().remove(0);
        let of_app = app.client_secrets();
        let mut secrets = vec![of_app.current, of_app.other];
        for name in ["work", "play"] {
            let connection = store.connection(name).await.unwrap();
            let grant = store.grant_secrets(&connection.grant.id).await.unwrap();
            secrets.push(grant.client_secret);
            secrets.push(Some(grant.tokens.access_token));
            secrets.push(grant.tokens.refresh_token);
            let setting = store.secret_setting(&connection.id, "client_secret").await;
            secrets.push(setting.unwrap());
        }
        let exposed =
            |secret: Option<secrecy::SecretString>| secret.unwrap().expose_secret().to_owned();
        secrets.into_iter().map(exposed).collect()
    }

    #[tokio::test]
    async fn all_secrets_open_with_the_new_key_and_nothing_with_the_old_one() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let before = secrets(&store).await;
        let old = store.key().await.unwrap().1;
        assert!(fixture.bytes().windows(8).any(|bytes| bytes == old.0));

        let rotation = store.rotate_key(fixture.key_file()).await.unwrap();
        assert_eq!(rotation.old, old);
        assert!(rotation.old_key_stays.is_none());
        // Each sealed value begins with the id of its key.
        assert!(!fixture.bytes().windows(8).any(|bytes| bytes == old.0));
        assert_eq!(secrets(&store).await, before);
        drop(store);
        assert_eq!(secrets(&fixture.open().await.unwrap()).await, before);
    }

    fn database(fixture: &Fixture) -> rusqlite::Connection {
        rusqlite::Connection::open(crate::connections::sqlite::path(fixture.directory.path()))
            .unwrap()
    }

    /// The bytes of a column, of all rows.
    fn column(fixture: &Fixture, column: &str, table: &str) -> Vec<Vec<u8>> {
        let query = format!("SELECT {column} FROM {table} ORDER BY 1");
        let database = database(fixture);
        let mut statement = database.prepare(&query).unwrap();
        let values = statement.query_map([], |row| row.get(0)).unwrap();
        values.map(Result::unwrap).collect()
    }

    #[tokio::test]
    async fn another_key_of_the_store_touches_no_secret() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let secrets = || {
            [
                column(&fixture, "access_token", "grants"),
                column(&fixture, "refresh_token", "grants"),
                column(&fixture, "value", "secret_settings"),
                column(&fixture, "value", "app_secrets"),
                column(
                    &fixture,
                    "previous",
                    "app_secrets WHERE previous IS NOT NULL",
                ),
            ]
        };
        let (before, data_keys) = (secrets(), column(&fixture, "data_key", "tenants"));
        store.rotate_key(fixture.key_file()).await.unwrap();
        assert_eq!(secrets(), before);
        assert_ne!(column(&fixture, "data_key", "tenants"), data_keys);
    }

    #[tokio::test]
    async fn another_data_key_seals_the_secrets_of_its_tenant_and_no_others() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let acme = "acme".parse().unwrap();
        let now = jiff::Timestamp::UNIX_EPOCH;
        store.create_tenant(acme, now).await.unwrap();
        let acme = store.of(&"acme".parse().unwrap());
        let theirs = acme.keep(sign_in(Some("work"), "eve", "3")).await.unwrap();
        let before = secrets(&store).await;
        let tokens_of = |tenant: &str| {
            let table = format!("grants WHERE tenant = '{tenant}'");
            column(&fixture, "access_token", &table)
        };
        let (ours, of_acme) = (tokens_of("default"), tokens_of("acme"));
        store.rotate_data_key().await.unwrap();
        assert_eq!(secrets(&store).await, before);
        assert!(tokens_of("default").iter().all(|now| !ours.contains(now)));
        assert_eq!(tokens_of("acme"), of_acme);
        let grant = acme.grant_secrets(&theirs.grant.id).await.unwrap();
        assert_eq!(grant.tokens.access_token.expose_secret(), "access-3");
    }

    #[tokio::test]
    async fn what_a_removed_tenant_was_sealed_with_is_in_no_file_any_more() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let now = jiff::Timestamp::UNIX_EPOCH;
        store
            .create_tenant("acme".parse().unwrap(), now)
            .await
            .unwrap();
        let data_key = column(&fixture, "data_key", "tenants WHERE name = 'acme'").remove(0);
        let is_there = || {
            let bytes = fixture.bytes();
            bytes.windows(data_key.len()).any(|bytes| bytes == data_key)
        };
        assert!(is_there());
        let acme = store.of(&"acme".parse().unwrap());
        acme.remove_tenant().await.unwrap();
        assert!(!is_there());
    }

    #[tokio::test]
    async fn another_open_store_goes_on_with_the_new_key() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let other = fixture.open().await.unwrap();
        let before = secrets(&other).await;
        store.rotate_key(fixture.key_file()).await.unwrap();

        let work = other.connection("work").await.unwrap();
        other
            .finish_renewal(&work.grant.id, 1, tokens("new"), Fence::default())
            .await
            .unwrap();
        let grant = store.grant_secrets(&work.grant.id).await.unwrap();
        assert_eq!(grant.tokens.access_token.expose_secret(), "access-new");
        other
            .finish_renewal(&work.grant.id, 2, tokens("1"), Fence::default())
            .await
            .unwrap();
        assert_eq!(secrets(&other).await, before);
    }

    #[tokio::test]
    async fn tokens_that_come_while_the_key_is_rotated_are_kept() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let work = store.connection("work").await.unwrap();
        for generation in 1..20 {
            let other = fixture.open().await.unwrap();
            let text = generation.to_string();
            let (rotated, renewed) = tokio::join!(
                store.rotate_key(fixture.key_file()),
                other.finish_renewal(&work.grant.id, generation, tokens(&text), Fence::default()),
            );
            rotated.unwrap();
            renewed.unwrap();
            let grant = store.grant_secrets(&work.grant.id).await.unwrap();
            let token = grant.tokens.access_token.expose_secret();
            assert_eq!(token, format!("access-{text}"));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_reads_while_the_key_is_rotated_is_told_of_no_other_key() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let rotated = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let mut readers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (other, rotated) = (fixture.open().await.unwrap(), Arc::clone(&rotated));
            readers.spawn(async move {
                let work = other.connection("work").await.unwrap();
                while !rotated.load(std::sync::atomic::Ordering::SeqCst) {
                    other.grant_secrets(&work.grant.id).await.unwrap();
                }
            });
        }
        for _ in 0..20 {
            store.rotate_key(fixture.key_file()).await.unwrap();
        }
        rotated.store(true, std::sync::atomic::Ordering::SeqCst);
        readers.join_all().await;
    }

    /// Works with everything of those alone, and decides on nothing before it is let.
    fn held_up(
        store: &Store,
        of: Whose,
        decide: impl FnOnce(Held, Arc<KeySealer>) -> Result<Decided, StoreError> + Send + 'static,
    ) -> (
        tokio::task::JoinHandle<Result<(), StoreError>>,
        tokio::sync::oneshot::Receiver<()>,
        std::sync::mpsc::Sender<()>,
    ) {
        let (begin, begun) = tokio::sync::oneshot::channel();
        let (let_go, until_let) = std::sync::mpsc::channel();
        let store = store.clone();
        let rule = move |held, of_store| {
            begin.send(()).unwrap();
            // It ends as well when a test that fails drops the other side.
            let _ = until_let.recv();
            decide(held, of_store)
        };
        let work = async move {
            let scope = everything(of);
            store.work_with_key(Access::Alone, scope, rule).await
        };
        (tokio::spawn(work), begun, let_go)
    }

    /// What calls of a tenant need, remembered or not, and what reads its connections.
    async fn calls_go_on(store: &Store) {
        let warm = store.connection_at_hand("work").await.unwrap();
        let cold = store.connection_at_hand("play").await.unwrap();
        for connection in [warm, cold] {
            store.grant_at_hand(&connection.grant.id).await.unwrap();
        }
        assert_eq!(store.connections().await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn calls_and_whoever_reads_go_on_while_a_tenant_gets_another_data_key() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let now = jiff::Timestamp::UNIX_EPOCH;
        let name: Tenant = "acme".parse().unwrap();
        store.create_tenant(name.clone(), now).await.unwrap();
        let acme = store.of(&name);
        for (connection, user) in [("work", "eve"), ("play", "mallory")] {
            let sign_in = sign_in(Some(connection), user, "3");
            acme.keep(sign_in).await.unwrap();
        }
        for store in [&store, &acme] {
            let warm = store.connection_at_hand("work").await.unwrap();
            store.grant_at_hand(&warm.grant.id).await.unwrap();
        }
        let of = Whose::Of(name.clone());
        let decide = |_, _| Ok(Decided::default());
        let (rotation, begun, let_go) = held_up(&acme, of, decide);
        begun.await.unwrap();
        calls_go_on(&store).await;
        calls_go_on(&acme).await;
        let_go.send(()).unwrap();
        rotation.await.unwrap().unwrap();
        calls_go_on(&acme).await;
    }

    #[tokio::test]
    async fn calls_and_whoever_reads_go_on_while_the_key_of_the_store_is_replaced() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let another = fixture.open().await.unwrap();
        let warm = store.connection_at_hand("work").await.unwrap();
        store.grant_at_hand(&warm.grant.id).await.unwrap();
        let decide = |_, _| Ok(Decided::default());
        let (rotation, begun, let_go) = held_up(&store, Whose::All, decide);
        begun.await.unwrap();
        calls_go_on(&store).await;
        calls_go_on(&another).await;
        let_go.send(()).unwrap();
        rotation.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn the_key_moves_from_a_file_to_whoever_starts_the_host_and_back() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let before = secrets(&store).await;
        let given = KeySource::Given(Key::generate().unwrap());
        store.rotate_key(given.clone()).await.unwrap();
        assert!(!fixture.directory.path().join("host.key").exists());
        let opened = fixture.open_with(given).await;
        assert_eq!(secrets(&opened.unwrap()).await, before);

        store.rotate_key(fixture.key_file()).await.unwrap();
        assert_eq!(secrets(&fixture.open().await.unwrap()).await, before);
    }

    /// A vault, which has keys in memory.
    #[derive(Debug, Default)]
    struct Vault(std::sync::Mutex<std::collections::BTreeMap<KeyId, Key>>);

    impl std::fmt::Display for Vault {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("the vault")
        }
    }

    impl KeyProvider for Vault {
        fn key(&self, id: Option<KeyId>) -> Result<Key, KeyError> {
            // As one does that asks a server: this panics on a thread of the runtime.
            tokio::runtime::Handle::current().block_on(tokio::task::yield_now());
            let mut keys = self.0.lock().unwrap();
            let Some(id) = id else {
                let key = Key::generate()?;
                keys.insert(key.id(), key.clone());
                return Ok(key);
            };
            keys.get(&id).cloned().ok_or_else(|| KeyError::Provider {
                provider: self.to_string(),
                reason: format!("it has no key {id}"),
            })
        }

        fn prepare(&self, new: &Key, _present: KeyId) -> Result<(), KeyError> {
            self.0.lock().unwrap().insert(new.id(), new.clone());
            Ok(())
        }

        fn forget(&self, old: KeyId) -> Result<(), KeyError> {
            self.0.lock().unwrap().remove(&old);
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_vault_keeps_the_key_gets_another_and_is_needed_to_open() {
        let fixture = Fixture::new();
        let (vault, empty) = (Arc::new(Vault::default()), Arc::new(Vault::default()));
        let open = |vault: &Arc<Vault>| fixture.open_with(KeySource::Provider(vault.clone()));
        let store = open(&vault).await.unwrap();
        store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
        let first = store.key().await.unwrap().1;
        store
            .rotate_key(KeySource::Provider(vault.clone()))
            .await
            .unwrap();
        let kept: Vec<_> = vault.0.lock().unwrap().keys().copied().collect();
        assert_eq!(kept.len(), 1);
        assert_ne!(kept[0], first);
        drop(store);
        let store = open(&vault).await.unwrap();
        let work = store.connection("work").await.unwrap();
        store.grant_secrets(&work.grant.id).await.unwrap();
        let error = open(&empty).await.unwrap_err();
        let error = error.to_string().replace(&kept[0].to_string(), "[id]");
        insta::assert_snapshot!(error, @"the key can't be had from the vault: it has no key [id]");
    }

    #[tokio::test]
    async fn a_process_with_a_given_key_is_told_that_another_seals_now() {
        let fixture = Fixture::new();
        let given = KeySource::Given(Key::generate().unwrap());
        let store = fixture.open_with(given.clone()).await.unwrap();
        let other = fixture.open_with(given).await.unwrap();
        store.rotate_key(fixture.key_file()).await.unwrap();
        let error = other.connections().await.unwrap_err();
        assert!(matches!(error, StoreError::OtherKey { .. }), "{error}");
    }

    #[tokio::test]
    async fn processes_that_were_given_the_next_key_beside_the_present_one_go_on_with_it() {
        let fixture = Fixture::new();
        let [old, new] = [(); 2].map(|()| Key::generate().unwrap());
        let both = || KeySource::GivenSeveral {
            first: old.clone(),
            others: vec![new.clone()],
        };
        let old_alone = KeySource::Given(old.clone());
        let store = fixture.open_with(old_alone.clone()).await.unwrap();
        store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
        let replica = fixture.open_with(both()).await.unwrap();
        let token = async |store: &Store| {
            let work = store.connection("work").await?;
            let grant = store.grant_secrets(&work.grant.id).await?;
            Ok::<_, StoreError>(grant.tokens.access_token.expose_secret().to_owned())
        };
        assert_eq!(token(&replica).await.unwrap(), "access-1");
        let rotation = store.rotate_key(KeySource::Given(new.clone())).await;
        assert_eq!(rotation.unwrap().new, new.id());
        assert_eq!(token(&replica).await.unwrap(), "access-1");
        // So does one that starts now, and at last each has the new one alone.
        for source in [both(), KeySource::Given(new.clone())] {
            let started = fixture.open_with(source).await.unwrap();
            assert_eq!(token(&started).await.unwrap(), "access-1");
        }
        let refused = fixture.open_with(old_alone).await.unwrap_err();
        assert!(matches!(refused, StoreError::OtherKey { .. }), "{refused}");
    }

    #[tokio::test]
    async fn the_present_key_is_no_new_key() {
        let fixture = Fixture::new();
        let key = Key::generate().unwrap();
        let given = KeySource::Given(key);
        let store = fixture.open_with(given.clone()).await.unwrap();
        let error = store.rotate_key(given).await.unwrap_err();
        assert!(matches!(error, StoreError::SameKey { .. }), "{error}");
    }

    #[tokio::test]
    async fn a_data_key_that_does_not_open_leaves_the_old_key_in_use() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let now = jiff::Timestamp::UNIX_EPOCH;
        let acme = "acme".parse().unwrap();
        store.create_tenant(acme, now).await.unwrap();
        database(&fixture)
            .execute_batch(
                "UPDATE tenants SET data_key = substr(data_key, 1, 40) WHERE name = 'acme'",
            )
            .unwrap();
        let error = store.rotate_key(fixture.key_file()).await.unwrap_err();
        assert!(matches!(error, StoreError::Seal(_)), "{error}");
        drop(store);
        let store = fixture.open().await.unwrap();
        let work = store.connection("work").await.unwrap();
        store.grant_secrets(&work.grant.id).await.unwrap();
    }

    #[tokio::test]
    async fn a_key_whose_file_cant_be_replaced_is_not_rotated_and_goes_on_to_seal() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let (before, old) = (secrets(&store).await, store.key().await.unwrap().1);
        let mounted = Mounted::at(&fixture.directory.path().join("host.key"));
        let refused = store.rotate_key(fixture.key_file()).await.unwrap_err();
        let is_told = matches!(refused, StoreError::Key(KeyError::NotReplaceable { .. }));
        assert!(is_told, "{refused}");
        for store in [&store, &fixture.open().await.unwrap()] {
            assert_eq!(store.key().await.unwrap().1, old);
            assert_eq!(secrets(store).await, before);
            assert_eq!(store.key_waits_in(), None);
        }
        // The way that is told of: the hosts are given the key, and it needs no file.
        let given = KeySource::Given(Key::generate().unwrap());
        let rotation = store.rotate_key(given.clone()).await.unwrap();
        assert!(rotation.old_key_stays.is_some());
        assert_eq!(rotation.kept_in, None);
        drop(mounted);
        let opened = fixture.open_with(given).await.unwrap();
        assert_eq!(secrets(&opened).await, before);
    }

    #[tokio::test]
    async fn a_key_file_that_is_mounted_when_the_store_has_taken_the_new_key_costs_nothing() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let before = secrets(&store).await;
        let idle = fixture.open().await.unwrap();
        let path = fixture.directory.path().join("host.key");
        let beside = fixture.directory.path().join("host.key.new");
        // It is replaced once, to try whether it can be.
        let mounted = Mounted::after(1, &path);
        let rotation = store.rotate_key(fixture.key_file()).await.unwrap();
        let stays = rotation.old_key_stays.unwrap();
        assert!(matches!(stays, KeyError::NotReplaceable { .. }), "{stays}");
        assert_eq!(rotation.kept_in.as_ref(), Some(&beside));
        for store in [&store, &idle, &fixture.open().await.unwrap()] {
            assert_eq!(secrets(store).await, before);
            assert_eq!(store.key().await.unwrap().1, rotation.new);
            assert_eq!(store.key_waits_in().as_ref(), Some(&beside));
            let refused = store.rotate_key(fixture.key_file()).await.unwrap_err();
            assert_eq!(refused.code(), "key-not-replaceable");
        }
        drop(mounted);
        let store = fixture.open().await.unwrap();
        assert_eq!(store.key_waits_in(), None);
        let rotation = store.rotate_key(fixture.key_file()).await.unwrap();
        assert!(rotation.old_key_stays.is_none());
        assert_eq!(rotation.kept_in.as_ref(), Some(&path));
        assert_eq!(secrets(&fixture.open().await.unwrap()).await, before);
    }

    pub(in crate::connections) const SUITE: crate::connections::tests::Suite = crate::connections::tests::named![
        another_open_store_goes_on_with_the_new_key,
        tokens_that_come_while_the_key_is_rotated_are_kept,
        whoever_reads_while_the_key_is_rotated_is_told_of_no_other_key,
        calls_and_whoever_reads_go_on_while_a_tenant_gets_another_data_key,
        calls_and_whoever_reads_go_on_while_the_key_of_the_store_is_replaced,
        the_key_moves_from_a_file_to_whoever_starts_the_host_and_back,
        a_vault_keeps_the_key_gets_another_and_is_needed_to_open,
        a_process_with_a_given_key_is_told_that_another_seals_now,
        processes_that_were_given_the_next_key_beside_the_present_one_go_on_with_it,
        the_present_key_is_no_new_key,
        a_key_whose_file_cant_be_replaced_is_not_rotated_and_goes_on_to_seal,
        a_key_file_that_is_mounted_when_the_store_has_taken_the_new_key_costs_nothing,
    ];
}
