//! Sign-ins that somebody has yet to approve, for whoever began them and waits.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::TcpListener;
use url::Url;

use super::Host;
use super::connect::Connected;
use super::sign_ins::Polled;
use crate::Error;
use crate::component::Connector;
use crate::connections::SignInId;
use crate::manifest::Manifest;
use crate::oauth::{AuthorizationRequest, DeviceAuthorization, OAuthError};

/// An authorization that somebody has yet to approve in a browser. It is good
/// for one answer, and is kept until it has expired: to drop this ends nothing, and
/// any host of the tenant can [finish](Host::finish_sign_in) it.
#[derive(Debug)]
pub struct PendingAuthorization {
    pub(super) host: Host,
    pub(super) connector: Connector,
    pub(super) id: SignInId,
    pub(super) expires_at: Timestamp,
    pub(super) request: Arc<AuthorizationRequest>,
    pub(super) listener: Option<TcpListener>,
    pub(super) url: Url,
}

/// What a browser returns with from a sign-in: whoever receives browsers can
/// tell with it whether one has come back from this sign-in, before it is
/// finished.
#[derive(Clone, Debug)]
pub struct ExpectedReturn(Arc<AuthorizationRequest>);

/// An authorization that somebody has yet to approve on any device with a
/// browser (RFC 8628). It is kept until it has expired: to drop this ends nothing,
/// and any host of the tenant can [ask](Host::poll_device) about it.
#[derive(Debug)]
pub struct PendingDevice {
    pub(super) host: Host,
    pub(super) id: SignInId,
    pub(super) expires_at: Timestamp,
    pub(super) device: DeviceAuthorization,
}

impl PendingAuthorization {
    /// By which other hosts know it.
    #[must_use]
    pub fn id(&self) -> &SignInId {
        &self.id
    }

    /// Until when somebody may approve.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// The address to open in a browser.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Where the browser returns to.
    #[must_use]
    pub fn redirect_uri(&self) -> &Url {
        self.request.redirect_uri()
    }

    /// What the connector says of itself whose account is being connected.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        self.connector.manifest()
    }

    /// What the browser returns with, for whoever answers it.
    #[must_use]
    pub fn expected(&self) -> ExpectedReturn {
        ExpectedReturn(Arc::clone(&self.request))
    }

    /// The listener on the loopback interface that the browser returns to, once:
    /// none when it returns elsewhere, or when somebody has it. Whoever takes it
    /// answers the browser and gives the address that it returned to to
    /// [`finish`](Self::finish).
    pub fn take_listener(&mut self) -> Option<TcpListener> {
        self.listener.take()
    }

    /// Finishes with the address that the browser returned to. Once the code is
    /// sent, the sign-in goes on to its end even when whoever waits for it goes
    /// away.
    ///
    /// # Errors
    /// When the address belongs to another sign-in, and as
    /// [`Host::finish_sign_in`].
    pub async fn finish(self, response: &Url) -> Result<Connected, Error> {
        if !self.request.is_answered_by(response) {
            return Err(OAuthError::OtherState.into());
        }
        self.host.finish_sign_in(response).await
    }
}

impl ExpectedReturn {
    /// Where the browser returns to.
    #[must_use]
    pub fn redirect_uri(&self) -> &Url {
        self.0.redirect_uri()
    }

    /// Whether a browser that came to this address comes from this sign-in: the
    /// address has its state, compared in a time that does not depend on it.
    #[must_use]
    pub fn is_answered_by(&self, address: &Url) -> bool {
        self.0.is_answered_by(address)
    }
}

impl PendingDevice {
    /// By which other hosts know it.
    #[must_use]
    pub fn id(&self) -> &SignInId {
        &self.id
    }

    /// Until when somebody may approve.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// What the person types at [`verification_uri`](Self::verification_uri).
    #[must_use]
    pub fn user_code(&self) -> &str {
        &self.device.user_code
    }

    /// Where the person types the user code, on whichever device: short enough
    /// to be copied by hand.
    #[must_use]
    pub fn verification_uri(&self) -> &Url {
        &self.device.verification_uri
    }

    /// The same with the user code filled in, for a link or a QR code, where
    /// the server offers that.
    #[must_use]
    pub fn verification_uri_complete(&self) -> Option<&Url> {
        self.device.verification_uri_complete.as_ref()
    }

    /// How long the person may take.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.device.lifetime
    }

    /// Waits until the person has approved, and finishes. The server is asked
    /// as often as it wants to be.
    ///
    /// # Errors
    /// As [`Host::poll_device`].
    pub async fn wait(self) -> Result<Connected, Error> {
        let Self {
            host,
            id,
            expires_at,
            device,
        } = self;
        let clock = &host.inner.clock;
        let mut pause = device.interval;
        loop {
            clock.sleep(pause).await;
            if clock.now() >= expires_at {
                host.abandon_sign_in(&id).await?;
                return Err(OAuthError::TimedOut(device.lifetime).into());
            }
            match host.poll_device(&id).await? {
                Polled::Connected(connected) => return Ok(*connected),
                Polled::Pending { ask_again_at } => {
                    let pause_until = ask_again_at.duration_since(clock.now());
                    pause = Duration::try_from(pause_until).unwrap_or_default();
                }
            }
        }
    }
}
