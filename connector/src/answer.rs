//! Judging an answer of Zoom's: is it what was asked for, is it worth asking again, or has it
//! failed, and how.

use http::StatusCode;
use serde_json::Value;

use crate::contract::{Failure, FailureKind, HttpResponse};
use crate::endpoint::Endpoint;
use crate::error_body::{ErrorBody, said};
use crate::refusals;
use crate::scopes::Sort;
use crate::times;

/// What is to happen after an answer.
pub(crate) enum Verdict {
    /// It worked; this is the content, null when there is none.
    Accept(Value),
    /// Ask the same again, this many milliseconds later.
    AskAgain(u64),
    /// It failed.
    Fail(Failure),
}

/// What was asked, as far as judging the answer needs it.
pub(crate) struct Question<'a> {
    /// The action's id, for messages.
    pub(crate) action: &'a str,
    pub(crate) endpoint: &'a Endpoint,
    /// The sort of scopes that the app has, where it is known.
    pub(crate) sort: Option<Sort>,
    /// How often it has been asked before.
    pub(crate) repetitions: u32,
    /// The host's clock, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) now: u64,
}

/// How often a request is repeated that Zoom turned away for coming too soon after others.
const MOST_REPETITIONS_WHEN_THROTTLED: u32 = 4;
/// How often a request is repeated when Zoom itself has failed.
const MOST_REPETITIONS_WHEN_FAILING: u32 = 2;
/// The longest wait that is worth keeping a call open for, in seconds.
const LONGEST_WAIT: u64 = 30;
const SECONDS_OF_A_DAY: u64 = 86_400;

/// Judge the answer to a question.
pub(crate) fn judge(question: &Question<'_>, response: &HttpResponse) -> Verdict {
    let Ok(status) = StatusCode::from_u16(response.status) else {
        return Verdict::Fail(no_answer(question, response));
    };
    let again = |most: u32| {
        (question.repetitions < most).then(|| Verdict::AskAgain(1000 << question.repetitions))
    };
    let verdict = if status.is_success() {
        Some(content(question, response))
    } else if status == StatusCode::TOO_MANY_REQUESTS {
        Some(throttled(question, response))
    } else if status.is_server_error() && question.endpoint.repeatable {
        again(MOST_REPETITIONS_WHEN_FAILING)
    } else {
        None
    };
    verdict.unwrap_or_else(|| Verdict::Fail(refusal(question, response)))
}

/// The failure of what came without being an answer: HTTP has no such status.
fn no_answer(question: &Question<'_>, response: &HttpResponse) -> Failure {
    let message = format!(
        "`{}` failed: what came has the status {}, which is none of HTTP, so it is no answer of \
         Zoom's. Whether it was carried out is not known: look before starting it again.",
        question.action, response.status
    );
    Failure::new(FailureKind::UnexpectedResponse, message)
}

/// The failure that an answer without success tells of.
pub(crate) fn refusal(question: &Question<'_>, response: &HttpResponse) -> Failure {
    let error = ErrorBody::read(&response.body);
    let refusal = refusals::find(question.endpoint.refusals, response.status, error.code);
    let unknown_outcome = response.status >= 500 && !question.endpoint.repeatable;
    let next = if unknown_outcome {
        "Whether it was carried out is not known: look before starting it again."
    } else {
        refusal.next
    };
    let mut failure = Failure::new(
        refusal.kind,
        format!(
            "`{}` failed: {} {next}{}",
            question.action,
            refusal.what,
            error.said()
        ),
    );
    if refusal.kind == FailureKind::MissingScope {
        let scopes = missing_scopes(question, error.scopes());
        failure.missing_scopes = scopes.into_iter().map(|scope| vec![scope]).collect();
    }
    failure.problems = error.problems;
    failure.code = error.code.map(|code| code.to_string());
    traced(failure, response)
}

/// The scopes to choose one of: those that Zoom `told`, or else all that cover the action. Where it
/// is known what sort of scopes the app has, only that sort helps.
fn missing_scopes(question: &Question<'_>, told: Vec<String>) -> Vec<String> {
    let all = if told.is_empty() {
        question.endpoint.scopes.all().collect()
    } else {
        told
    };
    let fit = |scope: &&String| question.sort.is_none_or(|sort| sort.has(scope));
    let fitting: Vec<String> = all.iter().filter(fit).cloned().collect();
    if fitting.is_empty() { all } else { fitting }
}

