//! What the errors of an authorization server mean.
//!
//! RFC 6749 has a handful of error codes, and servers say with them, and with
//! codes and words of their own, what somebody could act on. Only the connector
//! knows what its server means; the host tells it where the error occurs.

use serde::{Deserialize, Serialize};
use url::Url;

/// Stands for the redirect URI of the sign-in in a text.
const REDIRECT_URI: &str = "{redirect_uri}";

/// An error of the authorization server. An answer that has any of its
/// `errors`, its `codes` or its words is this error.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct AuthorizationError {
    /// Which endpoint tells it.
    pub endpoint: OAuthEndpoint,
    /// The error codes of OAuth (RFC 6749 sections 4.1.2.1 and 5.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// The server's own error codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// What the server says, in whole or in part, in upper or lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub says: Vec<String>,
    /// What has happened: a sentence.
    pub meaning: String,
    /// What to do about it, and who: sentences. `{redirect_uri}` stands for the
    /// host's redirect address.
    pub remedy: String,
}

/// An endpoint of an authorization server.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OAuthEndpoint {
    /// The authorization endpoint (RFC 6749 section 3.1).
    Authorization,
    /// The token endpoint (RFC 6749 section 3.2), and those that answer errors
    /// in the same way: the device authorization and the revocation endpoint.
    Token,
}

impl AuthorizationError {
    /// Whether it is an error that the authorization server shows to the person
    /// at the browser, and to nobody else: an authorization endpoint that can't
    /// trust a request sends no one back (RFC 6749 section 4.1.2.1), and one
    /// that does sends an error code along.
    #[must_use]
    pub fn is_shown_in_the_browser(&self) -> bool {
        self.endpoint == OAuthEndpoint::Authorization && self.errors.is_empty()
    }

    /// What to do about it, when the browser returns to this redirect URI.
    #[must_use]
    pub fn remedy_for(&self, redirect_uri: &Url) -> String {
        self.remedy.replace(REDIRECT_URI, redirect_uri.as_str())
    }

    /// What to do about it, when nobody signs in now.
    pub(crate) fn remedy(&self) -> String {
        self.remedy
            .replace(REDIRECT_URI, "the redirect address of this host")
    }

    /// Whether an answer is this error.
    pub(crate) fn is(
        &self,
        endpoint: OAuthEndpoint,
        error: &str,
        code: Option<&str>,
        description: Option<&str>,
    ) -> bool {
        let description = description.unwrap_or_default().to_lowercase();
        self.endpoint == endpoint
            && (self.errors.iter().any(|known| known == error)
                || self.codes.iter().any(|known| Some(&**known) == code)
                || self
                    .says
                    .iter()
                    .any(|words| description.contains(&words.to_lowercase())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disabled() -> AuthorizationError {
        serde_json::from_value(serde_json::json!({
            "endpoint": "token",
            "errors": ["app_disabled"],
            "codes": ["17"],
            "says": ["App has been disabled"],
            "meaning": "The app was switched off.",
            "remedy": "Switch it on, and enter {redirect_uri} again.",
        }))
        .unwrap()
    }

    #[test]
    fn an_error_is_known_by_its_error_its_code_or_its_words() {
        let is = |error, code, description| {
            disabled().is(OAuthEndpoint::Token, error, code, description)
        };
        assert!(is("app_disabled", None, None));
        assert!(is("invalid_grant", Some("17"), None));
        assert!(is(
            "invalid_grant",
            None,
            Some("The APP HAS BEEN disabled.")
        ));
        assert!(!is("invalid_grant", Some("1"), Some("Invalid code")));
        assert!(!is("invalid_grant", None, None));
        assert!(!disabled().is(OAuthEndpoint::Authorization, "app_disabled", None, None));
    }

    #[test]
    fn the_remedy_names_the_redirect_uri() {
        let uri = Url::parse("http://127.0.0.1:8917/oauth/callback").unwrap();
        assert_eq!(
            disabled().remedy_for(&uri),
            "Switch it on, and enter http://127.0.0.1:8917/oauth/callback again."
        );
        assert!(!disabled().remedy().contains('{'));
    }
}
