//! Judging an answer of Zoom's: is it what was asked for, is it worth asking again, or has it
//! failed, and how.

use http::StatusCode;
use serde_json::{Value, json};

use crate::contract::{Failure, FailureKind, HttpResponse};
use crate::endpoint::{Content, Endpoint};
use crate::error_body::{ErrorBody, is_page, said};
use crate::json;
use crate::refusals;
use crate::scopes::{Sort, helpful};
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
    /// Whether it is the token of an app of the account's own, and has no scopes.
    pub(crate) scopeless: bool,
    /// Whether it is for a page that an earlier answer names.
    pub(crate) goes_on: bool,
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
const LONGEST_WAIT: u64 = 60;
const SECONDS_OF_A_DAY: u64 = 86_400;

/// Judge the answer to a question.
pub(crate) fn judge(question: &Question<'_>, response: &HttpResponse) -> Verdict {
    let Ok(status) = StatusCode::from_u16(response.status) else {
        return Verdict::Fail(no_answer(question, response));
    };
    if status.is_success() {
        content(question, response)
    } else if status == StatusCode::TOO_MANY_REQUESTS {
        throttled(question, response)
    } else if is_failing(response.status) && question.endpoint.repeatable {
        failing(question, response)
    } else {
        Verdict::Fail(refusal(question, response))
    }
}

/// Whether a status tells of a trouble of the server's, or of what stands in front of it, that may
/// be over in a moment.
pub(crate) fn is_failing(status: u16) -> bool {
    let waited_too_long = StatusCode::REQUEST_TIMEOUT.as_u16();
    let too_early = StatusCode::TOO_EARLY.as_u16();
    status >= 500 || status == waited_too_long || status == too_early
}

/// A failure of Zoom's of something that does no harm when it is asked for again.
fn failing(question: &Question<'_>, response: &HttpResponse) -> Verdict {
    let now = clock(response).unwrap_or(question.now);
    let retry_at = retry_at(response, now);
    let wait = retry_at.map_or(0, |at| at.saturating_sub(now));
    if question.repetitions < MOST_REPETITIONS_WHEN_FAILING && wait <= LONGEST_WAIT {
        return Verdict::AskAgain((1000 << question.repetitions).max(wait * 1000));
    }
    Verdict::Fail(Failure {
        retry_at: retry_at.filter(|at| *at > now),
        ..refusal(question, response)
    })
}

/// When Zoom wants to be asked again, where it says so. What lies years ahead is no such time.
fn retry_at(response: &HttpResponse, now: u64) -> Option<u64> {
    const LONGEST: u64 = 366 * SECONDS_OF_A_DAY;
    let value = header(response, "retry-after")?;
    let at = match value.parse::<u64>() {
        Ok(seconds) => Some(now.saturating_add(seconds)),
        // Zoom writes the moment, where RFC 9110 has seconds or another form of the date.
        Err(_) => times::DateTime::parse(value)
            .and_then(|time| time.timestamp())
            .or_else(|| times::parse_http_date(value)),
    };
    at.filter(|at| *at <= now.saturating_add(LONGEST))
}

/// The failure of what came without being an answer: HTTP has no such status.
fn no_answer(question: &Question<'_>, response: &HttpResponse) -> Failure {
    let what = format!("has the status {}, which is none of HTTP", response.status);
    unexpected(question, response, &what)
}

