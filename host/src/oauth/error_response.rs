//! The error response of a token or revocation endpoint (RFC 6749 section 5.2).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::OAuthError;

/// How much of a server's own words an error repeats, in characters.
const DESCRIPTION_LENGTH: usize = 300;

/// An error response. Beside `error_description` servers in the field use
/// `reason` and `message` for the same.
#[derive(Deserialize, Serialize)]
pub(super) struct ErrorResponse {
    error: String,
    error_description: Option<String>,
    reason: Option<String>,
    message: Option<String>,
}

impl oauth2::ErrorResponse for ErrorResponse {}

impl ErrorResponse {
    pub(super) fn explain<'a>(
        self,
        endpoint: String,
        secrets: impl Iterator<Item = &'a str>,
    ) -> OAuthError {
        let description = self.error_description.or(self.reason).or(self.message);
        OAuthError::Refused {
            endpoint,
            error: presentable(&self.error),
            description: description.map(|text| presentable(&without(&text, secrets))),
        }
    }
}

/// Text from outside, fit to be shown: without control characters, and not
/// longer than a few lines.
pub(super) fn presentable(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .take(DESCRIPTION_LENGTH)
        .collect()
}

fn without<'a>(text: &str, secrets: impl Iterator<Item = &'a str>) -> String {
    secrets
        .filter(|secret| !secret.is_empty())
        .fold(text.to_owned(), |text, secret| {
            text.replace(secret, "[redacted]")
        })
}

// A server may repeat in its words what it was sent, so they show only after
// `explain` has taken the secrets out.
impl fmt::Debug for ErrorResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ErrorResponse")
    }
}

impl fmt::Display for ErrorResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an OAuth error response")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(json: &str, secrets: &[&str]) -> String {
        let response: ErrorResponse = serde_json::from_str(json).unwrap();
        response
            .explain("https://as.example/token".into(), secrets.iter().copied())
            .to_string()
    }

    #[test]
    fn the_servers_words_are_repeated_without_the_secrets_that_were_sent() {
        let shown = explained(
            r#"{"error": "invalid_grant", "reason": "Invalid code top-secret for client s3"}"#,
            &["top-secret", "s3", ""],
        );
        assert!(
            shown.contains("Invalid code [redacted] for client [redacted]"),
            "{shown}"
        );
    }

    #[test]
    fn a_description_can_neither_flood_nor_steer_a_terminal() {
        let json = serde_json::json!({
            "error": "invalid_request", "error_description": "\u{1b}[2J".to_owned() + &"x".repeat(9000)
        });
        let shown = explained(&json.to_string(), &[]);
        assert!(!shown.contains('\u{1b}') && shown.len() < 600, "{shown}");
    }
}
