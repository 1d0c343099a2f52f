//! Whether an archive is whole: nothing of it is there twice of which a store has one, and
//! nothing that whoever looks at the connections taken in would not see.

use std::collections::BTreeSet;

use super::document::{ArchivedApp, ArchivedConnection, ArchivedGrant, Document};
use super::{ArchiveError, bounds};
use crate::connections::StoreError;
use crate::connections::app::{CLIENT_SECRET, check_app_name};
use crate::connections::id::is_id;
use crate::connections::name::is_name;

/// More renewals than this no grant has seen: one each microsecond for a century.
const MOST_RENEWALS: u64 = 1 << 52;

/// Each connection has a name of its own and a grant of its own connector, each
/// grant and each app is used and is there once, and each grant was renewed less
/// often than a store can count.
pub(super) fn check(document: &Document) -> Result<(), StoreError> {
    let mut grants = document.grants.iter();
    if grants.any(|grant| grant.generation > MOST_RENEWALS) {
        let problem = "a grant was renewed more often than there was time for".to_owned();
        return Err(ArchiveError::Damaged(problem).into());
    }
    for connection in &document.connections {
        // Before there were ids, a name could be like one.
        if !is_name(&connection.name) {
            let name = connection.name.clone();
            return Err(StoreError::BadName { name });
        }
        if grant_of(&document.grants, connection)?.connector != connection.connector {
            let problem = "a connection has the grant of another connector".to_owned();
            return Err(ArchiveError::Damaged(problem).into());
        }
    }
    document.apps.iter().try_for_each(check_app)?;
    bounds::check(document)?;
    check_once(document)?;
    check_used(document)?;
    Ok(())
}

/// An app has a name that one can have, and no secret is the one before another that is
/// not there.
fn check_app(app: &ArchivedApp) -> Result<(), StoreError> {
    check_app_name(&app.name)?;
    if app.secrets.contains_key(CLIENT_SECRET) {
        return Err(damaged("an app has two client secrets").into());
    }
    if app
        .address
        .as_deref()
        .is_some_and(|address| !is_id(address))
    {
        return Err(damaged("an app has an address that is none").into());
    }
    let is_there = |name: &&str| app.rotated().any(|(known, ..)| known == *name);
    let mut previous = app.previous_secrets.keys().map(String::as_str);
    if !previous.all(|name| is_there(&name)) {
        return Err(damaged("an app has the secret before one that is not there").into());
    }
    Ok(())
}

fn damaged(problem: &str) -> ArchiveError {
    ArchiveError::Damaged(problem.to_owned())
}

/// Nothing is there twice of which a store has one.
fn check_once(document: &Document) -> Result<(), ArchiveError> {
    let mut names = BTreeSet::new();
    if !document
        .connections
        .iter()
        .all(|its| names.insert(&its.name))
    {
        return Err(damaged("two connections have one name"));
    }
    // An app is known by its client, too: grants say nothing else of theirs.
    let (mut names, mut clients) = (BTreeSet::new(), BTreeSet::new());
    let addresses = || document.apps.iter().filter_map(|app| app.address.as_ref());
    if addresses().collect::<BTreeSet<_>>().len() < addresses().count() {
        return Err(damaged("two apps have one address"));
    }
    for app in &document.apps {
        let is_new = names.insert((&app.connector, &app.name))
            && clients.insert((&app.connector, &app.client_id));
        if !is_new {
            return Err(damaged("an app is there twice"));
        }
    }
    let mut grants = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for grant in &document.grants {
        let is_new = match &grant.account.subject {
            Some(subject) => {
                let subject = serde_json::to_string(subject)
                    .map_err(|error| ArchiveError::Damaged(error.to_string()))?;
                let (endpoint, client_id) = (&grant.token_endpoint, &grant.client_id);
                grants.insert((&grant.connector, endpoint, client_id, subject))
            }
            None => ids.insert(&grant.id),
        };
        if !is_new {
            return Err(damaged("a grant is there twice"));
        }
    }
    Ok(())
}

/// Nothing is there that no connection of the archive uses: whoever looks at the
/// connections that are taken in would not see it.
fn check_used(document: &Document) -> Result<(), ArchiveError> {
    let connections = &document.connections;
    let used: BTreeSet<usize> = connections.iter().map(|its| its.grant).collect();
    if used.len() < document.grants.len() {
        return Err(damaged("no connection uses a grant of it"));
    }
    let clients: BTreeSet<_> = document
        .grants
        .iter()
        .map(|grant| (&grant.connector, &grant.client_id))
        .collect();
    let is_used = |app: &ArchivedApp| clients.contains(&(&app.connector, &app.client_id));
    if !document.apps.iter().all(is_used) {
        return Err(damaged("no connection uses an app of it"));
    }
    Ok(())
}

pub(super) fn grant_of<'a>(
    grants: &'a [ArchivedGrant],
    archived: &ArchivedConnection,
) -> Result<&'a ArchivedGrant, ArchiveError> {
    grants.get(archived.grant).ok_or_else(no_grant)
}

pub(super) fn no_grant() -> ArchiveError {
    ArchiveError::Damaged("a connection has no grant".to_owned())
}
