//! The authorization response (RFC 6749 sections 4.1.2 and 4.1.2.1): what the
//! browser brings back.

use oauth2::CsrfToken;
use url::Url;

use super::error_response::presentable;
use super::{AuthorizationRequest, ErrorAnswer, OAuthError};
use crate::manifest::OAuthEndpoint;

impl AuthorizationRequest {
    /// Whether a response answers this request: it has its state, compared in
    /// a time that does not depend on it (RFC 6749 section 10.12).
    pub(crate) fn is_answered_by(&self, response: &Url) -> bool {
        parameter(response, "state").is_some_and(|state| CsrfToken::new(state) == self.state)
    }

    /// The authorization code of a response.
    pub(crate) fn code(&self, response: &Url) -> Result<String, OAuthError> {
        if !self.is_answered_by(response) {
            return Err(OAuthError::OtherState);
        }
        self.check_issuer(parameter(response, "iss").as_deref())?;
        if let Some(error) = parameter(response, "error") {
            let answer = ErrorAnswer {
                error: presentable(&error),
                code: None,
                description: parameter(response, "error_description")
                    .map(|description| presentable(&description)),
                explanation: None,
            };
            let (known, redirect_uri) = (&self.errors, Some(&self.redirect_uri));
            let answer = answer.explained(OAuthEndpoint::Authorization, known, redirect_uri);
            return Err(OAuthError::Declined(Box::new(answer)));
        }
        parameter(response, "code").ok_or(OAuthError::NoCode)
    }

    /// The response of another server, mixed up with this one's, must not lead
    /// to a code being sent to the wrong server (RFC 9700 section 2.1). A server
    /// of which it is known that it names itself has to, and by its very name
    /// (RFC 9207 section 2.4). Where it is not known, an issuer is at the origin
    /// of its authorization endpoint.
    fn check_issuer(&self, given: Option<&str>) -> Result<(), OAuthError> {
        let (expected, matches) = match (&self.issuer, given) {
            (Some(issuer), given) => (issuer.clone(), given == Some(issuer.as_str())),
            (None, Some(given)) => {
                let expected = self.url.origin();
                let matches = Url::parse(given).is_ok_and(|given| given.origin() == expected);
                (expected.ascii_serialization(), matches)
            }
            (None, None) => return Ok(()),
        };
        if matches {
            return Ok(());
        }
        Err(OAuthError::OtherIssuer {
            expected,
            given: given.map_or_else(|| "nobody".to_owned(), presentable),
        })
    }
}

/// The state that a response brings.
pub(crate) fn state_of(response: &Url) -> Option<String> {
    parameter(response, "state")
}

fn parameter(response: &Url, name: &str) -> Option<String> {
    response
        .query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use oauth2::PkceCodeVerifier;

    use super::*;

    fn request() -> AuthorizationRequest {
        AuthorizationRequest {
            url: Url::parse("https://as.example/authorize").unwrap(),
            redirect_uri: Url::parse("http://127.0.0.1:8917/oauth/callback").unwrap(),
            state: CsrfToken::new("the-state".to_owned()),
            pkce_verifier: PkceCodeVerifier::new("verifier".to_owned()),
            errors: Vec::new(),
            issuer: None,
        }
    }

    #[test]
    fn a_server_that_names_itself_has_to_and_by_its_very_name() {
        let request = AuthorizationRequest {
            issuer: Some("https://as.example/tenant".to_owned()),
            ..request()
        };
        let code = |query: &str| {
            let mut response = request.redirect_uri.clone();
            response.set_query(Some(query));
            request.code(&response)
        };
        let own = "code=c&state=the-state&iss=https://as.example/tenant";
        assert_eq!(code(own).unwrap(), "c");
        for other in [
            "code=c&state=the-state",
            "code=c&state=the-state&iss=https://as.example/other",
            "code=c&state=the-state&iss=https://as.example/tenant/",
            "error=access_denied&state=the-state",
        ] {
            let error = code(other).unwrap_err();
            assert!(matches!(error, OAuthError::OtherIssuer { .. }), "{error}");
        }
    }

    fn code(query: &str) -> Result<String, OAuthError> {
        let mut response = request().redirect_uri.clone();
        response.set_query(Some(query));
        request().code(&response)
    }

    #[test]
    fn a_response_with_the_right_state_gives_its_code() {
        assert_eq!(code("code=a%2Fb&state=the-state").unwrap(), "a/b");
        assert_eq!(
            code("code=c&state=the-state&iss=https://as.example").unwrap(),
            "c"
        );
    }

    #[test]
    fn a_response_without_the_right_state_is_refused_whatever_else_it_says() {
        for query in [
            "code=c",
            "code=c&state=",
            "code=c&state=other",
            "error=access_denied",
        ] {
            assert!(
                matches!(code(query), Err(OAuthError::OtherState)),
                "{query}"
            );
        }
    }

    #[test]
    fn the_response_of_another_issuer_is_refused() {
        let error = code("code=c&state=the-state&iss=https://evil.example").unwrap_err();
        assert!(matches!(error, OAuthError::OtherIssuer { .. }), "{error}");
    }

    #[test]
    fn a_refusal_is_told_in_words() {
        let error = code("error=access_denied&error_description=Not+today&state=the-state")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("declined") && error.contains("Not today"),
            "{error}"
        );
    }

    #[test]
    fn a_response_without_a_code_is_refused() {
        assert!(matches!(code("state=the-state"), Err(OAuthError::NoCode)));
    }
}
