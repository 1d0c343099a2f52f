//! A tiny connector of another API: it shows that the host knows no vendor.
//!
//! Its API, its authorization and its pages are unlike Zoom's on purpose: client credentials in the
//! request body, a cursor in a header, a plain-text error. The API does not exist; the tests answer
//! for it. It also recites what it hears, in the token request and in an action of that name, so
//! that a test can search every byte that reaches a connector for secrets.

#![allow(
    clippy::result_large_err,
    reason = "the contract fixes the type of a failure"
)]

#[allow(
    missing_docs,
    unsafe_code,
    unreachable_pub,
    clippy::all,
    reason = "generated"
)]
mod bindings {
    wit_bindgen::generate!({ world: "plugin", path: "../../wit" });
    // Elsewhere there is no linker that takes the names of the exports.
    #[cfg(target_family = "wasm")]
    export!(Notes with_types_in self);
    #[cfg(target_family = "wasm")]
    use super::Notes;
}

use bindings::exports::ipaas::connector::connector::Guest;
use bindings::exports::ipaas::connector::types::{
    AuthorizationServer, Client, ClientAuthentication, Connection, Exchange, Failure, FailureKind,
    Field, FieldProblem, Grant, HttpRequest, HttpResponse, Page, Reply, Step, TokenGrant,
};
use serde_json::{Value, json};

/// The connector.
#[derive(Debug)]
pub struct Notes;

/// What is under way when an answer comes in: the first byte of the state.
const CONNECTING: u8 = 0;
const CREATING: u8 = 1;
const LISTING: u8 = 2;
const RECITING: u8 = 3;

impl Guest for Notes {
    fn describe() -> String {
        include_str!("../manifest.json").to_owned()
    }

    fn authorize(method: String, settings: String) -> Result<Grant, Failure> {
        if method != "client-credentials" {
            return Err(failure(
                FailureKind::Unsupported,
                format!("There is no auth method `{method}`."),
            ));
        }
        let setting = |name| text(&settings, name).ok_or_else(|| missing(name));
        Ok(Grant::TokenGrant(TokenGrant {
            grant_type: "client_credentials".to_owned(),
            parameters: vec![
                field("workspace", &setting("workspace")?),
                field("heard", &settings),
            ],
            server: AuthorizationServer {
                token_endpoint: "https://login.notes.example/token".to_owned(),
                revocation_endpoint: None,
                client: Client {
                    id: Some(setting("client_id")?),
                    secret_setting: Some("client_secret".to_owned()),
                    authentication: ClientAuthentication::RequestBody,
                },
                scopes: vec!["notes.read".to_owned(), "notes.write".to_owned()],
                scope_separator: " ".to_owned(),
                base_url_member: None,
            },
        }))
    }

    fn connect(_connection: Connection) -> Result<Step, Failure> {
        Ok(Step::Send(get(
            "https://api.notes.example/workspace",
            CONNECTING,
        )))
    }

    fn invoke(connection: Connection, action: String, input: String) -> Result<Step, Failure> {
        match action.as_str() {
            "create-note" => {
                let text = text(&input, "text").ok_or_else(|| missing("text"))?;
                Ok(Step::Send(Exchange {
                    request: HttpRequest {
                        method: "POST".to_owned(),
                        url: "https://api.notes.example/notes".to_owned(),
                        headers: vec![field("content-type", "application/json")],
                        body: Some(json!({ "text": text }).to_string().into_bytes()),
                    },
                    repeatable: false,
                    after_ms: 0,
                    state: vec![CREATING],
                }))
            }
            "list-notes" => Ok(Step::Send(get("https://api.notes.example/notes", LISTING))),
            "recite" => {
                let mut exchange = get("https://api.notes.example/workspace", RECITING);
                exchange
                    .state
                    .extend(format!("{connection:?} {input}").bytes());
                Ok(Step::Send(exchange))
            }
            other => Err(failure(
                FailureKind::Unsupported,
                format!("There is no action `{other}`."),
            )),
        }
    }

    fn receive(_connection: Connection, _request: HttpRequest) -> Result<Step, Failure> {
        Err(failure(
            FailureKind::Unsupported,
            "Notes sends no webhooks.".to_owned(),
        ))
    }

    fn resume(state: Vec<u8>, reply: Reply) -> Result<Step, Failure> {
        if let [RECITING, heard @ ..] = state.as_slice() {
            let heard = [String::from_utf8_lossy(heard).into_owned(), recited(&reply)];
            return Ok(Step::Done(json!({ "heard": heard }).to_string()));
        }
        let Reply::Response(response) = reply else {
            return Err(failure(
                FailureKind::UnexpectedResponse,
                "Only responses were asked for.".to_owned(),
            ));
        };
        if !(200..300).contains(&response.status) {
            return Err(refusal(&response));
        }
        let body: Value = serde_json::from_slice(&response.body).map_err(|error| {
            failure(
                FailureKind::UnexpectedResponse,
                format!("Not JSON: {error}."),
            )
        })?;
        match state.as_slice() {
            [CONNECTING] => Ok(Step::Done(
                json!({ "subject": body["id"], "label": body["name"], "uncovered": [] })
                    .to_string(),
            )),
            [LISTING] => Ok(match header(&response, "next") {
                None => Step::Done(json!({ "notes": body }).to_string()),
                Some(next) => Step::Page(Page {
                    items: body.to_string(),
                    then: get(
                        &format!("https://api.notes.example/notes?after={next}"),
                        LISTING,
                    ),
                }),
            }),
            _ => Ok(Step::Done(body.to_string())),
        }
    }
}

/// A reply as text.
fn recited(reply: &Reply) -> String {
    match reply {
        Reply::Response(response) => {
            format!(
                "{:?} {}",
                response.headers,
                String::from_utf8_lossy(&response.body)
            )
        }
        other => format!("{other:?}"),
    }
}

fn get(url: &str, state: u8) -> Exchange {
    Exchange {
        request: HttpRequest {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
            body: None,
        },
        repeatable: true,
        after_ms: 0,
        state: vec![state],
    }
}

fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

fn header<'a>(response: &'a HttpResponse, name: &str) -> Option<&'a str> {
    response
        .headers
        .iter()
        .find(|header| header.name == name)
        .map(|header| header.value.as_str())
}

/// A non-empty text member of a JSON object.
fn text(object: &str, name: &str) -> Option<String> {
    let object: Value = serde_json::from_str(object).ok()?;
    object[name]
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn missing(name: &str) -> Failure {
    Failure {
        problems: vec![FieldProblem {
            field: name.to_owned(),
            message: "is required".to_owned(),
        }],
        ..failure(FailureKind::InvalidInput, format!("`{name}` is required."))
    }
}

fn refusal(response: &HttpResponse) -> Failure {
    let kind = match response.status {
        401 => FailureKind::Unauthenticated,
        403 => FailureKind::MissingScope,
        500.. => FailureKind::Unavailable,
        _ => FailureKind::Refused,
    };
    let message = format!("Notes says: {}", String::from_utf8_lossy(&response.body));
    Failure {
        status: Some(response.status),
        ..failure(kind, message)
    }
}

fn failure(kind: FailureKind, message: String) -> Failure {
    Failure {
        kind,
        message,
        code: None,
        status: None,
        problems: Vec::new(),
        missing_scopes: Vec::new(),
        retry_at: None,
        tracking_id: None,
    }
}
