//! Writing connections to an archive, and ending their grants here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use secrecy::SecretString;

use super::document::{
    ArchivedApp, ArchivedConnection, ArchivedGrant, ArchivedState, ArchivedTrouble, Document,
    Moment, Secret,
};
use super::{ArchiveError, envelope};
use crate::blocking::blocking;
use crate::connections::app::{CLIENT_SECRET, Rotated};
use crate::connections::kept::{
    Apps, Change, Connections, Grants, Held, KeptApp, KeptConnection, KeptGrant, Scope, in_seconds,
};
use crate::connections::model::GrantState;
use crate::connections::sealer::Sealer;
use crate::connections::store::Store;
use crate::connections::turns::{Fence, GrantLock};
use crate::connections::{StoreError, secrets};

/// An archive of connections. Their grants are not renewed as long as it lives.
#[derive(Debug)]
pub struct Export {
    archive: String,
    names: Vec<String>,
    grant_ids: Vec<String>,
    /// How often each had been renewed.
    generations: BTreeMap<String, u64>,
    store: Store,
    /// Those of the grants, in their order.
    locks: Vec<GrantLock>,
}

impl Export {
    /// The archive, as text to be written to a file.
    #[must_use]
    pub fn archive(&self) -> &str {
        &self.archive
    }

    /// The names of the connections in it.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Leaves the grants to the machine that imports the archive: they end here.
    /// To be called once the archive is kept safe. Importing the archive here
    /// brings them back.
    ///
    /// # Errors
    /// When the store can't be written, or a grant was renewed since, such as by a
    /// sign-in; the grants live on here then.
    pub async fn move_out(self) -> Result<(), StoreError> {
        let Self {
            grant_ids,
            generations,
            store,
            locks,
            ..
        } = self;
        let now = Timestamp::now();
        let fences = locks.iter().map(GrantLock::fence);
        let fences: BTreeMap<_, _> = grant_ids.iter().cloned().zip(fences).collect();
        let scope = Scope {
            grants: Grants::WithIds(grant_ids),
            ..Scope::default()
        };
        let moved = store
            .change(scope, move |held, _| {
                Ok((moved_out(held, &generations, &fences, now)?, ()))
            })
            .await;
        give_back(locks).await;
        moved
    }

    /// Leaves the grants here, and lets them be renewed again at once.
    pub async fn keep_here(self) {
        give_back(self.locks).await;
    }
}

/// Lets others renew the grants.
pub(super) async fn give_back(locks: Vec<GrantLock>) {
    for lock in locks {
        lock.give_back().await;
    }
}

impl Store {
    /// Writes the connections of these names to an archive; all when there are
    /// none. Renewals wait until the export is dropped.
    pub(crate) async fn export(
        &self,
        names: Vec<String>,
        passphrase: SecretString,
    ) -> Result<Export, StoreError> {
        let scope = Scope {
            connections: Connections::All,
            ..Scope::default()
        };
        let (names, grant_ids) = self
            .see(scope.clone(), |held, _| chosen(&held, names))
            .await?;
        if self.tenant().is_default() {
            self.check_not_used_by_tenants(&names, &grant_ids).await?;
        }
        let mut locks = Vec::new();
        for id in &grant_ids {
            locks.push(self.lock_grant(id).await?);
        }
        let (wanted, ids) = (names.clone(), grant_ids.clone());
        let scope = Scope {
            secrets: true,
            apps: Apps::All,
            brought: true,
            ..scope
        };
        let (document, generations) = self
            .see(scope, move |held, sealer| {
                let document = document(&held, sealer, &wanted, &ids)?;
                let grants = held.grants.into_values();
                let generations = grants.map(|kept| (kept.grant.id, kept.grant.generation));
                Ok((document, generations.collect()))
            })
            .await?;
        // A tenant may have signed in while the leases were waited for. One that does so from
        // now on makes another generation.
        if self.tenant().is_default() {
            self.check_not_used_by_tenants(&names, &grant_ids).await?;
        }
        let archive = blocking(move || envelope::close(&document, passphrase)).await?;
        Ok(Export {
            archive,
            names,
            grant_ids,
            generations,
            store: self.clone(),
            locks,
        })
    }
}

