//! Reading what a rule has to see.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::de::DeserializeOwned;

use super::error::Failed;
use super::{api_keys, audit, components, connect_sessions, otherwise, outcomes, schema, sign_ins};
use crate::connections::StoreError;
use crate::connections::kept::{
    AccountGrants, Apps, Concerned, Connections, GrantKey, Grants, Held, KeptApp, KeptAppSecret,
    KeptConnection, KeptGrant, Scope, SharedGrant, Whose,
};
use crate::connections::key::KeyId;
use crate::connections::model::{Account, Agreed, Grant, GrantState, Trouble};
use crate::connections::seal::Sealed;
use crate::connections::subject_key::subject_of_key;
use crate::connections::tenant::Tenant;
use crate::subject::Reach;

type Parameters<'a> = &'a [&'a dyn ToSql];

/// What the database holds of what is wanted.
pub(super) fn held(database: &Connection, scope: &Scope) -> Result<Held, Failed> {
    let mut held = Held {
        sealed_with: sealed_with(database)?,
        ..Held::default()
    };
    let tenant = match &scope.of {
        Whose::Of(tenant) => Some(tenant.as_str()),
        Whose::All | Whose::Own => None,
    };
    held.of_all = tenant.is_none();
    tenants(database, tenant, &mut held)?;
    connections(database, tenant, scope, &mut held)?;
    match &scope.grants {
        Grants::None => {}
        Grants::All => grants(database, "true", &[&tenant], &mut held)?,
        Grants::OfConnector(connector) => {
            grants(
                database,
                "g.connector = ?2",
                &[&tenant, connector],
                &mut held,
            )?;
        }
        Grants::WithIds(ids) => {
            for id in ids {
                grants(database, "g.id = ?2", &[&tenant, id], &mut held)?;
            }
        }
        Grants::Concerned(concerned) => {
            if let Some(AccountGrants {
                token_endpoint,
                client_id,
                subjects: [of_all, of_tenant],
            }) = &concerned.account
            {
                let connector = &concerned.connector;
                grants(
                    database,
                    "g.connector = ?2 AND g.token_endpoint = ?3 AND g.client_id = ?4
                         AND g.subject IN (?5, ?6)",
                    &[
                        &tenant,
                        connector,
                        token_endpoint,
                        client_id,
                        of_all,
                        of_tenant,
                    ],
                    &mut held,
                )?;
            }
            if let Some(id) = &concerned.grant {
                grants(database, "g.id = ?2", &[&tenant, id], &mut held)?;
            }
        }
    }
    if let Some(grant) = &scope.shared {
        shared(database, grant, &mut held)?;
    }
    match &scope.apps {
        Apps::None | Apps::At(_) => {}
        Apps::All => registered_apps(database, "true", &[&tenant], &mut held)?,
        Apps::Of(connector) => {
            let of_connector: Parameters<'_> = &[&tenant, connector];
            registered_apps(database, "a.connector = ?2", of_connector, &mut held)?;
        }
    }
    if let Apps::At(address) = &scope.apps {
        apps(database, "a.address = ?1", &[address], &mut held)?;
    }
    if scope.brought {
        brought_apps(database, &mut held)?;
    }
    held.api_keys = api_keys::held(database, &scope.api_keys)?;
    held.connect_sessions = connect_sessions::held(database, tenant, &scope.connect_sessions)?;
    held.open_sessions = connect_sessions::open(database, tenant, &scope.connect_sessions)?;
    held.components = components::held(database, &scope.components)?;
    held.sign_ins = sign_ins::held(database, tenant, &scope.sign_ins)?;
    held.has_had_api_keys = api_keys::has_had(database, &scope.api_keys)?;
    held.outcomes = outcomes::held(database, tenant, &scope.outcomes)?;
    if let (Some(wanted), Some(tenant)) = (&scope.otherwise, tenant) {
        otherwise::held(database, tenant, wanted, &mut held)?;
    }
    held.audit = audit::held(database, tenant, &scope.audit)?;
    if let Some(connector) = &scope.agreed {
        agreed(database, connector, &mut held)?;
    }
    if let Some(beginning) = &scope.names_from {
        let mut statement = database.prepare_cached(
            "SELECT name FROM connections
             WHERE tenant = ?1 AND substr(name, 1, length(?2)) = ?2",
        )?;
        let names = statement.query_map((tenant, beginning), |row| row.get(0))?;
        held.names = names.collect::<Result<_, _>>()?;
    }
    if let Some(after) = &scope.tenants_after {
        let mut statement = database.prepare_cached(
            "SELECT name FROM tenants WHERE name > coalesce(?1, '') ORDER BY name LIMIT ?2",
        )?;
        let names = statement.query_map((&after.name, after.limit), |row| row.get(0))?;
        held.names = names.collect::<Result<_, _>>()?;
    }
    if scope.any_secret {
        held.any_secret = schema::has_secrets(database)?;
    }
    Ok(held)
}

/// The key that every secret of the store is sealed with; none for a new store.
fn sealed_with(database: &Connection) -> rusqlite::Result<Option<KeyId>> {
    database
        .prepare_cached("SELECT key_id FROM sealing")?
        .query_row([], |row| row.get(0).map(KeyId))
        .optional()
}

/// The tenant, or all of them when there is none in particular, with their data
/// keys.
fn tenants(database: &Connection, tenant: Option<&str>, held: &mut Held) -> Result<(), Failed> {
    let mut statement = database.prepare_cached(
        "SELECT name, data_key FROM tenants WHERE name = coalesce(?1, name) ORDER BY name",
    )?;
    let mut rows = statement.query([tenant])?;
    while let Some(row) = rows.next()? {
        let tenant = row.get("name").map(Tenant::kept)?;
        if let Some(data_key) = row.get("data_key")? {
            held.data_keys.insert(tenant.clone(), data_key);
        }
        held.tenants.push(tenant);
    }
    held.has_tenant = !held.tenants.is_empty();
    Ok(())
}

/// That a row is the tenant's, of which the name is the first parameter; or
/// anybody's, where those of all tenants are to be seen.
fn of_tenant(column: &str, held: &Held) -> String {
    match held.of_all {
        true => "?1 IS NULL".to_owned(),
        false => format!("{column} = ?1"),
    }
}

fn connections(
    database: &Connection,
    tenant: Option<&str>,
    scope: &Scope,
    held: &mut Held,
) -> Result<(), Failed> {
    let (which, parameters): (&str, &[&dyn ToSql]) = match &scope.connections {
        Connections::None => return Ok(()),
        Connections::All => ("true", &[&tenant]),
        Connections::WithId(id) => ("c.id = ?2", &[&tenant, id]),
        Connections::Named(name) => ("(c.name = ?2 OR c.id = ?2)", &[&tenant, name]),
        Connections::DefaultOf(connector) => {
            ("c.connector = ?2 AND c.is_default", &[&tenant, connector])
        }
        Connections::OfConnector(connector) => ("c.connector = ?2", &[&tenant, connector]),
        Connections::OfClient(of) => (
            "c.connector = ?2 AND g.connector = ?2 AND g.client_id = ?3
                 AND instr(g.subject, ?4) > 0",
            &[&tenant, &of.connector, &of.client_id, &of.account],
        ),
        Connections::NamedAndDefault(name) => (
            "(c.name = ?2 OR c.id = ?2 OR c.is_default AND c.connector =
                 (SELECT connector FROM connections
                  WHERE tenant = ?1 AND (name = ?2 OR id = ?2) ORDER BY id = ?2 DESC LIMIT 1))",
            &[&tenant, name],
        ),
        Connections::Concerned(concerned) => {
            return concerned_connections(database, tenant, concerned, scope.secrets, held);
        }
        Connections::After {
            name,
            connector,
            limit,
        } => (
            "c.id IN (SELECT id FROM connections
                 WHERE tenant = ?1 AND (?2 IS NULL OR connector = ?2) AND name > coalesce(?3, '')
                 ORDER BY name LIMIT ?4)",
            &[&tenant, connector, name, limit],
        ),
    };
    connections_where(database, which, parameters, scope.secrets, held)
}

