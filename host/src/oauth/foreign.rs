//! What authorization servers answer, for fuzzing and property tests.

use jiff::Timestamp;
use oauth2::{CsrfToken, PkceCodeVerifier};
use secrecy::ExposeSecret as _;
use url::Url;

use super::AuthorizationRequest;
use super::disguises::Disguises;
use super::error_response::ErrorResponse;
use super::token_response::TokenResponse;

const SECRET: &str = "hush-client";

/// A token response, or an error response in its place.
pub fn token_response(bytes: &[u8]) {
    if let Ok(response) = serde_json::from_slice::<TokenResponse>(bytes) {
        let tokens = response.into_tokens(Timestamp::UNIX_EPOCH, Some("api_base"), &[]);
        let refresh_token = tokens.refresh_token.as_ref();
        assert!(refresh_token.is_none_or(|token| !token.expose_secret().is_empty()));
    }
    if let Ok(response) = serde_json::from_slice::<ErrorResponse>(bytes) {
        let answer = response.answer(&Disguises::of("the-client", Some(SECRET), &[]), &[]);
        let told = answer.to_string();
        assert!(!told.contains(SECRET), "{told}");
        assert!(!told.chars().any(char::is_control), "{told:?}");
    }
}

/// An authorization response: the address that the browser returns to.
pub fn authorization_response(bytes: &[u8]) {
    let Some(response) = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| Url::parse(text).ok())
    else {
        return;
    };
    let address = |text: &str| Url::parse(text).expect("it is an address");
    for issuer in [None, Some("https://as.example".to_owned())] {
        let names_itself = issuer.is_some();
        let request = AuthorizationRequest {
            url: address("https://as.example/authorize"),
            redirect_uri: address("http://127.0.0.1:8917/oauth/callback/notes"),
            state: CsrfToken::new("the-state".to_owned()),
            pkce_verifier: PkceCodeVerifier::new("verifier".to_owned()),
            errors: Vec::new(),
            issuer,
        };
        let has = |name: &str, value: &str| {
            let mut pairs = response.query_pairs();
            pairs.any(|(key, given)| key == name && given == value)
        };
        if request.code(&response).is_ok() {
            assert!(has("state", "the-state"), "{response}");
            assert!(
                !names_itself || has("iss", "https://as.example"),
                "{response}"
            );
        }
    }
}
