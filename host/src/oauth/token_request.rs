//! The token request, for each kind of grant (RFC 6749 sections 4.1.3, 4.4.2,
//! 4.5 and 6).

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use oauth2::{
    AsyncHttpClient, AuthorizationCode, HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl,
    RefreshToken,
};
use secrecy::{ExposeSecret as _, SecretString};
use url::form_urlencoded;

use super::client::{Client, ExchangeError};
use super::parameters::{self, Request};
use super::{AuthorizationRequest, OAuthError};
use crate::clock::Clock;
use crate::connections::Tokens;
use crate::connections::bounds::LONGEST_TOKEN;
use crate::contract::TokenGrant;

impl Client {
    /// Turns an authorization code into tokens, with the PKCE verifier of its
    /// request (RFC 7636 section 4.5).
    pub(crate) async fn exchange_code(
        &self,
        code: String,
        request: &AuthorizationRequest,
        clock: &dyn Clock,
    ) -> Result<Tokens, OAuthError> {
        let outcome = self.exchange_code_once(code.clone(), request, clock).await;
        match self.by_other_secret(&outcome) {
            Some(other) => other.exchange_code_once(code, request, clock).await,
            None => outcome,
        }
    }

    async fn exchange_code_once(
        &self,
        code: String,
        request: &AuthorizationRequest,
        clock: &dyn Clock,
    ) -> Result<Tokens, OAuthError> {
        let verifier = request.pkce_verifier.secret();
        let secrets = [code.clone(), verifier.clone()];
        let protocol = self.protocol()?;
        let redirect_uri = RedirectUrl::from_url(request.redirect_uri.clone());
        let mut token_request = protocol
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.clone()))
            .set_redirect_uri(std::borrow::Cow::Owned(redirect_uri));
        for (name, value) in self.own_parameters()? {
            token_request = token_request.add_extra_param(name, value);
        }
        let response = token_request.request_async(self).await.map_err(|error| {
            let secrets = secrets.each_ref().map(String::as_str);
            let error = self.explain(&self.server.token_endpoint, error, &secrets);
            error.of_sign_in(&self.errors, &request.redirect_uri)
        })?;
        self.tokens(response, clock.now(), &self.server.scopes)
    }

    /// Asks for new tokens with a refresh token. What the answer leaves out
    /// stays as it was in `previous`. It is asked once: whoever may ask again by the
    /// [other secret](Self::by_other_secret) has to have the right to renew still.
    pub(crate) async fn refresh(
        &self,
        refresh_token: &SecretString,
        previous: &Tokens,
        clock: &dyn Clock,
    ) -> Result<Tokens, OAuthError> {
        let protocol = self.protocol()?;
        let refresh_token_sent = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let mut token_request = protocol.exchange_refresh_token(&refresh_token_sent);
        for (name, value) in self.own_parameters()? {
            token_request = token_request.add_extra_param(name, value);
        }
        let response = token_request.request_async(self).await.map_err(|error| {
            let secrets = [refresh_token.expose_secret()];
            self.explain(&self.server.token_endpoint, error, &secrets)
        })?;
        let mut tokens = self.tokens(response, clock.now(), &previous.scopes)?;
        tokens.base_url = tokens.base_url.or_else(|| previous.base_url.clone());
        Ok(tokens)
    }

    /// Asks for tokens that nobody has to approve.
    pub(crate) async fn request_token(
        &self,
        grant: &TokenGrant,
        clock: &dyn Clock,
    ) -> Result<Tokens, OAuthError> {
        let outcome = self.request_token_once(grant, clock).await;
        match self.by_other_secret(&outcome) {
            Some(other) => other.request_token_once(grant, clock).await,
            None => outcome,
        }
    }

    /// The same, by one secret.
    pub(crate) async fn request_token_once(
        &self,
        grant: &TokenGrant,
        clock: &dyn Clock,
    ) -> Result<Tokens, OAuthError> {
        let scope = (!self.server.scopes.is_empty()).then(|| self.scope());
        let scope = scope.iter().map(|scope| ("scope", scope.as_str()));
        let parameters: Vec<_> = scope.collect();
        self.request_by_extension(&grant.grant_type, &parameters, &[], clock)
            .await
    }

    /// Asks for tokens by an extension grant (RFC 6749 section 4.5). `secrets`
    /// are the parameters that no error may repeat.
    pub(super) async fn request_by_extension(
        &self,
        grant_type: &str,
        parameters: &[(&str, &str)],
        secrets: &[&str],
        clock: &dyn Clock,
    ) -> Result<Tokens, OAuthError> {
        let protocol = self.protocol()?;
        let mut request = protocol.exchange_client_credentials();
        for (name, value) in parameters.iter().copied().chain(self.own_parameters()?) {
            request = request.add_extra_param(name, value);
        }
        let response = request
            .request_async(&ExtensionGrant {
                client: self,
                grant_type,
            })
            .await
            .map_err(|error| self.explain(&self.server.token_endpoint, error, secrets))?;
        self.tokens(response, clock.now(), &self.server.scopes)
    }

    /// What the server wants in every token request beyond the standard.
    fn own_parameters(&self) -> Result<Vec<(&str, &str)>, OAuthError> {
        let own = &self.server.parameters;
        parameters::check(Request::Token, &self.server.token_endpoint, own)?;
        let own = own.iter();
        Ok(own
            .map(|parameter| (parameter.name.as_str(), parameter.value.as_str()))
            .collect())
    }

    /// The scopes to ask for, separated as the server wants them.
    pub(super) fn scope(&self) -> String {
        self.server.scopes.join(&self.server.scope_separator)
    }

    fn tokens(
        &self,
        response: super::token_response::TokenResponse,
        received_at: Timestamp,
        expected_scopes: &[String],
    ) -> Result<Tokens, OAuthError> {
        let base_url_member = self.server.base_url_member.as_deref();
        let mut tokens = response.into_tokens(received_at, base_url_member, expected_scopes);
        let issued = [Some(&tokens.access_token), tokens.refresh_token.as_ref()];
        let too_long = |token: &SecretString| token.expose_secret().len() > LONGEST_TOKEN;
        if issued.into_iter().flatten().any(too_long) {
            return Err(OAuthError::TokenTooLong {
                endpoint: self.server.token_endpoint.clone(),
                limit: LONGEST_TOKEN,
            });
        }
        // The connector chooses the member, and what it names may be a secret.
        tokens.base_url = tokens.base_url.and_then(|told| self.policy.base_url(&told));
        Ok(tokens)
    }
}

