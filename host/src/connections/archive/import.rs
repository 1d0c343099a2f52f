//! Taking in the connections of an archive, all or none.
//!
//! What an archive says was agreed to is what somebody says was agreed to on
//! another machine. Nothing is taken in but for connectors that somebody has
//! agreed to on this one, nor what would be used at an authorization server
//! that is none of theirs.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::{ExposeSecret as _, SecretString};

use super::check::{check, grant_of, no_grant};
use super::document::{
    ArchivedApp, ArchivedConnection, ArchivedGrant, ArchivedState, Document, Moment,
};
use super::export::give_back;
use super::of_tenants::OfTenant;
use super::{ArchiveError, envelope};
use crate::blocking::blocking;
use crate::connections::apps::check_number_of_apps;
use crate::connections::id::{is_id, new_id};
use crate::connections::kept::{
    Apps, Change, Connections, Grants, Held, KeptApp, KeptConnection, KeptGrant, KeptSecrets, Scope,
};
use crate::connections::model::{Grant, GrantState, Servers, Trouble};
use crate::connections::sealer::Sealer;
use crate::connections::store::Store;
use crate::connections::tenant::Tenant;
use crate::connections::{StoreError, brought, secrets};
use crate::consent::{Consent, is_among};
use crate::manifest::Endpoints;
use crate::told;

/// What somebody has agreed to on this machine, by connector.
pub(crate) type AgreedHere = BTreeMap<String, Consent>;

/// An archive that its passphrase has opened. Nothing of it is taken in yet.
#[derive(Debug)]
pub(crate) struct OpenedArchive(Document);

impl OpenedArchive {
    /// Opens an archive, and looks whether it is one.
    pub(crate) async fn open(
        archive: String,
        passphrase: SecretString,
    ) -> Result<Self, StoreError> {
        blocking(move || {
            let mut document = envelope::open(&archive, passphrase)?;
            check(&document)?;
            for grant in &mut document.grants {
                let label = std::mem::take(&mut grant.account.label);
                grant.account.label = told::label(label);
            }
            Ok(Self(document))
        })
        .await
    }

    /// The connectors that something in it is for.
    pub(crate) fn connectors(&self) -> BTreeSet<String> {
        let Document {
            grants,
            connections,
            apps,
            ..
        } = &self.0;
        let of_grants = grants.iter().map(|grant| &grant.connector);
        let of_connections = connections.iter().map(|connection| &connection.connector);
        let of_apps = apps.iter().map(|app| &app.connector);
        of_grants
            .chain(of_connections)
            .chain(of_apps)
            .cloned()
            .collect()
    }
}

impl Store {
    /// Takes in the connections of an archive; returns their names. What is here
    /// already is replaced only with leave to `replace`, unless it has ended and
    /// nothing acts by it that the archive does not name. An app is brought only
    /// with leave too, also where there is none.
    pub(crate) async fn import(
        &self,
        archive: OpenedArchive,
        agreed: AgreedHere,
        replace: bool,
    ) -> Result<Vec<String>, StoreError> {
        let OpenedArchive(mut document) = archive;
        stay_within(&mut document, &agreed)?;
        let scope = Scope {
            connections: Connections::All,
            grants: Grants::All,
            apps: Apps::All,
            ..Scope::default()
        };
        let own = self.tenant().clone();
        let (mut document, mut ids) = self
            .see(scope.clone(), move |held, _| {
                let here = |grant| grant_here(&held, &own, grant).map(|kept| kept.grant.id.clone());
                let ids: Vec<_> = document.grants.iter().filter_map(here).collect();
                Ok((document, ids))
            })
            .await?;
        // A renewal that is under way ends first, and is seen.
        let mut locks = Vec::new();
        ids.sort_unstable();
        ids.dedup();
        for id in &ids {
            locks.push(self.lock_grant(id).await?);
        }
        let of_tenants = self.used_by_tenants(ids).await?;
        for app in &mut document.apps {
            // One of another tenant, such as where the archive is of this very store.
            if let Some(address) = &app.address
                && self.app_at(address).await?.is_some()
            {
                app.address = None;
            }
        }
        let tenant = self.tenant().clone();
        let taken_in = self
            .change(scope, move |held, sealer| {
                take_in(held, &tenant, sealer, document, &of_tenants, replace)
            })
            .await;
        give_back(locks).await;
        taken_in
    }
}

