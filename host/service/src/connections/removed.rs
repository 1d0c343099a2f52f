//! What became of a connection that was removed.

use connector_host::connections::AppOf;
use connector_host::{Removal, Revocation};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::Connection;
use crate::problem::{Problem, Told};

/// A connection that was removed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Removed {
    /// The connection as it was.
    connection: Connection,
    /// What became of its tokens.
    tokens: Tokens,
    /// Why they could not be revoked.
    #[schema(value_type = Option<Told>)]
    problem: Option<Problem>,
}

/// What became of the tokens of a connection that was removed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = RevocationState)]
pub(crate) enum Tokens {
    /// The authorization server has ended them.
    Revoked,
    /// They stay as long as other connections use the same grant.
    Shared,
    /// They stay: another machine uses them, to which they were moved.
    Moved,
    /// The authorization server offers no revocation; they end by themselves.
    NotOffered,
    /// They could not be revoked, and end by themselves.
    NotRevoked,
}

impl Removed {
    /// What came of removing a connection that went through a registered app, or through none.
    pub(crate) fn of(removal: Removal, app: Option<AppOf>) -> Self {
        let (tokens, problem) = match removal.revocation {
            Revocation::Revoked => (Tokens::Revoked, None),
            Revocation::Shared => (Tokens::Shared, None),
            Revocation::Moved => (Tokens::Moved, None),
            Revocation::NotOffered => (Tokens::NotOffered, None),
            Revocation::Failed(error) => (Tokens::NotRevoked, Some((*error).into())),
        };
        Self {
            connection: Connection::through(removal.connection, app),
            tokens,
            problem,
        }
    }
}
