//! Reading what a rule has to see.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::error::Failed;
use super::{api_keys, audit, components, connect_sessions, otherwise, outcomes, schema, sign_ins};
use crate::connections::StoreError;
use crate::connections::backend::Access;
use crate::connections::kept::{
    Apps, Concerned, Connections, Grants, Held, KeptApp, KeptAppSecret, KeptConnection, KeptGrant,
    KeptSecrets, Scope, SharedGrant, TenantsAfter, Whose,
};
use crate::connections::key::KeyId;
use crate::connections::model::{Account, Agreed, Grant, GrantState, Trouble};
use crate::connections::seal::Sealed;
use crate::connections::subject_key::subject_of_key;
use crate::connections::tenant::Tenant;
use crate::consent::Consent;
use crate::subject::Reach;

pub(super) type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

// Columns are named: what a newer host adds is not read, and a statement that was
// prepared before means what it meant.

/// The columns of a grant, and whether somebody has a lease of it.
const GRANT: &str =
    "g.tenant, g.id, g.connector, g.token_endpoint, g.client_id, g.subject, g.reach,
    g.label, g.account, g.consent, g.access_token, g.refresh_token, g.scopes,
    g.base_url, g.received_at, g.expires_at, g.generation, g.reconnect_reason, g.client_refused,
    g.renewal_begun_at, g.trouble, g.trouble_count, g.retry_at, g.moved_at, g.rerouted,
    g.common_redirect, g.fence, coalesce(g.lease_until > clock_timestamp(), false) AS leased";

/// A transaction, and how rows are read in it.
pub(super) struct Reading<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    /// None for those of all tenants.
    tenant: Option<&'a str>,
    /// Whether what is read is going to be changed.
    changes: bool,
    pub(super) held: Held,
}

/// What the database holds of what is wanted.
pub(super) async fn held(
    transaction: &Transaction<'_>,
    access: Access,
    scope: &Scope,
) -> Result<Held, StoreError> {
    let tenant = match &scope.of {
        Whose::Of(tenant) => Some(tenant.as_str()),
        Whose::All | Whose::Own => None,
    };
    let mut reading = Reading {
        transaction,
        tenant,
        changes: access != Access::Read,
        held: Held::default(),
    };
    if !scope.newer_too {
        reading.check_version().await?;
    }
    reading.keys().await?;
    reading.connections(scope).await?;
    match &scope.grants {
        Grants::None => {}
        Grants::All => reading.grants("true", &[&tenant]).await?,
        Grants::OfConnector(connector) => {
            let of_connector: Parameters<'_> = &[&tenant, connector];
            reading.grants("g.connector = $2", of_connector).await?;
        }
        Grants::WithIds(ids) => reading.grants("g.id = ANY($2)", &[&tenant, ids]).await?,
        Grants::Concerned(concerned) => reading.concerned_grants(concerned).await?,
    }
    if let Some(shared) = &scope.shared {
        reading.shared(shared).await?;
    }
    match &scope.apps {
        Apps::None | Apps::At(_) => {}
        Apps::All => reading.registered_apps("true", &[&tenant]).await?,
        Apps::Of(connector) => {
            reading
                .registered_apps("a.connector = $2", &[&tenant, connector])
                .await?;
        }
    }
    if let Apps::At(address) = &scope.apps {
        reading.apps("a.address = $1", &[address]).await?;
    }
    if scope.brought {
        reading.brought_apps().await?;
    }
    reading.held.api_keys = api_keys::held(transaction, &scope.api_keys).await?;
    let for_change = reading.for_change(" FOR UPDATE");
    reading.held.connect_sessions =
        connect_sessions::held(transaction, tenant, &scope.connect_sessions, for_change).await?;
    reading.held.open_sessions =
        connect_sessions::open(transaction, tenant, &scope.connect_sessions).await?;
    reading.held.components = components::held(transaction, access, &scope.components).await?;
    reading.held.sign_ins = sign_ins::held(transaction, access, tenant, &scope.sign_ins).await?;
    reading.held.has_had_api_keys = api_keys::has_had(transaction, &scope.api_keys).await?;
    reading.held.outcomes = outcomes::held(transaction, access, tenant, &scope.outcomes).await?;
    if let (Some(wanted), Some(tenant)) = (&scope.otherwise, tenant) {
        otherwise::read(&mut reading, access, tenant, wanted).await?;
    }
    reading.held.audit = audit::held(transaction, tenant, &scope.audit).await?;
    if let Some(connector) = &scope.agreed {
        reading.agreed(connector).await?;
    }
    if let Some(beginning) = &scope.names_from {
        reading.names(beginning).await?;
    }
    if let Some(after) = &scope.tenants_after {
        reading.tenants_after(after).await?;
    }
    if scope.any_secret {
        reading.any_secret().await?;
    }
    Ok(reading.held)
}

