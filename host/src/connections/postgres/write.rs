//! Making the changes of a rule.

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use serde_json::json;
use tokio_postgres::types::ToSql;

use super::error::Failed;
use super::{api_keys, audit, components, connect_sessions, outcomes, sign_ins};
use crate::connections::kept::{Change, KeptApp, KeptConnection, KeptGrant, KeptSecrets};
use crate::connections::model::{Agreed, GrantState};
use crate::connections::renewal_lease::RenewalLease;
use crate::connections::seal::Sealed;
use crate::connections::subject_key::subject_key;
use crate::connections::tenant::Tenant;
use crate::connections::uses::LastUses;
use crate::connections::words::words;
use crate::subject::Reach;

type Outcome = Result<(), Failed>;

/// Makes one change. A renewal that begins has such a lease.
pub(super) async fn change(on: &Transaction<'_>, change: &Change, lease: RenewalLease) -> Outcome {
    match change {
        Change::Key(id) => {
            execute(on, "DELETE FROM sealing", &[]).await?;
            let insert = "INSERT INTO sealing (key_id) VALUES ($1)";
            execute(on, insert, &[&id.0.as_slice()]).await
        }
        Change::Tenant(tenant, now, data_key) => {
            let insert = "INSERT INTO tenants (name, created_at, data_key) VALUES ($1, $2, $3)";
            execute(
                on,
                insert,
                &[&tenant.as_str(), &now.as_second(), &data_key.0],
            )
            .await
        }
        Change::DataKey(tenant, data_key) => {
            let update = "UPDATE tenants SET data_key = $2 WHERE name = $1";
            execute(on, update, &[&tenant.as_str(), &data_key.0]).await
        }
        Change::TenantGone(tenant) => {
            let delete = "DELETE FROM tenants WHERE name = $1";
            execute(on, delete, &[&tenant.as_str()]).await
        }
        Change::Connection(kept) => connection(on, kept).await,
        Change::Secrets(tenant, id, kept) => secrets(on, tenant, id, kept).await,
        Change::ConnectionGone(tenant, id) => {
            let delete = "DELETE FROM connections WHERE tenant = $1 AND id = $2";
            execute(on, delete, &[&tenant.as_str(), id]).await
        }
        Change::ConnectionsUsed(uses) => used(on, uses).await,
        Change::Grant(kept) => grant(on, kept, lease).await,
        Change::GrantGone(tenant, id) => {
            let delete = "DELETE FROM grants WHERE tenant = $1 AND id = $2";
            execute(on, delete, &[&tenant.as_str(), id]).await
        }
        Change::GrantUnused(tenant, id) => {
            let delete = "DELETE FROM grants g WHERE tenant = $1 AND id = $2 AND NOT EXISTS
                 (SELECT 1 FROM connections c WHERE c.grant_tenant = g.tenant AND c.grant_id = g.id)";
            execute(on, delete, &[&tenant.as_str(), id]).await
        }
        Change::App(kept) => app(on, kept).await,
        Change::AppGone((tenant, connector, name)) => {
            let delete = "DELETE FROM apps WHERE tenant = $1 AND connector = $2 AND name = $3";
            execute(on, delete, &[&tenant.as_str(), connector, name]).await
        }
        Change::Agreed(connector, kept) => agreed(on, connector, kept).await,
        Change::AgreedGone(connector) => {
            let delete = "DELETE FROM consents WHERE connector = $1";
            execute(on, delete, &[connector]).await
        }
        Change::ApiKey(kept) => api_keys::keep(on, kept).await,
        Change::ApiKeyUsed(id, at) => api_keys::note_use(on, id, *at).await,
        Change::Outcome(kept) => outcomes::keep(on, kept).await,
        Change::OutcomeGone(tenant, id) => {
            let delete = "DELETE FROM outcomes WHERE tenant = $1 AND id = $2";
            execute(on, delete, &[&tenant.as_str(), id]).await
        }
        Change::OutcomesGone(before) => outcomes::forget_before(on, *before).await,
        Change::ApiKeyGone(id) => execute(on, "DELETE FROM api_keys WHERE id = $1", &[id]).await,
        Change::ConnectSession(kept) => connect_sessions::keep(on, kept).await,
        Change::ConnectSessionGone(id) => {
            execute(on, "DELETE FROM connect_sessions WHERE id = $1", &[id]).await
        }
        Change::ConnectSessionsOver(tenant, over) => {
            connect_sessions::forget(on, tenant, over).await
        }
        Change::Component(kept) => components::keep(on, kept).await,
        Change::ComponentGone(digest) => {
            let delete = "DELETE FROM components WHERE digest = $1";
            execute(on, delete, &[digest]).await
        }
        Change::SignIn(kept) => sign_ins::keep(on, kept).await,
        Change::SignInGone(tenant, id) => {
            let delete = "DELETE FROM sign_ins WHERE tenant = $1 AND id = $2";
            execute(on, delete, &[&tenant.as_str(), id]).await
        }
        Change::SignInsOf(connector) => {
            let delete = "DELETE FROM sign_ins WHERE connector = $1";
            execute(on, delete, &[connector]).await
        }
        Change::SignInsOver(now) => sign_ins::forget_over(on, *now).await,
        Change::Audit(records) => audit::keep(on, records).await,
        Change::AuditBefore(before) => audit::forget_before(on, *before).await,
        Change::AuditBeyond(tenant, most) => audit::keep_newest(on, tenant, *most).await,
    }
}

