//! Making the changes of a rule.

use jiff::Timestamp;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, ToSql, named_params};
use serde_json::json;

use super::{api_keys, audit, components, connect_sessions, outcomes, sign_ins};
use crate::connections::kept::{Change, KeptApp, KeptConnection, KeptGrant, KeptSecrets};
use crate::connections::model::{Agreed, GrantState};
use crate::connections::seal::Sealed;
use crate::connections::subject_key::subject_key;
use crate::connections::tenant::Tenant;
use crate::subject::Reach;

/// Makes one change.
pub(super) fn change(database: &Connection, change: &Change) -> rusqlite::Result<()> {
    match change {
        Change::Key(id) => {
            execute(database, "DELETE FROM sealing", &[])?;
            execute(
                database,
                "INSERT INTO sealing (key_id) VALUES (?1)",
                &[&id.0],
            )
        }
        Change::Tenant(tenant, now, data_key) => execute(
            database,
            "INSERT INTO tenants (name, created_at, data_key) VALUES (?1, ?2, ?3)",
            &[&tenant.as_str(), &now.as_second(), data_key],
        ),
        Change::DataKey(tenant, data_key) => execute(
            database,
            "UPDATE tenants SET data_key = ?2 WHERE name = ?1",
            &[&tenant.as_str(), data_key],
        ),
        Change::TenantGone(tenant) => execute(
            database,
            "DELETE FROM tenants WHERE name = ?1",
            &[&tenant.as_str()],
        ),
        Change::Connection(kept) => connection(database, kept),
        Change::Secrets(tenant, id, kept) => secrets(database, tenant, id, kept),
        Change::ConnectionGone(tenant, id) => execute(
            database,
            "DELETE FROM connections WHERE tenant = ?1 AND id = ?2",
            &[&tenant.as_str(), id],
        ),
        Change::ConnectionsUsed(uses) => {
            for ((tenant, id), used_at) in uses {
                execute(
                    database,
                    "UPDATE connections SET last_used_at = ?3 WHERE tenant = ?1 AND id = ?2",
                    &[&tenant.as_str(), id, &used_at.as_second()],
                )?;
            }
            Ok(())
        }
        Change::Grant(kept) => grant(database, kept),
        Change::GrantGone(tenant, id) => execute(
            database,
            "DELETE FROM grants WHERE tenant = ?1 AND id = ?2",
            &[&tenant.as_str(), id],
        ),
        Change::GrantUnused(tenant, id) => execute(
            database,
            "DELETE FROM grants AS g WHERE tenant = ?1 AND id = ?2 AND NOT EXISTS
                 (SELECT 1 FROM connections c WHERE c.grant_tenant = g.tenant AND c.grant_id = g.id)",
            &[&tenant.as_str(), id],
        ),
        Change::App(kept) => app(database, kept),
        Change::AppGone((tenant, connector, name)) => execute(
            database,
            "DELETE FROM apps WHERE tenant = ?1 AND connector = ?2 AND name = ?3",
            &[&tenant.as_str(), connector, name],
        ),
        Change::Agreed(connector, kept) => agreed(database, connector, kept),
        Change::AgreedGone(connector) => execute(
            database,
            "DELETE FROM consents WHERE connector = ?1",
            &[connector],
        ),
        Change::ApiKey(kept) => api_keys::keep(database, kept),
        Change::ApiKeyUsed(id, at) => api_keys::note_use(database, id, *at),
        Change::Outcome(kept) => outcomes::keep(database, kept),
        Change::OutcomeGone(tenant, id) => execute(
            database,
            "DELETE FROM outcomes WHERE tenant = ?1 AND id = ?2",
            &[&tenant.as_str(), id],
        ),
        Change::OutcomesGone(before) => execute(
            database,
            "DELETE FROM outcomes WHERE begun_at < ?1",
            &[&before.as_second()],
        ),
        Change::ApiKeyGone(id) => execute(database, "DELETE FROM api_keys WHERE id = ?1", &[id]),
        Change::ConnectSession(kept) => connect_sessions::keep(database, kept),
        Change::ConnectSessionGone(id) => execute(
            database,
            "DELETE FROM connect_sessions WHERE id = ?1",
            &[id],
        ),
        Change::ConnectSessionsOver(tenant, over) => {
            connect_sessions::forget(database, tenant, over)
        }
        Change::Component(kept) => components::keep(database, kept),
        Change::ComponentGone(digest) => execute(
            database,
            "DELETE FROM components WHERE digest = ?1",
            &[digest],
        ),
        Change::SignIn(kept) => sign_ins::keep(database, kept),
        Change::SignInGone(tenant, id) => execute(
            database,
            "DELETE FROM sign_ins WHERE tenant = ?1 AND id = ?2",
            &[&tenant.as_str(), id],
        ),
        Change::SignInsOf(connector) => execute(
            database,
            "DELETE FROM sign_ins WHERE connector = ?1",
            &[connector],
        ),
        Change::SignInsOver(now) => execute(
            database,
            "DELETE FROM sign_ins WHERE expires_at <= ?1 AND coalesce(claimed_until, 0) <= ?1",
            &[&now.as_second()],
        ),
        Change::Audit(records) => audit::keep(database, records),
        Change::AuditBefore(before) => execute(
            database,
            "DELETE FROM audit WHERE (tenant, at, id) IN
                 (SELECT tenant, at, id FROM audit WHERE at < ?1 LIMIT 50000)",
            &[&before.as_microsecond()],
        ),
        Change::AuditBeyond(tenant, most) => audit::keep_newest(database, tenant, *most),
    }
}