/// Each part is found by an index of its own.
fn concerned_connections(
    database: &Connection,
    tenant: Option<&str>,
    concerned: &Concerned,
    with_secrets: bool,
    held: &mut Held,
) -> Result<(), Failed> {
    let account = concerned.account.as_ref();
    let subjects = account.map(|account| account.subjects.each_ref());
    connections_where(
        database,
        "c.id IN (
             SELECT id FROM connections WHERE tenant = ?1 AND name = ?3
             UNION ALL SELECT id FROM connections WHERE tenant = ?1 AND id = ?3
             UNION ALL SELECT id FROM
                 (SELECT id FROM connections WHERE tenant = ?1 AND connector = ?2 LIMIT ?4)
             UNION ALL SELECT n.id FROM grants o
                 JOIN connections n ON n.grant_tenant = o.tenant AND n.grant_id = o.id
                 WHERE o.tenant IN (?1, ?5) AND o.connector = ?2 AND o.token_endpoint = ?6
                     AND o.client_id = ?7 AND o.subject IN (?8, ?9) AND n.tenant = ?1
             UNION ALL SELECT id FROM connections
                 WHERE grant_tenant IN (?1, ?5) AND grant_id = ?10 AND tenant = ?1)",
        &[
            &tenant,
            &concerned.connector,
            &concerned.named,
            &Concerned::TELLING,
            &Tenant::DEFAULT,
            &account.map(|account| &account.token_endpoint),
            &account.map(|account| &account.client_id),
            &subjects.map(|[of_all, _]| of_all),
            &subjects.map(|[_, of_tenant]| of_tenant),
            &concerned.grant,
        ],
        with_secrets,
        held,
    )
}

