//! The rows of sign-ins that are under way.

use std::time::Duration;

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::error::Failed;
use super::read::{get, optional_timestamp, sealed, timestamp};
use crate::connections::StoreError;
use crate::connections::backend::Access;
use crate::connections::kept::{KeptSignIn, SignIns};
use crate::connections::sign_ins::{Asking, SignInState};
use crate::connections::tenant::Tenant;

/// The sign-ins that are wanted. Of two who claim one at once the second finds it
/// claimed.
pub(super) async fn held(
    on: &Transaction<'_>,
    access: Access,
    tenant: Option<&str>,
    wanted: &SignIns,
) -> Result<Vec<KeptSignIn>, StoreError> {
    let (which, parameters): (&str, &[&(dyn ToSql + Sync)]) = match wanted {
        SignIns::None => return Ok(Vec::new()),
        SignIns::All => ("true", &[&tenant]),
        SignIns::WithId(id) => ("id = $2", &[&tenant, id]),
        SignIns::WithState(state) => ("state = $2", &[&tenant, &state.0]),
    };
    let of_tenant = match tenant {
        Some(_) => "tenant = $1",
        None => "$1::text IS NULL",
    };
    let for_change = match access {
        Access::Read => "",
        Access::Write | Access::Alone => " FOR UPDATE",
    };
    let select = format!(
        "SELECT tenant, id, connector, app_of, app, state, begun, begun_at, expires_at,
             claims, claimed_until, ask_interval, ask_at
         FROM sign_ins WHERE {of_tenant} AND {which} ORDER BY tenant, id{for_change}"
    );
    let select = on.prepare_cached(&select).await.map_err(Failed::from)?;
    let rows = on.query(&select, parameters).await.map_err(Failed::from)?;
    rows.iter().map(sign_in).collect()
}

fn sign_in(row: &Row) -> Result<KeptSignIn, StoreError> {
    let app_of: Option<String> = get(row, "app_of")?;
    let app: Option<String> = get(row, "app")?;
    let state: Option<String> = get(row, "state")?;
    let claims: i64 = get(row, "claims")?;
    let interval: Option<i64> = get(row, "ask_interval")?;
    let ask_at = optional_timestamp(row, "ask_at")?;
    Ok(KeptSignIn {
        tenant: Tenant::kept(get(row, "tenant")?),
        id: get(row, "id")?,
        connector: get(row, "connector")?,
        app_of: app_of.map(Tenant::kept).zip(app),
        state: state.map(SignInState),
        begun: sealed(row, "begun")?,
        begun_at: timestamp(get(row, "begun_at")?),
        expires_at: timestamp(get(row, "expires_at")?),
        claims: claims.unsigned_abs(),
        claimed_until: optional_timestamp(row, "claimed_until")?,
        asking: interval.zip(ask_at).map(|(interval, ask_at)| Asking {
            interval: Duration::from_secs(interval.unsigned_abs()),
            ask_at,
        }),
    })
}

/// Keeps a sign-in.
pub(super) async fn keep(on: &Transaction<'_>, kept: &KeptSignIn) -> Result<(), Failed> {
    let seconds = |interval: Duration| i64::try_from(interval.as_secs()).unwrap_or(i64::MAX);
    let insert = "INSERT INTO sign_ins (tenant, id, connector, app_of, app, state, begun,
             begun_at, expires_at, claims, claimed_until, ask_interval, ask_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (tenant, id) DO UPDATE SET state = excluded.state, begun = excluded.begun,
             claims = excluded.claims, claimed_until = excluded.claimed_until,
             ask_interval = excluded.ask_interval, ask_at = excluded.ask_at";
    super::write::execute(
        on,
        insert,
        &[
            &kept.tenant.as_str(),
            &kept.id,
            &kept.connector,
            &kept.app_of.as_ref().map(|(of, _)| of.as_str()),
            &kept.app_of.as_ref().map(|(_, app)| app),
            &kept.state.as_ref().map(|state| &state.0),
            &kept.begun.as_ref().map(|sealed| &sealed.0),
            &kept.begun_at.as_second(),
            &kept.expires_at.as_second(),
            &i64::try_from(kept.claims).unwrap_or(i64::MAX),
            &kept.claimed_until.map(Timestamp::as_second),
            &kept.asking.map(|asking| seconds(asking.interval)),
            &kept.asking.map(|asking| asking.ask_at.as_second()),
        ],
    )
    .await
}

/// Forgets those that are over and nobody's: by the host's clock, and for a while by the
/// database's, so that a host whose clock is ahead ends no sign-in of the others. One
/// that somebody else is at is left for the next time.
pub(super) async fn forget_over(on: &Transaction<'_>, now: Timestamp) -> Result<(), Failed> {
    let delete = "DELETE FROM sign_ins s USING (
             SELECT tenant, id FROM sign_ins, (SELECT least($1::bigint,
                 extract(epoch FROM clock_timestamp() - interval '10 min')::bigint)) AS past (moment)
             WHERE expires_at <= past.moment AND coalesce(claimed_until, 0) <= past.moment
             FOR UPDATE OF sign_ins SKIP LOCKED) over_by_now
         WHERE s.tenant = over_by_now.tenant AND s.id = over_by_now.id";
    super::write::execute(on, delete, &[&now.as_second()]).await
}