/// The `oauth2` crate knows the client credentials grant; an extension grant
/// (RFC 6749 section 4.5) differs from it by the value of `grant_type` alone.
struct ExtensionGrant<'a> {
    client: &'a Client,
    grant_type: &'a str,
}

impl<'c> AsyncHttpClient<'c> for ExtensionGrant<'_> {
    type Error = ExchangeError;
    type Future = BoxFuture<'c, Result<HttpResponse, ExchangeError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.client.call(with_grant_type(request, self.grant_type))
    }
}

fn with_grant_type(request: HttpRequest, grant_type: &str) -> HttpRequest {
    request.map(|body| {
        let parameters = form_urlencoded::parse(&body).map(|(name, value)| match &*name {
            "grant_type" => (name, grant_type.into()),
            _ => (name, value),
        });
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .finish()
            .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_grant_changes_nothing_but_the_grant_type() {
        let request = http::Request::post("https://as.example/token")
            .body(b"grant_type=client_credentials&scope=a+b&account_id=1%262".to_vec())
            .unwrap();
        let body = with_grant_type(request, "urn:example:grant").into_body();
        assert_eq!(
            String::from_utf8(body).unwrap(),
            "grant_type=urn%3Aexample%3Agrant&scope=a+b&account_id=1%262"
        );
    }
}
