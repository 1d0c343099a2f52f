//! The client (RFC 6749 section 2): who the host is to an authorization server,
//! and how it reaches that server.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use jiff::fmt::rfc2822::DateTimeParser;
use oauth2::basic::BasicTokenIntrospectionResponse;
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, RequestTokenError, StandardRevocableToken, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};

use super::OAuthError;
use super::disguises::Disguises;
use super::error_response::ErrorResponse;
use super::parameters::{self, Request};
use super::token_response::TokenResponse;
use crate::connections::ClientSecrets;
use crate::contract::{AuthorizationServer, ClientAuthentication};
use crate::egress::{self, EgressError, Policy};
use crate::manifest::AuthorizationError;

/// The `oauth2` crate's client with this module's types of answers.
pub(super) type Protocol = oauth2::Client<
    ErrorResponse,
    TokenResponse,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    ErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The largest answer of an authorization server, in bytes. Real ones have a
/// few thousand; what is larger is read by nobody and only takes memory.
const LARGEST_ANSWER: usize = 1 << 20;

/// A client at its authorization server.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secrets: ClientSecrets,
    pub(crate) server: AuthorizationServer,
    /// The server's issuer identifier, when it names itself in its answers (RFC
    /// 9207).
    pub(crate) issuer: Option<String>,
    /// What the connector knows of the server's errors.
    pub(crate) errors: Vec<AuthorizationError>,
    pub(crate) http: egress::Client,
    pub(crate) policy: Policy,
}

/// An exchange with the authorization server brought nothing to read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExchangeError {
    #[error(transparent)]
    Egress(#[from] EgressError),
    #[error("status {status}")]
    Status {
        status: http::StatusCode,
        retry_after: Option<Duration>,
    },
}

impl Client {
    pub(super) fn protocol(&self) -> Result<Protocol, OAuthError> {
        let endpoint = &self.server.token_endpoint;
        parameters::check(Request::Token, endpoint, &self.server.parameters)?;
        let token_url = TokenUrl::new(endpoint.clone())
            .map_err(|reason| OAuthError::bad_url("token endpoint", endpoint, &reason))?;
        let client = oauth2::Client::new(ClientId::new(self.id.clone())).set_token_uri(token_url);
        let authentication = self.server.client.authentication;
        let client = match authentication {
            ClientAuthentication::Basic => client.set_auth_type(AuthType::BasicAuth),
            ClientAuthentication::RequestBody | ClientAuthentication::None => {
                client.set_auth_type(AuthType::RequestBody)
            }
        };
        Ok(match &self.secrets.current {
            Some(secret) if authentication != ClientAuthentication::None => {
                client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()))
            }
            _ => client,
        })
    }

    /// The same client with the other secret that the server may take, where it has
    /// refused the client for the sake of the one that was sent: then it has looked at
    /// nothing else, so that what came with that is as good as before (RFC 6749
    /// section 5.2).
    pub(crate) fn by_other_secret<T>(&self, outcome: &Result<T, OAuthError>) -> Option<Self> {
        let Err(error) = outcome else {
            return None;
        };
        let other = self.secrets.other.as_ref()?;
        let is_sent = self.server.client.authentication != ClientAuthentication::None;
        (is_sent && error.refuses_the_client()).then(|| Self {
            secrets: ClientSecrets {
                current: Some(other.clone()),
                other: None,
                refused: self.secrets.current.clone(),
            },
            ..self.clone()
        })
    }

    /// Makes an exchange with the authorization server. A redirect would carry
    /// secrets elsewhere, so none is followed.
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, ExchangeError> {
        let response = self
            .http
            .send_for_sign_in(&self.policy, request.map(Bytes::from), LARGEST_ANSWER)
            .await?;
        let status = response.status();
        // A server in trouble may still send JSON; it says nothing of the grant.
        if status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS {
            let retry_after = retry_after(response.headers());
            return Err(ExchangeError::Status {
                status,
                retry_after,
            });
        }
        let mut response = response.map(|body| body.to_vec());
        // Whether the body is JSON shows in the body; some servers label it
        // otherwise.
        response.headers_mut().remove(CONTENT_TYPE);
        Ok(response)
    }

    /// What the failure of a request to `endpoint` means. No secret that was
    /// sent shows in it, even where the server repeats one, in whichever form.
    pub(super) fn explain(
        &self,
        endpoint: &str,
        error: RequestTokenError<ExchangeError, ErrorResponse>,
        secrets: &[&str],
    ) -> OAuthError {
        let endpoint = endpoint.to_owned();
        match error {
            RequestTokenError::ServerResponse(response) => {
                // What it was sent before, it may repeat as well.
                let ClientSecrets {
                    current,
                    other,
                    refused,
                } = &self.secrets;
                let client_secrets = [current, other, refused].into_iter().flatten();
                let client_secrets = client_secrets.map(SecretString::expose_secret);
                let secrets = Disguises::of(&self.id, client_secrets, secrets);
                let answer = Box::new(response.answer(&secrets, &self.errors));
                OAuthError::Refused { endpoint, answer }
            }
            RequestTokenError::Request(ExchangeError::Egress(error)) => OAuthError::Egress(error),
            RequestTokenError::Request(ExchangeError::Status {
                status,
                retry_after,
            }) => OAuthError::Unavailable {
                endpoint,
                status: status.as_u16(),
                retry_after,
            },
            // What does not parse is not shown: it may be a token response.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                OAuthError::Unreadable { endpoint }
            }
        }
    }
}

/// The delay that an answer asks for (RFC 9110 section 10.2.3). Of its two
/// forms the date is counted from the server's own, so that a clock that is
/// wrong does not matter.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let date = |text| DateTimeParser::new().parse_timestamp(text).ok();
    let wanted = text(RETRY_AFTER)?;
    match wanted.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => date(text(DATE)?)?
            .duration_until(date(wanted)?)
            .try_into()
            .ok(),
    }
}

impl<'c> AsyncHttpClient<'c> for Client {
    type Error = ExchangeError;
    type Future = BoxFuture<'c, Result<HttpResponse, ExchangeError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(fields: &[(http::HeaderName, &'static str)]) -> Option<u64> {
        let fields = fields.iter().cloned();
        let headers = fields.map(|(name, value)| (name, http::HeaderValue::from_static(value)));
        retry_after(&headers.collect()).map(|wait| wait.as_secs())
    }

    #[test]
    fn a_server_may_ask_for_a_delay_in_seconds_or_until_a_date_of_its_own() {
        assert_eq!(wait(&[(RETRY_AFTER, "120")]), Some(120));
        let until = (RETRY_AFTER, "Fri, 31 Dec 1999 23:59:59 GMT");
        let now = (DATE, "Fri, 31 Dec 1999 23:58:59 GMT");
        assert_eq!(wait(&[until.clone(), now]), Some(60));
        let past = (DATE, "Sat, 01 Jan 2000 00:00:00 GMT");
        assert_eq!(wait(&[until.clone(), past]), None);
        assert_eq!(wait(&[until]), None);
        assert_eq!(wait(&[(RETRY_AFTER, "soon")]), None);
        assert_eq!(wait(&[]), None);
    }
}