/// Refuses what is for a connector that nobody has agreed to here, or would be
/// used at an authorization server that nobody has agreed to here. Apps are for
/// no others than were agreed to here.
fn stay_within(document: &mut Document, agreed: &AgreedHere) -> Result<(), ArchiveError> {
    let not_added = |connector: &str| ArchiveError::NotAdded {
        connector: connector.to_owned(),
    };
    let nothing = Consent::default();
    for grant in &document.grants {
        let connector = &grant.connector;
        let here = agreed.get(connector).ok_or_else(|| not_added(connector))?;
        let brought = grant.consent.as_ref().unwrap_or(&nothing);
        for (method, servers) in &brought.servers {
            let known = here.servers.get(method).map_or(&[][..], Vec::as_slice);
            let is_new = |server: &&Endpoints| !is_among(server, known);
            if let Some(server) = servers.iter().find(is_new) {
                return Err(ArchiveError::NotAgreed {
                    account: grant.account.label.clone(),
                    connector: connector.clone(),
                    endpoint: server.token_endpoint.clone(),
                });
            }
        }
    }
    for app in &mut document.apps {
        let connector = &app.connector;
        let here = agreed.get(connector).ok_or_else(|| not_added(connector))?;
        app.servers = Some(match app.servers.take() {
            Some(brought) => within(brought, &here.servers),
            None => here.servers.clone(),
        });
    }
    Ok(())
}

/// Of the servers of each auth method, those that were agreed to here.
fn within(mut brought: Servers, agreed: &Servers) -> Servers {
    brought.retain(|method, servers| {
        let known = agreed.get(method).map_or(&[][..], Vec::as_slice);
        servers.retain(|server| is_among(server, known));
        !servers.is_empty()
    });
    brought
}

/// What taking in would change in a store that holds nothing, for what is no
/// archive of this host's, for tests.
#[cfg(any(test, fuzzing))]
pub(in crate::connections) fn take_in_any(
    sealer: &Sealer,
    bytes: &[u8],
) -> Result<Vec<Change>, StoreError> {
    let document = envelope::read_any(bytes)?;
    check(&document)?;
    let tenant = Tenant::default();
    Ok(take_in(Held::default(), &tenant, sealer, document, &[], true)?.0)
}

fn take_in(
    mut held: Held,
    tenant: &Tenant,
    sealer: &Sealer,
    document: Document,
    of_tenants: &[OfTenant],
    replace: bool,
) -> Result<(Vec<Change>, Vec<String>), StoreError> {
    let Document {
        grants,
        connections,
        mut apps,
        ..
    } = document;
    refuse_taken_names(&held, &grants, &connections)?;
    name_as_here(&held, tenant, &mut apps)?;
    refuse_too_many_apps(&held, tenant, &apps)?;

    let named: BTreeSet<&str> = connections.iter().map(|its| its.name.as_str()).collect();
    let in_use = grants
        .iter()
        .filter_map(|grant| replaced(&held, tenant, grant, &named, of_tenants));
    let mut replaced: Vec<String> = in_use.collect();
    for app in &apps {
        replaced.extend(replaced_app(&held, tenant, app, sealer)?);
    }
    if !replaced.is_empty() && !replace {
        return Err(ArchiveError::WouldReplace { replaced }.into());
    }
    let (mut changes, mut ids) = (Vec::new(), Vec::new());
    for mut grant in grants {
        let client_secret = grant.client_secret.take();
        let kept = kept_grant(&held, tenant, grant, sealer)?;
        ids.push(kept.grant.id.clone());
        let client = match client_secret {
            Some(secret) => brought::bring(&kept, Some(&secret.0), sealer)?,
            None => brought::leave(&kept),
        };
        changes.push(Change::Grant(Box::new(kept)));
        changes.push(client);
    }
    for app in apps {
        let kept = kept_app(tenant, &app, sealer)?;
        changes.push(Change::App(Box::new(kept)));
    }
    let mut names = Vec::new();
    let before = held.grants_in_use();
    for archived in connections {
        let grant_id = ids.get(archived.grant).ok_or_else(no_grant)?.clone();
        let (kept, secrets) = kept_connection(&held, tenant, archived, grant_id, sealer)?;
        names.push(kept.name.clone());
        changes.push(Change::Connection(Box::new(kept.clone())));
        changes.push(Change::Secrets(tenant.clone(), kept.id.clone(), secrets));
        held.connections.retain(|here| here.id != kept.id);
        held.connections.push(kept);
    }
    // The operator's that it used before.
    let left = &before - &held.grants_in_use();
    let of_others = left.into_iter().filter(|(of, _)| of != tenant);
    changes.extend(of_others.map(|(of, id)| Change::GrantUnused(of, id)));
    Ok((changes, names))
}

