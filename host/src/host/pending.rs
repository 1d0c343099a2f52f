//! Sign-ins that somebody has yet to approve.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::applicant::Applicant;
use super::connect::Connected;
use crate::Error;
use crate::oauth::{AuthorizationRequest, DeviceAuthorization, LoopbackServer, OAuthError, Page};

/// An authorization that somebody has yet to approve in a browser. It is good
/// for one answer.
#[derive(Debug)]
pub struct PendingAuthorization {
    pub(super) applicant: Applicant,
    pub(super) request: Arc<AuthorizationRequest>,
    pub(super) server: Option<LoopbackServer>,
    pub(super) url: Url,
}

/// An authorization that somebody has yet to approve on any device with a
/// browser (RFC 8628).
#[derive(Debug)]
pub struct PendingDevice {
    pub(super) applicant: Applicant,
    pub(super) device: DeviceAuthorization,
}

impl PendingAuthorization {
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

    /// Waits until the browser has returned to the loopback server, and
    /// finishes. The browser is shown how it went.
    ///
    /// # Errors
    /// When somebody declined or nobody answered in time, and as
    /// [`Connect::start`](super::Connect::start).
    pub async fn wait(mut self) -> Result<Connected, Error> {
        let Some(server) = self.server.take() else {
            let elsewhere = self.request.redirect_uri().to_string();
            return Err(OAuthError::ReturnsElsewhere(elsewhere).into());
        };
        let (response, browser) = server.answer(Arc::clone(&self.request)).await?;
        let connector_name = self.applicant.connector.manifest().name.clone();
        let outcome = self.finish(&response).await;
        let page = match &outcome {
            Ok(connected) => Page::connected(&connected.identity.account.label, &connector_name),
            Err(error) => Page::failed(&error.to_string()),
        };
        browser.show(page).await;
        outcome
    }

    /// Finishes with the address that the browser returned to, for platforms
    /// that receive it on a server of their own.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn finish(self, response: &Url) -> Result<Connected, Error> {
        let Self {
            applicant, request, ..
        } = self;
        let code = request.code(response)?;
        let clock = &*applicant.host.inner.clock;
        let tokens = applicant
            .client
            .exchange_code(code, &request, clock)
            .await?;
        applicant.keep(tokens).await
    }
}

impl PendingDevice {
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
    /// When somebody declined or nobody approved in time, and as
    /// [`Connect::start`](super::Connect::start).
    pub async fn wait(self) -> Result<Connected, Error> {
        let Self { applicant, device } = self;
        let clock = &*applicant.host.inner.clock;
        let tokens = applicant.client.wait_for_approval(&device, clock).await?;
        applicant.keep(tokens).await
    }
}
