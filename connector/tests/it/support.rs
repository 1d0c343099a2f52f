//! Plays a host: takes the connector's steps, gives it the answers of a test, and writes down the
//! conversation.

#![allow(clippy::needless_pass_by_value, reason = "tests read better so")]

use serde_json::{Value, json};
use zoom_connector::contract::{
    Connection, Credential, Exchange, Failure, Field, HttpRequest, HttpResponse, Receipt,
    Redirects, Reply, Step,
};

/// 2026-03-01T12:00:00Z.
pub(crate) const NOW: u64 = 1_772_366_400;

/// A connection of somebody who signed in and granted `scopes`.
pub(crate) fn connection(scopes: &[&str]) -> Connection {
    Connection {
        method: "byo-app".to_owned(),
        settings: json!({ "client_id": "app", "sdk_key": "sdk-key" }).to_string(),
        base_url: None,
        scopes: scopes.iter().map(ToString::to_string).collect(),
        now: NOW,
    }
}

/// An answer of Zoom's.
pub(crate) fn answer(status: u16, body: Value) -> Reply {
    raw(
        status,
        &[("content-type", "application/json")],
        body.to_string().as_bytes(),
    )
}

/// An answer with exactly these headers and bytes, and a tracking id.
pub(crate) fn raw(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let tracking = ("x-zm-trackingid", "v=2.0;clid=us02;rid=WEB_1");
    let field = |(name, value): &(&str, &str)| Field {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
    };
    Reply::Response(HttpResponse {
        status,
        headers: headers.iter().chain([&tracking]).map(field).collect(),
        body: body.to_vec(),
    })
}

/// A 204.
pub(crate) fn no_content() -> Reply {
    raw(204, &[], b"")
}

/// A file that was fetched.
pub(crate) fn downloaded(file_name: &str, size: u64, media_type: &str) -> Reply {
    Reply::Downloaded(Receipt {
        file_name: file_name.to_owned(),
        size,
        media_type: media_type.to_owned(),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
    })
}

/// A file that was there already.
pub(crate) fn found(file_name: &str, size: u64) -> Reply {
    Reply::Downloaded(Receipt {
        file_name: file_name.to_owned(),
        size,
        media_type: String::new(),
        sha256: String::new(),
    })
}

/// The conversation of an action with the answers of Zoom that are given.
pub(crate) fn invoke(
    action: &str,
    input: Value,
    replies: impl IntoIterator<Item = Reply>,
) -> String {
    let connection = connection(&[]);
    play(
        zoom_connector::invoke(&connection, action, &input.to_string()),
        replies,
    )
}

/// The same after the first request, which is not to be made twice, and whose answer is lost.
pub(crate) fn lost(action: &str, input: Value, replies: impl IntoIterator<Item = Reply>) -> String {
    after_the_first(action, input, Reply::Lost, replies)
}

/// The same after Zoom failed at the first request, and then refused it.
pub(crate) fn refused_again(
    action: &str,
    input: Value,
    refusal: Reply,
    replies: impl IntoIterator<Item = Reply>,
) -> String {
    let replies = [refusal].into_iter().chain(replies);
    let script = after_the_first(action, input, raw(502, &[], b""), replies);
    script.split_once("repeatable)\n\n").unwrap().1.to_owned()
}

fn after_the_first(
    action: &str,
    input: Value,
    first: Reply,
    replies: impl IntoIterator<Item = Reply>,
) -> String {
    let script = invoke(action, input, [first].into_iter().chain(replies));
    let (_, rest) = script.split_once("(not repeatable)\n\n").unwrap();
    rest.to_owned()
}

/// What an action makes of an input, without any answer.
pub(crate) fn begin(action: &str, input: Value) -> Result<Step, Failure> {
    zoom_connector::invoke(&connection(&[]), action, &input.to_string())
}