impl Store {
    /// Refuses to move grants of the operator that connections of tenants use.
    async fn check_not_used_by_tenants(
        &self,
        names: &[String],
        grant_ids: &[String],
    ) -> Result<(), StoreError> {
        let used = self.used_by_tenants(grant_ids.to_vec()).await?;
        if used.is_empty() {
            return Ok(());
        }
        let staying = used.into_iter().map(|its| its.name).collect();
        let leaving = names.to_vec();
        Err(ArchiveError::Shared { leaving, staying }.into())
    }
}

fn moved_out(
    held: Held,
    generations: &BTreeMap<String, u64>,
    fences: &BTreeMap<String, Fence>,
    now: Timestamp,
) -> Result<Vec<Change>, ArchiveError> {
    let moved = |mut kept: KeptGrant| {
        let id = &kept.grant.id;
        let is_renewed = generations.get(id) != Some(&kept.grant.generation);
        let fence = fences.get(id);
        if is_renewed || fence.is_some_and(|fence| fence.is_before(&kept)) {
            let account = kept.grant.account.label;
            return Err(ArchiveError::Outdated { account });
        }
        kept.grant.moved_at = Some(in_seconds(now));
        kept.grant.state = GrantState::Ended {
            reason: format!(
                "its tokens were moved to another machine on {}",
                now.strftime("%Y-%m-%d")
            ),
        };
        Ok(Change::Grant(Box::new(kept)))
    };
    held.grants.into_values().map(moved).collect()
}