fn connections_where(
    database: &Connection,
    which: &str,
    parameters: Parameters<'_>,
    with_secrets: bool,
    held: &mut Held,
) -> Result<(), Failed> {
    let of = of_tenant("c.tenant", held);
    let mut statement = database.prepare_cached(&format!(
        "SELECT c.id AS connection_id, c.name, c.method, c.settings, c.owner, c.is_default,
             c.disabled_at, c.created_at, c.last_used_at, c.connector AS for_connector,
             c.tenant AS of_tenant,
             k.consent AS agreed, k.version, k.digest, k.agreed_at, g.*
         FROM connections c JOIN grants g ON g.tenant = c.grant_tenant AND g.id = c.grant_id
         LEFT JOIN consents k ON k.connector = c.connector
         WHERE {of} AND {which} ORDER BY c.tenant, c.name"
    ))?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        let kept = connection(row)?;
        if !held.agreed.contains_key(&kept.connector)
            && let Some(consent) = optional_json(row, "agreed")?
        {
            let agreed = agreed_from(row, consent)?;
            held.agreed.insert(kept.connector.clone(), agreed);
        }
        let key = kept.grant_key();
        if let Entry::Vacant(entry) = held.grants.entry(key) {
            entry.insert(grant(row)?);
        }
        if with_secrets {
            let mut statement = database.prepare_cached(
                "SELECT name, value FROM secret_settings WHERE tenant = ?1 AND connection_id = ?2",
            )?;
            let of = (kept.tenant.as_str(), &kept.id);
            let secrets = statement.query_map(of, |row| Ok((row.get(0)?, row.get(1)?)))?;
            held.secrets.insert(
                (kept.tenant.clone(), kept.id.clone()),
                secrets.collect::<Result<_, _>>()?,
            );
        }
        held.connections.push(kept);
    }
    Ok(())
}

