//! Errors of the token endpoint: `{"reason":…,"error":…}`, with the codes of
//! RFC 6749 section 5.2 and the reasons that Zoom gives.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Serialize;

use crate::state::devices::Waiting;

/// An error answer; its status is always 400.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct OAuthError {
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    error: &'static str,
}

impl OAuthError {
    fn new(error: &'static str, reason: impl Into<String>) -> Self {
        Self {
            reason: Some(reason.into()),
            error,
        }
    }

    /// That the same is said to a public client that sends a secret is a guess; the
    /// status is published.
    pub(crate) fn invalid_client() -> Self {
        Self::new("invalid_client", "Invalid client_id or client_secret")
    }

    /// A refresh token that was used, replaced or revoked, or never was one.
    pub(crate) fn invalid_token() -> Self {
        Self::new("invalid_grant", "Invalid Token!")
    }

    /// The same as a public client was told.
    pub(crate) fn invalid_refresh_token() -> Self {
        Self::new("invalid_grant", "Invalid refresh token")
    }

    pub(crate) fn invalid_code(code: &str) -> Self {
        Self::new(
            "invalid_grant",
            format!("Invalid authorization code {code}"),
        )
    }

    /// The same as a public client was told.
    pub(crate) fn invalid_public_code() -> Self {
        Self::new("invalid_grant", "Invalid authorization code")
    }

    pub(crate) fn expired_code() -> Self {
        Self::new("invalid_grant", "Code is expired")
    }

    pub(crate) fn redirect_uri_mismatch() -> Self {
        Self::new("invalid_grant", "Redirect URI mismatch.")
    }

    /// The words are a guess; the error is what RFC 7636 section 4.6 asks for.
    pub(crate) fn invalid_code_verifier() -> Self {
        Self::new("invalid_grant", "Invalid code verifier.")
    }

    pub(crate) fn unsupported_grant_type() -> Self {
        Self::new("unsupported_grant_type", "unsupported grant type")
    }

    pub(crate) fn missing_grant_type() -> Self {
        Self {
            reason: None,
            error: "invalid_grant",
        }
    }

    /// The errors are those of RFC 8628 section 3.5, the words a guess.
    pub(crate) fn device_waits(waiting: Waiting) -> Self {
        match waiting {
            Waiting::AuthorizationPending => Self::new(
                "authorization_pending",
                "The user has not completed the authorization.",
            ),
            Waiting::SlowDown => Self::new("slow_down", "Polling too frequently."),
            Waiting::ExpiredToken => Self::new("expired_token", "The device code is expired."),
            Waiting::AccessDenied => Self::new("access_denied", "The user declined."),
        }
    }

    /// The words are a guess.
    pub(crate) fn invalid_device_code() -> Self {
        Self::new("invalid_grant", "Invalid device code.")
    }

    /// The words are a guess.
    pub(crate) fn missing_parameter(name: &str) -> Self {
        Self::new("invalid_request", format!("Missing parameter: {name}."))
    }

    /// The words are a guess.
    pub(crate) fn invalid_account() -> Self {
        Self::new("invalid_request", "Invalid account_id.")
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(self)).into_response()
    }
}
