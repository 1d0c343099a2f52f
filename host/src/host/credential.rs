//! The credential of a connection, as the driver asks for it.

use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::cool_down::cool_down_of;
use super::still::still_usable;
use super::{Host, Inner};
use crate::Error;
use crate::component::Connector;
use crate::connections::{
    Connection, DatabaseTrouble, GrantSecrets, GrantState, Store, StoreError, Tokens,
};
use crate::driver::{AccessToken, CredentialError, CredentialSource};

/// The credential of a connection that is kept.
#[derive(Clone)]
pub(super) struct GrantCredential {
    pub(super) host: Host,
    pub(super) store: Store,
    /// The store of whoever the grant is, such as the operator.
    pub(super) grants: Store,
    pub(super) connector: Connector,
    pub(super) connection: Connection,
}

impl GrantCredential {
    pub(super) async fn new(
        host: &Host,
        connector: &Connector,
        connection: Connection,
    ) -> Result<Self, Error> {
        if let Some(since) = connection.disabled_at {
            let name = connection.name;
            return Err(Error::Disabled { name, since });
        }
        let store = host.store().await?;
        Ok(Self {
            host: host.clone(),
            grants: store.of(&connection.grant_tenant),
            store,
            connector: connector.clone(),
            connection,
        })
    }

    /// Notes in the background that the connection is used. No call waits for
    /// it, and none fails by it.
    pub(super) fn note_use(&self) {
        let now = self.host.inner.clock.now();
        if self.connection.was_used_lately(now) {
            return;
        }
        let (store, id) = (self.store.clone(), self.connection.id.clone());
        self.host.inner.tasks.spawn(async move {
            if let Err(error) = store.note_use(&id, now).await {
                tracing::warn!(%error, "the use of a connection could not be noted");
            }
        });
    }

    /// The grant as it is now, when the connection is of use still.
    async fn connected_grant(&self) -> Result<GrantSecrets, CredentialError> {
        if self.grants.tenant() == self.store.tenant() {
            let read = self.store.connected_grant(&self.connection.id).await?;
            let (connection, grant) = read.unzip();
            still_usable(&self.connection, connection.as_ref())?;
            return Ok(grant.ok_or(StoreError::GrantGone)?);
        }
        // What is the operator's is sealed with another key.
        self.still_usable().await?;
        Ok(self.grants.grant_secrets(&self.connection.grant.id).await?)
    }

    /// The grant, when it is of use.
    pub(super) async fn grant(&self) -> Result<GrantSecrets, CredentialError> {
        usable(self.grants.grant_secrets(&self.connection.grant.id).await?)
    }
}

/// The grant, when it is of use.
fn usable(grant: GrantSecrets) -> Result<GrantSecrets, CredentialError> {
    match grant.state {
        GrantState::Living => Ok(grant),
        GrantState::Ended { reason } => Err(CredentialError::NeedsReconnecting(reason)),
        GrantState::ClientRefused { reason } => Err(CredentialError::ClientRefused(reason)),
    }
}

impl CredentialSource for GrantCredential {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(async move {
            let grant = usable(self.connected_grant().await?)?;
            let now = self.host.inner.clock.now();
            let margin = self.host.inner.renewal_margin;
            if !is_due(&grant.tokens, now, margin) {
                return Ok(access_token(grant));
            }
            let renewed = match cool_down_of(grant.trouble.as_ref(), now) {
                Some(in_trouble) => Err(in_trouble),
                None => self.later_than(grant.generation).await,
            };
            match renewed {
                // It was early: the token at hand is good until it expires.
                Err(
                    CredentialError::Unavailable(_)
                    | CredentialError::Store(_)
                    | CredentialError::StoreUnavailable(_),
                ) if !is_due(&grant.tokens, now, Duration::ZERO) => Ok(access_token(grant)),
                outcome => outcome,
            }
        })
    }

    fn renew<'a>(
        &'a self,
        rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(async move {
            let Connection {
                grant_tenant,
                grant,
                ..
            } = &self.connection;
            let grant = (grant_tenant.clone(), grant.id.clone());
            let generation = rejected.generation();
            let Inner {
                rejections, clock, ..
            } = &*self.host.inner;
            if !rejections.may_lead_to_another(&grant, generation, clock.now()) {
                return Err(CredentialError::JustRenewed);
            }
            let token = self.later_than(generation).await?;
            rejections.note(grant, token.generation(), clock.now());
            Ok(token)
        })
    }

    fn still_usable(&self) -> BoxFuture<'_, Result<(), CredentialError>> {
        Box::pin(async move {
            let now = match self.store.connection(self.connection.id.as_str()).await {
                Ok(connection) => Some(connection),
                Err(StoreError::NoConnection { .. }) => None,
                Err(error) => return Err(error.into()),
            };
            still_usable(&self.connection, now.as_ref())
        })
    }

    fn secret_setting<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<SecretString, CredentialError>> {
        Box::pin(async move {
            self.still_usable().await?;
            let secret = self.store.secret_setting(&self.connection.id, name).await?;
            secret.ok_or_else(|| CredentialError::UnknownSecret(name.to_owned()))
        })
    }
}

