//! From one key to the next.
//!
//! All secrets are sealed anew in one transaction, with the new key durable
//! before it and the old one deleted after it. A host that is killed anywhere in
//! between leaves a store that opens with the key of its source. Other processes
//! wait meanwhile, and read the new key when they use the store next.

use rusqlite::{Transaction, TransactionBehavior};

use super::StoreError;
use super::key::{Key, KeyError, KeyId, KeySource};
use super::schema::SEALED;
use super::seal::{Place, Sealer};
use super::store::{Database, Store};

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
        self.call(|database| Ok((database.key_source.clone(), database.sealer.key_id())))
            .await
    }

    /// Seals all secrets with a new key, which is kept in `to` from now on: the
    /// key that is given, or else a random one.
    pub(crate) async fn rotate_key(&self, to: KeySource) -> Result<Rotation, StoreError> {
        self.call_alone(move |database| {
            let old = database.sealer.key_id();
            let key = match &to {
                KeySource::Given(key) => key.clone(),
                KeySource::File(_) | KeySource::Keyring => Key::generate()?,
            };
            if key.id() == old {
                return Err(StoreError::SameKey { id: old });
            }
            to.prepare(&key, old)?;
            let sealer = Sealer::new(&key);
            seal_anew(database, &sealer)?;
            database.sealer = sealer;
            let from = std::mem::replace(&mut database.key_source, to);
            let settled = database.key_source.adopt().and_then(|()| from.forget(old));
            // The journal has pages that the old key opens.
            if let Err(error) = empty_journal(database) {
                tracing::warn!(%error, "what the old key opens stays in the journal for a while");
            }
            Ok(Rotation {
                old,
                new: key.id(),
                old_key_stays: settled.err(),
            })
        })
        .await
    }
}

fn seal_anew(database: &mut Database, new: &Sealer) -> Result<(), StoreError> {
    let Database {
        connection, sealer, ..
    } = database;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (table, row, column_name, column) in SEALED {
        let values = values(&transaction, table, row, column_name, column)?;
        let mut update = transaction.prepare(&format!(
            "UPDATE {table} SET {column} = ?1 WHERE rowid = ?2"
        ))?;
        for value in values {
            let place = Place {
                table,
                row: &value.row,
                column: &value.column,
            };
            let secret = sealer.open(place, &value.sealed)?;
            update.execute((new.seal(place, &secret)?, value.rowid))?;
        }
    }
    transaction.execute("UPDATE sealing SET key_id = ?1", [new.key_id().0])?;
    transaction.commit()?;
    Ok(())
}

fn empty_journal(database: &Database) -> rusqlite::Result<()> {
    database
        .connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// A sealed value, with what its place calls the row and the column.
struct SealedValue {
    rowid: i64,
    row: String,
    column: String,
    sealed: Vec<u8>,
}

fn values(
    transaction: &Transaction<'_>,
    table: &str,
    row: &str,
    column_name: &str,
    column: &str,
) -> rusqlite::Result<Vec<SealedValue>> {
    transaction
        .prepare(&format!(
            "SELECT rowid, {row}, {column_name}, {column} FROM {table} WHERE {column} IS NOT NULL"
        ))?
        .query_map([], |row| {
            Ok(SealedValue {
                rowid: row.get(0)?,
                row: row.get(1)?,
                column: row.get(2)?,
                sealed: row.get(3)?,
            })
        })?
        .collect()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::connections::Servers;
    use crate::connections::model::App;
    use crate::connections::tests::{Fixture, sign_in, tokens};

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
    async fn every_sealed_column_of_the_schema_takes_part() {
        let fixture = Fixture::new();
        drop(fixture.open().await.unwrap());
        let path = Store::path(fixture.directory.path());
        let database = rusqlite::Connection::open(path).unwrap();
        let mut columns = database
            .prepare(
                "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
                 WHERE t.type = 'table' AND c.type = 'BLOB' AND t.name <> 'sealing'",
            )
            .unwrap();
        let columns = columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let mut columns: Vec<(String, String)> =
            columns.unwrap().collect::<Result<_, _>>().unwrap();
        let mut sealed = SEALED.map(|(table, _, _, column)| (table.to_owned(), column.to_owned()));
        columns.sort_unstable();
        sealed.sort_unstable();
        assert_eq!(columns, sealed);
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
            .finish_renewal(&work.grant.id, 1, tokens("new"))
            .await
            .unwrap();
        let grant = store.grant_secrets(&work.grant.id).await.unwrap();
        assert_eq!(grant.tokens.access_token.expose_secret(), "access-new");
        other
            .finish_renewal(&work.grant.id, 2, tokens("1"))
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
                other.finish_renewal(&work.grant.id, generation, tokens(&text)),
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
        let database = rusqlite::Connection::open(Store::path(fixture.directory.path())).unwrap();
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
}