/// The content of an answer that tells of success.
fn content(question: &Question<'_>, response: &HttpResponse) -> Verdict {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return Verdict::Accept(Value::Null);
    }
    match serde_json::from_slice(&response.body) {
        Ok(content) => Verdict::Accept(content),
        Err(_) => {
            // RFC 9110 section 9.2.1: a safe method asks for no change.
            let (outcome, next) = if question.endpoint.method.is_safe() {
                ("failed:", "Nothing was changed: try again.")
            } else if question.endpoint.repeatable {
                ("was carried out, but", "Starting it again does no harm.")
            } else {
                (
                    "was carried out, but",
                    "Look at the result before starting it again.",
                )
            };
            let message = format!(
                "`{}` {outcome} Zoom's answer cannot be read: it is not JSON. {next}{}",
                question.action,
                said(&String::from_utf8_lossy(&response.body)),
            );
            let failure = Failure::new(FailureKind::UnexpectedResponse, message);
            Verdict::Fail(traced(failure, response))
        }
    }
}

/// A 429: nothing was carried out. It is a matter of a second, or of the day.
fn throttled(question: &Question<'_>, response: &HttpResponse) -> Verdict {
    let now = clock(response).unwrap_or(question.now);
    let limit = header(response, "x-ratelimit-type").unwrap_or_default();
    let per_second = limit.eq_ignore_ascii_case("QPS");
    let retry_at = header(response, "retry-after").and_then(|value| match value.parse::<u64>() {
        Ok(seconds) => Some(now.saturating_add(seconds)),
        // Zoom writes the moment, where RFC 9110 has seconds or another form of the date.
        Err(_) => times::DateTime::parse(value)
            .and_then(|time| time.timestamp())
            .or_else(|| times::parse_http_date(value)),
    });
    let code = ErrorBody::read(&response.body).code;
    let midnight = (now / SECONDS_OF_A_DAY + 1).saturating_mul(SECONDS_OF_A_DAY);

    let quota = question.endpoint.quota;
    if let Some(quota) = quota.filter(|quota| retry_at.is_none() && quota.is_told_by(limit, code)) {
        return quota_exceeded(question, response, quota.used_up, Some(midnight));
    }
    let wait = retry_at.map(|at| at.saturating_sub(now));
    if limit.to_ascii_lowercase().starts_with("daily") || wait.is_some_and(|w| w > LONGEST_WAIT) {
        return quota_exceeded(
            question,
            response,
            "The account has used up the requests that Zoom allows in a day, with all its apps \
             together. Start it again when they have renewed.",
            retry_at.or(Some(midnight)),
        );
    }
    if question.repetitions < MOST_REPETITIONS_WHEN_THROTTLED {
        let wait = if per_second { 0 } else { wait.unwrap_or(0) };
        return Verdict::AskAgain((1000 << question.repetitions).max(wait * 1000));
    }
    let mut failure = refusal(question, response);
    failure.retry_at = retry_at.or(Some(now.saturating_add(60)));
    Verdict::Fail(failure)
}

fn quota_exceeded(
    question: &Question<'_>,
    response: &HttpResponse,
    what: &str,
    retry_at: Option<u64>,
) -> Verdict {
    let failure = refusal(question, response);
    Verdict::Fail(Failure {
        kind: FailureKind::QuotaExceeded.name().to_owned(),
        message: format!("`{}` failed: {what}", question.action),
        retry_at,
        ..failure
    })
}

/// Adds what identifies the exchange.
pub(crate) fn traced(failure: Failure, response: &HttpResponse) -> Failure {
    Failure {
        status: Some(response.status),
        tracking_id: header(response, "x-zm-trackingid").map(str::to_owned),
        ..failure
    }
}

/// Zoom's clock when it answered, in seconds since 1970-01-01T00:00:00Z.
pub(crate) fn clock(response: &HttpResponse) -> Option<u64> {
    header(response, "date").and_then(times::parse_http_date)
}

fn header<'a>(response: &'a HttpResponse, name: &str) -> Option<&'a str> {
    let field = response
        .headers
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case(name))?;
    Some(field.value.trim())
}