/// The names that other accounts have here.
fn refuse_taken_names(
    held: &Held,
    grants: &[ArchivedGrant],
    connections: &[ArchivedConnection],
) -> Result<(), StoreError> {
    let mut taken = Vec::new();
    for archived in connections {
        let Some(here) = held.named(&archived.name) else {
            continue;
        };
        let grant = grant_of(grants, archived)?;
        let kept = held.grant_of(here)?;
        if !is_the_same(kept, grant) {
            taken.push(format!(
                "`{}` is {} at {} here, and {} at {} in the archive",
                archived.name,
                kept.grant.account.label,
                here.connector,
                grant.account.label,
                archived.connector,
            ));
        }
    }
    if taken.is_empty() {
        Ok(())
    } else {
        Err(ArchiveError::NamesTaken { taken }.into())
    }
}

/// Whether a grant that is here is for the same connector, token endpoint,
/// client and subject.
fn is_the_same(kept: &KeptGrant, archived: &ArchivedGrant) -> bool {
    kept.connector == archived.connector
        && kept.grant.token_endpoint == archived.token_endpoint
        && kept.grant.client_id == archived.client_id
        && kept.grant.only_of.is_none()
        && kept.grant.account.subject == archived.account.subject
        && (archived.account.subject.is_some() || kept.grant.id == archived.id)
}

/// The same grant of the tenant's own, if it is here.
fn grant_here<'a>(
    held: &'a Held,
    tenant: &Tenant,
    archived: &ArchivedGrant,
) -> Option<&'a KeptGrant> {
    let mut grants = held.grants.values();
    grants.find(|kept| kept.tenant == *tenant && is_the_same(kept, archived))
}

/// What grant a grant of the archive would take the place of: one that lives, or
/// by which something here would act again that the archive does not name.
fn replaced(
    held: &Held,
    tenant: &Tenant,
    archived: &ArchivedGrant,
    named: &BTreeSet<&str>,
    of_tenants: &[OfTenant],
) -> Option<String> {
    let here = &grant_here(held, tenant, archived)?.grant;
    let unnamed = held.connections.iter().filter(|kept| {
        kept.tenant == *tenant
            && kept.grant_tenant == *tenant
            && kept.grant_id == here.id
            && !named.contains(kept.name.as_str())
    });
    let of_tenants = of_tenants.iter().filter(|its| its.grant_id == here.id);
    let untold: Vec<String> = unnamed
        .map(|kept| format!("`{}`", kept.name))
        .chain(of_tenants.map(|its| format!("`{}`", its.name)))
        .collect();
    let lives = here.state == GrantState::Living;
    if !lives && untold.is_empty() {
        return None;
    }
    let label = &archived.account.label;
    let which = if !lives {
        "are of no use any more"
    } else if here.received_at > archived.received_at.0 {
        "are newer than those of the archive"
    } else {
        "are no newer than those of the archive"
    };
    let mut replaced = format!("the tokens of {label} here, which {which}");
    if !untold.is_empty() {
        replaced.push_str(", also for ");
        replaced.push_str(&untold.join(", "));
        replaced.push_str(", which the archive does not name");
    }
    Some(replaced)
}

