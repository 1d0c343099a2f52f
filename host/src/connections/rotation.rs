//! From one key to the next.
//!
//! All secrets are sealed anew in one transaction, with the new key durable
//! before it and the old one deleted after it. A host that is killed anywhere in
//! between leaves a store that opens with the key of its source. Other processes
//! wait meanwhile, and read the new key when they use the store next.

use std::sync::Arc;

use super::backend::{Access, Decided, Rule};
use super::kept::{Apps, Change, Connections, Grants, Held, Scope, Whose};
use super::key::{Key, KeyError, KeyId, KeySource};
use super::seal::{Place, SealError, Sealed, Sealer};
use super::store::Store;
use super::{StoreError, secrets};

/// The key of a store that was rotated.
#[derive(Debug)]
pub struct Rotation {
    /// The key that seals nothing any more.
    pub old: KeyId,
    /// The key that seals all secrets now.
    pub new: KeyId,
    /// Why the old key is still where it was kept, if it is. It can be deleted
    /// by hand.
    pub old_key_stays: Option<KeyError>,
}

impl Store {
    /// Where the key is kept, and its id.
    pub(crate) async fn key(&self) -> Result<(KeySource, KeyId), StoreError> {
        let key_id = self
            .see(Scope::default(), |_, sealer| Ok(sealer.key_id()))
            .await?;
        Ok((self.keys.source(), key_id))
    }

    /// Seals all secrets with a new key, which is kept in `to` from now on: the
    /// key that is given, or else a random one.
    pub(crate) async fn rotate_key(&self, to: KeySource) -> Result<Rotation, StoreError> {
        let scope = Scope {
            of: Whose::All,
            connections: Connections::All,
            secrets: true,
            grants: Grants::All,
            apps: Apps::All,
            ..Scope::default()
        };
        let (tell, told) = tokio::sync::oneshot::channel();
        let keys = Arc::clone(&self.keys);
        let rule: Rule = Box::new(move |held| {
            let sealer = keys.sealer(held.sealed_with)?;
            let old = sealer.key_id();
            let key = match &to {
                KeySource::Given(key) => key.clone(),
                KeySource::File(_) | KeySource::Keyring => Key::generate()?,
            };
            if key.id() == old {
                return Err(StoreError::SameKey { id: old });
            }
            to.prepare(&key, old)?;
            let new_sealer = Sealer::new(&key);
            let changes = sealed_anew(held, &sealer, &new_sealer)?;
            let then = move || {
                let from = keys.source();
                let settled = to.adopt(key.id()).and_then(|()| from.forget(old));
                keys.replace(to, new_sealer);
                // Nobody is there to be told only if the task was dropped.
                let _ = tell.send(Rotation {
                    old,
                    new: key.id(),
                    old_key_stays: settled.err(),
                });
            };
            Ok(Decided {
                changes,
                then: Some(Box::new(then)),
            })
        });
        self.backend.work(Access::Alone, scope, rule).await?;
        match told.await {
            Ok(rotation) => Ok(rotation),
            Err(_) => unreachable!("a backend that has worked has finished what the rule decided"),
        }
    }
}

/// Everything that is sealed, sealed with the new key.
fn sealed_anew(held: Held, old: &Sealer, new: &Sealer) -> Result<Vec<Change>, SealError> {
    let anew = |place: Place<'_>, sealed: &mut Sealed| {
        *sealed = new.seal(place, &old.open(place, sealed)?)?;
        Ok::<_, SealError>(())
    };
    let mut changes = vec![Change::Key(new.key_id())];
    for mut kept in held.grants.into_values() {
        kept.each_sealed(anew)?;
        changes.push(Change::Grant(Box::new(kept)));
    }
    for ((tenant, id), mut kept) in held.secrets {
        secrets::each_sealed(&tenant, &id, &mut kept, anew)?;
        changes.push(Change::Secrets(tenant, id, kept));
    }
    for mut kept in held.apps.into_values() {
        kept.each_sealed(anew)?;
        changes.push(Change::App(kept));
    }
    Ok(changes)
}

#[cfg(test)]
pub(super) mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::connections::model::App;
    use crate::connections::tests::{Fixture, sign_in, tokens};
    use crate::connections::{Fence, Servers};

    /// A store with a secret in every place that has one.
    async fn full_store(fixture: &Fixture) -> Store {
        let store = fixture.open().await.unwrap();
        store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
        store.keep(sign_in(Some("play"), "bob", "2")).await.unwrap();
        let app = App {
            connector: "notes".to_owned(),
            client_id: "app-client".to_owned(),
            client_secret: Some("app-secret".into()),
        };
        store.set_app(app, Servers::new()).await.unwrap();
        store
    }

    /// Every secret of [`full_store`], as the store opens it.
    async fn secrets(store: &Store) -> Vec<String> {
        let mut secrets = vec![store.app("notes").await.unwrap().unwrap().client_secret];
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

    #[tokio::test]
    async fn the_key_moves_from_a_file_to_whoever_starts_the_host_and_back() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let before = secrets(&store).await;
        let given = KeySource::Given(Key::generate().unwrap());
        store.rotate_key(given.clone()).await.unwrap();
        assert!(!fixture.directory.path().join("host.key").exists());
        let opened = Store::open(fixture.directory.path().to_owned(), given).await;
        assert_eq!(secrets(&opened.unwrap()).await, before);

        store.rotate_key(fixture.key_file()).await.unwrap();
        assert_eq!(secrets(&fixture.open().await.unwrap()).await, before);
    }

    #[tokio::test]
    async fn a_process_with_a_given_key_is_told_that_another_seals_now() {
        let fixture = Fixture::new();
        let given = KeySource::Given(Key::generate().unwrap());
        let directory = fixture.directory.path().to_owned();
        let store = Store::open(directory.clone(), given.clone()).await.unwrap();
        let other = Store::open(directory, given).await.unwrap();
        store.rotate_key(fixture.key_file()).await.unwrap();
        let error = other.connections().await.unwrap_err();
        assert!(matches!(error, StoreError::OtherKey { .. }), "{error}");
    }

    #[tokio::test]
    async fn the_present_key_is_no_new_key() {
        let fixture = Fixture::new();
        let key = Key::generate().unwrap();
        let given = KeySource::Given(key);
        let directory = fixture.directory.path().to_owned();
        let store = Store::open(directory, given.clone()).await.unwrap();
        let error = store.rotate_key(given).await.unwrap_err();
        assert!(matches!(error, StoreError::SameKey { .. }), "{error}");
    }

    #[tokio::test]
    async fn a_secret_that_does_not_open_leaves_the_old_key_in_use() {
        let fixture = Fixture::new();
        let store = full_store(&fixture).await;
        let database =
            rusqlite::Connection::open(crate::connections::path(fixture.directory.path())).unwrap();
        database
            .execute(
                "UPDATE apps SET client_secret = substr(client_secret, 1, 40)",
                [],
            )
            .unwrap();
        let error = store.rotate_key(fixture.key_file()).await.unwrap_err();
        assert!(matches!(error, StoreError::Seal(_)), "{error}");
        drop(store);
        let store = fixture.open().await.unwrap();
        let work = store.connection("work").await.unwrap();
        store.grant_secrets(&work.grant.id).await.unwrap();
    }

    pub(in crate::connections) const SUITE: crate::connections::tests::Suite = crate::connections::tests::named![
        another_open_store_goes_on_with_the_new_key,
        tokens_that_come_while_the_key_is_rotated_are_kept,
    ];
}