/// The failure that an answer without success tells of.
pub(crate) fn refusal(question: &Question<'_>, response: &HttpResponse) -> Failure {
    let error = ErrorBody::read(&response.body);
    let mut refusal = refusals::find(
        question.endpoint.refusals,
        response.status,
        error.code,
        question.goes_on,
    );
    let may_be_the_plan = matches!(refusal.kind, FailureKind::Forbidden | FailureKind::Refused);
    if may_be_the_plan && error.is_about_the_plan() {
        refusal = refusals::OF_THE_PLAN;
    }
    let is_either = refusal.kind == FailureKind::MissingScope
        && error.code == Some(refusals::OF_SCOPE_OR_ROLE)
        && response.status == StatusCode::UNAUTHORIZED.as_u16();
    let says_any = |words: &[&str]| words.iter().any(|words| error.says(words));
    // Without any scope, that is what is in the way, whatever the words.
    if is_either && !question.scopeless && !says_any(&["scope"]) {
        refusal = if says_any(refusals::WORDS_OF_THE_CREDENTIAL) {
            refusals::OF_THE_CREDENTIAL
        } else {
            refusals::OF_THE_ROLE
        };
    }
    let lacks_a_scope = refusal.kind == FailureKind::MissingScope;
    if lacks_a_scope && question.scopeless {
        refusal = refusals::OF_A_NEW_APP;
    }
    // A page where the documentation has an object is not Zoom's, whatever its status.
    if error.is_a_page() && (400..500).contains(&response.status) {
        refusal = refusals::of_a_page(refusal);
    }
    let answered = matches!(response.status, 200..=299 | 400..=499);
    let unknown_outcome =
        (!answered || is_failing(response.status)) && !question.endpoint.repeatable;
    if unknown_outcome && is_failing(response.status) {
        // A code tells nothing of what was done before it came to that.
        refusal = refusals::FAILING;
    }
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
    if lacks_a_scope {
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
    helpful(question.sort, all)
}

/// The content of an answer whose status tells of success. The status alone proves nothing: what
/// stands in front of Zoom answers with it too, and Zoom has told of errors with it.
fn content(question: &Question<'_>, response: &HttpResponse) -> Verdict {
    let is = |what: &str| Verdict::Fail(unexpected(question, response, what));
    if response.status == StatusCode::PARTIAL_CONTENT.as_u16() {
        return is("is a part of one, which nobody asked for");
    }
    let wanted = question.endpoint.content;
    if matches!(wanted, Content::Any) {
        return any_content(question, response);
    }
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return match wanted {
            Content::None => Verdict::Accept(Value::Null),
            Content::Object | Content::List(_) | Content::Any => is("is empty"),
        };
    }
    match json::parse(without_mark(&response.body)) {
        Ok(Value::Object(object)) if ErrorBody::is(&object, &question.endpoint.output) => {
            Verdict::Fail(refusal(question, response))
        }
        Ok(content @ Value::Object(_)) => Verdict::Accept(content),
        Ok(list @ Value::Array(_)) => match wanted {
            Content::List(member) => Verdict::Accept(json!({ member: list })),
            _ => is("is no object"),
        },
        Ok(_) => is("is no object"),
        Err(_) => is("cannot be read: it is not JSON"),
    }
}

/// What is taken of an answer of which nothing is documented: its status, and its content as JSON or
/// as text. It tells of an error where it has a code and words for it.
fn any_content(question: &Question<'_>, response: &HttpResponse) -> Verdict {
    let mut told = json!({ "status": response.status });
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return Verdict::Accept(told);
    }
    told["body"] = match json::parse(without_mark(&response.body)) {
        Ok(Value::Object(object)) if ErrorBody::has_code(&object) => {
            return Verdict::Fail(refusal(question, response));
        }
        Ok(content) => content,
        Err(_) => match std::str::from_utf8(&response.body) {
            Ok(text) if is_page(text) => {
                let what = "is a web page, and so none of Zoom's";
                return Verdict::Fail(unexpected(question, response, what));
            }
            Ok(text) => text.into(),
            Err(_) => {
                let what = "is neither JSON nor text";
                return Verdict::Fail(unexpected(question, response, what));
            }
        },
    };
    Verdict::Accept(told)
}

/// A text without the mark of its byte order, which some programs put in front of it.
fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)
}

/// The failure of an answer whose status tells of success and whose content is not what the endpoint
/// answers with.
pub(crate) fn unexpected(question: &Question<'_>, response: &HttpResponse, what: &str) -> Failure {
    // RFC 9110 section 9.2.1: a safe method asks for no change.
    let next = if question.endpoint.method.is_safe() {
        "Nothing was changed: try again."
    } else if question.endpoint.repeatable {
        "Whether it was carried out is not known. Starting it again does no harm."
    } else {
        "Whether it was carried out is not known: look before starting it again."
    };
    let message = format!(
        "`{}` failed: what came as Zoom's answer {what}. {next}{}",
        question.action,
        said(&String::from_utf8_lossy(&response.body)),
    );
    traced(
        Failure::new(FailureKind::UnexpectedResponse, message),
        response,
    )
}

/// A 429: nothing was carried out. It is a matter of the day only where Zoom says so: by the type of
/// the limit, or in words.
fn throttled(question: &Question<'_>, response: &HttpResponse) -> Verdict {
    let now = clock(response).unwrap_or(question.now);
    let limit = header(response, "x-ratelimit-type").unwrap_or_default();
    let retry_at = retry_at(response, now);
    let error = ErrorBody::read(&response.body);
    let of_the_day = match limit {
        "" => error.is_about_a_day(),
        limit => limit.to_ascii_lowercase().starts_with("daily"),
    };
    if of_the_day {
        let midnight = (now / SECONDS_OF_A_DAY + 1).saturating_mul(SECONDS_OF_A_DAY);
        let quota = question.endpoint.quota;
        let quota = quota.filter(|quota| error.says(quota.told_by));
        let used_up = quota.map_or(
            "The account has used up the requests that Zoom allows in a day, with all its apps \
             together. Start it again when they have renewed.",
            |quota| quota.used_up,
        );
        return quota_exceeded(question, response, used_up, retry_at.or(Some(midnight)));
    }
    let wait = retry_at.map_or(0, |at| at.saturating_sub(now));
    if question.repetitions < MOST_REPETITIONS_WHEN_THROTTLED && wait <= LONGEST_WAIT {
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
