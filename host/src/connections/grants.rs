//! Grants in the store, with their secrets.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, named_params};
use secrecy::SecretString;
use serde_json::Value;

use super::model::{GrantState, SignIn, Tokens, Trouble};
use super::rows::{grant_state, json, optional_json, optional_timestamp, timestamp, trouble};
use super::seal::{Place, SealError, Sealer};
use super::store::{Database, Store};
use super::{StoreError, consents, new_id};
use crate::consent::Consent;
use crate::subject::{Reach, Subject};

/// Begins the key of a grant that is of nobody known.
const UNKNOWN: &str = "unknown ";

/// A grant as renewing it needs it: with its secrets.
#[derive(Debug)]
pub(crate) struct GrantSecrets {
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<SecretString>,
    pub(crate) tokens: Tokens,
    pub(crate) generation: u64,
    pub(crate) state: GrantState,
    pub(crate) trouble: Option<Trouble>,
    /// When the oldest renewal began whose outcome is unknown: it may have used
    /// up the refresh token.
    pub(crate) unfinished_renewal: Option<Timestamp>,
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
                        // One that never had tokens has ended, and says so.
                        access_token: open("access_token")?.unwrap_or_default(),
                        refresh_token: open("refresh_token")?,
                        scopes: json(row, "scopes")?,
                        base_url: row.get("base_url")?,
                        received_at: timestamp(row.get("received_at")?),
                        expires_at: optional_timestamp(row, "expires_at")?,
                    },
                    generation: row.get("generation")?,
                    state: grant_state(row)?,
                    trouble: trouble(row)?,
                    unfinished_renewal: optional_timestamp(row, "renewal_begun_at")?,
                })
            },
        )
        .await
    }
}

/// A subject as grants are told apart by it. Where the API does not tell whose a
/// grant is, it is nobody else's.
fn subject_key(subject: Option<&Subject>, grant_id: &str) -> String {
    match subject {
        Some(subject) => serde_json::json!(subject).to_string(),
        None => format!("{UNKNOWN}{grant_id}"),
    }
}

/// The subject of that key.
pub(super) fn subject_of_key(key: &str) -> Result<Option<Subject>, serde_json::Error> {
    if key.starts_with(UNKNOWN) {
        return Ok(None);
    }
    serde_json::from_str(key).map(Some)
}

/// The grant that a sign-in is for, when there is one.
pub(super) fn find(database: &Connection, sign_in: &SignIn) -> rusqlite::Result<Option<String>> {
    let Some(subject) = &sign_in.account.subject else {
        return Ok(None);
    };
    database
        .query_row(
            "SELECT id FROM grants
             WHERE connector = ?1 AND token_endpoint = ?2 AND client_id = ?3 AND subject = ?4",
            (
                &sign_in.connector,
                &sign_in.token_endpoint,
                &sign_in.client_id,
                subject_key(Some(subject), ""),
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
        "INSERT INTO grants (id, connector, token_endpoint, client_id, subject, reach, label,
             account, consent, client_secret, access_token, refresh_token, scopes, base_url,
             received_at, expires_at, generation, rerouted, common_redirect)
         VALUES (:id, :connector, :token_endpoint, :client_id, :subject, :reach, :label,
             :account, :consent, :client_secret, :access_token, :refresh_token, :scopes, :base_url,
             :received_at, :expires_at, 1, :rerouted, :common_redirect)",
        named_params! {
            ":id": id,
            ":connector": sign_in.connector,
            ":consent": consents::text(&sign_in.consent),
            ":rerouted": sign_in.rerouted,
            ":common_redirect": sign_in.common_redirect,
            ":token_endpoint": sign_in.token_endpoint,
            ":client_id": sign_in.client_id,
            ":subject": subject_key(account.subject.as_ref(), &id),
            ":reach": reach_text(account.reach),
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
    let earlier: Option<Consent> = database
        .prepare_cached("SELECT consent FROM grants WHERE id = ?1")?
        .query([id])?
        .next()?
        .map(|row| optional_json(row, "consent"))
        .transpose()?
        .flatten();
    let consent = match earlier {
        Some(earlier) => earlier.after_sign_in(sign_in.consent.clone()),
        None => sign_in.consent.clone(),
    };
    database.execute(
        "UPDATE grants SET reach = :reach, label = :label, account = :account,
             consent = :consent, client_secret = :client_secret, rerouted = :rerouted,
             common_redirect = :common_redirect
         WHERE id = :id",
        named_params! {
            ":id": id,
            ":consent": consents::text(&consent),
            ":rerouted": sign_in.rerouted,
            ":common_redirect": sign_in.common_redirect,
            ":reach": reach_text(account.reach),
            ":label": account.label,
            ":account": Value::from(account.facts.clone()).to_string(),
            ":client_secret": seal(sealer, id, "client_secret", sign_in.client_secret.as_ref())?,
        },
    )?;
    update_tokens(database, sealer, id, tokens)
}

fn reach_text(reach: Reach) -> &'static str {
    match reach {
        Reach::Account => "account",
        Reach::User => "user",
    }
}

/// Keeps a newer secret of the client.
pub(super) fn set_client_secret(
    database: &Connection,
    sealer: &Sealer,
    id: &str,
    client_secret: &SecretString,
) -> Result<(), StoreError> {
    database.execute(
        "UPDATE grants SET client_secret = ?2 WHERE id = ?1",
        (id, seal(sealer, id, "client_secret", Some(client_secret))?),
    )?;
    Ok(())
}

/// Removes the grants that no connection uses; returns their ids.
pub(super) fn remove_unused(database: &Connection) -> rusqlite::Result<Vec<String>> {
    database
        .prepare_cached(
            "DELETE FROM grants
             WHERE NOT EXISTS (SELECT 1 FROM connections WHERE grant_id = grants.id)
             RETURNING id",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// An answer without a refresh token leaves the old one good (RFC 6749
/// section 6).
pub(super) fn update_tokens(
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
             moved_at = NULL,
             reconnect_reason = NULL,
             client_refused = 0,
             renewal_begun_at = NULL,
             trouble = NULL,
             trouble_count = 0,
             retry_at = NULL
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
