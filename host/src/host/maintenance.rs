//! Testing and removing connections.

use super::Host;
use crate::Error;
use crate::connections::{Connection, Identity};

/// What became of a connection that was removed.
#[derive(Debug)]
pub struct Removal {
    /// The connection as it was.
    pub connection: Connection,
    /// What became of its tokens.
    pub revocation: Revocation,
}

/// What became of the tokens of a connection that was removed.
#[derive(Debug)]
pub enum Revocation {
    /// The authorization server has ended them (RFC 7009).
    Revoked,
    /// They stay: other connections use the same grant.
    Shared,
    /// The authorization server offers no revocation; they end by themselves.
    NotOffered,
    /// They could not be revoked and end by themselves; the error says why.
    Failed(Box<Error>),
}

impl Host {
    /// Asks the API whose account a connection is, and which actions its scopes
    /// do not cover.
    ///
    /// # Errors
    /// Why the connection is of no use now.
    pub async fn test(&self, name: &str) -> Result<Identity, Error> {
        let _ = name;
        todo!()
    }

    /// Removes a connection, and revokes its tokens unless another connection
    /// uses them. The connection goes even when the tokens can't be revoked.
    ///
    /// # Errors
    /// When there is no connection of that name, or the store can't be written.
    pub async fn remove(&self, name: &str) -> Result<Removal, Error> {
        let _ = name;
        todo!()
    }
}