pub(super) async fn execute(
    on: &Transaction<'_>,
    statement: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Outcome {
    let statement = on.prepare_cached(statement).await?;
    on.execute(&statement, parameters).await?;
    Ok(())
}

async fn connection(on: &Transaction<'_>, kept: &KeptConnection) -> Outcome {
    execute(
        on,
        "INSERT INTO connections (tenant, id, name, connector, method, settings, owner,
             is_default, disabled_at, created_at, last_used_at, grant_tenant, grant_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name,
             connector = excluded.connector, method = excluded.method,
             settings = excluded.settings, owner = excluded.owner,
             is_default = excluded.is_default, disabled_at = excluded.disabled_at,
             created_at = excluded.created_at, last_used_at = excluded.last_used_at,
             grant_tenant = excluded.grant_tenant, grant_id = excluded.grant_id",
        &[
            &kept.tenant.as_str(),
            &kept.id,
            &kept.name,
            &kept.connector,
            &kept.method,
            &json!(kept.settings).to_string(),
            &kept.owner.as_deref().map(words),
            &kept.is_default,
            &kept.disabled_at.map(Timestamp::as_second),
            &kept.created_at.as_second(),
            &kept.last_used_at.map(Timestamp::as_second),
            &kept.grant_tenant.as_str(),
            &kept.grant_id,
        ],
    )
    .await
}

/// A row that somebody is changing is left to them: nobody waits for a note.
async fn used(on: &Transaction<'_>, uses: &LastUses) -> Outcome {
    let column = |of: fn(&(Tenant, String)) -> &str| -> Vec<&str> { uses.keys().map(of).collect() };
    let times: Vec<i64> = uses.values().copied().map(Timestamp::as_second).collect();
    execute(
        on,
        "UPDATE connections c SET last_used_at = used.at FROM (
             SELECT k.tenant, k.id, n.at
             FROM unnest($1::text[], $2::text[], $3::bigint[]) AS n (tenant, id, at)
             JOIN connections k ON k.tenant = n.tenant AND k.id = n.id
             FOR UPDATE OF k SKIP LOCKED
         ) used
         WHERE c.tenant = used.tenant AND c.id = used.id",
        &[
            &column(|(tenant, _)| tenant.as_str()),
            &column(|(_, id)| id),
            &times,
        ],
    )
    .await
}

async fn secrets(on: &Transaction<'_>, tenant: &Tenant, id: &str, kept: &KeptSecrets) -> Outcome {
    let delete = "DELETE FROM secret_settings WHERE tenant = $1 AND connection_id = $2";
    execute(on, delete, &[&tenant.as_str(), &id]).await?;
    for (name, value) in kept {
        let insert = "INSERT INTO secret_settings (tenant, connection_id, name, value)
             VALUES ($1, $2, $3, $4)";
        execute(on, insert, &[&tenant.as_str(), &id, name, &value.0]).await?;
    }
    Ok(())
}

