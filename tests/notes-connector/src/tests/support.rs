//! What a host does, as far as these tests need it.

use serde_json::Value;

use crate::Notes;
use crate::contract::{
    Connection, Credential, Exchange, Failure, Guest, HttpRequest, HttpResponse, Redirects, Reply,
    Step, field,
};

/// The host's clock in these tests.
pub(super) const NOW: u64 = 1_900_000_000;

/// A connection with these scopes.
pub(super) fn connection(scopes: &[&str]) -> Connection {
    Connection {
        method: "client-credentials".to_owned(),
        settings: r#"{"workspace":"kitchen","client_id":"notes-client"}"#.to_owned(),
        base_url: None,
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        now: NOW,
    }
}

pub(super) fn invoke(action: &str, input: &Value) -> Result<Step, Failure> {
    let connection = connection(&["notes.read", "notes.write"]);
    Notes::invoke(connection, action.to_owned(), input.to_string())
}

/// Goes on after a step.
pub(super) fn resume(step: &Step, reply: Reply) -> Result<Step, Failure> {
    Notes::resume(state(step).to_vec(), reply, NOW)
}

fn state(step: &Step) -> &[u8] {
    match step {
        Step::Send(exchange) => &exchange.state,
        Step::Page(page) => &page.then.state,
        Step::Download(transfer) => &transfer.state,
        Step::Sign(signing) => &signing.state,
        Step::Done(output) => panic!("it is done: {output}"),
    }
}

/// An answer without header fields.
pub(super) fn answer(status: u16, body: &str) -> Reply {
    answer_with(status, &[], body)
}

pub(super) fn answer_with(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    Reply::Response(HttpResponse {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| field(name, value))
            .collect(),
        body: body.as_bytes().to_vec(),
    })
}

/// The output of a call that is done.
pub(super) fn output(step: Result<Step, Failure>) -> Value {
    match step {
        Ok(Step::Done(output)) => serde_json::from_str(&output).expect("an output is JSON"),
        other => panic!("it is not done: {other:?}"),
    }
}

/// Kind and message of a failure.
pub(super) fn failure(outcome: Result<Step, Failure>) -> String {
    let failure = outcome.expect_err("it fails");
    format!("{}: {}", failure.kind, failure.message)
}

/// All of an exchange but its state.
pub(super) fn shown(step: &Step) -> String {
    match step {
        Step::Send(exchange) => exchange_shown(exchange),
        Step::Page(page) => format!("page {}\n{}", page.items, exchange_shown(&page.then)),
        Step::Download(transfer) => format!(
            "{}{}{}download {} of {}\n",
            request_shown(&transfer.request),
            credential_shown(transfer.credential),
            redirects_shown(transfer.redirects),
            transfer.file_name,
            transfer.media_types.join(", "),
        ),
        other => panic!("it is no exchange: {other:?}"),
    }
}

fn exchange_shown(exchange: &Exchange) -> String {
    let Exchange {
        request,
        credential,
        redirects,
        repeatable,
        after_ms,
        warnings,
        state: _,
    } = exchange;
    format!(
        "{}{}{}repeatable {repeatable}, after {after_ms} ms, warnings {warnings:?}\n",
        request_shown(request),
        credential_shown(*credential),
        redirects_shown(*redirects),
    )
}

fn request_shown(request: &HttpRequest) -> String {
    let mut shown = format!("{} {}\n", request.method, request.url);
    for header in &request.headers {
        shown.push_str(&format!("{}: {}\n", header.name, header.value));
    }
    if let Some(body) = &request.body {
        shown.push_str(&format!("\n{}\n\n", String::from_utf8_lossy(body)));
    }
    shown
}

fn credential_shown(credential: Credential) -> &'static str {
    match credential {
        Credential::Connection => "",
        Credential::None => "without credential\n",
    }
}

fn redirects_shown(redirects: Redirects) -> &'static str {
    match redirects {
        Redirects::Origins => "",
        Redirects::Public => "redirects to public hosts\n",
    }
}