impl From<StoreError> for CredentialError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy { .. } | StoreError::LeaseBusy { .. } => {
                Self::StoreUnavailable(error.to_string())
            }
            StoreError::Database(error) if error.trouble() == DatabaseTrouble::Unavailable => {
                Self::StoreUnavailable(StoreError::Database(error).to_string())
            }
            error => Self::Store(error.to_string()),
        }
    }
}

/// The credential of a sign-in that is not kept yet.
pub(super) struct FreshCredential<'a> {
    pub(super) access_token: &'a SecretString,
    pub(super) secret_settings: &'a [(String, SecretString)],
}

impl CredentialSource for FreshCredential<'_> {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(async { Ok(AccessToken::new(self.access_token.clone(), 1)) })
    }

    fn renew<'a>(
        &'a self,
        _rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(async {
            Err(CredentialError::NeedsReconnecting(
                "the API did not accept the access token that it was just given".to_owned(),
            ))
        })
    }

    fn secret_setting<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<SecretString, CredentialError>> {
        Box::pin(async move {
            let secret = self
                .secret_settings
                .iter()
                .find(|(setting, _)| setting == name);
            let secret = secret.map(|(_, value)| value.clone());
            secret.ok_or_else(|| CredentialError::UnknownSecret(name.to_owned()))
        })
    }
}

pub(super) fn access_token(grant: GrantSecrets) -> AccessToken {
    AccessToken::new(grant.tokens.access_token, grant.generation)
}

/// Whether a token is to be renewed: it has no more than `margin` left, and is
/// past the first half of its life.
fn is_due(tokens: &Tokens, now: Timestamp, margin: Duration) -> bool {
    let Some(expires_at) = tokens.expires_at else {
        return false;
    };
    let half_life = tokens.received_at.duration_until(expires_at) / 2;
    let margin = SignedDuration::try_from(margin).unwrap_or(SignedDuration::MAX);
    now.duration_until(expires_at) <= margin.min(half_life)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(lifetime: i64, age: i64, margin: u64) -> bool {
        let at = |second| Timestamp::from_second(second).unwrap();
        let tokens = Tokens {
            access_token: "at".into(),
            refresh_token: None,
            scopes: Vec::new(),
            base_url: None,
            received_at: at(1_000),
            expires_at: Some(at(1_000 + lifetime)),
        };
        is_due(&tokens, at(1_000 + age), Duration::from_secs(margin))
    }

    #[test]
    fn a_token_is_due_once_it_has_no_more_than_the_margin_left() {
        assert!(!due(3_600, 3_299, 300));
        assert!(due(3_600, 3_300, 300));
        assert!(due(3_600, 9_999, 300));
        assert!(!due(3_600, 3_599, 0));
        assert!(due(3_600, 3_600, 0));
    }

    #[test]
    fn a_short_lived_token_lives_half_its_life_whatever_the_margin() {
        assert!(!due(10, 4, 300));
        assert!(due(10, 5, 300));
        assert!(!due(3_600, 1_000, u64::MAX));
    }

    #[test]
    fn a_token_without_a_lifetime_is_never_due() {
        let tokens = Tokens {
            access_token: "at".into(),
            refresh_token: None,
            scopes: Vec::new(),
            base_url: None,
            received_at: Timestamp::UNIX_EPOCH,
            expires_at: None,
        };
        assert!(!is_due(&tokens, Timestamp::MAX, Duration::MAX));
    }
}