/// The names to export and the grants that go with them, in an order in which
/// everybody takes their locks.
fn chosen(held: &Held, mut names: Vec<String>) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let has_moved = |kept: &KeptConnection| {
        let grant = held.grant_of(kept)?;
        Ok::<_, StoreError>(grant.grant.moved_at.is_some())
    };
    if names.is_empty() {
        for kept in &held.connections {
            if !has_moved(kept)? {
                names.push(kept.name.clone());
            }
        }
    }
    if names.is_empty() {
        return Err(ArchiveError::Nothing.into());
    }
    let mut grant_ids = BTreeSet::new();
    for name in &names {
        let no_connection = || StoreError::NoConnection { name: name.clone() };
        let kept = held.named(name).ok_or_else(no_connection)?;
        if has_moved(kept)? {
            return Err(ArchiveError::AlreadyMoved { name: name.clone() }.into());
        }
        if kept.grant_tenant != kept.tenant {
            return Err(ArchiveError::OfOperator { name: name.clone() }.into());
        }
        grant_ids.insert(kept.grant_id.clone());
    }
    for grant_id in &grant_ids {
        let (leaving, staying): (Vec<String>, Vec<String>) = held
            .connections
            .iter()
            .filter(|kept| kept.grant_id == *grant_id)
            .map(|kept| kept.name.clone())
            .partition(|name| names.contains(name));
        if !staying.is_empty() {
            return Err(ArchiveError::Shared { leaving, staying }.into());
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok((names, grant_ids.into_iter().collect()))
}

fn document(
    held: &Held,
    sealer: &Sealer,
    names: &[String],
    grant_ids: &[String],
) -> Result<Document, StoreError> {
    let mut grants = Vec::new();
    for id in grant_ids {
        let mut kept = held.grants.values();
        let kept = kept.find(|kept| kept.grant.id == *id);
        let kept = kept.ok_or(StoreError::GrantGone)?.clone();
        let client_secret = held.brought_secret(&kept, sealer)?;
        grants.push(grant(kept, client_secret, sealer)?);
    }
    let mut connections = Vec::new();
    let mut apps = BTreeMap::new();
    for name in names {
        let no_connection = || StoreError::NoConnection { name: name.clone() };
        let kept = held.named(name).ok_or_else(no_connection)?;
        let index = grant_ids
            .iter()
            .position(|known| *known == kept.grant_id)
            .ok_or(StoreError::GrantGone)?;
        connections.push(connection(held, kept, index, sealer)?);
        // The one that is its client, of those that the tenant has.
        let of_grant = held.apps.values().find(|app| {
            app.tenant == kept.tenant
                && app.connector == kept.connector
                && app.client_id == grants[index].client_id
        });
        if let Some(app) = of_grant {
            apps.insert(app.key(), archived_app(app, sealer)?);
        }
    }
    let apps = apps.into_values().collect();
    Ok(Document::new(grants, connections, apps))
}

fn grant(
    mut kept: KeptGrant,
    client_secret: Option<SecretString>,
    sealer: &Sealer,
) -> Result<ArchivedGrant, StoreError> {
    let mut opened = BTreeMap::new();
    kept.each_sealed(|place, sealed| {
        let secret = Secret(sealer.open(place, sealed)?);
        opened.insert(place.column.to_owned(), secret);
        Ok::<_, StoreError>(())
    })?;
    let grant = kept.grant;
    Ok(ArchivedGrant {
        id: grant.id,
        connector: kept.connector,
        token_endpoint: grant.token_endpoint,
        client_id: grant.client_id,
        account: grant.account,
        consent: grant.consent,
        client_secret: client_secret.map(Secret),
        access_token: opened.remove("access_token"),
        refresh_token: opened.remove("refresh_token"),
        scopes: grant.scopes,
        base_url: grant.base_url,
        received_at: Moment(grant.received_at),
        expires_at: grant.expires_at.map(Moment),
        generation: grant.generation,
        state: match grant.state {
            GrantState::Living => ArchivedState::Living,
            GrantState::Ended { reason } => ArchivedState::Ended(reason),
            GrantState::ClientRefused { reason } => ArchivedState::ClientRefused(reason),
        },
        unfinished_renewal: kept.unfinished_renewal.map(Moment),
        trouble: grant.trouble.map(|trouble| ArchivedTrouble {
            reason: trouble.reason,
            count: trouble.count,
            retry_at: Moment(trouble.retry_at),
        }),
        rerouted: grant.rerouted,
        common_redirect: kept.common_redirect,
    })
}

fn connection(
    held: &Held,
    kept: &KeptConnection,
    grant: usize,
    sealer: &Sealer,
) -> Result<ArchivedConnection, StoreError> {
    let mut secret_settings = BTreeMap::new();
    let key = (kept.tenant.clone(), kept.id.clone());
    for (name, sealed) in held.secrets.get(&key).into_iter().flatten() {
        let secret = sealer.open(secrets::place(&kept.tenant, &kept.id, name), sealed)?;
        secret_settings.insert(name.clone(), Secret(secret));
    }
    let kept = kept.clone();
    Ok(ArchivedConnection {
        grant,
        name: kept.name,
        connector: kept.connector,
        method: kept.method,
        settings: kept.settings,
        secret_settings,
        owner: kept.owner,
        is_default: kept.is_default,
        disabled_at: kept.disabled_at.map(Moment),
        created_at: Moment(kept.created_at),
        last_used_at: kept.last_used_at.map(Moment),
    })
}

fn archived_app(kept: &KeptApp, sealer: &Sealer) -> Result<ArchivedApp, StoreError> {
    let (mut secrets, mut previous_secrets) = (BTreeMap::new(), BTreeMap::new());
    for (name, Rotated { current, previous }) in kept.open_secrets(sealer)? {
        if let Some(previous) = previous {
            previous_secrets.insert(name.clone(), Secret(previous));
        }
        secrets.insert(name, Secret(current));
    }
    let kept = kept.clone();
    Ok(ArchivedApp {
        connector: kept.connector,
        name: kept.name,
        client_id: kept.client_id,
        address: Some(kept.address),
        client_secret: secrets.remove(CLIENT_SECRET),
        secrets,
        previous_secrets,
        servers: kept.servers,
        common_redirect: kept.common_redirect,
    })
}
