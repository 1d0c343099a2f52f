//! Rows that are sealed with another key than one: some of them at a time, to be sealed anew.
//!
//! A sealed value says in its second to ninth byte which key it is of. No index knows that: to
//! find them the tenant's rows are looked through, which is far less work than to seal one.

use rusqlite::{Connection, params};

use super::error::Failed;
use super::read::{apps, grants};
use super::{connect_sessions, outcomes, sign_ins};
use crate::connections::kept::{
    ConnectSessions, Held, KeptSecrets, Outcomes, SealedOtherwise, SignIns,
};
use crate::connections::tenant::Tenant;

/// Reads what of a tenant is sealed otherwise.
pub(super) fn held(
    database: &Connection,
    tenant: &str,
    wanted: &SealedOtherwise,
    held: &mut Held,
) -> Result<(), Failed> {
    let SealedOtherwise { than, limit } = wanted;
    let than = than.0.as_slice();
    grants(
        database,
        "g.id IN (SELECT id FROM grants WHERE tenant = ?1
             AND (substr(access_token, 2, 8) <> ?2 OR substr(refresh_token, 2, 8) <> ?2)
             LIMIT ?3)",
        &[&tenant, &than, limit],
        held,
    )?;
    secrets(database, tenant, wanted, held)?;
    apps(
        database,
        "a.tenant = ?1 AND (a.connector, a.name) IN
             (SELECT DISTINCT connector, app FROM app_secrets WHERE tenant = ?1
                 AND (substr(value, 2, 8) <> ?2 OR substr(previous, 2, 8) <> ?2)
                 LIMIT ?3)",
        &[&tenant, &than, limit],
        held,
    )?;
    let of = Some(tenant);
    for id in ids(database, "connect_sessions", "content", tenant, wanted)? {
        let wanted = ConnectSessions::WithId(id);
        let more = connect_sessions::held(database, of, &wanted)?;
        held.connect_sessions.extend(more);
    }
    for id in ids(database, "sign_ins", "begun", tenant, wanted)? {
        let more = sign_ins::held(database, of, &SignIns::WithId(id))?;
        held.sign_ins.extend(more);
    }
    for id in ids(database, "outcomes", "content", tenant, wanted)? {
        let more = outcomes::held(database, of, &Outcomes::WithId(id))?;
        held.outcomes.extend(more);
    }
    Ok(())
}

/// The ids of rows of a table whose column is sealed otherwise.
fn ids(
    database: &Connection,
    table: &str,
    column: &str,
    tenant: &str,
    wanted: &SealedOtherwise,
) -> rusqlite::Result<Vec<String>> {
    let select = format!(
        "SELECT id FROM {table} WHERE tenant = ?1 AND substr({column}, 2, 8) <> ?2 LIMIT ?3"
    );
    let mut statement = database.prepare_cached(&select)?;
    let than = wanted.than.0.as_slice();
    let rows = statement.query_map(params![tenant, than, wanted.limit], |row| row.get(0))?;
    rows.collect()
}

/// All secret settings of connections that have one which is sealed otherwise.
fn secrets(
    database: &Connection,
    tenant: &str,
    wanted: &SealedOtherwise,
    held: &mut Held,
) -> rusqlite::Result<()> {
    let mut statement = database.prepare_cached(
        "SELECT connection_id, name, value FROM secret_settings
         WHERE tenant = ?1 AND connection_id IN
             (SELECT DISTINCT connection_id FROM secret_settings
              WHERE tenant = ?1 AND substr(value, 2, 8) <> ?2 LIMIT ?3)",
    )?;
    let than = wanted.than.0.as_slice();
    let mut rows = statement.query(params![tenant, than, wanted.limit])?;
    while let Some(row) = rows.next()? {
        let of = (Tenant::kept(tenant.to_owned()), row.get(0)?);
        let secrets: &mut KeptSecrets = held.secrets.entry(of).or_default();
        secrets.insert(row.get(1)?, row.get(2)?);
    }
    Ok(())
}