impl Reading<'_> {
    pub(super) async fn rows(
        &self,
        statement: &str,
        parameters: Parameters<'_>,
    ) -> Result<Vec<Row>, Failed> {
        let statement = self.transaction.prepare_cached(statement).await?;
        Ok(self.transaction.query(&statement, parameters).await?)
    }

    /// That a row is the tenant's, which is the first parameter; or anybody's,
    /// where those of all tenants are to be seen.
    fn of_tenant(&self, column: &str) -> String {
        match self.tenant {
            Some(_) => format!("{column} = $1"),
            None => "$1::text IS NULL".to_owned(),
        }
    }

    pub(super) fn for_change(&self, of: &'static str) -> &'static str {
        if self.changes { of } else { "" }
    }

    /// Refuses tables that a newer host has changed since this one began.
    async fn check_version(&self) -> Result<(), StoreError> {
        let statement = "SELECT version FROM schema_version";
        if let Some(row) = self.rows(statement, &[]).await?.first() {
            schema::check(get(row, "version")?)?;
        }
        Ok(())
    }

    /// The key of the store, and the tenants with what it seals for them: in one statement,
    /// so that they are of one moment, whoever replaces the key meanwhile.
    async fn keys(&mut self) -> Result<(), StoreError> {
        let of_tenant = self.of_tenant("t.name");
        let statement = format!(
            "SELECT s.key_id, t.name, t.data_key
             FROM (SELECT 1) one LEFT JOIN sealing s ON true LEFT JOIN tenants t ON {of_tenant}
             ORDER BY t.name"
        );
        let rows = self.rows(&statement, &[&self.tenant]).await?;
        for row in &rows {
            if let Some(bytes) = get::<Option<Vec<u8>>>(row, "key_id")? {
                let id: [u8; 8] = bytes.try_into().map_err(|_| corrupt("key_id"))?;
                self.held.sealed_with = Some(KeyId(id));
            }
            if get::<Option<&str>>(row, "name")?.is_some() {
                let tenant = self.data_key(row)?;
                self.held.tenants.push(tenant);
            }
        }
        self.held.has_tenant = !self.held.tenants.is_empty();
        Ok(())
    }

    /// The tenant of a row, whose data key is seen from then on.
    fn data_key(&mut self, row: &Row) -> Result<Tenant, StoreError> {
        let tenant = Tenant::kept(get(row, "name")?);
        if let Some(data_key) = sealed(row, "data_key")? {
            self.held.data_keys.insert(tenant.clone(), data_key);
        }
        Ok(tenant)
    }

    async fn connections(&mut self, scope: &Scope) -> Result<(), StoreError> {
        let tenant = self.tenant;
        let (which, parameters): (&str, Parameters<'_>) = match &scope.connections {
            Connections::None => return Ok(()),
            Connections::All => ("true", &[&tenant]),
            Connections::WithId(id) => ("c.id = $2", &[&tenant, id]),
            Connections::Named(name) => ("(c.name = $2 OR c.id = $2)", &[&tenant, name]),
            Connections::DefaultOf(connector) => {
                ("c.connector = $2 AND c.is_default", &[&tenant, connector])
            }
            Connections::OfConnector(connector) => ("c.connector = $2", &[&tenant, connector]),
            Connections::OfClient(of) => (
                "c.connector = $2 AND g.connector = $2 AND g.client_id = $3
                     AND strpos(g.subject, $4) > 0",
                &[&tenant, &of.connector, &of.client_id, &of.account],
            ),
            Connections::NamedAndDefault(name) => (
                "(c.name = $2 OR c.id = $2 OR c.is_default AND c.connector =
                     (SELECT n.connector FROM connections n
                      WHERE n.tenant = c.tenant AND (n.name = $2 OR n.id = $2)
                      ORDER BY n.id = $2 DESC LIMIT 1))",
                &[&tenant, name],
            ),
            Connections::Concerned(concerned) => {
                return self.concerned_connections(scope, concerned).await;
            }
            Connections::After {
                name,
                connector,
                limit,
            } => (
                "c.id IN (SELECT n.id FROM connections n
                     WHERE n.tenant = $1 AND ($2::text IS NULL OR n.connector = $2)
                         AND n.name COLLATE \"C\" > coalesce($3::text, '')
                     ORDER BY n.name COLLATE \"C\" LIMIT $4)",
                &[&tenant, connector, name, limit],
            ),
        };
        self.connections_where(which, parameters, scope.secrets)
            .await
    }

    /// Each part is found by an index of its own.
    async fn concerned_connections(
        &mut self,
        scope: &Scope,
        concerned: &Concerned,
    ) -> Result<(), StoreError> {
        let account = concerned.account.as_ref();
        let subjects = account.map(|account| account.subjects.as_slice());
        let tenant = self.tenant;
        self.connections_where(
            "c.id IN (
                 SELECT id FROM connections WHERE tenant = $1 AND name = $3
                 UNION ALL SELECT id FROM connections WHERE tenant = $1 AND id = $3
                 UNION ALL (SELECT id FROM connections
                     WHERE tenant = $1 AND connector = $2 LIMIT $4)
                 UNION ALL SELECT n.id FROM grants o
                     JOIN connections n ON n.grant_tenant = o.tenant AND n.grant_id = o.id
                     WHERE o.tenant IN ($1, $5) AND o.connector = $2 AND o.token_endpoint = $6
                         AND o.client_id = $7 AND o.subject = ANY($8) AND n.tenant = $1
                 UNION ALL SELECT id FROM connections
                     WHERE grant_tenant IN ($1, $5) AND grant_id = $9 AND tenant = $1)",
            &[
                &tenant,
                &concerned.connector,
                &concerned.named,
                &Concerned::TELLING,
                &Tenant::DEFAULT,
                &account.map(|account| &account.token_endpoint),
                &account.map(|account| &account.client_id),
                &subjects,
                &concerned.grant,
            ],
            scope.secrets,
        )
        .await
    }

    async fn connections_where(
        &mut self,
        which: &str,
        parameters: Parameters<'_>,
        with_secrets: bool,
    ) -> Result<(), StoreError> {
        let statement = format!(
            "SELECT c.id AS connection_id, c.name, c.method, c.settings, c.owner, c.is_default,
                 c.disabled_at, c.created_at, c.last_used_at, c.connector AS for_connector,
                 c.tenant AS of_tenant,
                 k.consent AS agreed, k.version, k.digest, k.agreed_at, {GRANT}
             FROM connections c JOIN grants g ON g.tenant = c.grant_tenant AND g.id = c.grant_id
             LEFT JOIN consents k ON k.connector = c.connector
             WHERE {} AND {which} ORDER BY c.tenant, c.name COLLATE \"C\"{}",
            self.of_tenant("c.tenant"),
            // Whoever changes grants locks them all in one order, below.
            self.for_change(" FOR UPDATE OF c"),
        );
        for row in self.rows(&statement, parameters).await? {
            let kept = connection(&row)?;
            if !self.held.agreed.contains_key(&kept.connector)
                && let Some(consent) = optional_json(&row, "agreed")?
            {
                let agreed = agreed_from(&row, consent)?;
                self.held.agreed.insert(kept.connector.clone(), agreed);
            }
            let key = kept.grant_key();
            if let Entry::Vacant(entry) = self.held.grants.entry(key) {
                entry.insert(grant(&row)?);
            }
            if with_secrets {
                let key = (kept.tenant.clone(), kept.id.clone());
                let secrets = self.secrets_of(&kept).await?;
                self.held.secrets.insert(key, secrets);
            }
            self.held.connections.push(kept);
        }
        Ok(())
    }

    async fn secrets_of(&self, kept: &KeptConnection) -> Result<KeptSecrets, StoreError> {
        let rows = self
            .rows(
                "SELECT name, value FROM secret_settings WHERE tenant = $1 AND connection_id = $2",
                &[&kept.tenant.as_str(), &kept.id],
            )
            .await?;
        let secret = |row: &Row| Ok((get(row, "name")?, Sealed(get(row, "value")?)));
        rows.iter().map(secret).collect()
    }

    pub(super) async fn grants(
        &mut self,
        which: &str,
        parameters: Parameters<'_>,
    ) -> Result<(), StoreError> {
        let statement = format!(
            "SELECT {GRANT} FROM grants g WHERE {} AND {which} ORDER BY g.tenant, g.id{}",
            self.of_tenant("g.tenant"),
            self.for_change(" FOR UPDATE OF g"),
        );
        for row in self.rows(&statement, parameters).await? {
            let kept = grant(&row)?;
            let key = (kept.tenant.clone(), kept.grant.id.clone());
            self.held.grants.insert(key, kept);
        }
        Ok(())
    }

    /// All in one statement: whoever changes grants locks them in one order.
    async fn concerned_grants(&mut self, concerned: &Concerned) -> Result<(), StoreError> {
        let tenant = self.tenant;
        let account = concerned.account.as_ref();
        let subjects = account.map(|account| account.subjects.as_slice());
        self.grants(
            "(g.connector = $2 AND g.token_endpoint = $3 AND g.client_id = $4
                 AND g.subject = ANY($5) OR g.id = $6)",
            &[
                &tenant,
                &concerned.connector,
                &account.map(|account| &account.token_endpoint),
                &account.map(|account| &account.client_id),
                &subjects,
                &concerned.grant,
            ],
        )
        .await
    }

    /// The grant of the operator that tenants share, and what it is sealed with.
    async fn shared(&mut self, grant: &SharedGrant) -> Result<(), StoreError> {
        let statement = "SELECT name, data_key FROM tenants WHERE name = $1";
        let operator = Some(Tenant::DEFAULT);
        for row in self.rows(statement, &[&operator]).await? {
            self.data_key(&row)?;
        }
        let SharedGrant {
            connector,
            token_endpoint,
            client_id,
            subject,
        } = grant;
        let statement = format!(
            "SELECT {GRANT} FROM grants g WHERE g.tenant = $1 AND g.connector = $2
                 AND g.token_endpoint = $3 AND g.client_id = $4 AND g.subject = $5{}",
            self.for_change(" FOR UPDATE OF g"),
        );
        let parameters: Parameters<'_> =
            &[&operator, connector, token_endpoint, client_id, subject];
        for row in self.rows(&statement, parameters).await? {
            let kept = self::grant(&row)?;
            let key = (kept.tenant.clone(), kept.grant.id.clone());
            self.held.grants.insert(key, kept);
        }
        Ok(())
    }

    /// Those that are registered.
    async fn registered_apps(
        &mut self,
        which: &str,
        parameters: Parameters<'_>,
    ) -> Result<(), StoreError> {
        let of_tenant = self.of_tenant("a.tenant");
        let which = format!("a.grant_id IS NULL AND {of_tenant} AND {which}");
        self.apps(&which, parameters).await
    }

    /// Those that were brought for the grants that are held.
    async fn brought_apps(&mut self) -> Result<(), StoreError> {
        let grants = self.held.grants.keys();
        let (tenants, ids): (Vec<_>, Vec<_>) = grants
            .map(|(tenant, id)| (tenant.as_str().to_owned(), id.clone()))
            .unzip();
        let of_grants = "(a.tenant, a.grant_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))";
        self.apps(of_grants, &[&tenants, &ids]).await
    }

    pub(super) async fn apps(
        &mut self,
        which: &str,
        parameters: Parameters<'_>,
    ) -> Result<(), StoreError> {
        let statement = format!(
            "SELECT a.tenant, a.connector, a.name, a.client_id, a.servers, a.common_redirect,
                 a.grant_id, a.address, s.name AS secret, s.value, s.previous
             FROM apps a LEFT JOIN app_secrets s
                 ON s.tenant = a.tenant AND s.connector = a.connector AND s.app = a.name
             WHERE {which}"
        );
        for row in self.rows(&statement, parameters).await? {
            let kept = self.held.app(KeptApp {
                tenant: Tenant::kept(get(&row, "tenant")?),
                connector: get(&row, "connector")?,
                name: get(&row, "name")?,
                client_id: get(&row, "client_id")?,
                secrets: BTreeMap::new(),
                servers: optional_json(&row, "servers")?,
                common_redirect: get(&row, "common_redirect")?,
                grant_id: get(&row, "grant_id")?,
                address: get(&row, "address")?,
            });
            if let Some(name) = get(&row, "secret")? {
                let secret = KeptAppSecret {
                    current: Sealed(get(&row, "value")?),
                    previous: sealed(&row, "previous")?,
                };
                kept.secrets.insert(name, secret);
            }
        }
        Ok(())
    }

    async fn agreed(&mut self, connector: &str) -> Result<(), StoreError> {
        let statement = "SELECT consent, version, digest, agreed_at
             FROM consents WHERE connector = $1";
        if let Some(row) = self.rows(statement, &[&connector]).await?.first() {
            let agreed = agreed_from(row, json(row, "consent")?)?;
            self.held.agreed.insert(connector.to_owned(), agreed);
        }
        Ok(())
    }

    async fn names(&mut self, beginning: &str) -> Result<(), StoreError> {
        let statement = "SELECT name FROM connections
            WHERE tenant = $1 AND left(name, length($2)) = $2";
        for row in self.rows(statement, &[&self.tenant, &beginning]).await? {
            self.held.names.insert(get(&row, "name")?);
        }
        Ok(())
    }

    async fn tenants_after(&mut self, after: &TenantsAfter) -> Result<(), StoreError> {
        let statement = "SELECT name FROM tenants
            WHERE name COLLATE \"C\" > coalesce($1::text, '')
            ORDER BY name COLLATE \"C\" LIMIT $2";
        for row in self.rows(statement, &[&after.name, &after.limit]).await? {
            self.held.names.insert(get(&row, "name")?);
        }
        Ok(())
    }

    async fn any_secret(&mut self) -> Result<(), StoreError> {
        let statement = "SELECT EXISTS (SELECT 1 FROM app_secrets)
                OR EXISTS (SELECT 1 FROM secret_settings)
                OR EXISTS (SELECT 1 FROM outcomes WHERE content IS NOT NULL)
                OR EXISTS (SELECT 1 FROM connect_sessions)
                OR EXISTS (SELECT 1 FROM sign_ins WHERE begun IS NOT NULL)
                OR EXISTS (SELECT 1 FROM grants WHERE access_token IS NOT NULL
                    OR refresh_token IS NOT NULL) AS any_secret";
        if let Some(row) = self.rows(statement, &[]).await?.first() {
            self.held.any_secret = get(row, "any_secret")?;
        }
        Ok(())
    }
}

