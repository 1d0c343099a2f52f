//! The credential of a connection, as the driver asks for it.

use std::sync::Arc;
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
    AtHand, Connection, DatabaseTrouble, GrantAtHand, GrantSecrets, GrantState, Store, StoreError,
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
    pub(super) connection: Arc<AtHand>,
}

impl GrantCredential {
    pub(super) async fn new(
        host: &Host,
        connector: &Connector,
        connection: impl Into<Arc<AtHand>>,
    ) -> Result<Self, Error> {
        let connection = connection.into();
        check_enabled(&connection)?;
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
        if !self.connection.is_to_be_noted(now) {
            return;
        }
        let uses = &self.host.inner.uses;
        if uses.gather(&self.host.tenant, &self.connection.id, now) {
            let (uses, store) = (Arc::clone(uses), self.store.clone());
            let writing = async move { uses.write(&store).await };
            self.host.inner.tasks.spawn(writing);
        }
    }

    /// The grant, when it is of use.
    pub(super) async fn grant(&self) -> Result<GrantSecrets, CredentialError> {
        let grant = self.grants.grant_secrets(&self.connection.grant.id).await?;
        check_state(&grant.state)?;
        Ok(grant)
    }

    /// The token of a grant, or a later one when it is due.
    async fn token_of(&self, grant: &GrantAtHand) -> Result<AccessToken, CredentialError> {
        check_state(&grant.state)?;
        let token = || AccessToken::new(grant.access_token.clone(), grant.generation);
        let (now, margin) = (self.host.inner.clock.now(), self.host.inner.renewal_margin);
        let is_due = |margin| is_due(grant.received_at, grant.expires_at, now, margin);
        if !is_due(margin) {
            return Ok(token());
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
                | CredentialError::StoreUnavailable(_)
                | CredentialError::StoreFull(_),
            ) if !is_due(Duration::ZERO) => Ok(token()),
            outcome => outcome,
        }
    }
}

/// Refuses a connection that must not be used.
pub(super) fn check_enabled(connection: &Connection) -> Result<(), Error> {
    let Some(since) = connection.disabled_at else {
        return Ok(());
    };
    let name = connection.name.clone();
    Err(Error::Disabled { name, since })
}

/// Refuses a grant that is of no use.
fn check_state(state: &GrantState) -> Result<(), CredentialError> {
    match state {
        GrantState::Living => Ok(()),
        GrantState::Ended { reason } => Err(CredentialError::NeedsReconnecting(reason.clone())),
        GrantState::ClientRefused { reason } => Err(CredentialError::ClientRefused(reason.clone())),
    }
}

impl CredentialSource for GrantCredential {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(async move {
            if let Some(grant) = self.store.grant_of_unchanged(&self.connection).await {
                return self.token_of(&grant).await;
            }
            self.still_usable().await?;
            let grant = self.grants.grant_at_hand(&self.connection.grant.id).await?;
            self.token_of(&grant).await
        })
    }

    fn latest_access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(async move {
            self.still_usable().await?;
            let grant = self.grants.grant_of_rows(&self.connection.grant.id).await?;
            self.token_of(&grant).await
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
            } = self.connection.connection();
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
            let began = &self.connection;
            let now = match self.store.connection_at_hand(began.id.as_str()).await {
                // As a rule nothing has changed since.
                Ok(now) if Arc::ptr_eq(&now, began) => return Ok(()),
                Ok(now) => Some(now),
                Err(StoreError::NoConnection { .. }) => None,
                Err(error) => return Err(error.into()),
            };
            still_usable(began, now.as_ref().map(|now| now.connection()))
        })
    }

    fn secret_setting<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<SecretString, CredentialError>> {
        Box::pin(async move {
            self.still_usable().await?;
            if let Some(own) = self.store.secret_setting(&self.connection.id, name).await? {
                return Ok(own);
            }
            let app = self
                .host
                .app_of_connection(&self.connector, &self.connection)
                .await
                .map_err(|error| match error {
                    Error::Store(error) => error.into(),
                    error => CredentialError::Unavailable(error.to_string()),
                })?;
            let of_app = app.as_ref().and_then(|app| app.signing_secret(name));
            let secret = of_app.map(|secret| secret.current.clone());
            secret.ok_or_else(|| CredentialError::UnknownSecret(name.to_owned()))
        })
    }
}

impl From<StoreError> for CredentialError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy { .. }
            | StoreError::LeaseBusy { .. }
            | StoreError::ClockOff { .. } => Self::StoreUnavailable(error.to_string()),
            StoreError::Database(ref database) => match database.trouble() {
                DatabaseTrouble::Unavailable => Self::StoreUnavailable(error.to_string()),
                DatabaseTrouble::Full => Self::StoreFull(error.to_string()),
                _ => Self::Store(error.to_string()),
            },
            // It was removed since the call began.
            StoreError::NoConnection { .. } | StoreError::GrantGone => {
                Self::Withdrawn("it was removed".to_owned())
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
fn is_due(
    received_at: Timestamp,
    expires_at: Option<Timestamp>,
    now: Timestamp,
    margin: Duration,
) -> bool {
    let Some(expires_at) = expires_at else {
        return false;
    };
    let half_life = received_at.duration_until(expires_at) / 2;
    let margin = SignedDuration::try_from(margin).unwrap_or(SignedDuration::MAX);
    now.duration_until(expires_at) <= margin.min(half_life)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_was_removed_since_the_call_began_is_no_trouble_of_the_host() {
        let name = "work".to_owned();
        for gone in [StoreError::GrantGone, StoreError::NoConnection { name }] {
            let error = CredentialError::from(gone);
            assert!(matches!(error, CredentialError::Withdrawn(_)), "{error}");
        }
    }

    fn due(lifetime: i64, age: i64, margin: u64) -> bool {
        let at = |second| Timestamp::from_second(second).unwrap();
        let expires_at = Some(at(1_000 + lifetime));
        is_due(
            at(1_000),
            expires_at,
            at(1_000 + age),
            Duration::from_secs(margin),
        )
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
        assert!(!is_due(
            Timestamp::UNIX_EPOCH,
            None,
            Timestamp::MAX,
            Duration::MAX
        ));
    }
}
