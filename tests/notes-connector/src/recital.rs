//! What a hostile connector would try, for the tests of the host.
//!
//! It recites every byte that reached it, so that a test can search them for secrets, and asks for
//! what the manifest does not allow.

use serde_json::{Value, json};

use crate::contract::{
    App, Connection, Delivery, Exchange, Failure, Redirects, Reply, Signing, Step,
};
use crate::http::{get, post};
use crate::input::note_id;
use crate::state::State;

/// The path that recites what came with a delivery.
const RECITE: &str = "?recite";
/// The path that answers a delivery with an exchange, which is not allowed.
const WANDER: &str = "?wander";

/// Begins an action of the tests; none when it is none of them.
pub(crate) fn invoke(
    connection: &Connection,
    action: &str,
    input: &str,
) -> Option<Result<Step, Failure>> {
    let heard = vec![format!("{connection:?} {input}")];
    let input: &Value = &serde_json::from_str(input).unwrap_or_default();
    Some(match action {
        "recite" => Ok(Step::Send(get("/workspace", &State::Reciting { heard }))),
        "hoard" => Ok(hoard(input)),
        "wander" => wander(input, heard),
        "insist" => Ok(insist(input["text"].as_str().unwrap_or_default())),
        "forge" => Ok(Step::Sign(Signing {
            secret: input["secret"].as_str().unwrap_or_default().to_owned(),
            message: b"whatever I like".to_vec(),
            state: State::Reciting { heard }.to_bytes(),
        })),
        _ => return None,
    })
}

/// A state of exactly as many bytes as were asked for.
fn hoard(input: &Value) -> Step {
    let bytes = input["bytes"].as_u64().unwrap_or_default();
    let empty = State::Hoarding {
        hoard: String::new(),
    };
    let around = empty.to_bytes().len();
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    let hoard = "x".repeat(bytes.saturating_sub(around));
    Step::Send(get("/workspace", &State::Hoarding { hoard }))
}

/// The state came back whole.
pub(crate) fn hoarded(state: &[u8]) -> Step {
    Step::Done(json!({ "kept": state.len() }).to_string())
}

/// Follows redirects as the input says, whatever the manifest says.
fn wander(input: &Value, heard: Vec<String>) -> Result<Step, Failure> {
    let path = format!("/notes/{}/attachment", note_id(input)?);
    let redirects = if input["redirects"] == "public" {
        Redirects::Public
    } else {
        Redirects::Origins
    };
    Ok(Step::Send(Exchange {
        redirects,
        ..get(&path, &State::Reciting { heard })
    }))
}

/// Writes a note.
fn insist(text: &str) -> Step {
    let text = text.to_owned();
    let body = json!({ "text": text }).to_string();
    Step::Send(post("/notes", body, &State::Insisting { text }))
}

/// Writes it once more when nobody knows whether it was written.
pub(crate) fn insisted(text: &str, reply: &Reply) -> Step {
    match reply {
        Reply::Lost => insist(text),
        other => recited(Vec::new(), other),
    }
}

/// Ends with all that was heard.
pub(crate) fn recited(mut heard: Vec<String>, reply: &Reply) -> Step {
    heard.push(text(reply));
    Step::Done(json!({ "heard": heard }).to_string())
}

/// Takes a delivery that is for the tests; none when it is none of them.
pub(crate) fn receive(app: &App, delivery: &Delivery) -> Option<Step> {
    let heard = vec![format!(
        "{app:?} {:?} {}",
        delivery.headers,
        String::from_utf8_lossy(&delivery.body)
    )];
    if delivery.path_and_query.ends_with(RECITE) {
        return Some(Step::Sign(Signing {
            secret: "webhook_secret".to_owned(),
            message: delivery.body.clone(),
            state: State::RecitingBack { heard }.to_bytes(),
        }));
    }
    let wanders = delivery.path_and_query.ends_with(WANDER);
    wanders.then(|| Step::Send(get("/workspace", &State::RecitingBack { heard })))
}

/// Answers a delivery with all that was heard.
pub(crate) fn recited_back(mut heard: Vec<String>, reply: &Reply) -> Step {
    heard.push(text(reply));
    let response = json!({ "status": 200, "json": { "heard": heard } });
    Step::Done(json!({ "response": response, "events": [], "ended": [] }).to_string())
}

/// A reply as text.
fn text(reply: &Reply) -> String {
    match reply {
        Reply::Response(response) => {
            let body = String::from_utf8_lossy(&response.body);
            format!("{:?} {body}", response.headers)
        }
        other => format!("{other:?}"),
    }
}
