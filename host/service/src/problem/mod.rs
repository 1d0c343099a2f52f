//! What went wrong with a request, as RFC 9457 has it: a status for machines that
//! know HTTP, a code that stays what it is, and a sentence for people.

mod code;
mod hidden;
mod of_error;
mod parts;
mod status;
mod title;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub(crate) use code::Code;
pub(crate) use hidden::is_full;
use parts::{FailureTold, FieldTold, Wants};

/// The media type of a problem (RFC 9457 section 6.1).
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong with a request.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Problem(Box<Told>);

/// What went wrong (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Told {
    /// What sort of problem it is, as a URI: its code behind
    /// `urn:connector-host:problem:`.
    #[serde(rename = "type")]
    kind: String,
    /// The sort of problem in a few words, the same for a code.
    title: &'static str,
    /// The status of the answer; where the problem is the end of a stream, what
    /// it would have been.
    #[serde(serialize_with = "as_number")]
    #[schema(value_type = u16, minimum = 400, maximum = 599)]
    status: StatusCode,
    /// What happened, to what, and what to do.
    detail: String,
    /// A word for programs, such as `connection-disabled`. It stays what it is
    /// while texts are put better.
    code: String,
    /// The connection that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<String>,
    /// What is wrong with the request, place by place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<FieldTold>,
    /// The connector's own failure, whole: there when it, or the API, has said no.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureTold>,
    /// What a component wants that nobody has agreed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    wants: Option<Wants>,
    /// The items of a list that came before it broke off.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<Value>>,
    /// Whether the call has changed something before it went wrong, or may have: look
    /// before you make it again. Left out where it has not.
    #[serde(skip_serializing_if = "is_false")]
    #[schema(required = false)]
    may_have_written: bool,
    /// From when on it can succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    retry_at: Option<Timestamp>,
    #[serde(skip)]
    of_service: Option<Code>,
}

impl Problem {
    /// One of the service's own.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        let mut problem = Self::told(code.status(), code.name(), code.title(), &detail.into());
        problem.0.of_service = Some(code);
        problem.0.may_have_written = matches!(code, Code::CutOff | Code::OutcomeTooLarge);
        problem
    }

    fn told(status: StatusCode, code: &str, title: &'static str, detail: &str) -> Self {
        Self(Box::new(Told {
            kind: format!("urn:connector-host:problem:{code}"),
            title,
            status,
            detail: as_sentence(detail),
            code: code.to_owned(),
            connection: None,
            problems: Vec::new(),
            failure: None,
            wants: None,
            items: None,
            may_have_written: false,
            retry_at: None,
            of_service: None,
        }))
    }

    /// The same, with what is wrong at one place of the request.
    pub(crate) fn at(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.0.problems.push(FieldTold {
            field: field.into(),
            message: message.into(),
        });
        self
    }

    /// The same of a call that may have written before: nothing repeats it by itself.
    pub(crate) fn after_a_write(mut self) -> Self {
        self.0.status = StatusCode::INTERNAL_SERVER_ERROR;
        self.0.may_have_written = true;
        self.0.retry_at = None;
        self
    }

    /// The word for programs.
    pub(crate) fn code(&self) -> &str {
        &self.0.code
    }

    /// What happened, to what, and what to do.
    pub(crate) fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The status of its answer.
    pub(crate) fn status(&self) -> u16 {
        self.0.status.as_u16()
    }

    /// Which of the service's own it is.
    pub(crate) fn code_of_service(&self) -> Option<Code> {
        self.0.of_service
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self(told) = &self;
        // All that is in it can be written as JSON.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (told.status, body).into_response();
        if let Some(code) = told.of_service {
            response.extensions_mut().insert(code);
        }
        let fields = response.headers_mut();
        fields.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        fields.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if told.status == StatusCode::UNAUTHORIZED {
            fields.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let wait = match (told.retry_at, told.of_service.and_then(Code::retry_after)) {
            (Some(time), _) => {
                let wait = time.duration_since(Timestamp::now()).as_secs();
                // Not before the second is over.
                Some(wait.saturating_add(1).max(1).unsigned_abs())
            }
            (None, wait) => wait,
        };
        if let Some(seconds) = wait {
            fields.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Errors go on behind other words; here one stands alone. An address that it begins with
/// stays as it is.
pub(crate) fn as_sentence(text: &str) -> String {
    let first_word = text.split_whitespace().next().unwrap_or_default();
    if first_word.contains("://") {
        return text.to_owned();
    }
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_with_a_capital_letter_and_an_address_as_it_is_written() {
        assert_eq!(as_sentence("the store is away"), "The store is away");
        let refused = "https://as.example/token refused it";
        assert_eq!(as_sentence(refused), refused);
        assert_eq!(as_sentence(""), "");
    }
}
