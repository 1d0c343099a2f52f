//! Rows that are sealed with another key than one: some of them at a time, to be sealed anew.
//!
//! A sealed value says in its second to ninth byte which key it is of. No index knows that: to
//! find them the tenant's rows are looked through, which is far less work than to seal one.

use super::error::Failed;
use super::read::{Parameters, Reading, get};
use super::{connect_sessions, outcomes, sign_ins};
use crate::connections::StoreError;
use crate::connections::backend::Access;
use crate::connections::kept::{ConnectSessions, Outcomes, SealedOtherwise, SignIns};
use crate::connections::seal::Sealed;
use crate::connections::tenant::Tenant;

/// Reads what of a tenant is sealed otherwise, for whoever is alone with that.
pub(super) async fn read(
    reading: &mut Reading<'_>,
    access: Access,
    tenant: &str,
    wanted: &SealedOtherwise,
) -> Result<(), StoreError> {
    let SealedOtherwise { than, limit } = wanted;
    let than = than.0.as_slice();
    let grants = "g.id IN (SELECT id FROM grants WHERE tenant = $1
             AND (substring(access_token FROM 2 FOR 8) <> $2
                 OR substring(refresh_token FROM 2 FOR 8) <> $2)
             LIMIT $3)";
    reading.grants(grants, &[&tenant, &than, limit]).await?;
    secrets(reading, tenant, wanted).await?;
    let apps = "a.tenant = $1 AND (a.connector, a.name) IN
             (SELECT DISTINCT connector, app FROM app_secrets WHERE tenant = $1
                 AND (substring(value FROM 2 FOR 8) <> $2
                     OR substring(previous FROM 2 FOR 8) <> $2)
                 LIMIT $3)";
    reading.apps(apps, &[&tenant, &than, limit]).await?;
    let (on, of) = (reading.transaction, Some(tenant));
    let for_change = reading.for_change(" FOR UPDATE");
    for id in ids(reading, "connect_sessions", "content", tenant, wanted).await? {
        let wanted = ConnectSessions::WithId(id);
        let more = connect_sessions::held(on, of, &wanted, for_change).await?;
        reading.held.connect_sessions.extend(more);
    }
    for id in ids(reading, "sign_ins", "begun", tenant, wanted).await? {
        let wanted = SignIns::WithId(id);
        let more = sign_ins::held(on, access, of, &wanted).await?;
        reading.held.sign_ins.extend(more);
    }
    for id in ids(reading, "outcomes", "content", tenant, wanted).await? {
        let wanted = Outcomes::WithId(id);
        let more = outcomes::held(on, access, of, &wanted).await?;
        reading.held.outcomes.extend(more);
    }
    Ok(())
}

/// The ids of rows of a table whose column is sealed otherwise, in one order.
async fn ids(
    reading: &Reading<'_>,
    table: &str,
    column: &str,
    tenant: &str,
    wanted: &SealedOtherwise,
) -> Result<Vec<String>, StoreError> {
    let select = format!(
        "SELECT id FROM {table}
         WHERE tenant = $1 AND substring({column} FROM 2 FOR 8) <> $2
         ORDER BY id COLLATE \"C\" LIMIT $3"
    );
    let than = wanted.than.0.as_slice();
    let parameters: Parameters<'_> = &[&tenant, &than, &wanted.limit];
    let rows = reading.rows(&select, parameters).await?;
    let ids = rows.iter().map(|row| get(row, "id"));
    Ok(ids.collect::<Result<_, Failed>>()?)
}

/// All secret settings of connections that have one which is sealed otherwise.
async fn secrets(
    reading: &mut Reading<'_>,
    tenant: &str,
    wanted: &SealedOtherwise,
) -> Result<(), StoreError> {
    let select = "SELECT connection_id, name, value FROM secret_settings
         WHERE tenant = $1 AND connection_id IN
             (SELECT DISTINCT connection_id FROM secret_settings
              WHERE tenant = $1 AND substring(value FROM 2 FOR 8) <> $2 LIMIT $3)";
    let than = wanted.than.0.as_slice();
    let parameters: Parameters<'_> = &[&tenant, &than, &wanted.limit];
    for row in &reading.rows(select, parameters).await? {
        let of = (Tenant::kept(tenant.to_owned()), get(row, "connection_id")?);
        let secrets = reading.held.secrets.entry(of).or_default();
        secrets.insert(get(row, "name")?, Sealed(get(row, "value")?));
    }
    Ok(())
}
