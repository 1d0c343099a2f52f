//! The token response (RFC 6749 section 5.1), read with patience.
//!
//! Where a server rotates refresh tokens, the answer holds the only one that
//! still lives. An answer with an access token is therefore never turned down
//! for what else is odd about it: a lifetime written as text, scopes separated
//! by commas, a member of a wrong type. Only what is beyond all measure is.

use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oauth2::{AccessToken, RefreshToken, Scope};
use secrecy::SecretString;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::connections::Tokens;
use crate::connections::bounds::{LONGEST_SCOPES, MOST_SCOPES};

/// The members of a token response.
#[derive(Deserialize, Serialize)]
pub(super) struct TokenResponse {
    access_token: AccessToken,
    #[serde(default)]
    token_type: TokenType,
    #[serde(default, deserialize_with = "lifetime")]
    expires_in: Option<Duration>,
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "scopes")]
    scope: Option<Vec<Scope>>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// Only bearer tokens (RFC 6750) are ever asked for, so whatever a server calls
/// the type, it is used as one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(from = "Value")]
pub(super) struct TokenType;

impl oauth2::TokenType for TokenType {}

impl From<Value> for TokenType {
    fn from(_: Value) -> Self {
        Self
    }
}

impl oauth2::TokenResponse for TokenResponse {
    type TokenType = TokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &TokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scope.as_ref()
    }
}

impl TokenResponse {
    /// The tokens, received at `received_at` on the host's clock.
    /// `base_url_member` names the member that holds the API's base URL. Where
    /// the server does not tell the scopes they are `expected_scopes` (RFC 6749
    /// section 5.1).
    pub(super) fn into_tokens(
        mut self,
        received_at: Timestamp,
        base_url_member: Option<&str>,
        expected_scopes: &[String],
    ) -> Tokens {
        let base_url = base_url_member.and_then(|member| match self.others.remove(member) {
            Some(Value::String(url)) if !url.is_empty() => Some(url),
            _ => None,
        });
        let expires_at = self
            .expires_in
            .and_then(|lifetime| SignedDuration::try_from(lifetime).ok())
            .and_then(|lifetime| received_at.checked_add(lifetime).ok());
        Tokens {
            access_token: SecretString::from(self.access_token.into_secret()),
            refresh_token: self
                .refresh_token
                .map(RefreshToken::into_secret)
                .filter(|token| !token.is_empty())
                .map(SecretString::from),
            scopes: self.scope.map_or_else(
                || expected_scopes.to_vec(),
                |scopes| scopes.iter().map(|scope| scope.to_string()).collect(),
            ),
            base_url,
            received_at,
            expires_at,
        }
    }
}

/// Seconds, as a number or as text.
fn lifetime<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let seconds = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    Ok(seconds.map(Duration::from_secs))
}

/// One text with a space or a comma between two scopes. One that has more of them
/// than any API knows is no answer.
fn scopes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let Value::String(text) = Value::deserialize(deserializer)? else {
        return Ok(None);
    };
    let scopes = text.split([' ', ',']).filter(|scope| !scope.is_empty());
    let scopes: Vec<Scope> = scopes
        .take(MOST_SCOPES + 1)
        .map(|scope| Scope::new(scope.to_owned()))
        .collect();
    if text.len() > LONGEST_SCOPES || scopes.len() > MOST_SCOPES {
        return Err(D::Error::custom("more scopes than any API has"));
    }
    Ok(Some(scopes))
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenResponse")
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;
    use serde_json::json;

    use super::*;

    fn tokens(response: Value) -> Tokens {
        let response: TokenResponse = serde_json::from_value(response).unwrap();
        let received_at = Timestamp::from_second(1_000).unwrap();
        response.into_tokens(received_at, Some("api_base"), &["asked".to_owned()])
    }

    #[test]
    fn a_response_by_the_book_is_read_whole() {
        let tokens = tokens(json!({
            "access_token": "at", "token_type": "Bearer", "expires_in": 3600,
            "refresh_token": "rt", "scope": "read write", "api_base": "https://eu.api.example",
        }));
        assert_eq!(tokens.access_token.expose_secret(), "at");
        assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "rt");
        assert_eq!(tokens.scopes, ["read", "write"]);
        assert_eq!(tokens.base_url.as_deref(), Some("https://eu.api.example"));
        assert_eq!(tokens.expires_at.unwrap().as_second(), 4_600);
    }

    #[test]
    fn a_lifetime_may_be_text_and_scopes_may_have_commas() {
        let tokens = tokens(json!({
            "access_token": "at", "expires_in": " 60 ", "scope": "read,write, admin",
        }));
        assert_eq!(tokens.expires_at.unwrap().as_second(), 1_060);
        assert_eq!(tokens.scopes, ["read", "write", "admin"]);
    }

    #[test]
    fn members_of_wrong_types_do_not_lose_the_refresh_token() {
        let tokens = tokens(json!({
            "access_token": "at", "refresh_token": "rt", "token_type": null,
            "expires_in": {"seconds": 3}, "scope": ["read"], "api_base": 7,
        }));
        assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "rt");
        assert_eq!(tokens.expires_at, None);
        assert_eq!(tokens.base_url, None);
        assert_eq!(tokens.scopes, ["asked"]);
    }

    #[test]
    fn a_lifetime_beyond_the_calendar_counts_as_none() {
        let tokens = tokens(json!({"access_token": "at", "expires_in": u64::MAX}));
        assert_eq!(tokens.expires_at, None);
    }

    #[test]
    fn scopes_beyond_measure_are_no_answer() {
        let with = |scope: String| json!({"access_token": "at", "scope": scope});
        assert_eq!(tokens(with("a ".repeat(5_000))).scopes.len(), 5_000);
        assert_eq!(tokens(with("a".repeat(256 << 10))).scopes.len(), 1);
        for beyond in ["a ".repeat(5_001), "a".repeat((256 << 10) + 1)] {
            let read = serde_json::from_value::<TokenResponse>(with(beyond));
            assert!(read.is_err());
        }
    }

    #[test]
    fn debug_shows_no_token() {
        let response: TokenResponse = serde_json::from_value(json!({
            "access_token": "at-secret", "refresh_token": "rt-secret", "id_token": "id-secret",
        }))
        .unwrap();
        assert!(!format!("{response:?}").contains("secret"));
    }
}
