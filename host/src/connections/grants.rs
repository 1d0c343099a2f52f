//! Grants in the store: their tokens, renewing them, and marking them as ended.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, named_params};
use secrecy::SecretString;
use serde_json::Value;

use super::model::{SignIn, State, Tokens};
use super::rows::{json, timestamp};
use super::seal::{Place, SealError, Sealer};
use super::store::{Database, Store};
use super::{StoreError, new_id};

/// A grant as renewing it needs it: with its secrets.
#[derive(Debug)]
pub(crate) struct GrantSecrets {
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<SecretString>,
    pub(crate) tokens: Tokens,
    pub(crate) generation: u64,
    pub(crate) state: State,
}

impl Store {
    /// The grant as it is now.
    pub(crate) async fn grant_secrets(&self, grant_id: &str) -> Result<GrantSecrets, StoreError> {
        let id = grant_id.to_owned();
        self.call(
            move |Database {
                      connection, sealer, ..
                  }| {
                let mut statement =
                    connection.prepare_cached("SELECT * FROM grants WHERE id = ?1")?;
                let mut rows = statement.query([&id])?;
                let row = rows.next()?.ok_or(StoreError::GrantGone)?;
                let open = |column: &'static str| -> Result<Option<SecretString>, StoreError> {
                    let sealed: Option<Vec<u8>> = row.get(column)?;
                    Ok(sealed
                        .map(|sealed| sealer.open(place(&id, column), &sealed))
                        .transpose()?)
                };
                Ok(GrantSecrets {
                    client_id: row.get("client_id")?,
                    client_secret: open("client_secret")?,
                    tokens: Tokens {
                        access_token: open("access_token")?.ok_or(StoreError::GrantGone)?,
                        refresh_token: open("refresh_token")?,
                        scopes: json(row, "scopes")?,
                        base_url: row.get("base_url")?,
                        received_at: timestamp(row.get("received_at")?),
                        expires_at: row.get::<_, Option<i64>>("expires_at")?.map(timestamp),
                    },
                    generation: row.get("generation")?,
                    state: match row.get("reconnect_reason")? {
                        None => State::Connected,
                        Some(reason) => State::NeedsReconnecting { reason },
                    },
                })
            },
        )
        .await
    }

    /// Puts new tokens in the place of those of `generation`, durably. To be
    /// called under the grant's lock. A sign-in may have come first all the
    /// same: then its tokens are the living ones, and they stay.
    pub(crate) async fn renew_grant(
        &self,
        grant_id: &str,
        generation: u64,
        tokens: Tokens,
    ) -> Result<(), StoreError> {
        let id = grant_id.to_owned();
        self.call(
            move |Database {
                      connection, sealer, ..
                  }| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let unchanged = transaction
                    .query_row(
                        "SELECT 1 FROM grants WHERE id = ?1 AND generation = ?2",
                        (&id, generation),
                        |_| Ok(()),
                    )
                    .optional()?;
                if unchanged.is_some() {
                    update_tokens(&transaction, sealer, &id, &tokens)?;
                }
                transaction.commit()?;
                Ok(())
            },
        )
        .await
    }

    /// Notes why a grant has ended, unless it was renewed since `generation`.
    pub(crate) async fn end_grant(
        &self,
        grant_id: &str,
        generation: u64,
        reason: String,
    ) -> Result<(), StoreError> {
        let id = grant_id.to_owned();
        self.call(move |Database { connection, .. }| {
            connection.execute(
                "UPDATE grants SET reconnect_reason = ?3 WHERE id = ?1 AND generation = ?2",
                (id, generation, reason),
            )?;
            Ok(())
        })
        .await
    }
}

/// The grant that a sign-in is for, when there is one.
pub(super) fn find(database: &Connection, sign_in: &SignIn) -> rusqlite::Result<Option<String>> {
    database
        .query_row(
            "SELECT id FROM grants WHERE token_endpoint = ?1 AND client_id = ?2 AND subject = ?3",
            (
                &sign_in.token_endpoint,
                &sign_in.client_id,
                &sign_in.account.subject,
            ),
            |row| row.get(0),
        )
        .optional()
}

