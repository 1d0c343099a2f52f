//! The rows of sign-ins that are under way.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Row, ToSql, named_params};

use super::error::Failed;
use super::read::{optional_timestamp, timestamp};
use crate::connections::kept::{KeptSignIn, SignIns};
use crate::connections::sign_ins::{Asking, SignInState};
use crate::connections::tenant::Tenant;

/// The sign-ins that are wanted.
pub(super) fn held(
    database: &Connection,
    tenant: Option<&str>,
    wanted: &SignIns,
) -> Result<Vec<KeptSignIn>, Failed> {
    let (which, parameters): (&str, &[&dyn ToSql]) = match wanted {
        SignIns::None => return Ok(Vec::new()),
        SignIns::All => ("true", &[&tenant]),
        SignIns::WithId(id) => ("id = ?2", &[&tenant, id]),
        SignIns::WithState(state) => ("state = ?2", &[&tenant, &state.0]),
    };
    let of_tenant = match tenant {
        Some(_) => "tenant = ?1",
        None => "?1 IS NULL",
    };
    let mut statement = database.prepare_cached(&format!(
        "SELECT * FROM sign_ins WHERE {of_tenant} AND {which}"
    ))?;
    let mut rows = statement.query(parameters)?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        kept.push(sign_in(row)?);
    }
    Ok(kept)
}

fn sign_in(row: &Row<'_>) -> Result<KeptSignIn, Failed> {
    let app_of: Option<String> = row.get("app_of")?;
    let app: Option<String> = row.get("app")?;
    let state: Option<String> = row.get("state")?;
    let interval: Option<u64> = row.get("ask_interval")?;
    let ask_at = optional_timestamp(row, "ask_at")?;
    Ok(KeptSignIn {
        tenant: row.get("tenant").map(Tenant::kept)?,
        id: row.get("id")?,
        connector: row.get("connector")?,
        app_of: app_of.map(Tenant::kept).zip(app),
        state: state.map(SignInState),
        begun: row.get("begun")?,
        begun_at: timestamp(row.get("begun_at")?),
        expires_at: timestamp(row.get("expires_at")?),
        claims: row.get("claims")?,
        claimed_until: optional_timestamp(row, "claimed_until")?,
        asking: interval.zip(ask_at).map(|(interval, ask_at)| Asking {
            interval: Duration::from_secs(interval),
            ask_at,
        }),
    })
}

/// Keeps a sign-in.
pub(super) fn keep(database: &Connection, kept: &KeptSignIn) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "INSERT INTO sign_ins (tenant, id, connector, app_of, app, state, begun, begun_at,
                 expires_at, claims, claimed_until, ask_interval, ask_at)
             VALUES (:tenant, :id, :connector, :app_of, :app, :state, :begun, :begun_at,
                 :expires_at, :claims, :claimed_until, :ask_interval, :ask_at)
             ON CONFLICT (tenant, id) DO UPDATE SET state = excluded.state, begun = excluded.begun,
                 claims = excluded.claims, claimed_until = excluded.claimed_until,
                 ask_interval = excluded.ask_interval, ask_at = excluded.ask_at",
        )?
        .execute(named_params! {
            ":tenant": kept.tenant.as_str(),
            ":id": kept.id,
            ":connector": kept.connector,
            ":app_of": kept.app_of.as_ref().map(|(of, _)| of.as_str()),
            ":app": kept.app_of.as_ref().map(|(_, app)| app),
            ":state": kept.state.as_ref().map(|state| &state.0),
            ":begun": kept.begun,
            ":begun_at": kept.begun_at.as_second(),
            ":expires_at": kept.expires_at.as_second(),
            ":claims": kept.claims,
            ":claimed_until": kept.claimed_until.map(Timestamp::as_second),
            ":ask_interval": kept.asking.map(|asking| asking.interval.as_secs()),
            ":ask_at": kept.asking.map(|asking| asking.ask_at.as_second()),
        })
        .map(drop)
}