fn connection(row: &Row<'_>) -> Result<KeptConnection, Failed> {
    Ok(KeptConnection {
        tenant: row.get("of_tenant").map(Tenant::kept)?,
        id: row.get("connection_id")?,
        name: row.get("name")?,
        connector: row.get("for_connector")?,
        method: row.get("method")?,
        settings: json(row, "settings")?,
        owner: row.get("owner")?,
        is_default: row.get("is_default")?,
        disabled_at: optional_timestamp(row, "disabled_at")?,
        created_at: timestamp(row.get("created_at")?),
        last_used_at: optional_timestamp(row, "last_used_at")?,
        grant_tenant: row.get("tenant").map(Tenant::kept)?,
        grant_id: row.get("id")?,
    })
}

pub(super) fn grants(
    database: &Connection,
    which: &str,
    parameters: Parameters<'_>,
    held: &mut Held,
) -> Result<(), Failed> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT g.* FROM grants g WHERE {} AND {which}",
        of_tenant("g.tenant", held)
    ))?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        let kept = grant(row)?;
        let key = (kept.tenant.clone(), kept.grant.id.clone());
        held.grants.insert(key, kept);
    }
    Ok(())
}

/// The grant of the operator that tenants share, and what it is sealed with.
fn shared(database: &Connection, shared: &SharedGrant, held: &mut Held) -> Result<(), Failed> {
    let data_key = database
        .prepare_cached("SELECT data_key FROM tenants WHERE name = ?1")?
        .query_row([Tenant::DEFAULT], |row| row.get(0))?;
    if let Some(data_key) = data_key {
        held.data_keys.insert(Tenant::default(), data_key);
    }
    let mut statement = database.prepare_cached(
        "SELECT g.* FROM grants g WHERE tenant = ?1 AND connector = ?2 AND token_endpoint = ?3
             AND client_id = ?4 AND subject = ?5",
    )?;
    let mut rows = statement.query((
        Tenant::DEFAULT,
        &shared.connector,
        &shared.token_endpoint,
        &shared.client_id,
        &shared.subject,
    ))?;
    while let Some(row) = rows.next()? {
        let kept = grant(row)?;
        let key = (kept.tenant.clone(), kept.grant.id.clone());
        held.grants.insert(key, kept);
    }
    Ok(())
}

/// Whether there is such a grant.
pub(super) fn has_grant(
    database: &Connection,
    tenant: &Tenant,
    id: &str,
) -> rusqlite::Result<bool> {
    database
        .prepare_cached("SELECT 1 FROM grants WHERE tenant = ?1 AND id = ?2")?
        .exists((tenant.as_str(), id))
}

fn grant(row: &Row<'_>) -> Result<KeptGrant, Failed> {
    let key: String = row.get("subject")?;
    let (subject, only_of) = subject_of_key(&key).map_err(|source| StoreError::Corrupt {
        what: "subject",
        source,
    })?;
    Ok(KeptGrant {
        tenant: row.get("tenant").map(Tenant::kept)?,
        grant: Grant {
            id: row.get("id")?,
            token_endpoint: row.get("token_endpoint")?,
            client_id: row.get("client_id")?,
            account: Account {
                subject,
                reach: match row.get::<_, String>("reach")?.as_str() {
                    "account" => Reach::Account,
                    _ => Reach::User,
                },
                label: row.get("label")?,
                facts: json(row, "account")?,
            },
            scopes: json(row, "scopes")?,
            base_url: row.get("base_url")?,
            received_at: timestamp(row.get("received_at")?),
            expires_at: optional_timestamp(row, "expires_at")?,
            moved_at: optional_timestamp(row, "moved_at")?,
            generation: row.get("generation")?,
            state: match row.get("reconnect_reason")? {
                None => GrantState::Living,
                Some(reason) if row.get("client_refused")? => GrantState::ClientRefused { reason },
                Some(reason) => GrantState::Ended { reason },
            },
            trouble: trouble(row)?,
            consent: optional_json(row, "consent")?,
            rerouted: row.get("rerouted")?,
            only_of,
        },
        connector: row.get("connector")?,
        access_token: row.get("access_token")?,
        refresh_token: row.get("refresh_token")?,
        unfinished_renewal: optional_timestamp(row, "renewal_begun_at")?,
        common_redirect: row.get("common_redirect")?,
        fence: 0,
        is_leased: false,
    })
}

