//! The error response of an authorization server (RFC 6749 sections 4.1.2.1 and
//! 5.2), and what the connector says it means.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::disguises::Disguises;
use crate::manifest::{AuthorizationError, OAuthEndpoint};

/// How much of a server's own words an error repeats, in characters.
const DESCRIPTION_LENGTH: usize = 300;

/// An authorization server's refusal. Its `Display` says what it means and what
/// to do, in the connector's words where it has some.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorAnswer {
    /// The error code of OAuth.
    pub error: String,
    /// The server's own error code.
    pub code: Option<String>,
    /// The server's own words.
    pub description: Option<String>,
    /// What the connector says of it.
    pub explanation: Option<Explanation>,
}

/// What a connector says of an error of its authorization server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What has happened: a sentence.
    pub meaning: String,
    /// What to do about it, and who: sentences.
    pub remedy: String,
}

/// An error response as it comes. Beside `error_description` servers in the
/// field use other members for the same, and some add a code of their own.
#[derive(Deserialize, Serialize)]
#[serde(try_from = "Map<String, Value>")]
pub(super) struct ErrorResponse {
    error: String,
    code: Option<String>,
    description: Option<String>,
}

impl oauth2::ErrorResponse for ErrorResponse {}

impl TryFrom<Map<String, Value>> for ErrorResponse {
    type Error = &'static str;

    fn try_from(members: Map<String, Value>) -> Result<Self, Self::Error> {
        let text = |names: &[&str]| {
            names.iter().find_map(|name| match members.get(*name)? {
                Value::String(text) if !text.is_empty() => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
        };
        let code = text(&["code", "error_code", "errorCode"]);
        Ok(Self {
            error: text(&["error"])
                .or_else(|| code.clone())
                .ok_or("an error response has an error")?,
            code,
            description: text(&["error_description", "reason", "message", "errorMessage"]),
        })
    }
}

impl ErrorResponse {
    /// The response as it may be shown: without the `secrets` that were sent.
    pub(super) fn answer(self, secrets: &Disguises, known: &[AuthorizationError]) -> ErrorAnswer {
        let shown = |text: String| presentable(&secrets.taken_out(&visible(&text)));
        let answer = ErrorAnswer {
            error: shown(self.error),
            code: self.code.map(shown),
            description: self.description.map(shown),
            explanation: None,
        };
        answer.explained(OAuthEndpoint::Token, known, None)
    }
}

impl ErrorAnswer {
    /// The same with what is `known` of it.
    pub(super) fn explained(
        self,
        endpoint: OAuthEndpoint,
        known: &[AuthorizationError],
        redirect_uri: Option<&Url>,
    ) -> Self {
        let (code, description) = (self.code.as_deref(), self.description.as_deref());
        let error = known
            .iter()
            .find(|known| known.is(endpoint, &self.error, code, description));
        let explanation = error.map(|known| Explanation {
            meaning: known.meaning.clone(),
            remedy: match redirect_uri {
                Some(uri) => known.remedy_for(uri),
                None => known.remedy(),
            },
        });
        Self {
            explanation,
            ..self
        }
    }

    /// What an error code of RFC 6749 section 5.2 means and what to do about it,
    /// when the connector does not know.
    fn usual_meaning(&self) -> Option<&'static str> {
        Some(match &*self.error {
            "invalid_client" => {
                "the client id or the client secret is wrong. Check both, and connect again."
            }
            "invalid_grant" => "what was granted has ended or was used before. Connect again.",
            "unauthorized_client" | "unsupported_grant_type" => {
                "the app is not of the type that this auth method needs. Make one of that type."
            }
            "invalid_scope" => {
                "the app does not have the scopes that were asked for. Add them to it."
            }
            "invalid_request" => {
                "a setting of the auth method is not right. Check them all, and connect again."
            }
            _ => return None,
        })
    }
}

impl fmt::Display for ErrorAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = self
            .description
            .as_ref()
            .map(|description| format!(": {description}"))
            .unwrap_or_default();
        match &self.explanation {
            Some(Explanation { meaning, remedy }) => {
                write!(formatter, "{meaning} {remedy} ({}{said})", self.error)
            }
            None => match self.usual_meaning() {
                Some(meaning) => write!(formatter, "{meaning} ({}{said})", self.error),
                None => write!(formatter, "{}{said}", self.error),
            },
        }
    }
}

