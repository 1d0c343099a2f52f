//! Testing a connection: what it is good for now, and what is in its way.

use std::time::Instant;

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use secrecy::SecretString;

use super::Host;
use super::applicant::identify;
use super::credential::GrantCredential;
use crate::Error;
use crate::connections::{AuditKind, Connection, GrantState, Identity};
use crate::driver::{AccessToken, CredentialError, CredentialSource, DriveError};
use crate::egress::ServerTime;

/// A clock that is off by more may well be what is wrong.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(1);

/// What came of testing a connection.
#[derive(Debug)]
#[non_exhaustive]
pub struct Tested {
    /// The connection as it is now.
    pub connection: Connection,
    /// Whose account it is and which actions its scopes do not cover, or why
    /// the connection is of no use now.
    pub outcome: Result<Identity, Error>,
    /// This machine's clock against that of the server with which it agrees
    /// least; none when no server told the time.
    pub clock: Option<ClockOffset>,
}

/// This machine's clock against a server's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockOffset {
    /// The server's origin.
    pub server: String,
    /// How far this machine's clock is ahead; negative when it is behind. To
    /// the second, and the time that the answer took.
    pub ahead: SignedDuration,
}

impl ClockOffset {
    /// Whether it is more than a minute: enough for servers to take tokens and
    /// signatures for expired, or for not valid yet.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        self.ahead.abs() > TOLERANCE
    }
}

impl Host {
    /// Asks the API whose account a connection is, and which actions its scopes
    /// do not cover. It asks even where the grant has ended: the answer may
    /// tell why.
    ///
    /// # Errors
    /// When there is no connection of that name, or the store or the connector
    /// can't be read. What is wrong with the connection is in
    /// [`Tested::outcome`].
    pub async fn test(&self, name: &str) -> Result<Tested, Error> {
        let connection = self.connection(name).await?;
        let name = connection.name.clone();
        let tested = self.tested(connection).await;
        tested.map_err(|error| error.about(&name))
    }

    async fn tested(&self, connection: Connection) -> Result<Tested, Error> {
        let began = Instant::now();
        let id = connection.id.clone();
        let connector = self.connector(&connection.connector).await?;
        let bounds = self.bounds_of_use(&connector, &connection)?;
        let leave = bounds.leave(&connection.method, None);
        let view = self.view(&connection, leave.policy());
        let credential = LastCredential {
            grant_id: connection.grant.id.clone(),
            credential: GrantCredential::new(self, &connector, connection).await?,
        };
        let known = credential.credential.connection.connection();
        let outcome = identify(
            self,
            &connector,
            &leave,
            view,
            &credential,
            Some(known),
            AuditKind::Test,
        )
        .await;
        let connection = self.connection(id.as_str()).await?;
        let outcome = match (outcome, &connection.grant.state) {
            // The API takes the last token still, but there will be no other.
            (Ok(_), GrantState::Ended { reason }) => {
                let ended = CredentialError::NeedsReconnecting(reason.clone());
                Err(DriveError::from(ended).into())
            }
            (Ok(_), GrantState::ClientRefused { reason }) => {
                let refused = CredentialError::ClientRefused(reason.clone());
                Err(DriveError::from(refused).into())
            }
            (outcome, _) => outcome,
        };
        let outcome = outcome.map_err(|error: Error| error.about(&connection.name));
        Ok(Tested {
            connection,
            outcome,
            clock: self.worst_offset(|time| time.received >= began),
        })
    }

    /// This machine's clock against that of the server with which it agrees
    /// least, by what each has said last; none when none has said anything.
    #[must_use]
    pub fn clock_offset(&self) -> Option<ClockOffset> {
        self.worst_offset(|_| true)
    }

    fn worst_offset(&self, counts: impl Fn(&ServerTime) -> bool) -> Option<ClockOffset> {
        let now = self.inner.clock.now();
        let times = self.inner.client.server_times().into_iter();
        times
            .filter(counts)
            .map(|time| {
                let age = SignedDuration::try_from(time.received.elapsed()).unwrap_or_default();
                ClockOffset {
                    ahead: time.date.duration_until(now) - age,
                    server: time.origin,
                }
            })
            .max_by_key(|offset| offset.ahead.abs())
    }
}

/// The credential of a connection; of a grant that has ended, its last one.
struct LastCredential {
    credential: GrantCredential,
    grant_id: String,
}

impl CredentialSource for LastCredential {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(async move {
            match self.credential.latest_access_token().await {
                Err(CredentialError::NeedsReconnecting(_) | CredentialError::ClientRefused(_)) => {}
                usable => return usable,
            }
            let grants = &self.credential.grants;
            let grant = grants.grant_secrets(&self.grant_id).await?;
            Ok(AccessToken::new(
                grant.tokens.access_token,
                grant.generation,
            ))
        })
    }

    fn renew<'a>(
        &'a self,
        rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        self.credential.renew(rejected)
    }

    fn secret_setting<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<SecretString, CredentialError>> {
        self.credential.secret_setting(name)
    }
}