pub(super) fn insert(
    database: &Connection,
    sealer: &Sealer,
    sign_in: &SignIn,
) -> Result<String, StoreError> {
    let id = new_id()?;
    let SignIn {
        account, tokens, ..
    } = sign_in;
    database.execute(
        "INSERT INTO grants (id, token_endpoint, client_id, subject, label, account, client_secret,
             access_token, refresh_token, scopes, base_url, received_at, expires_at, generation)
         VALUES (:id, :token_endpoint, :client_id, :subject, :label, :account, :client_secret,
             :access_token, :refresh_token, :scopes, :base_url, :received_at, :expires_at, 1)",
        named_params! {
            ":id": id,
            ":token_endpoint": sign_in.token_endpoint,
            ":client_id": sign_in.client_id,
            ":subject": account.subject,
            ":label": account.label,
            ":account": Value::from(account.facts.clone()).to_string(),
            ":client_secret": seal(sealer, &id, "client_secret", sign_in.client_secret.as_ref())?,
            ":access_token": seal(sealer, &id, "access_token", Some(&tokens.access_token))?,
            ":refresh_token": seal(sealer, &id, "refresh_token", tokens.refresh_token.as_ref())?,
            ":scopes": Value::from(tokens.scopes.clone()).to_string(),
            ":base_url": tokens.base_url,
            ":received_at": tokens.received_at.as_second(),
            ":expires_at": tokens.expires_at.map(Timestamp::as_second),
        },
    )?;
    Ok(id)
}

/// Everything that a new sign-in says of a grant that is there already.
pub(super) fn renew_by_sign_in(
    database: &Connection,
    sealer: &Sealer,
    id: &str,
    sign_in: &SignIn,
) -> Result<(), StoreError> {
    let SignIn {
        account, tokens, ..
    } = sign_in;
    database.execute(
        "UPDATE grants SET label = :label, account = :account, client_secret = :client_secret
         WHERE id = :id",
        named_params! {
            ":id": id,
            ":label": account.label,
            ":account": Value::from(account.facts.clone()).to_string(),
            ":client_secret": seal(sealer, id, "client_secret", sign_in.client_secret.as_ref())?,
        },
    )?;
    update_tokens(database, sealer, id, tokens)
}

/// An answer without a refresh token leaves the old one good (RFC 6749
/// section 6).
fn update_tokens(
    database: &Connection,
    sealer: &Sealer,
    id: &str,
    tokens: &Tokens,
) -> Result<(), StoreError> {
    database.execute(
        "UPDATE grants SET
             access_token = :access_token,
             refresh_token = coalesce(:refresh_token, refresh_token),
             scopes = :scopes,
             base_url = :base_url,
             received_at = :received_at,
             expires_at = :expires_at,
             generation = generation + 1,
             reconnect_reason = NULL
         WHERE id = :id",
        named_params! {
            ":id": id,
            ":access_token": seal(sealer, id, "access_token", Some(&tokens.access_token))?,
            ":refresh_token": seal(sealer, id, "refresh_token", tokens.refresh_token.as_ref())?,
            ":scopes": Value::from(tokens.scopes.clone()).to_string(),
            ":base_url": tokens.base_url,
            ":received_at": tokens.received_at.as_second(),
            ":expires_at": tokens.expires_at.map(Timestamp::as_second),
        },
    )?;
    Ok(())
}

fn seal(
    sealer: &Sealer,
    id: &str,
    column: &'static str,
    secret: Option<&SecretString>,
) -> Result<Option<Vec<u8>>, SealError> {
    secret
        .map(|secret| sealer.seal(place(id, column), secret))
        .transpose()
}

fn place<'a>(id: &'a str, column: &'static str) -> Place<'a> {
    Place {
        table: "grants",
        row: id,
        column,
    }
}
