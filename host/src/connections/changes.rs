//! Changing and removing connections.

use jiff::Timestamp;
use secrecy::SecretString;

use super::defaults::make_only_connection_default;
use super::grants::{self, GrantSecrets};
use super::id::ConnectionId;
use super::kept::{Change, Concerned, Connections, Grants, Held, Scope, SharedGrant, in_seconds};
use super::model::Connection;
use super::sealer::Sealer;
use super::store::Store;
use super::{StoreError, brought, secrets};

/// What is decided on, and what is told of it.
type Outcome<T> = Result<(Vec<Change>, T), StoreError>;

impl Store {
    /// Gives a connection another name.
    pub(crate) async fn rename(&self, from: &str, to: &str) -> Result<Connection, StoreError> {
        let (from, to) = (from.to_owned(), to.to_owned());
        let scope = Scope {
            connections: Connections::Named(from.clone()),
            names_from: Some(to.clone()),
            ..Scope::default()
        };
        self.change(scope, move |held, _| rename(held, &from, to))
            .await
    }

    /// Makes a connection the default of its connector.
    pub(crate) async fn set_default(&self, name: &str) -> Result<Connection, StoreError> {
        let name = name.to_owned();
        let scope = Scope {
            connections: Connections::NamedAndDefault(name.clone()),
            ..Scope::default()
        };
        self.change(scope, move |held, _| set_default(held, &name))
            .await
    }

    /// Says since when a connection is disabled; none enables it. One that is
    /// disabled already stays so since the earlier time.
    pub(crate) async fn set_disabled(
        &self,
        name: &str,
        since: Option<Timestamp>,
    ) -> Result<Connection, StoreError> {
        let name = name.to_owned();
        let scope = Scope {
            connections: Connections::Named(name.clone()),
            ..Scope::default()
        };
        self.change(scope, move |held, _| set_disabled(held, &name, since))
            .await
    }

    /// Keeps secret settings that have proven themselves, and the client secret
    /// among them with the app that was brought for the grant.
    pub(crate) async fn set_secrets(
        &self,
        connection: &Connection,
        secrets: Vec<(String, SecretString)>,
        client_secret: Option<SecretString>,
    ) -> Result<(), StoreError> {
        let (id, grant_id) = (connection.id.0.clone(), connection.grant.id.clone());
        let scope = Scope {
            connections: Connections::WithId(id),
            secrets: true,
            grants: Grants::WithIds(vec![grant_id.clone()]),
            ..Scope::default()
        };
        self.change(scope, move |held, sealer| {
            set_secrets(held, sealer, &grant_id, &secrets, client_secret.as_ref())
        })
        .await
    }

    /// Removes a connection, and its grant when no other connection uses it. Tells what
    /// the grant was at that moment; none when the connection was gone already.
    pub(crate) async fn remove(
        &self,
        connection: &Connection,
    ) -> Result<Option<Result<GrantSecrets, StoreError>>, StoreError> {
        let (id, connector) = (connection.id.clone(), connection.connector.clone());
        let scope = Scope {
            // Nobody begins to use its grant meanwhile.
            shared: SharedGrant::of(connection),
            connections: Connections::Concerned(Box::new(Concerned {
                connector: connector.clone(),
                named: Some(id.0.clone()),
                account: None,
                grant: None,
            })),
            // Nor are its tokens replaced.
            grants: Grants::WithIds(vec![connection.grant.id.clone()]),
            brought: true,
            ..Scope::default()
        };
        let of = (connection.grant_tenant.clone(), connection.grant.id.clone());
        self.change(scope, move |held, sealer| {
            let kept = held.connections.iter().find(|kept| kept.id == id.0);
            if kept.is_some_and(|kept| kept.grant_key() != of) {
                // Others may use the one that it has by now: nobody is alone with that.
                return Err(StoreError::GrantGone);
            }
            let grant = kept.and_then(|kept| held.grants.get(&kept.grant_key()));
            // What does not open can't be ended, and goes all the same.
            let grant = grant
                .cloned()
                .map(|grant| grants::open(&held, grant, sealer));
            Ok((remove(held, &id, &connector), grant))
        })
        .await
    }
}

fn rename(mut held: Held, from: &str, to: String) -> Outcome<Connection> {
    let kept = held.named_mut(from)?;
    let is_another = to != kept.name;
    kept.name.clone_from(&to);
    let changed = Change::Connection(Box::new(kept.clone()));
    if is_another && held.names.contains(&to) {
        return Err(StoreError::NameInUse { name: to });
    }
    Ok((vec![changed], held.connection(&to)?))
}

fn set_default(mut held: Held, name: &str) -> Outcome<Connection> {
    let kept = held.named_mut(name)?;
    let (id, connector) = (kept.id.clone(), kept.connector.clone());
    let mut changes = Vec::new();
    let of_connector = held.connections.iter_mut();
    let of_connector = of_connector.filter(|kept| kept.connector == connector);
    let mut connections: Vec<_> = of_connector.collect();
    // The one that was it goes first: there never are two.
    connections.sort_by_key(|kept| kept.id == id);
    for kept in connections {
        let is_default = kept.id == id;
        if kept.is_default != is_default {
            kept.is_default = is_default;
            changes.push(Change::Connection(Box::new(kept.clone())));
        }
    }
    Ok((changes, held.connection(name)?))
}

fn set_disabled(mut held: Held, name: &str, since: Option<Timestamp>) -> Outcome<Connection> {
    let kept = held.named_mut(name)?;
    kept.disabled_at = since.map(|since| kept.disabled_at.unwrap_or(in_seconds(since)));
    let changed = Change::Connection(Box::new(kept.clone()));
    Ok((vec![changed], held.connection(name)?))
}

fn set_secrets(
    mut held: Held,
    sealer: &Sealer,
    grant_id: &str,
    given: &[(String, SecretString)],
    client_secret: Option<&SecretString>,
) -> Outcome<()> {
    let ((tenant, id), mut kept) = held.secrets.pop_first().ok_or(StoreError::GrantGone)?;
    secrets::seal(&mut kept, &tenant, &id, given, sealer)?;
    let owner = tenant.clone();
    let mut changes = vec![Change::Secrets(tenant, id, kept)];
    if client_secret.is_some() {
        let grant = held.take_grant(grant_id).ok_or(StoreError::GrantGone)?;
        if grant.tenant != owner {
            // The client of a grant that is shared is the operator's app.
            return Err(StoreError::GrantGone);
        }
        changes.push(brought::bring(&grant, client_secret, sealer)?);
    }
    Ok((changes, ()))
}

fn remove(mut held: Held, id: &ConnectionId, connector: &str) -> Vec<Change> {
    let before = held.grants_in_use();
    let gone = held.connections.extract_if(.., |kept| kept.id == id.0);
    let gone = gone.map(|kept| Change::ConnectionGone(kept.tenant, kept.id));
    let mut changes: Vec<_> = gone.collect();
    changes.extend(make_only_connection_default(&mut held, connector));
    changes.extend(held.unused_grants(&before));
    changes
}