/// The conversation that begins with `step`.
pub(crate) fn play(
    step: Result<Step, Failure>,
    replies: impl IntoIterator<Item = Reply>,
) -> String {
    let mut replies = replies.into_iter();
    let mut step = step;
    let mut script = String::new();
    loop {
        script += &match &step {
            Ok(step) => tell(step),
            Err(failure) => told(failure),
        };
        let Some(state) = step.as_ref().ok().and_then(state) else {
            assert!(
                replies.next().is_none(),
                "an answer too many, after:\n{script}"
            );
            return script;
        };
        let Some(reply) = replies.next() else {
            return script;
        };
        step = resume(&state, reply);
    }
}

/// Goes on from a state, a second after the call began.
pub(crate) fn resume(state: &[u8], reply: Reply) -> Result<Step, Failure> {
    zoom_connector::resume(state, reply, NOW + 1)
}

/// What a step carries from one call to the next.
pub(crate) fn state(step: &Step) -> Option<Vec<u8>> {
    match step {
        Step::Send(exchange) => Some(exchange.state.clone()),
        Step::Page(page) => Some(page.then.state.clone()),
        Step::Download(transfer) => Some(transfer.state.clone()),
        Step::Sign(signing) => Some(signing.state.clone()),
        Step::Done(_) => None,
    }
}

/// The output that a step ends with.
pub(crate) fn output(step: Result<Step, Failure>) -> Value {
    match step {
        Ok(Step::Done(output)) => serde_json::from_str(&output).unwrap(),
        other => panic!("not done: {other:?}"),
    }
}

fn tell(step: &Step) -> String {
    match step {
        Step::Send(exchange) => tell_exchange(exchange),
        Step::Page(page) => {
            format!(
                "page: {}\n{}",
                pretty(&page.items),
                tell_exchange(&page.then)
            )
        }
        Step::Download(transfer) => format!(
            "{}redirects: {:?}\nfile name: {}\nsize: {:?}\nmedia types: {}\n\n",
            tell_request(&transfer.request),
            transfer.redirects,
            transfer.file_name,
            transfer.size,
            transfer.media_types.join(", ")
        ),
        Step::Sign(signing) => format!("{signing:?}\n"),
        Step::Done(output) => format!("done: {}\n", pretty(output)),
    }
}

fn tell_exchange(exchange: &Exchange) -> String {
    let mut notes = Vec::new();
    if exchange.after_ms > 0 {
        notes.push(format!("after {} ms", exchange.after_ms));
    }
    notes.push(
        if exchange.repeatable {
            "repeatable"
        } else {
            "not repeatable"
        }
        .to_owned(),
    );
    assert_eq!(exchange.credential, Credential::Connection);
    if exchange.redirects == Redirects::Public {
        notes.push("redirects: Public".to_owned());
    }
    notes.extend(
        exchange
            .warnings
            .iter()
            .map(|warning| format!("warning: {warning}")),
    );
    format!(
        "{}({})\n\n",
        tell_request(&exchange.request),
        notes.join(", ")
    )
}

fn tell_request(request: &HttpRequest) -> String {
    let mut text = format!("{} {}\n", request.method, request.url);
    for Field { name, value } in &request.headers {
        text += &format!("{name}: {value}\n");
    }
    if let Some(body) = &request.body {
        text += &format!("{}\n", pretty(std::str::from_utf8(body).unwrap()));
    }
    text
}

fn told(failure: &Failure) -> String {
    let mut text = format!("failed: {}\n{}\n", failure.kind, failure.message);
    for problem in &failure.problems {
        text += &format!("- {:?} {}\n", problem.field, problem.message);
    }
    let missing = &failure.missing_scopes;
    if !missing.is_empty() {
        let sets: Vec<_> = missing.iter().map(|set| set.join(" and ")).collect();
        text += &format!("missing scopes: {}\n", sets.join(", "));
    }
    for (name, value) in [
        ("code", failure.code.clone()),
        ("status", failure.status.map(|status| status.to_string())),
        ("retry at", failure.retry_at.map(|at| at.to_string())),
        ("tracking id", failure.tracking_id.clone()),
    ] {
        if let Some(value) = value {
            text += &format!("{name}: {value}\n");
        }
    }
    text
}

fn pretty(json: &str) -> String {
    format!("{:#}", serde_json::from_str::<Value>(json).unwrap())
}