fn execute(
    database: &Connection,
    statement: &str,
    parameters: &[&dyn ToSql],
) -> rusqlite::Result<()> {
    database
        .prepare_cached(statement)?
        .execute(parameters)
        .map(drop)
}

fn connection(database: &Connection, kept: &KeptConnection) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "INSERT INTO connections (tenant, id, name, connector, method, settings, owner, is_default,
                 disabled_at, created_at, last_used_at, grant_tenant, grant_id)
             VALUES (:tenant, :id, :name, :connector, :method, :settings, :owner, :is_default,
                 :disabled_at, :created_at, :last_used_at, :grant_tenant, :grant_id)
             ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, connector = excluded.connector,
                 method = excluded.method, settings = excluded.settings, owner = excluded.owner,
                 is_default = excluded.is_default, disabled_at = excluded.disabled_at,
                 created_at = excluded.created_at, last_used_at = excluded.last_used_at,
                 grant_tenant = excluded.grant_tenant, grant_id = excluded.grant_id",
        )?
        .execute(named_params! {
            ":tenant": kept.tenant.as_str(),
            ":id": kept.id,
            ":name": kept.name,
            ":connector": kept.connector,
            ":method": kept.method,
            ":settings": json!(kept.settings).to_string(),
            ":owner": kept.owner,
            ":is_default": kept.is_default,
            ":disabled_at": kept.disabled_at.map(Timestamp::as_second),
            ":created_at": kept.created_at.as_second(),
            ":last_used_at": kept.last_used_at.map(Timestamp::as_second),
            ":grant_tenant": kept.grant_tenant.as_str(),
            ":grant_id": kept.grant_id,
        })
        .map(drop)
}

fn secrets(
    database: &Connection,
    tenant: &Tenant,
    id: &str,
    kept: &KeptSecrets,
) -> rusqlite::Result<()> {
    execute(
        database,
        "DELETE FROM secret_settings WHERE tenant = ?1 AND connection_id = ?2",
        &[&tenant.as_str(), &id],
    )?;
    for (name, value) in kept {
        execute(
            database,
            "INSERT INTO secret_settings (tenant, connection_id, name, value)
             VALUES (?1, ?2, ?3, ?4)",
            &[&tenant.as_str(), &id, name, value],
        )?;
    }
    Ok(())
}