/// Gives the apps of the archive the names that the same clients have here: grants say
/// by the client alone whose they are.
fn name_as_here(
    held: &Held,
    tenant: &Tenant,
    apps: &mut [ArchivedApp],
) -> Result<(), ArchiveError> {
    let mut names = BTreeSet::new();
    for app in apps {
        let mut here = held.apps.values().filter(|kept| kept.tenant == *tenant);
        let here =
            here.find(|kept| kept.connector == app.connector && kept.client_id == app.client_id);
        if let Some(here) = here {
            app.name.clone_from(&here.name);
        }
        if !names.insert((app.connector.clone(), app.name.clone())) {
            let ArchivedApp {
                connector, name, ..
            } = app;
            let taken = format!(
                "the app `{name}` of {connector} is of one client here, and of another in the archive"
            );
            return Err(ArchiveError::NamesTaken { taken: vec![taken] });
        }
    }
    Ok(())
}

/// An owner has no more apps for a connector than it could set.
fn refuse_too_many_apps(
    held: &Held,
    tenant: &Tenant,
    apps: &[ArchivedApp],
) -> Result<(), StoreError> {
    let here = held.apps.keys().filter(|(of, ..)| of == tenant);
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let here = here.map(|(_, connector, name)| (connector, name));
    let brought = apps.iter().map(|app| (&app.connector, &app.name));
    for (connector, name) in here.chain(brought) {
        names.entry(connector).or_default().insert(name);
    }
    for app in apps {
        let number = names.get(app.connector.as_str()).map_or(0, BTreeSet::len);
        check_number_of_apps(&app.connector, number)?;
    }
    Ok(())
}

/// The app that an app of the archive would take the place of.
fn replaced_app(
    held: &Held,
    tenant: &Tenant,
    archived: &ArchivedApp,
    sealer: &Sealer,
) -> Result<Option<String>, StoreError> {
    let ArchivedApp {
        connector,
        name,
        client_id,
        ..
    } = archived;
    let key = (tenant.clone(), connector.clone(), name.clone());
    let Some(kept) = held.apps.get(&key) else {
        return Ok(Some(format!(
            "the missing app of {connector} by the one with the client id `{client_id}`"
        )));
    };
    let here = &kept.client_id;
    if here != client_id {
        return Ok(Some(format!(
            "the app of {connector} with the client id `{here}` by the one with `{client_id}`"
        )));
    }
    let here_are = kept.open_secrets(sealer)?;
    let here_are = here_are.iter().map(|(name, its)| {
        let previous = its.previous.as_ref().map(SecretString::expose_secret);
        (name.as_str(), its.current.expose_secret(), previous)
    });
    let brought = archived.rotated().map(|(name, current, previous)| {
        let previous = previous.map(|previous| previous.0.expose_secret());
        (name, current.0.expose_secret(), previous)
    });
    let (mut here_are, mut brought): (Vec<_>, Vec<_>) = (here_are.collect(), brought.collect());
    here_are.sort_unstable();
    brought.sort_unstable();
    let is_the_same = here_are == brought && kept.servers == archived.servers;
    Ok((!is_the_same).then(|| {
        format!("the secrets and the authorization servers of the app of {connector} with the client id `{here}`")
    }))
}

