//! Where the driver gets a connection's credential from.

use std::fmt;

use futures_util::future::BoxFuture;
use secrecy::SecretString;

use crate::consent::ConsentRefusal;

/// An access token (RFC 6749 section 1.4).
#[derive(Clone)]
pub struct AccessToken {
    secret: SecretString,
    generation: u64,
}

impl AccessToken {
    /// A token; `generation` tells it from the ones that the same grant had
    /// before and will have after.
    #[must_use]
    pub fn new(secret: SecretString, generation: u64) -> Self {
        Self { secret, generation }
    }

    /// The token itself.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// Counts up each time the grant's token is renewed.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// Gives the driver the credential of one connection. The driver sees nothing
/// else of it.
pub trait CredentialSource: Send + Sync {
    /// A token that is good now, renewed beforehand when it is about to
    /// expire.
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>>;

    /// The same as it is now, and not as it was a moment ago: the API has just
    /// rejected one.
    fn latest_access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        self.access_token()
    }

    /// A token newer than `rejected`, which the API no longer accepted. Many
    /// callers with the same rejected token bring about one renewal.
    fn renew<'a>(
        &'a self,
        rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>>;

    /// Whether the connection may still be used, before an exchange that goes without
    /// its credential. [`access_token`](Self::access_token) says it of the others.
    fn still_usable(&self) -> BoxFuture<'_, Result<(), CredentialError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// The value of a secret setting, to sign with.
    fn secret_setting<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<SecretString, CredentialError>>;
}

/// Why there is no credential. The texts are for people and hold no secret.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// The connection was removed, disabled or connected anew since the call began.
    #[error("the connection may not be used for this call any more: {0}")]
    Withdrawn(String),
    /// The grant has ended; somebody has to connect again.
    #[error("the connection has to be made again: {0}")]
    NeedsReconnecting(String),
    /// The authorization server does not take the host's client any more; the
    /// grant may be good.
    #[error("the app of the connection is not accepted: {0}")]
    ClientRefused(String),
    /// Its secrets would go where they may not go; the grant may be good.
    #[error(transparent)]
    NotAllowed(#[from] ConsentRefusal),
    /// The authorization server can't be asked now; the grant may be good.
    #[error("the access token could not be renewed now: {0}")]
    Unavailable(String),
    /// The API rejects a token that was made a moment ago because it had rejected
    /// the one before. There will be another when it is older.
    #[error("the API rejects the access token that was renewed for it a moment ago")]
    JustRenewed,
    /// There is no secret setting of that name.
    #[error("the connection has no secret setting `{0}`")]
    UnknownSecret(String),
    /// The store could not keep new tokens, and the old ones are used up.
    #[error("the connection got new tokens, and they could not be kept: {0}")]
    NotKept(String),
    /// The store of connections failed.
    #[error("the connection could not be read: {0}")]
    Store(String),
    /// The store of connections can't be asked now; the grant may be good.
    #[error("the connection could not be read now: {0}")]
    StoreUnavailable(String),
    /// The store of connections has no room for what a renewal keeps before it begins; the
    /// grant may be good.
    #[error("there is no room to renew the access token: {0}")]
    StoreFull(String),
}