fn grant(database: &Connection, kept: &KeptGrant) -> rusqlite::Result<()> {
    let KeptGrant { grant, .. } = kept;
    let (reason, client_refused) = match &grant.state {
        GrantState::Living => (None, false),
        GrantState::Ended { reason } => (Some(reason), false),
        GrantState::ClientRefused { reason } => (Some(reason), true),
    };
    let trouble = grant.trouble.as_ref();
    database
        .prepare_cached(
            "INSERT INTO grants (tenant, id, connector, token_endpoint, client_id, subject, reach, label,
                 account, consent, access_token, refresh_token, scopes, base_url,
                 received_at, expires_at, generation, reconnect_reason, client_refused,
                 renewal_begun_at, trouble, trouble_count, retry_at, moved_at, rerouted,
                 common_redirect)
             VALUES (:tenant, :id, :connector, :token_endpoint, :client_id, :subject, :reach, :label,
                 :account, :consent, :access_token, :refresh_token, :scopes,
                 :base_url, :received_at, :expires_at, :generation, :reconnect_reason,
                 :client_refused, :renewal_begun_at, :trouble, :trouble_count, :retry_at,
                 :moved_at, :rerouted, :common_redirect)
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
                 common_redirect = excluded.common_redirect",
        )?
        .execute(named_params! {
            ":tenant": kept.tenant.as_str(),
            ":id": grant.id,
            ":connector": kept.connector,
            ":token_endpoint": grant.token_endpoint,
            ":client_id": grant.client_id,
            ":subject": subject_key(grant),
            ":reach": match grant.account.reach {
                Reach::Account => "account",
                Reach::User => "user",
            },
            ":label": grant.account.label,
            ":account": json!(grant.account.facts).to_string(),
            ":consent": grant.consent.as_ref().map(|consent| json!(consent).to_string()),
            ":access_token": kept.access_token,
            ":refresh_token": kept.refresh_token,
            ":scopes": json!(grant.scopes).to_string(),
            ":base_url": grant.base_url,
            ":received_at": grant.received_at.as_second(),
            ":expires_at": grant.expires_at.map(Timestamp::as_second),
            ":generation": grant.generation,
            ":reconnect_reason": reason,
            ":client_refused": client_refused,
            ":renewal_begun_at": kept.unfinished_renewal.map(Timestamp::as_second),
            ":trouble": trouble.map(|trouble| &trouble.reason),
            ":trouble_count": trouble.map_or(0, |trouble| trouble.count),
            ":retry_at": trouble.map(|trouble| trouble.retry_at.as_second()),
            ":moved_at": grant.moved_at.map(Timestamp::as_second),
            ":rerouted": grant.rerouted,
            ":common_redirect": kept.common_redirect,
        })
        .map(drop)
}

fn app(database: &Connection, kept: &KeptApp) -> rusqlite::Result<()> {
    let servers = kept.servers.as_ref();
    execute(
        database,
        "INSERT INTO apps (tenant, connector, name, client_id, servers, common_redirect, grant_id, address)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
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
    )?;
    execute(
        database,
        "DELETE FROM app_secrets WHERE tenant = ?1 AND connector = ?2 AND app = ?3",
        &[&kept.tenant.as_str(), &kept.connector, &kept.name],
    )?;
    for (name, secret) in &kept.secrets {
        execute(
            database,
            "INSERT INTO app_secrets (tenant, connector, app, name, value, previous)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[
                &kept.tenant.as_str(),
                &kept.connector,
                &kept.name,
                name,
                &secret.current,
                &secret.previous,
            ],
        )?;
    }
    Ok(())
}

fn agreed(database: &Connection, connector: &str, kept: &Agreed) -> rusqlite::Result<()> {
    execute(
        database,
        "INSERT INTO consents (connector, consent, version, digest, agreed_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
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
}

impl ToSql for Sealed {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0.as_slice().into()))
    }
}