fn connection(row: &Row) -> Result<KeptConnection, StoreError> {
    Ok(KeptConnection {
        tenant: Tenant::kept(get(row, "of_tenant")?),
        id: get(row, "connection_id")?,
        name: get(row, "name")?,
        connector: get(row, "for_connector")?,
        method: get(row, "method")?,
        settings: json(row, "settings")?,
        owner: get(row, "owner")?,
        is_default: get(row, "is_default")?,
        disabled_at: optional_timestamp(row, "disabled_at")?,
        created_at: timestamp(get(row, "created_at")?),
        last_used_at: optional_timestamp(row, "last_used_at")?,
        grant_tenant: Tenant::kept(get(row, "tenant")?),
        grant_id: get(row, "id")?,
    })
}

fn grant(row: &Row) -> Result<KeptGrant, StoreError> {
    let key: String = get(row, "subject")?;
    let (subject, only_of) = subject_of_key(&key).map_err(|source| StoreError::Corrupt {
        what: "subject",
        source,
    })?;
    let reach: String = get(row, "reach")?;
    let generation: i64 = get(row, "generation")?;
    let fence: i64 = get(row, "fence")?;
    Ok(KeptGrant {
        tenant: Tenant::kept(get(row, "tenant")?),
        grant: Grant {
            id: get(row, "id")?,
            token_endpoint: get(row, "token_endpoint")?,
            client_id: get(row, "client_id")?,
            account: Account {
                subject,
                reach: match reach.as_str() {
                    "account" => Reach::Account,
                    _ => Reach::User,
                },
                label: get(row, "label")?,
                facts: json(row, "account")?,
            },
            scopes: json(row, "scopes")?,
            base_url: get(row, "base_url")?,
            received_at: timestamp(get(row, "received_at")?),
            expires_at: optional_timestamp(row, "expires_at")?,
            moved_at: optional_timestamp(row, "moved_at")?,
            generation: generation.unsigned_abs(),
            state: match get(row, "reconnect_reason")? {
                None => GrantState::Living,
                Some(reason) if get(row, "client_refused")? => GrantState::ClientRefused { reason },
                Some(reason) => GrantState::Ended { reason },
            },
            trouble: trouble(row)?,
            consent: optional_json(row, "consent")?,
            rerouted: get(row, "rerouted")?,
            only_of,
        },
        connector: get(row, "connector")?,
        access_token: sealed(row, "access_token")?,
        refresh_token: sealed(row, "refresh_token")?,
        unfinished_renewal: optional_timestamp(row, "renewal_begun_at")?,
        common_redirect: get(row, "common_redirect")?,
        fence: fence.unsigned_abs(),
        is_leased: get(row, "leased")?,
    })
}

