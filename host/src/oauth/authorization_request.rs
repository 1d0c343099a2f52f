//! The authorization request (RFC 6749 section 4.1.1), always with PKCE S256
//! (RFC 7636) and a state of 256 random bits.

use std::borrow::Cow;

use oauth2::{AuthUrl, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use secrecy::ExposeSecret as _;
use url::Url;

use super::OAuthError;
use super::client::Client;
use super::parameters::{self, Request};
use crate::connections::{KeptRequest, Secret};
use crate::contract::AuthorizationCode;
use crate::manifest::AuthorizationError;

/// An authorization request, and what is needed to judge and use its answer.
#[derive(Debug)]
pub(crate) struct AuthorizationRequest {
    /// The address to send the browser to.
    pub(crate) url: Url,
    pub(super) redirect_uri: Url,
    pub(super) state: CsrfToken,
    pub(super) pkce_verifier: PkceCodeVerifier,
    /// What the connector knows of the server's errors.
    pub(super) errors: Vec<AuthorizationError>,
    /// The issuer that the answer has to name.
    pub(super) issuer: Option<String>,
}

impl AuthorizationRequest {
    pub(crate) fn new(
        client: &Client,
        code: &AuthorizationCode,
        redirect_uri: Url,
    ) -> Result<Self, OAuthError> {
        let endpoint = &code.authorization_endpoint;
        parameters::check(Request::Authorization, endpoint, &code.parameters)?;
        let endpoint = AuthUrl::new(endpoint.clone())
            .map_err(|reason| OAuthError::bad_url("authorization endpoint", endpoint, &reason))?;
        let (challenge, pkce_verifier) = PkceCodeChallenge::new_random_sha256();
        let protocol = client.protocol()?.set_auth_uri(endpoint);
        let mut request = protocol
            .authorize_url(|| CsrfToken::new_random_len(32))
            .set_redirect_uri(Cow::Owned(RedirectUrl::from_url(redirect_uri.clone())))
            .set_pkce_challenge(challenge);
        if !client.server.scopes.is_empty() {
            request = request.add_extra_param("scope", client.scope());
        }
        for parameter in &code.parameters {
            request = request.add_extra_param(parameter.name.as_str(), parameter.value.as_str());
        }
        let (url, state) = request.url();
        Ok(Self {
            url,
            redirect_uri,
            state,
            pkce_verifier,
            errors: client.errors.clone(),
            issuer: client.issuer.clone(),
        })
    }

    /// What of it is to be kept. `opened` is the address that a browser opens.
    pub(crate) fn kept(&self, opened: &Url) -> KeptRequest {
        let secret = |text: &str| Secret(text.to_owned().into());
        KeptRequest {
            url: secret(self.url.as_str()),
            opened: secret(opened.as_str()),
            redirect_uri: self.redirect_uri.to_string(),
            state: secret(self.state.secret()),
            pkce_verifier: secret(self.pkce_verifier.secret()),
            issuer: self.issuer.clone(),
        }
    }

    /// The request of which that was kept. `errors` is what the connector knows of
    /// the server's errors.
    pub(crate) fn of_kept(
        kept: &KeptRequest,
        errors: Vec<AuthorizationError>,
    ) -> Result<Self, OAuthError> {
        let secret = |secret: &Secret| secret.0.expose_secret().to_owned();
        let parsed = |name, url: &str| {
            Url::parse(url).map_err(|error| OAuthError::bad_url(name, url, &error.to_string()))
        };
        Ok(Self {
            url: parsed("authorization endpoint", kept.url.0.expose_secret())?,
            redirect_uri: parsed("redirect URI", &kept.redirect_uri)?,
            state: CsrfToken::new(secret(&kept.state)),
            pkce_verifier: PkceCodeVerifier::new(secret(&kept.pkce_verifier)),
            errors,
            issuer: kept.issuer.clone(),
        })
    }

    /// Where the answer is expected.
    pub(crate) fn redirect_uri(&self) -> &Url {
        &self.redirect_uri
    }
}
