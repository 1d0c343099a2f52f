//! Requests to the API, and what its answers mean whatever was asked.

use serde::de::DeserializeOwned;

use crate::contract::{
    Credential, Exchange, Failure, HttpRequest, HttpResponse, Redirects, Reply, field,
};
use crate::state::State;

const API: &str = "https://api.notes.example";

/// The request to get `path`, which is encoded.
pub(crate) fn get_request(path: &str) -> HttpRequest {
    HttpRequest {
        method: "GET".to_owned(),
        url: format!("{API}{path}"),
        headers: Vec::new(),
        body: None,
    }
}

/// The exchange that gets `path`.
pub(crate) fn get(path: &str, state: &State) -> Exchange {
    Exchange {
        request: get_request(path),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        repeatable: true,
        after_ms: 0,
        warnings: Vec::new(),
        state: state.to_bytes(),
    }
}

/// The exchange that posts a JSON text to `path`. It is not to be made twice.
pub(crate) fn post(path: &str, json: String, state: &State) -> Exchange {
    let mut exchange = get(path, state);
    exchange.request.method = "POST".to_owned();
    exchange.request.headers = vec![field("content-type", "application/json")];
    exchange.request.body = Some(json.into_bytes());
    exchange.repeatable = false;
    exchange
}

/// A header field of an answer.
pub(crate) fn header<'a>(response: &'a HttpResponse, name: &str) -> Option<&'a str> {
    let mut headers = response.headers.iter();
    headers
        .find(|header| header.name == name)
        .map(|header| header.value.as_str())
}

/// The answer of an exchange, when it is a good one.
pub(crate) fn good(reply: Reply, now: u64) -> Result<HttpResponse, Failure> {
    match reply {
        Reply::Response(response) if (200..300).contains(&response.status) => Ok(response),
        Reply::Response(response) => Err(refusal(&response, now)),
        other => Err(unexpected(format!("An answer was due, not {other:?}."))),
    }
}

/// The content of an answer, when it is what it should be.
pub(crate) fn content<T: DeserializeOwned>(response: &HttpResponse) -> Result<T, Failure> {
    serde_json::from_slice(&response.body).map_err(|error| {
        unexpected(format!(
            "Notes answered something that it does not document: {error}. Report it to the \
             connector's makers."
        ))
    })
}

pub(crate) fn unexpected(message: impl Into<String>) -> Failure {
    Failure::new("unexpected-response", message)
}

/// What an answer means that is not a good one. Notes says why in plain text.
fn refusal(response: &HttpResponse, now: u64) -> Failure {
    let kind = match response.status {
        401 => "unauthenticated",
        403 => "missing-scope",
        404 => "not-found",
        429 => "rate-limited",
        500.. => "unavailable",
        _ => "refused",
    };
    let says = String::from_utf8_lossy(&response.body);
    let wait = header(response, "retry-after").and_then(|wait| wait.parse::<u64>().ok());
    Failure {
        status: Some(response.status),
        retry_at: wait.map(|wait| now.saturating_add(wait)),
        ..Failure::new(kind, format!("Notes says: {says}"))
    }
}