fn trouble(row: &Row) -> Result<Option<Trouble>, StoreError> {
    let count: i64 = get(row, "trouble_count")?;
    let retry_at = optional_timestamp(row, "retry_at")?;
    let reason: Option<String> = get(row, "trouble")?;
    Ok(reason.zip(retry_at).map(|(reason, retry_at)| Trouble {
        reason,
        count: u32::try_from(count).unwrap_or(u32::MAX),
        retry_at,
    }))
}

fn agreed_from(row: &Row, consent: Consent) -> Result<Agreed, StoreError> {
    Ok(Agreed {
        consent,
        version: get(row, "version")?,
        digest: get(row, "digest")?,
        agreed_at: timestamp(get(row, "agreed_at")?),
    })
}

pub(super) fn get<'a, T: tokio_postgres::types::FromSql<'a>>(
    row: &'a Row,
    column: &str,
) -> Result<T, Failed> {
    Ok(row.try_get(column)?)
}

pub(super) fn sealed(row: &Row, column: &str) -> Result<Option<Sealed>, Failed> {
    let bytes: Option<Vec<u8>> = get(row, column)?;
    Ok(bytes.map(Sealed))
}

fn optional_json<T: DeserializeOwned>(
    row: &Row,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<&str> = get(row, column)?;
    text.map(|text| read_json(text, column)).transpose()
}

pub(super) fn json<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, StoreError> {
    read_json(get(row, column)?, column)
}

fn read_json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|source| StoreError::Corrupt { what, source })
}

pub(super) fn corrupt(what: &'static str) -> StoreError {
    let source = serde::de::Error::custom("it is of another length");
    StoreError::Corrupt { what, source }
}

pub(super) fn optional_timestamp(row: &Row, column: &str) -> Result<Option<Timestamp>, Failed> {
    let seconds: Option<i64> = get(row, column)?;
    Ok(seconds.map(timestamp))
}

/// Seconds since the epoch as a time; what no calendar has becomes its nearest.
pub(super) fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second()))
        .unwrap_or(Timestamp::MAX)
}
