//! How the host gets a credential, and whose account it is.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::contract::{
    Authorization, AuthorizationServer, Client, ClientAuthentication, Connection, Failure, Reply,
    Step, TokenGrant, field,
};
use crate::http::{self, get};
use crate::manifest;
use crate::state::State;

/// How to get a credential with these settings.
pub(crate) fn authorize(method: &str, settings: &str) -> Result<Authorization, Failure> {
    if method != "client-credentials" {
        return Err(Failure::new(
            "unsupported",
            format!("There is no auth method `{method}`."),
        ));
    }
    let values: Value = serde_json::from_str(settings).unwrap_or_default();
    let setting = |name: &str| match values[name].as_str() {
        Some(value) if !value.is_empty() => Ok(value.to_owned()),
        _ => Err(Failure::invalid(name, "is required")),
    };
    Ok(Authorization::TokenGrant(TokenGrant {
        grant_type: "client_credentials".to_owned(),
        server: AuthorizationServer {
            token_endpoint: "https://login.notes.example/token".to_owned(),
            revocation_endpoint: None,
            client: Client {
                id: Some(setting("client_id")?),
                secret_setting: Some("client_secret".to_owned()),
                authentication: ClientAuthentication::RequestBody,
            },
            parameters: vec![
                field("workspace", &setting("workspace")?),
                // The tests look for secrets in all that was heard here.
                field("heard", settings),
            ],
            scopes: Vec::new(),
            scope_separator: " ".to_owned(),
            base_url_member: None,
        },
    }))
}

/// Asks whose workspace a connection is of.
pub(crate) fn connect(connection: &Connection) -> Result<Step, Failure> {
    let granted = connection.scopes.clone();
    Ok(Step::Send(get(
        "/workspace",
        &State::Connecting { granted },
    )))
}

#[derive(Deserialize)]
struct Workspace {
    id: String,
    name: String,
    /// The client acts for one member alone.
    member: Option<String>,
}

/// Whose it is.
pub(crate) fn connected(granted: &[String], reply: Reply, now: u64) -> Result<Step, Failure> {
    let workspace: Workspace = http::content(&http::good(reply, now)?)?;
    let (subject, reach) = match workspace.member {
        Some(member) => (json!({ "account": workspace.id, "user": member }), "user"),
        None => (json!({ "account": workspace.id }), "account"),
    };
    let identity = json!({
        "subject": subject,
        "reach": reach,
        "label": workspace.name,
        "facts": {},
        "uncovered": manifest::uncovered(granted),
        "warnings": [],
    });
    Ok(Step::Done(identity.to_string()))
}
