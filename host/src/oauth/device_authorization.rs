//! The device authorization grant (RFC 8628): the person approves on any
//! device, while this one asks again and again whether they have.

use std::time::Duration;

use oauth2::{DeviceAuthorizationUrl, StandardDeviceAuthorizationResponse};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::OAuthError;
use super::client::Client;
use super::error_response::presentable;
use super::parameters::{self, Request};
use crate::clock::Clock;
use crate::connections::{KeptDevice, Secret, Tokens};
use crate::contract::{ClientAuthentication, DeviceCode};
use crate::egress::EgressError;

/// The grant type of section 3.4.
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What the server's `slow_down` adds to the interval (section 3.5).
const SLOW_DOWN: Duration = Duration::from_secs(5);
/// The longest interval that trouble on the way leads to.
const LONGEST_IN_TROUBLE: Duration = Duration::from_secs(60);
/// The intervals that a server can ask for. With none the host would ask all
/// the time; with a longer one nobody would be told that they have approved.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
const LONGEST_INTERVAL: Duration = Duration::from_secs(5 * 60);
/// How long a person may take at the most, whatever the server says.
const LONGEST_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// A device authorization response (section 3.2): what the person is shown, and
/// what to ask for tokens with.
#[derive(Debug)]
pub(crate) struct DeviceAuthorization {
    /// What the person types at `verification_uri`.
    pub(crate) user_code: String,
    /// Where the person approves.
    pub(crate) verification_uri: Url,
    /// The same with the user code filled in.
    pub(crate) verification_uri_complete: Option<Url>,
    /// How long the person may take.
    pub(crate) lifetime: Duration,
    device_code: SecretString,
    /// How often the server wants to be asked.
    pub(crate) interval: Duration,
}

impl DeviceAuthorization {
    /// What of it is to be kept.
    pub(crate) fn kept(&self) -> KeptDevice {
        KeptDevice {
            user_code: self.user_code.clone(),
            verification_uri: self.verification_uri.to_string(),
            verification_uri_complete: self.verification_uri_complete.as_ref().map(Url::to_string),
            lifetime: self.lifetime.as_secs(),
            device_code: Secret(self.device_code.clone()),
        }
    }

    /// The response of which that was kept, with the interval of now.
    pub(crate) fn of_kept(kept: &KeptDevice, interval: Duration) -> Result<Self, OAuthError> {
        let parsed = |url: &String| {
            Url::parse(url).map_err(|error| {
                OAuthError::bad_url("address to approve at", url, &error.to_string())
            })
        };
        let complete = kept.verification_uri_complete.as_ref();
        Ok(Self {
            user_code: kept.user_code.clone(),
            verification_uri: parsed(&kept.verification_uri)?,
            verification_uri_complete: complete.map(parsed).transpose()?,
            lifetime: Duration::from_secs(kept.lifetime),
            device_code: kept.device_code.0.clone(),
            interval,
        })
    }
}

impl Client {
    /// Asks for a device code and a user code.
    pub(crate) async fn authorize_device(
        &self,
        grant: &DeviceCode,
    ) -> Result<DeviceAuthorization, OAuthError> {
        let outcome = self.authorize_device_once(grant).await;
        match self.by_other_secret(&outcome) {
            Some(other) => other.authorize_device_once(grant).await,
            None => outcome,
        }
    }

    async fn authorize_device_once(
        &self,
        grant: &DeviceCode,
    ) -> Result<DeviceAuthorization, OAuthError> {
        let endpoint = &grant.device_authorization_endpoint;
        parameters::check(Request::Device, endpoint, &[])?;
        let bad_url = |name, url: &str, reason: &dyn ToString| {
            OAuthError::bad_url(name, url, &reason.to_string())
        };
        let url = DeviceAuthorizationUrl::new(endpoint.clone())
            .map_err(|error| bad_url("device authorization endpoint", endpoint, &error))?;
        let protocol = self.protocol()?.set_device_authorization_url(url);
        let mut request = protocol.exchange_device_code();
        if self.server.client.authentication == ClientAuthentication::Basic {
            // Needless by section 3.1, and yet asked for by some servers.
            request = request.add_extra_param("client_id", self.id.clone());
        }
        if !self.server.scopes.is_empty() {
            request = request.add_extra_param("scope", self.scope());
        }
        let response: StandardDeviceAuthorizationResponse = request
            .request_async(self)
            .await
            .map_err(|error| self.explain(endpoint, error, &[]))?;
        // Whoever shows it may open it too, and not everything that can be opened
        // is a page.
        let parse = |url: &str| match Url::parse(url) {
            Ok(parsed) if parsed.scheme() == "https" => Ok(parsed),
            Ok(_) => Err(bad_url(
                "address to approve at",
                url,
                &"only https is allowed",
            )),
            Err(error) => Err(bad_url("address to approve at", url, &error)),
        };
        let lifetime = response.expires_in().min(LONGEST_LIFETIME);
        Ok(DeviceAuthorization {
            user_code: presentable(response.user_code().secret()),
            verification_uri: parse(response.verification_uri())?,
            verification_uri_complete: response
                .verification_uri_complete()
                .map(|url| parse(url.secret()))
                .transpose()?,
            lifetime,
            device_code: response.device_code().secret().clone().into(),
            interval: response
                .interval()
                .clamp(SHORTEST_INTERVAL, LONGEST_INTERVAL),
        })
    }

    /// Asks whether somebody has approved: for the tokens (sections 3.4 and 3.5).
    /// None when nobody has yet; how long to wait then, the server has a say in.
    pub(crate) async fn ask_whether_approved(
        &self,
        device: &mut DeviceAuthorization,
        clock: &dyn Clock,
    ) -> Result<Option<Tokens>, OAuthError> {
        let error = match self.request_device_token(device, clock).await {
            Ok(tokens) => return Ok(Some(tokens)),
            Err(error) => error,
        };
        let interval = &mut device.interval;
        match error {
            OAuthError::Refused { answer, endpoint } => match &*answer.error {
                "authorization_pending" => {}
                "slow_down" => *interval = LONGEST_INTERVAL.min(*interval + SLOW_DOWN),
                "expired_token" => return Err(OAuthError::TimedOut(device.lifetime)),
                "access_denied" => return Err(OAuthError::Declined(answer)),
                _ => return Err(OAuthError::Refused { answer, endpoint }),
            },
            // The code may be as good as before (section 3.5).
            error if is_passing(&error) => {
                tracing::debug!(%error, "asking again");
                *interval = (*interval).max(LONGEST_IN_TROUBLE.min(*interval * 2));
            }
            error => return Err(error),
        }
        Ok(None)
    }

    async fn request_device_token(
        &self,
        device: &DeviceAuthorization,
        clock: &dyn Clock,
    ) -> Result<Tokens, OAuthError> {
        let device_code = device.device_code.expose_secret();
        let parameters = [("device_code", device_code)];
        let secrets = [device_code];
        let outcome = self
            .request_by_extension(GRANT_TYPE, &parameters, &secrets, clock)
            .await;
        match self.by_other_secret(&outcome) {
            Some(other) => {
                other
                    .request_by_extension(GRANT_TYPE, &parameters, &secrets, clock)
                    .await
            }
            None => outcome,
        }
    }
}

/// Whether asking again may fare better.
fn is_passing(error: &OAuthError) -> bool {
    match error {
        OAuthError::Unavailable { .. } => true,
        OAuthError::Egress(error) => {
            error.is_transient() || matches!(error, EgressError::Slow { .. })
        }
        _ => false,
    }
}
