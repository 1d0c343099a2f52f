//! What was agreed to, in the store: for connectors, and for grants and apps
//! beside them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, TransactionBehavior};

use super::StoreError;
use super::rows::{json, optional_json, timestamp};
use super::store::{Database, Store};
use crate::consent::Consent;
use crate::manifest::Endpoints;

/// What somebody has agreed that a connector may do.
#[derive(Clone, Debug)]
pub struct Agreed {
    /// What was agreed to.
    pub consent: Consent,
    /// The version of the connector that it was agreed to for.
    pub version: String,
    /// The SHA-256 of that component, in lower-case hexadecimal digits.
    pub digest: String,
    /// When.
    pub agreed_at: Timestamp,
}

/// What was agreed to for a grant.
#[derive(Clone, Debug)]
pub(crate) struct GrantConsent {
    pub(crate) grant_id: String,
    /// The names of the connections that use it.
    pub(crate) connections: Vec<String>,
    /// The auth method of one of them.
    pub(crate) method: String,
    pub(crate) token_endpoint: String,
    /// None for a grant that an earlier version of the host has made.
    pub(crate) consent: Option<Consent>,
}

impl GrantConsent {
    /// What is agreed to for a grant of which it was not known, once somebody has
    /// accepted what is wanted: of the servers, the one that has made it.
    pub(crate) fn first_consent(&self, wanted: &Consent) -> Option<Consent> {
        let servers = wanted.servers.get(&self.method)?;
        let mut servers = servers.iter();
        let server = servers.find(|server| server.token == self.token_endpoint)?;
        Some(wanted.clone().of_grant(&self.method, server))
    }
}

/// By auth method, the authorization servers that an app may be used at.
pub(crate) type Servers = BTreeMap<String, Vec<Endpoints>>;

impl Store {
    /// What was agreed to for a connector.
    pub(crate) async fn agreed(&self, connector: &str) -> Result<Option<Agreed>, StoreError> {
        let connector = connector.to_owned();
        self.call(move |Database { connection, .. }| {
            let mut statement =
                connection.prepare_cached("SELECT * FROM consents WHERE connector = ?1")?;
            let mut rows = statement.query([connector])?;
            let Some(row) = rows.next()? else {
                return Ok(None);
            };
            Ok(Some(Agreed {
                consent: json(row, "consent")?,
                version: row.get("version")?,
                digest: row.get("digest")?,
                agreed_at: timestamp(row.get("agreed_at")?),
            }))
        })
        .await
    }

    /// What was agreed to for each grant of a connector.
    pub(crate) async fn grant_consents(
        &self,
        connector: &str,
    ) -> Result<Vec<GrantConsent>, StoreError> {
        let connector = connector.to_owned();
        self.call(move |Database { connection, .. }| {
            let mut statement = connection.prepare_cached(
                "SELECT g.id, g.consent, g.token_endpoint, c.name, c.method FROM grants g
                 JOIN connections c ON c.grant_id = g.id
                 WHERE g.connector = ?1 ORDER BY g.id, c.name",
            )?;
            let mut rows = statement.query([connector])?;
            let mut grants: Vec<GrantConsent> = Vec::new();
            while let Some(row) = rows.next()? {
                let (grant_id, name): (String, String) = (row.get("id")?, row.get("name")?);
                match grants.last_mut() {
                    Some(last) if last.grant_id == grant_id => last.connections.push(name),
                    _ => grants.push(GrantConsent {
                        grant_id,
                        connections: vec![name],
                        method: row.get("method")?,
                        token_endpoint: row.get("token_endpoint")?,
                        consent: optional_json(row, "consent")?,
                    }),
                }
            }
            Ok(grants)
        })
        .await
    }

    /// The authorization servers that the app of a connector was set for; none
    /// for an app that an earlier version of the host has kept.
    pub(crate) async fn app_servers(&self, connector: &str) -> Result<Option<Servers>, StoreError> {
        let connector = connector.to_owned();
        self.call(move |Database { connection, .. }| {
            let mut statement =
                connection.prepare_cached("SELECT servers FROM apps WHERE connector = ?1")?;
            let mut rows = statement.query([connector])?;
            match rows.next()? {
                Some(row) => optional_json(row, "servers"),
                None => Ok(None),
            }
        })
        .await
    }

    /// Keeps what somebody has agreed to for a connector, and with it what that
    /// means for its grants and its app. A grant whose server has another token
    /// endpoint now is known by that.
    pub(crate) async fn agree(
        &self,
        connector: &str,
        agreed: Agreed,
        grants: Vec<GrantConsent>,
    ) -> Result<(), StoreError> {
        let connector = connector.to_owned();
        self.call(move |database| {
            let transaction = database
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let Agreed {
                consent,
                version,
                digest,
                agreed_at,
            } = agreed;
            transaction.execute(
                "INSERT INTO consents (connector, consent, version, digest, agreed_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (connector) DO UPDATE SET consent = excluded.consent,
                     version = excluded.version, digest = excluded.digest,
                     agreed_at = excluded.agreed_at",
                (
                    &connector,
                    text(&consent),
                    version,
                    digest,
                    agreed_at.as_second(),
                ),
            )?;
            for GrantConsent {
                grant_id, consent, ..
            } in grants
            {
                let Some(consent) = consent else {
                    continue;
                };
                let server = consent.servers.values().flatten().next();
                transaction.execute(
                    "UPDATE grants SET consent = ?2, token_endpoint = coalesce(?3, token_endpoint)
                     WHERE id = ?1",
                    (grant_id, text(&consent), server.map(|server| &server.token)),
                )?;
            }
            transaction.execute(
                "UPDATE apps SET servers = ?2 WHERE connector = ?1",
                (&connector, serde_json::json!(consent.servers).to_string()),
            )?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Forgets what was agreed to for a connector. Whatever has its key next is
    /// agreed to anew.
    pub(crate) async fn forget_agreed(&self, connector: &str) -> Result<(), StoreError> {
        let connector = connector.to_owned();
        self.call(move |Database { connection, .. }| {
            connection.execute("DELETE FROM consents WHERE connector = ?1", [connector])?;
            Ok(())
        })
        .await
    }

    /// Whether the redirect address of the time before each connector had its
    /// own is the one that an app is registered with.
    pub(crate) async fn has_common_redirect(
        &self,
        connector: &str,
        client_id: &str,
    ) -> Result<bool, StoreError> {
        let key = (connector.to_owned(), client_id.to_owned());
        self.call(move |Database { connection, .. }| {
            let common: Option<bool> = connection
                .query_row(
                    "SELECT common_redirect FROM grants WHERE connector = ?1 AND client_id = ?2
                     UNION ALL
                     SELECT common_redirect FROM apps WHERE connector = ?1 AND client_id = ?2
                     ORDER BY common_redirect DESC LIMIT 1",
                    key,
                    |row| row.get(0),
                )
                .optional()?;
            Ok(common.unwrap_or(false))
        })
        .await
    }
}

/// A consent as it is kept.
pub(super) fn text(consent: &Consent) -> String {
    serde_json::json!(consent).to_string()
}