async fn grant(on: &Transaction<'_>, kept: &KeptGrant, lease: RenewalLease) -> Outcome {
    let KeptGrant { grant, .. } = kept;
    let (reason, client_refused) = match &grant.state {
        GrantState::Living => (None, false),
        GrantState::Ended { reason } => (Some(reason), false),
        GrantState::ClientRefused { reason } => (Some(reason), true),
    };
    let trouble = grant.trouble.as_ref();
    let bytes = |sealed: &Option<Sealed>| sealed.as_ref().map(|sealed| sealed.0.clone());
    let reach = match grant.account.reach {
        Reach::Account => "account",
        Reach::User => "user",
    };
    execute(
        on,
        // The lease stays as it is, or ends; a renewal that begins has the whole of
        // it before it.
        "INSERT INTO grants (tenant, id, connector, token_endpoint, client_id, subject, reach,
             label, account, consent, access_token, refresh_token, scopes,
             base_url, received_at, expires_at, generation, reconnect_reason, client_refused,
             renewal_begun_at, trouble, trouble_count, retry_at, moved_at, rerouted,
             common_redirect, lease_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19, $20, $21, $22, $23, $24, $25, $26, NULL)
         ON CONFLICT (tenant, id) DO UPDATE SET connector = excluded.connector,
             token_endpoint = excluded.token_endpoint, client_id = excluded.client_id,
             subject = excluded.subject, reach = excluded.reach, label = excluded.label,
             account = excluded.account, consent = excluded.consent,
             access_token = excluded.access_token,
             refresh_token = excluded.refresh_token, scopes = excluded.scopes,
             base_url = excluded.base_url, received_at = excluded.received_at,
             expires_at = excluded.expires_at, generation = excluded.generation,
             reconnect_reason = excluded.reconnect_reason,
             client_refused = excluded.client_refused,
             renewal_begun_at = excluded.renewal_begun_at, trouble = excluded.trouble,
             trouble_count = excluded.trouble_count, retry_at = excluded.retry_at,
             moved_at = excluded.moved_at, rerouted = excluded.rerouted,
             common_redirect = excluded.common_redirect,
             lease_until = CASE
                 WHEN $27 AND excluded.renewal_begun_at IS NOT NULL
                     THEN clock_timestamp() + make_interval(secs => $28)
                 WHEN $27 THEN grants.lease_until
             END",
        &[
            &kept.tenant.as_str(),
            &grant.id,
            &kept.connector,
            &grant.token_endpoint,
            &grant.client_id,
            &subject_key(grant),
            &reach,
            &words(&grant.account.label),
            &json!(grant.account.facts).to_string(),
            &grant
                .consent
                .as_ref()
                .map(|consent| json!(consent).to_string()),
            &bytes(&kept.access_token),
            &bytes(&kept.refresh_token),
            &json!(grant.scopes).to_string(),
            &grant.base_url,
            &grant.received_at.as_second(),
            &grant.expires_at.map(Timestamp::as_second),
            &i64::try_from(grant.generation).unwrap_or(i64::MAX),
            &reason.map(|reason| words(reason)),
            &client_refused,
            &kept.unfinished_renewal.map(Timestamp::as_second),
            &trouble.map(|trouble| words(&trouble.reason)),
            &trouble.map_or(0, |trouble| i64::from(trouble.count)),
            &trouble.map(|trouble| trouble.retry_at.as_second()),
            &grant.moved_at.map(Timestamp::as_second),
            &grant.rerouted,
            &kept.common_redirect,
            &kept.is_leased,
            &lease.seconds(),
        ],
    )
    .await
}

async fn app(on: &Transaction<'_>, kept: &KeptApp) -> Outcome {
    let servers = kept.servers.as_ref();
    execute(
        on,
        "INSERT INTO apps (tenant, connector, name, client_id, servers, common_redirect, grant_id, address)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (tenant, connector, name) DO UPDATE SET client_id = excluded.client_id,
             servers = excluded.servers, common_redirect = excluded.common_redirect",
        &[
            &kept.tenant.as_str(),
            &kept.connector,
            &kept.name,
            &kept.client_id,
            &servers.map(|servers| json!(servers).to_string()),
            &kept.common_redirect,
            &kept.grant_id,
            &kept.address,
        ],
    )
    .await?;
    let delete = "DELETE FROM app_secrets WHERE tenant = $1 AND connector = $2 AND app = $3";
    execute(
        on,
        delete,
        &[&kept.tenant.as_str(), &kept.connector, &kept.name],
    )
    .await?;
    for (name, secret) in &kept.secrets {
        execute(
            on,
            "INSERT INTO app_secrets (tenant, connector, app, name, value, previous)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                &kept.tenant.as_str(),
                &kept.connector,
                &kept.name,
                name,
                &secret.current.0,
                &secret.previous.as_ref().map(|sealed| &sealed.0),
            ],
        )
        .await?;
    }
    Ok(())
}

async fn agreed(on: &Transaction<'_>, connector: &str, kept: &Agreed) -> Outcome {
    execute(
        on,
        "INSERT INTO consents (connector, consent, version, digest, agreed_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (connector) DO UPDATE SET consent = excluded.consent,
             version = excluded.version, digest = excluded.digest,
             agreed_at = excluded.agreed_at",
        &[
            &connector,
            &json!(kept.consent).to_string(),
            &kept.version,
            &kept.digest,
            &kept.agreed_at.as_second(),
        ],
    )
    .await
}
