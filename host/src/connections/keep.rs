//! Keeping what a sign-in brought.

use rusqlite::{OptionalExtension as _, TransactionBehavior, named_params};
use secrecy::SecretString;
use serde_json::Value;

use super::changes::make_only_connection_default;
use super::lock::GrantLocks;
use super::model::{Connection, SignIn};
use super::rows::{by_name, secret_setting};
use super::seal::Sealer;
use super::store::{Database, Store};
use super::{StoreError, grants, new_id};

impl Store {
    /// Keeps what a sign-in brought: the grant is made or renewed under all its
    /// connections, and the connection is made or renewed, both or neither.
    /// A sign-in whose name turns out to be taken still renews a grant that
    /// other connections use, since the server may have ended its old tokens.
    pub(crate) async fn keep(&self, sign_in: SignIn) -> Result<Connection, StoreError> {
        self.call(
            move |Database {
                      connection,
                      sealer,
                      lock_directory,
                      ..
                  }| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let known_grant = grants::find(&transaction, &sign_in)?;
                let name = match name_for(&transaction, &sign_in, known_grant.as_deref()) {
                    Ok(name) => name,
                    Err(refusal) => {
                        if let Some(grant_id) = known_grant {
                            grants::renew_by_sign_in(&transaction, sealer, &grant_id, &sign_in)?;
                            transaction.commit()?;
                        }
                        return Err(refusal);
                    }
                };
                let grant_id = match known_grant {
                    Some(grant_id) => {
                        grants::renew_by_sign_in(&transaction, sealer, &grant_id, &sign_in)?;
                        grant_id
                    }
                    None => grants::insert(&transaction, sealer, &sign_in)?,
                };

                let id = transaction.query_row(
                    "INSERT INTO connections
                     (id, name, connector, method, settings, owner, grant_id, created_at)
                 VALUES (:id, :name, :connector, :method, :settings, :owner, :grant_id, :created_at)
                 ON CONFLICT (name) DO UPDATE SET
                     method = excluded.method,
                     settings = excluded.settings,
                     owner = coalesce(excluded.owner, owner),
                     grant_id = excluded.grant_id,
                     disabled_at = NULL
                 RETURNING id",
                    named_params! {
                        ":id": new_id()?,
                        ":name": name,
                        ":connector": sign_in.connector,
                        ":method": sign_in.method,
                        ":settings": Value::from(sign_in.settings).to_string(),
                        ":owner": sign_in.owner,
                        ":grant_id": grant_id,
                        ":created_at": sign_in.tokens.received_at.as_second(),
                    },
                    |row| row.get::<_, String>(0),
                )?;
                transaction.execute(
                    "DELETE FROM secret_settings WHERE connection_id = ?1",
                    [&id],
                )?;
                set_secret_settings(&transaction, sealer, &id, &sign_in.secret_settings)?;
                make_only_connection_default(&transaction, &sign_in.connector)?;
                let gone = grants::remove_unused(&transaction)?;
                let kept =
                    by_name(&transaction, &name)?.ok_or(StoreError::NoConnection { name })?;
                transaction.commit()?;
                GrantLocks::forget(lock_directory, &gone);
                Ok(kept)
            },
        )
        .await
    }
}

/// Seals secret settings of a connection, in place of earlier ones of the same
/// names.
pub(super) fn set_secret_settings(
    database: &rusqlite::Connection,
    sealer: &Sealer,
    connection_id: &str,
    secrets: &[(String, SecretString)],
) -> Result<(), StoreError> {
    for (name, value) in secrets {
        let sealed = sealer.seal(secret_setting(connection_id, name), value)?;
        database.execute(
            "INSERT INTO secret_settings (connection_id, name, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (connection_id, name) DO UPDATE SET value = excluded.value",
            (connection_id, name, sealed),
        )?;
    }
    Ok(())
}

/// The name to keep a sign-in under. Without a name, the connection that the
/// same sign-in made before is renewed; failing that, the connector's key
/// becomes the name, with a number when it is taken.
fn name_for(
    database: &rusqlite::Connection,
    sign_in: &SignIn,
    known_grant: Option<&str>,
) -> Result<String, StoreError> {
    if let Some(name) = &sign_in.name {
        let existing = by_name(database, name)?;
        return match existing {
            Some(existing) if !may_renew(sign_in, &existing, known_grant) => {
                Err(StoreError::NameTaken {
                    name: name.clone(),
                    existing: format!("{} at {}", existing.grant.account.label, existing.connector),
                    new: format!("{} at {}", sign_in.account.label, sign_in.connector),
                    grant_renewed: known_grant.is_some(),
                })
            }
            _ => Ok(name.clone()),
        };
    }
    let made_before = database
        .query_row(
            "SELECT name FROM connections WHERE connector = ?1 AND method = ?2 AND grant_id = ?3
             ORDER BY created_at, name LIMIT 1",
            (&sign_in.connector, &sign_in.method, known_grant),
            |row| row.get(0),
        )
        .optional()?;
    if let Some(name) = made_before {
        return Ok(name);
    }
    let mut candidate = sign_in.connector.clone();
    let mut number = 1;
    while by_name(database, &candidate)?.is_some() {
        number += 1;
        candidate = format!("{}-{number}", sign_in.connector);
    }
    Ok(candidate)
}

/// Whether a connection that is there already may become what a sign-in makes
/// of it.
fn may_renew(sign_in: &SignIn, existing: &Connection, known_grant: Option<&str>) -> bool {
    let grant = &existing.grant;
    let same_grant = known_grant == Some(grant.id.as_str());
    // Where it is not known whose the connection is, whoever reconnects it says
    // that it is the same.
    let subject = &grant.account.subject;
    let same_account = grant.token_endpoint == sign_in.token_endpoint
        && (subject.is_none() || *subject == sign_in.account.subject);
    existing.connector == sign_in.connector && (same_grant || sign_in.reconnects && same_account)
}
