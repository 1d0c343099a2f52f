//! Token revocation (RFC 7009).

use oauth2::{AccessToken, RefreshToken, RevocationUrl, StandardRevocableToken};
use secrecy::ExposeSecret as _;

use super::OAuthError;
use super::client::Client;
use super::parameters::{self, Request};
use crate::connections::Tokens;

impl Client {
    /// Ends tokens at the server; says whether it offers that at all.
    ///
    /// Which token a server takes differs: RFC 7009 section 2.1 asks for
    /// refresh tokens, and some take access tokens alone. Either ends the grant,
    /// so both are sent and one that is taken is enough.
    pub(crate) async fn revoke(&self, tokens: &Tokens) -> Result<bool, OAuthError> {
        let Some(endpoint) = &self.server.revocation_endpoint else {
            return Ok(false);
        };
        parameters::check(Request::Revocation, endpoint, &[])?;
        let refresh_token = tokens
            .refresh_token
            .as_ref()
            .map(|token| RefreshToken::new(token.expose_secret().to_owned()).into());
        let access_token = AccessToken::new(tokens.access_token.expose_secret().to_owned()).into();
        let access = self.revoke_one(endpoint, access_token).await;
        let refresh = match refresh_token {
            Some(token) => self.revoke_one(endpoint, token).await,
            None => return access.map(|()| true),
        };
        access.or(refresh).map(|()| true)
    }

    async fn revoke_one(
        &self,
        endpoint: &str,
        token: StandardRevocableToken,
    ) -> Result<(), OAuthError> {
        let outcome = self.revoke_once(endpoint, token.clone()).await;
        match self.by_other_secret(&outcome) {
            Some(other) => other.revoke_once(endpoint, token).await,
            None => outcome,
        }
    }

    async fn revoke_once(
        &self,
        endpoint: &str,
        token: StandardRevocableToken,
    ) -> Result<(), OAuthError> {
        let url = RevocationUrl::new(endpoint.to_owned())
            .map_err(|error| OAuthError::bad_url("revocation endpoint", endpoint, &error))?;
        let secret = oauth2::RevocableToken::secret(&token).to_owned();
        self.protocol()?
            .set_revocation_url(url)
            .revoke_token(token)
            .map_err(|error| OAuthError::bad_url("revocation endpoint", endpoint, &error))?
            .request_async(self)
            .await
            .map_err(|error| self.explain(endpoint, error, &[&secret]))
    }
}