/// A grant of the archive with its id here, and a generation after that of the
/// one that it takes the place of.
fn kept_grant(
    held: &Held,
    tenant: &Tenant,
    archived: ArchivedGrant,
    sealer: &Sealer,
) -> Result<KeptGrant, StoreError> {
    let (id, generation) = match grant_here(held, tenant, &archived) {
        Some(here) => {
            let latest = here.grant.generation.max(archived.generation);
            (here.grant.id.clone(), latest.saturating_add(1))
        }
        // One of nobody known is known again by its id, when it comes back.
        None if archived.account.subject.is_none()
            && is_id(&archived.id)
            && !held
                .grants
                .values()
                .any(|kept| kept.grant.id == archived.id) =>
        {
            (archived.id, archived.generation)
        }
        None => (new_id()?, archived.generation),
    };
    let mut kept = KeptGrant {
        tenant: tenant.clone(),
        grant: Grant {
            id,
            token_endpoint: archived.token_endpoint,
            client_id: archived.client_id,
            account: archived.account,
            scopes: archived.scopes,
            base_url: archived.base_url,
            received_at: archived.received_at.0,
            expires_at: time(archived.expires_at),
            moved_at: None,
            generation,
            state: match archived.state {
                ArchivedState::Living => GrantState::Living,
                ArchivedState::Ended(reason) => GrantState::Ended { reason },
                ArchivedState::ClientRefused(reason) => GrantState::ClientRefused { reason },
            },
            trouble: archived.trouble.map(|trouble| Trouble {
                reason: trouble.reason,
                count: trouble.count,
                retry_at: trouble.retry_at.0,
            }),
            consent: archived.consent,
            rerouted: archived.rerouted,
            only_of: None,
        },
        connector: archived.connector,
        access_token: None,
        refresh_token: None,
        unfinished_renewal: time(archived.unfinished_renewal),
        common_redirect: archived.common_redirect,
        fence: 0,
        is_leased: false,
    };
    let secret = |secret: Option<super::document::Secret>| secret.map(|secret| secret.0);
    kept.take_sealed_tokens(
        secret(archived.access_token).as_ref(),
        secret(archived.refresh_token).as_ref(),
        sealer,
    )?;
    Ok(kept)
}

/// A connection of the archive with its id here.
fn kept_connection(
    held: &Held,
    tenant: &Tenant,
    archived: ArchivedConnection,
    grant_id: String,
    sealer: &Sealer,
) -> Result<(KeptConnection, KeptSecrets), StoreError> {
    let here = held.named(&archived.name);
    let id = here.map_or_else(new_id, |here| Ok(here.id.clone()))?;
    // The default connection of this machine stays the default.
    let another_is_default = held
        .of_connector(&archived.connector)
        .any(|other| other.is_default && other.id != id);
    let mut sealed = KeptSecrets::new();
    let secrets = archived.secret_settings.into_iter();
    let secrets: Vec<_> = secrets.map(|(name, secret)| (name, secret.0)).collect();
    secrets::seal(&mut sealed, tenant, &id, &secrets, sealer)?;
    let kept = KeptConnection {
        tenant: tenant.clone(),
        id,
        name: archived.name,
        connector: archived.connector,
        method: archived.method,
        settings: archived.settings,
        owner: archived.owner,
        is_default: archived.is_default && !another_is_default,
        disabled_at: time(archived.disabled_at),
        created_at: archived.created_at.0,
        last_used_at: time(archived.last_used_at),
        grant_tenant: tenant.clone(),
        grant_id,
    };
    Ok((kept, sealed))
}

fn kept_app(
    tenant: &Tenant,
    archived: &ArchivedApp,
    sealer: &Sealer,
) -> Result<KeptApp, StoreError> {
    let mut kept = KeptApp {
        tenant: tenant.clone(),
        connector: archived.connector.clone(),
        name: archived.name.clone(),
        client_id: archived.client_id.clone(),
        secrets: BTreeMap::new(),
        servers: archived.servers.clone(),
        common_redirect: archived.common_redirect,
        grant_id: None,
        address: match &archived.address {
            Some(address) => address.clone(),
            None => new_id()?,
        },
    };
    for (name, current, previous) in archived.rotated() {
        let previous = previous.map(|previous| &previous.0);
        kept.take_secret(name, &current.0, previous, sealer)?;
    }
    Ok(kept)
}

fn time(moment: Option<Moment>) -> Option<jiff::Timestamp> {
    moment.map(|moment| moment.0)
}
