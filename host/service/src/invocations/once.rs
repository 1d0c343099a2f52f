//! Invocations that are made once (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header):
//! whoever asks again gets what came of the first.

use axum::Json;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use connector_host::{Claimed, Error, Once};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use super::Whole;
use super::call::{Call, cut};
use crate::problem::{self, Code, Problem};

/// The field that says what a call is told by.
const FIELD: &str = "idempotency-key";
/// How many characters it may have.
const LONGEST: usize = 255;
/// How many bytes of what came of a call are kept.
const LARGEST: usize = 8 << 20;

/// What the field may be: what [`key`] takes, but for blanks around it.
const PATTERN: &str = r#"^([!#-~]{1,255}|"[!#-~]{1,255}")$"#;

/// The field, for the document.
pub(crate) fn parameter() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(PATTERN));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "What the call is told by when it is asked for again: of an answer that is `application/json`. Its characters as they are, or as a string of structured fields (RFC 9651), in quotes.",
        ))
        .schema(Some(schema.build()))
        .build()
}

/// What is kept of a call.
#[derive(Debug, Deserialize, Serialize)]
struct Kept {
    status: u16,
    body: Value,
}

/// The key that a request has, if any.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut fields = headers.get_all(FIELD).iter();
    let Some(field) = fields.next() else {
        return Ok(None);
    };
    let text = field.to_str().ok().filter(|_| fields.next().is_none());
    // A string (RFC 9651 section 3.3.3), or its characters as they are.
    let text = text.map(str::trim).map(|text| {
        let quoted = text.strip_prefix('"');
        quoted
            .and_then(|text| text.strip_suffix('"'))
            .unwrap_or(text)
    });
    match text {
        Some(key) if is_key(key) => Ok(Some(key.to_owned())),
        _ => Err(Problem::new(
            Code::BadParameter,
            format!(
                "`Idempotency-Key` is one text of 1 to {LONGEST} visible characters, none of them a quotation mark"
            ),
        )),
    }
}

/// Whether a text without quotes around it is a key.
fn is_key(text: &str) -> bool {
    let mut bytes = text.bytes();
    (1..=LONGEST).contains(&text.len()) && bytes.all(|byte| matches!(byte, b'!' | b'#'..=b'~'))
}

/// Makes a call that was not made yet, and answers with what came of it.
pub(super) async fn answer(call: Call, key: &str) -> Result<Response, Problem> {
    let (id, fingerprint) = call.told_by(key);
    match call.host().once(id, fingerprint).await? {
        Once::Mine(claimed) => make(call, claimed).await,
        Once::Done(kept) => again(&kept),
        Once::UnderWay => Err(under_way()),
        Once::OtherRequest => Err(Problem::new(
            Code::KeyReused,
            "this `Idempotency-Key` was used for a call with another connection or another input: use another key for another call",
        )),
    }
}

async fn make(call: Call, mut claimed: Claimed) -> Result<Response, Problem> {
    let Some(outcome) = call.run_once(&mut claimed).await else {
        let in_doubt = claimed.may_have_changed_something();
        note(claimed.put_down().await);
        return Err(cut(in_doubt));
    };
    match outcome {
        Ok(output) => {
            let whole = Whole::from(output);
            note(claimed.keep(kept(StatusCode::OK.as_u16(), &whole)).await);
            Ok(Json(whole).into_response())
        }
        // They answer for it.
        Err(error) if error.code() == "run-taken-up" => Err(under_way()),
        Err(error) if claimed.is_as_it_was_left() => {
            note(claimed.put_down().await);
            Err(not_gone_on_with(error))
        }
        Err(error) => {
            let problem = Problem::from(error);
            note(if claimed.may_have_changed_something() {
                claimed.keep(kept(problem.status(), &problem)).await
            } else {
                claimed.forget().await
            });
            Err(problem)
        }
    }
}

fn under_way() -> Problem {
    Problem::new(
        Code::UnderWay,
        "the call of this `Idempotency-Key` is under way: ask again in a moment for what comes of it",
    )
}

/// What is said of a call that somebody has left and that can't be gone on with: now,
/// or by nobody any more, and then it may have written.
fn not_gone_on_with(error: Error) -> Problem {
    let is_for_good = matches!(error.ended_by(), Error::Run(_));
    let problem = Problem::from(error);
    if is_for_good {
        problem.after_a_write()
    } else {
        problem
    }
}

/// What came of a call, to be kept.
fn kept(status: u16, body: &impl Serialize) -> String {
    // All that is in it can be written as JSON.
    let body = serde_json::to_value(body).unwrap_or_default();
    let whole = serde_json::to_string(&Kept { status, body }).unwrap_or_default();
    if whole.len() <= LARGEST {
        return whole;
    }
    let problem = Problem::new(
        Code::OutcomeTooLarge,
        format!(
            "the call was made, and what came of it has more than {LARGEST} bytes, which is the most that is kept: it was in the first answer alone"
        ),
    );
    kept(problem.status(), &problem)
}

/// The answer to whoever asks again.
fn again(kept: &str) -> Result<Response, Problem> {
    let kept: Kept = serde_json::from_str(kept)
        .map_err(|_| Problem::new(Code::Internal, "what was kept of the call can't be read"))?;
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(kept.body)).into_response();
    if !status.is_success() {
        let media_type = HeaderValue::from_static(problem::MEDIA_TYPE);
        response.headers_mut().insert(CONTENT_TYPE, media_type);
    }
    Ok(response)
}

/// The caller has an answer, whatever could be kept of it.
fn note(kept: Result<(), Error>) {
    if let Err(error) = kept {
        tracing::error!(%error, "what came of a call that is made once could not be kept");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(text: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(FIELD, HeaderValue::from_str(text).unwrap());
        key(&headers).ok().flatten()
    }

    #[test]
    fn a_key_is_what_the_document_says_with_or_without_quotes_and_no_longer() {
        assert!(PATTERN.contains(&format!("{{1,{LONGEST}}}")));
        let longest = "k".repeat(LONGEST);
        for key in ["k", "8e03978e", &longest] {
            assert_eq!(key_of(key).as_deref(), Some(key));
            assert_eq!(key_of(&format!("\"{key}\"")).as_deref(), Some(key));
        }
        let longer = format!("{longest}k");
        for none in ["", "\"\"", &longer, &format!("\"{longer}\"")] {
            assert_eq!(key_of(none), None, "{none}");
        }
        for other in [
            "a b", "a\tb", "\"a b\"", "a\"b", "\"a", "a\"", "\"a\"b\"", "\u{e4}",
        ] {
            assert_eq!(key_of(other), None, "{other}");
        }
        assert_eq!(key_of(" a ").as_deref(), Some("a"));
    }
}
