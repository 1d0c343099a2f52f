//! Judging a delivery.
//!
//! Notes signs `<timestamp>.<body>` with the webhook secret and sends the signature as
//! `notes-signature: v1=<hexadecimal digits>`. The host has the secret, so it signs the same bytes,
//! and the two signatures are compared here. Nothing of the body is read before that.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::contract::{App, Delivery, Failure, Reply, Signing, Step};
use crate::events::{Change, event};
use crate::http::unexpected;
use crate::state::State;

/// How old a delivery may be, and how far ahead its clock, in seconds.
const TOLERANCE: u64 = 300;
/// The secret that the workspace signs with.
const SECRET: &str = "webhook_secret";

/// Looks at the envelope, and asks for the signature that the delivery should have.
pub(crate) fn begin(app: &App, delivery: Delivery) -> Result<Step, Failure> {
    if delivery.method != "POST" {
        return Err(not_authentic("it is no POST request"));
    }
    let timestamp = the_one(&delivery, "notes-timestamp")?;
    let sent: u64 = timestamp
        .parse()
        .map_err(|_| not_authentic("its `notes-timestamp` is no number of seconds"))?;
    if sent.abs_diff(app.now) > TOLERANCE {
        return Err(not_authentic(
            "it was signed more than five minutes ago, or ahead of time",
        ));
    }
    let signature = the_one(&delivery, "notes-signature")?
        .strip_prefix("v1=")
        .and_then(bytes_of_hex)
        .ok_or_else(|| not_authentic("its `notes-signature` is none of version 1"))?;
    let message = [timestamp.as_bytes(), b".", &delivery.body].concat();
    let body = String::from_utf8(delivery.body)
        .map_err(|_| not_authentic("its body is no text, and Notes sends text"))?;
    Ok(Step::Sign(Signing {
        secret: SECRET.to_owned(),
        message,
        state: State::Verifying { signature, body }.to_bytes(),
    }))
}

/// The signature that it should have is here.
pub(crate) fn verified(signature: &[u8], body: &str, reply: &Reply) -> Result<Step, Failure> {
    if !bool::from(signature.ct_eq(signed(reply)?)) {
        return Err(not_authentic("its signature is wrong"));
    }
    let Told { what } = told(body)?;
    match what.as_str() {
        "address.check" => check(told(body)?),
        "client.removed" => {
            let Removal { workspace } = told(body)?;
            Ok(done(&taken(), &[], &[json!({ "account": workspace })]))
        }
        _ => {
            let change: Change = told(body)?;
            Ok(done(&taken(), event(&change).as_slice(), &[]))
        }
    }
}

/// What is told.
#[derive(Deserialize)]
struct Told {
    what: String,
}

/// Is this address ours? Notes asks when it is entered.
#[derive(Deserialize)]
struct Check {
    token: String,
}

/// The workspace has removed the client.
#[derive(Deserialize)]
struct Removal {
    workspace: String,
}

fn told<T: DeserializeOwned>(body: &str) -> Result<T, Failure> {
    serde_json::from_str(body).map_err(|error| {
        unexpected(format!(
            "A delivery of Notes is not what it documents: {error}."
        ))
    })
}

/// Asks for the proof that the address is ours.
fn check(Check { token }: Check) -> Result<Step, Failure> {
    if !is_check_token(&token) {
        return Err(not_authentic(
            "the token of its address check has a form that those of Notes do not have",
        ));
    }
    Ok(Step::Sign(Signing {
        secret: SECRET.to_owned(),
        message: token.clone().into_bytes(),
        state: State::Proving { token }.to_bytes(),
    }))
}

/// The proof is here.
pub(crate) fn proved(token: &str, reply: &Reply) -> Result<Step, Failure> {
    let proof = hex(signed(reply)?);
    let answer = json!({ "status": 200, "json": { "token": token, "proof": proof } });
    Ok(done(&answer, &[], &[]))
}

/// What is answered where nothing is asked.
fn taken() -> Value {
    json!({ "status": 200 })
}

fn done(response: &Value, events: &[Value], ended: &[Value]) -> Step {
    let reception = json!({ "response": response, "events": events, "ended": ended });
    Step::Done(reception.to_string())
}

/// Whether a token is one of an address check: `check_` with 24 letters and digits.
///
/// It is signed with the secret that deliveries are signed with. Were any text taken, whoever can
/// send a check would get a signature for whatever they like, such as another delivery.
fn is_check_token(token: &str) -> bool {
    token.strip_prefix("check_").is_some_and(|rest| {
        rest.len() == 24 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// The value of a header field that is there once.
fn the_one<'a>(delivery: &'a Delivery, name: &str) -> Result<&'a str, Failure> {
    let mut values = delivery.headers.iter().filter(|header| header.name == name);
    match (values.next(), values.next()) {
        (Some(header), None) => Ok(&header.value),
        _ => Err(not_authentic(&format!("it needs `{name}` once"))),
    }
}

fn signed(reply: &Reply) -> Result<&[u8], Failure> {
    match reply {
        Reply::Signature(signature) => Ok(signature),
        other => Err(unexpected(format!("A signature was due, not {other:?}."))),
    }
}

fn not_authentic(why: &str) -> Failure {
    Failure::new(
        "not-authentic",
        format!("The delivery is not known to be from Notes: {why}. Nothing of it was believed."),
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_of_hex(digits: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    let pairs = pairs.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    pairs.collect()
}
