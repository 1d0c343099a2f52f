//! Who may do what.

use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::{Form, Json};
use serde_json::{Value, json};

use super::world::Shared;

/// The secret of each client.
const SECRET: &str = "notes-secret";

/// A client of the workspace, as it is known by its token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    id: &'static str,
    token: &'static str,
    scopes: &'static [&'static str],
    /// Whose notes it writes.
    pub(super) author: &'static str,
    /// Whether it acts for its author alone.
    pub(super) is_personal: bool,
}

const CLIENTS: [Client; 4] = [
    Client {
        id: "notes-client",
        token: "notes-token",
        scopes: &["notes.read", "notes.write", "attachments.read"],
        author: "u1",
        is_personal: false,
    },
    Client {
        id: "notes-reader",
        token: "notes-token-of-the-reader",
        scopes: &["notes.read"],
        author: "u2",
        is_personal: true,
    },
    Client {
        id: "notes-writer",
        token: "notes-token-of-the-writer",
        scopes: &["notes.write"],
        author: "u3",
        is_personal: false,
    },
    Client {
        id: "notes-keeper",
        token: "notes-token-of-the-keeper",
        scopes: &["notes.all"],
        author: "u4",
        is_personal: false,
    },
];

/// An answer that says no, in plain text.
pub(super) type Refusal = (StatusCode, &'static str);

impl Client {
    /// Lets a client on that has all these scopes, or the one that stands for all.
    pub(super) fn needs(&self, scopes: &[&str]) -> Result<(), Refusal> {
        let has_all = scopes.iter().all(|scope| self.scopes.contains(scope));
        if has_all || self.scopes.contains(&"notes.all") {
            Ok(())
        } else {
            Err((StatusCode::FORBIDDEN, "you may not do this"))
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let value = parts.headers.get(AUTHORIZATION);
        let token = value
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        let known = CLIENTS
            .into_iter()
            .find(|client| token == Some(client.token));
        known.ok_or((StatusCode::UNAUTHORIZED, "who are you?"))
    }
}

/// RFC 6749 section 4.4, with the client's credentials in the body.
pub(super) async fn token(
    State(shared): State<Shared>,
    Form(form): Form<Vec<(String, String)>>,
) -> (StatusCode, Json<Value>) {
    let value = |name: &str| {
        let mut fields = form.iter();
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    };
    shared
        .world()
        .recited_settings
        .extend(value("heard").map(str::to_owned));
    let client = CLIENTS
        .into_iter()
        .find(|client| value("client_id") == Some(client.id));
    let refused = |error| (StatusCode::BAD_REQUEST, Json(json!({ "error": error })));
    match client {
        Some(client) if value("client_secret") == Some(SECRET) => {
            if value("grant_type") != Some("client_credentials") {
                return refused("unsupported_grant_type");
            }
            if value("workspace") != Some("kitchen") || value("scope").is_some() {
                return refused("invalid_request");
            }
            let granted = json!({
                "access_token": client.token,
                "token_type": "Bearer",
                "expires_in": 600,
                "scope": client.scopes.join(" "),
            });
            (StatusCode::OK, Json(granted))
        }
        _ => (
            StatusCode::UNAUTHORIZED,
            Json(json!({ "error": "invalid_client" })),
        ),
    }
}