fn trouble(row: &Row<'_>) -> rusqlite::Result<Option<Trouble>> {
    let (count, retry_at) = (
        row.get("trouble_count")?,
        optional_timestamp(row, "retry_at")?,
    );
    let reason: Option<String> = row.get("trouble")?;
    Ok(reason.zip(retry_at).map(|(reason, retry_at)| Trouble {
        reason,
        count,
        retry_at,
    }))
}

/// Those that are registered.
fn registered_apps(
    database: &Connection,
    which: &str,
    parameters: Parameters<'_>,
    held: &mut Held,
) -> Result<(), Failed> {
    let of_tenant = of_tenant("a.tenant", held);
    let which = format!("a.grant_id IS NULL AND {of_tenant} AND {which}");
    apps(database, &which, parameters, held)
}

/// Those that were brought for the grants that are held.
fn brought_apps(database: &Connection, held: &mut Held) -> Result<(), Failed> {
    let grants: Vec<GrantKey> = held.grants.keys().cloned().collect();
    for (tenant, id) in grants {
        let of_grant: Parameters<'_> = &[&tenant.as_str(), &id];
        apps(
            database,
            "a.tenant = ?1 AND a.grant_id = ?2",
            of_grant,
            held,
        )?;
    }
    Ok(())
}

pub(super) fn apps(
    database: &Connection,
    which: &str,
    parameters: Parameters<'_>,
    held: &mut Held,
) -> Result<(), Failed> {
    let mut statement = database.prepare_cached(&format!(
        "SELECT a.*, s.name AS secret, s.value, s.previous
         FROM apps a LEFT JOIN app_secrets s
             ON s.tenant = a.tenant AND s.connector = a.connector AND s.app = a.name
         WHERE {which}"
    ))?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        let kept = held.app(KeptApp {
            tenant: row.get("tenant").map(Tenant::kept)?,
            connector: row.get("connector")?,
            name: row.get("name")?,
            client_id: row.get("client_id")?,
            secrets: BTreeMap::new(),
            servers: optional_json(row, "servers")?,
            common_redirect: row.get("common_redirect")?,
            grant_id: row.get("grant_id")?,
            address: row.get("address")?,
        });
        if let Some(name) = row.get("secret")? {
            let secret = KeptAppSecret {
                current: row.get("value")?,
                previous: row.get("previous")?,
            };
            kept.secrets.insert(name, secret);
        }
    }
    Ok(())
}

fn agreed(database: &Connection, connector: &str, held: &mut Held) -> Result<(), Failed> {
    let mut statement = database.prepare_cached("SELECT * FROM consents WHERE connector = ?1")?;
    let mut rows = statement.query([connector])?;
    if let Some(row) = rows.next()? {
        let agreed = agreed_from(row, json(row, "consent")?)?;
        held.agreed.insert(connector.to_owned(), agreed);
    }
    Ok(())
}

fn agreed_from(row: &Row<'_>, consent: crate::consent::Consent) -> rusqlite::Result<Agreed> {
    Ok(Agreed {
        consent,
        version: row.get("version")?,
        digest: row.get("digest")?,
        agreed_at: timestamp(row.get("agreed_at")?),
    })
}

impl FromSql for Sealed {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Blob(bytes) => Ok(Self(bytes.to_vec())),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

fn optional_json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<T>, Failed> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        _ => json(row, column).map(Some),
    }
}

pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &'static str) -> Result<T, Failed> {
    let text = row.get_ref(column)?.as_str();
    let value = serde_json::from_str(text.map_err(rusqlite::Error::from)?);
    Ok(value.map_err(|source| StoreError::Corrupt {
        what: column,
        source,
    })?)
}

pub(super) fn optional_timestamp(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(timestamp))
}

/// Seconds since the epoch as a time; what no calendar has becomes its nearest.
pub(super) fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second()))
        .unwrap_or(Timestamp::MAX)
}
