//! Looking after connections: changing and removing them.

use super::Host;
use crate::Error;
use crate::connections::{Connection, GrantSecrets, Store, StoreError, check_name};

/// A connection that was removed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Removal {
    /// The connection as it was.
    pub connection: Connection,
    /// What became of its tokens.
    pub revocation: Revocation,
}

/// What became of the tokens of a connection that was removed.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Debug)]
pub enum Revocation {
    /// The authorization server has ended them (RFC 7009).
    Revoked,
    /// They stay as long as other connections use the same grant. Of a tenant's
    /// connection by the operator's app it is not told whether any does.
    Shared,
    /// They stay: another machine uses them, to which they were moved.
    Moved,
    /// The authorization server offers no revocation; they end by themselves.
    NotOffered,
    /// They could not be revoked and end by themselves; the error says why.
    Failed(Box<Error>),
}

impl Host {
    /// Gives a connection another name.
    ///
    /// # Errors
    /// When there is no connection of that name, the new name is in use or
    /// can't be one, or the store can't be written.
    pub async fn rename(&self, name: &str, new_name: &str) -> Result<Connection, Error> {
        check_name(new_name)?;
        let renamed = self.store().await?.rename(name, new_name).await;
        renamed.map_err(about(name))
    }

    /// Makes a connection the one that calls to its connector use which name
    /// none. The first connection of a connector is that from the beginning.
    ///
    /// # Errors
    /// When there is no connection of that name, or the store can't be written.
    pub async fn set_default(&self, name: &str) -> Result<Connection, Error> {
        let changed = self.store().await?.set_default(name).await;
        changed.map_err(about(name))
    }

    /// Keeps a connection from being used, until it is enabled or connected
    /// again. Other connections of its account go on.
    ///
    /// # Errors
    /// When there is no connection of that name, or the store can't be written.
    pub async fn disable(&self, name: &str) -> Result<Connection, Error> {
        let now = self.inner.clock.now();
        let disabled = self.store().await?.set_disabled(name, Some(now)).await;
        disabled.map_err(about(name))
    }

    /// Lets a connection be used again that was disabled.
    ///
    /// # Errors
    /// When there is no connection of that name, or the store can't be written.
    pub async fn enable(&self, name: &str) -> Result<Connection, Error> {
        let enabled = self.store().await?.set_disabled(name, None).await;
        enabled.map_err(about(name))
    }

    /// Removes a connection, and then revokes its tokens unless another connection
    /// uses them. The connection goes even when the tokens can't be revoked; where the
    /// store goes away in between, or this process, they end by themselves.
    ///
    /// # Errors
    /// When there is no connection of that name, or the store can't be written.
    pub async fn remove(&self, name: &str) -> Result<Removal, Error> {
        let mut removal = self.remove_and_tell_all(name).await?;
        if removal.connection.grant_tenant != self.tenant {
            removal.revocation = Revocation::Shared;
        }
        Ok(removal)
    }

    /// The same, for the operator to be told.
    pub(super) async fn remove_and_tell_all(&self, name: &str) -> Result<Removal, Error> {
        let store = self.store().await?;
        let connection = store.connection(name).await.map_err(about(name))?;
        let name = connection.name.clone();
        // No renewal may come between revoking the tokens and forgetting them.
        let grants = store.of(&connection.grant_tenant);
        let lock = grants.lock_grant(&connection.grant.id).await;
        let lock = lock.map_err(about(&name))?;
        let host = self.clone();
        // Once the row is gone nobody else can end the tokens, whoever goes away.
        self.to_its_end(async move {
            let removed = host.remove_locked(&store, connection).await;
            lock.give_back().await;
            removed.map_err(about(&name))
        })
        .await
    }

    async fn remove_locked(&self, store: &Store, connection: Connection) -> Result<Removal, Error> {
        // While the lock was waited for it may have been moved, or got another grant.
        let locked = connection.grant.id;
        let connection = store.connection(connection.id.as_str()).await?;
        if connection.grant.id != locked {
            return Err(StoreError::GrantGone.into());
        }
        // First the connection goes, and with the last one the grant. Whoever signs in
        // from then on gets a grant of its own, and whoever did so before has this one:
        // the tokens that are ended are nobody's. A server that keeps one grant for an
        // account and a client ends with them what it has given somebody since.
        let grant = store.remove(&connection).await?;
        let Some(grant) = grant else {
            let name = connection.name;
            return Err(StoreError::NoConnection { name }.into());
        };
        let revocation = match self.end(store, &connection, grant).await {
            Ok(revocation) => revocation,
            Err(error) => Revocation::Failed(Box::new(error)),
        };
        Ok(Removal {
            connection,
            revocation,
        })
    }

    /// Ends the tokens that a connection had which is gone.
    async fn end(
        &self,
        store: &Store,
        connection: &Connection,
        grant: Result<GrantSecrets, StoreError>,
    ) -> Result<Revocation, Error> {
        let grants = store.of(&connection.grant_tenant);
        if grants.has_grant(&connection.grant.id).await? {
            return Ok(Revocation::Shared);
        }
        if connection.grant.moved_at.is_some() {
            return Ok(Revocation::Moved);
        }
        Ok(match self.revoke(connection, &grant?).await? {
            true => Revocation::Revoked,
            false => Revocation::NotOffered,
        })
    }
}

/// Makes an error one about a connection.
fn about<E: Into<Error>>(name: &str) -> impl FnOnce(E) -> Error + '_ {
    move |error| error.into().about(name)
}