/// Text from outside, fit to be shown: without characters that command a terminal,
/// turn the direction of writing or can't be seen, and not longer than a few lines.
pub(super) fn presentable(text: &str) -> String {
    visible(text).chars().take(DESCRIPTION_LENGTH).collect()
}

fn visible(text: &str) -> String {
    let characters = text.chars();
    characters
        .filter(|character| crate::is_printable(*character))
        .collect()
}

// A server may repeat in its words what it was sent, so they show only after
// `answer` has taken the secrets out.
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
    use serde_json::json;

    use super::*;

    fn told(response: Value, secrets: &[&str]) -> String {
        let known = json!([{
            "endpoint": "token",
            "codes": ["17"],
            "says": ["switched off"],
            "meaning": "The app was switched off.",
            "remedy": "Switch it on again.",
        }]);
        let known: Vec<AuthorizationError> = serde_json::from_value(known).unwrap();
        let response: ErrorResponse = serde_json::from_value(response).unwrap();
        let secrets = Disguises::of("the-client", None, secrets);
        response.answer(&secrets, &known).to_string()
    }

    #[test]
    fn the_servers_words_are_repeated_without_the_secrets_that_were_sent() {
        let response =
            json!({"error": "invalid_grant", "reason": "Invalid code top-secret for client s3"});
        let shown = told(response, &["top-secret", "s3", ""]);
        assert!(
            shown.contains("Invalid code [redacted] for client [redacted]"),
            "{shown}"
        );
    }

    #[test]
    fn a_secret_is_repeated_in_no_member_and_in_no_disguise() {
        for response in [
            json!({"error": "hush-client"}),
            json!({"error": "x", "code": "hush-client"}),
            json!({"errorCode": "hush-client"}),
            json!({"error": "x", "error_description": "hush\u{7}-client"}),
            json!({"error": "x", "error_description": "x".repeat(296) + "hush-client"}),
            json!({"error": "x", "error_description": "Basic aWQ6aHVzaC1jbGllbnQ="}),
        ] {
            let response: ErrorResponse = serde_json::from_value(response).unwrap();
            let answer = response.answer(&Disguises::of("id", Some("hush-client"), &[]), &[]);
            let shown = format!("{answer} {answer:?}");
            assert!(shown.contains("[red"), "{shown}");
            assert!(!shown.contains("hush"), "{shown}");
        }
    }

    #[test]
    fn a_description_can_neither_flood_nor_steer_a_terminal() {
        let description = "\u{1b}[2J".to_owned() + &"x".repeat(9000);
        let response = json!({"error": "invalid_request", "error_description": description});
        let shown = told(response, &[]);
        assert!(!shown.contains('\u{1b}') && shown.len() < 600, "{shown}");
    }

    #[test]
    fn what_the_connector_knows_of_an_error_is_told_in_its_words() {
        for response in [
            json!({"error": "invalid_request", "reason": "It was switched off"}),
            json!({"error": "invalid_request", "code": 17, "reason": "It was switched off"}),
        ] {
            assert_eq!(
                told(response, &[]),
                "The app was switched off. Switch it on again. (invalid_request: It was switched off)"
            );
        }
    }

    #[test]
    fn an_error_that_is_not_one_of_oauths_is_told_by_its_code() {
        assert_eq!(
            told(
                json!({"status": false, "errorCode": 17, "result": null}),
                &[]
            ),
            "The app was switched off. Switch it on again. (17)"
        );
        assert_eq!(
            told(json!({"errorCode": "9", "errorMessage": "Not now"}), &[]),
            "9: Not now"
        );
        assert!(serde_json::from_value::<ErrorResponse>(json!({"status": false})).is_err());
    }
}
