//! The credential of a connection, as the driver asks for it.
//!
//! Renewing follows one order, so that a rotated refresh token is neither lost
//! nor used twice: wait for the right to renew the grant, read it again, ask the
//! server, commit what it answered, and only then use it. It runs in a task of
//! its own: a caller who goes away in the middle takes nothing with it.

use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::Host;
use super::client::server_of;
use crate::Error;
use crate::component::Connector;
use crate::connections::{Connection, GrantSecrets, State, Store, StoreError, Tokens};
use crate::contract::Grant;
use crate::driver::{AccessToken, CredentialError, CredentialSource};

/// The credential of a connection that is kept.
#[derive(Clone)]
pub(super) struct GrantCredential {
    host: Host,
    store: Store,
    connector: Connector,
    connection: Connection,
}

impl GrantCredential {
    pub(super) async fn new(
        host: &Host,
        connector: &Connector,
        connection: Connection,
    ) -> Result<Self, Error> {
        Ok(Self {
            host: host.clone(),
            store: host.store().await?.clone(),
            connector: connector.clone(),
            connection,
        })
    }

    async fn grant(&self) -> Result<GrantSecrets, CredentialError> {
        let grant = self.store.grant_secrets(&self.connection.grant.id).await?;
        match grant.state {
            State::Connected => Ok(grant),
            State::NeedsReconnecting { reason } => Err(CredentialError::NeedsReconnecting(reason)),
        }
    }

    /// The grant in a later generation than `generation`, which it is brought to
    /// unless somebody else has done so.
    async fn later_than(&self, generation: u64) -> Result<AccessToken, CredentialError> {
        let this = self.clone();
        let renewal = tokio::spawn(async move {
            let _lock = this.store.lock_grant(&this.connection.grant.id).await?;
            let grant = this.grant().await?;
            if grant.generation != generation {
                return Ok(access_token(grant));
            }
            this.renew_locked(&grant).await?;
            this.grant().await.map(access_token)
        });
        match renewal.await {
            Ok(outcome) => outcome,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    async fn renew_locked(&self, grant: &GrantSecrets) -> Result<(), CredentialError> {
        let id = &self.connection.grant.id;
        let reason = match self.request_tokens(grant).await {
            Ok(tokens) => return Ok(self.store.renew_grant(id, grant.generation, tokens).await?),
            Err(NotRenewed::Ended(reason)) => reason,
            Err(NotRenewed::Error(Error::OAuth(error))) if error.ends_the_grant() => {
                error.to_string()
            }
            Err(NotRenewed::Error(error)) => {
                return Err(CredentialError::Unavailable(error.to_string()));
            }
        };
        self.store
            .end_grant(id, grant.generation, reason.clone())
            .await?;
        Err(CredentialError::NeedsReconnecting(reason))
    }

    async fn request_tokens(&self, grant: &GrantSecrets) -> Result<Tokens, NotRenewed> {
        let Connection {
            method, settings, ..
        } = &self.connection;
        let authorization = Host::authorize(&self.connector, method, settings)?;
        let server = server_of(&authorization).clone();
        let own_secret = grant.client_secret.clone();
        let client = self
            .host
            .oauth_client(&self.connector, server, |_| own_secret)
            .await?;
        if client.id != grant.client_id {
            return Err(NotRenewed::Ended(format!(
                "it was made with the app of client id `{}`, and this host now uses the app of client id `{}`",
                grant.client_id, client.id
            )));
        }
        let clock = &*self.host.inner.clock;
        let tokens = match (&authorization, &grant.tokens.refresh_token) {
            (Grant::TokenGrant(grant), _) => client.request_token(grant, clock).await,
            (_, Some(refresh_token)) => client.refresh(refresh_token, &grant.tokens, clock).await,
            (_, None) => {
                return Err(NotRenewed::Ended(
                    "its access token has ended, and the server gave no refresh token".to_owned(),
                ));
            }
        };
        Ok(tokens.map_err(Error::from)?)
    }
}

/// Why there are no new tokens.
enum NotRenewed {
    /// The grant can never be renewed again.
    Ended(String),
    Error(Error),
}

impl<E: Into<Error>> From<E> for NotRenewed {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl CredentialSource for GrantCredential {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(async move {
            let grant = self.grant().await?;
            let now = self.host.inner.clock.now();
            let margin = self.host.inner.renewal_margin;
            if !is_due(&grant.tokens, now, margin) {
                return Ok(access_token(grant));
            }
            match self.later_than(grant.generation).await {
                // It was early: the token at hand is good until it expires.
                Err(CredentialError::Unavailable(_))
                    if !is_due(&grant.tokens, now, Duration::ZERO) =>
                {
                    Ok(access_token(grant))
                }
                outcome => outcome,
            }
        })
    }

    fn renew<'a>(
        &'a self,
        rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(self.later_than(rejected.generation()))
    }

    fn secret_setting<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<SecretString, CredentialError>> {
        Box::pin(async move {
            let secret = self.store.secret_setting(&self.connection.id, name).await?;
            secret.ok_or_else(|| CredentialError::UnknownSecret(name.to_owned()))
        })
    }
}

impl From<StoreError> for CredentialError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
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

fn access_token(grant: GrantSecrets) -> AccessToken {
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
