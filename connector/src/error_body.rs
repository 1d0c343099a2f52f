//! What Zoom says in the body of an answer without success. Documented as JSON, seen as XML, as HTML,
//! as JSON with unescaped quotes, and empty.

use serde_json::Value;

use crate::contract::FieldProblem;
use crate::json;
use crate::names;
use crate::numbers;
use crate::shape::{Object, Shape};

/// What could be read of such a body.
pub(crate) struct ErrorBody {
    pub(crate) code: Option<i64>,
    pub(crate) problems: Vec<FieldProblem>,
    /// Whether it is a web page.
    page: bool,
    /// Zoom's own words, or all of the body where they cannot be told from the rest.
    message: String,
}

/// The members that have been seen to hold a code.
const CODES: [&str; 2] = ["code", "errorCode"];
/// The members that have been seen to hold what is wrong in words, the best words first.
const MESSAGES: [&str; 7] = [
    "message",
    "errorMessage",
    "error_description",
    "reason",
    "error",
    "detail",
    "title",
];
/// How many wrong fields are told of.
const MOST_PROBLEMS: usize = 50;

/// What Zoom says where a plan or a licence is missing.
const PLAN_WORDS: [&str; 5] = [
    "available for paid",
    "plan is missing",
    "subscription is missing",
    "subscribe to the",
    "upgrade your",
];

impl ErrorBody {
    pub(crate) fn read(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let Ok(json) = json::parse(text.as_bytes()) else {
            return Self {
                page: is_page(&text),
                code: code_in(&text),
                problems: Vec::new(),
                message: message_in(&text).unwrap_or(&text).to_owned(),
            };
        };
        // Some servers put all of it into one member.
        let error = json.get("error").filter(|error| error.is_object());
        let error = error.unwrap_or(&json);
        let code = |name| error.get(name).and_then(numbers::integer);
        let message = |name| error.get(name).and_then(Value::as_str);
        let is_text = |text: &&str| !text.trim().is_empty();
        let problems = error.get("errors").and_then(Value::as_array);
        Self {
            page: false,
            code: CODES.into_iter().find_map(code),
            problems: problems
                .into_iter()
                .flatten()
                .take(MOST_PROBLEMS)
                .filter_map(problem)
                .collect(),
            message: MESSAGES
                .into_iter()
                .filter_map(message)
                .find(is_text)
                .unwrap_or(if says_more(error) { &text } else { "" })
                .to_owned(),
        }
    }

    /// Whether an object tells of an error, as far as the names of its members say. Those that the
    /// `documented` answer has say nothing.
    pub(crate) fn is(object: &Object, documented: &Shape) -> bool {
        let has = |names: &[&str], is: fn(&Value) -> bool| {
            let mut odd = names.iter().filter(|name| documented.field(name).is_none());
            odd.any(|name| object.get(*name).is_some_and(is))
        };
        // 0 is no error, wherever there is a code of that.
        let coded = has(&CODES, |code| {
            numbers::integer(code).is_some_and(|code| code != 0)
        });
        let worded = has(&MESSAGES, Value::is_string);
        let wrapped = has(&["error"], |error| {
            !error.is_null() && *error != Value::Bool(false)
        });
        let listed = has(&["errors"], |errors| {
            errors.as_array().is_some_and(|errors| !errors.is_empty())
        });
        let denied = has(&["success", "ok"], |told| *told == Value::Bool(false))
            || has(&["status", "result"], is_failure);
        coded && worded || wrapped || listed || denied
    }

    /// Whether it is a web page.
    pub(crate) fn is_a_page(&self) -> bool {
        self.page
    }

    /// Whether an object that is not documented has the code of an error, and words for it.
    pub(crate) fn has_code(object: &Object) -> bool {
        // 0 is no error.
        let coded = |name: &&str| {
            let code = object.get(*name).and_then(numbers::integer);
            code.is_some_and(|code| code != 0)
        };
        let worded = |name: &&str| object.get(*name).is_some_and(Value::is_string);
        CODES.iter().any(coded) && MESSAGES.iter().any(worded)
    }

    /// Whether the message has these words, which are in lower case.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.message.to_ascii_lowercase().contains(words)
    }

    /// Whether it is about what costs money. Zoom has no code for that alone.
    pub(crate) fn is_about_the_plan(&self) -> bool {
        PLAN_WORDS.iter().any(|words| self.says(words))
    }

    /// Whether it is about what is allowed in a day.
    pub(crate) fn is_about_a_day(&self) -> bool {
        ["daily", "per day"].iter().any(|words| self.says(words))
    }

    /// The scopes that the message lists; Zoom tells them nowhere else.
    pub(crate) fn scopes(&self) -> Vec<String> {
        let Some((_, rest)) = self.message.split_once("scopes") else {
            return Vec::new();
        };
        let list = rest.split(']').next().unwrap_or_default();
        let looks_like_one = |scope: &&str| {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:".contains(c);
            !scope.is_empty() && scope.chars().all(plain)
        };
        list.split(',')
            .map(|scope| scope.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
            .filter(looks_like_one)
            .map(str::to_owned)
            .collect()
    }

    pub(crate) fn said(&self) -> String {
        said(&self.message)
    }
}

/// Whether there is more in it than a code and empty words.
fn says_more(error: &Value) -> bool {
    let Some(members) = error.as_object() else {
        return !error.is_null();
    };
    let says = |name: &String| !CODES.contains(&name.as_str());
    members
        .iter()
        .any(|(name, value)| says(name) && !value.is_null() && value.as_str() != Some(""))
}

/// Whether a member that tells how it went tells of a failure.
fn is_failure(told: &Value) -> bool {
    let words = |text: &str| {
        let text = text.trim().to_ascii_lowercase();
        text.starts_with("fail") || text.starts_with("error")
    };
    *told == Value::Bool(false) || told.as_str().is_some_and(words)
}

/// Whether a text is a web page.
pub(crate) fn is_page(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    text.starts_with("<!doctype html") || text.starts_with("<html")
}

/// What is wrong with one field.
fn problem(told: &Value) -> Option<FieldProblem> {
    let text = |name: &str| told.get(name).and_then(Value::as_str);
    let (field, message) = (text("field"), text("message").or(told.as_str()));
    // What names neither tells nothing.
    field.or(message)?;
    Some(FieldProblem {
        field: field.map(names::shown).unwrap_or_default(),
        message: match message {
            Some(message) => format!("is refused by Zoom: {}", printable(message)),
            None => "is refused by Zoom".to_owned(),
        },
    })
}

/// The code in XML, or in JSON that is none.
fn code_in(text: &str) -> Option<i64> {
    let (_, rest) = text
        .split_once("<code>")
        .or_else(|| text.split_once("\"code\""))?;
    let rest = rest.trim_start_matches([':', ' ', '"']);
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

/// The message in XML, or in JSON that is none because of quotes in the message. None when it is
/// empty.
fn message_in(text: &str) -> Option<&str> {
    let message = if let Some((_, rest)) = text.split_once("<message>") {
        rest.split("</message>").next()?
    } else {
        let (_, rest) = text.split_once("\"message\"")?;
        let rest = rest.trim_start().strip_prefix(':')?;
        let rest = rest.trim_start().strip_prefix('"')?;
        let ends_it = |after: &str| after.trim_start().starts_with('}') || is_next_member(after);
        rest.match_indices('"')
            .filter_map(|(end, _)| rest.split_at_checked(end))
            .find(|(_, quote)| quote.strip_prefix('"').is_some_and(ends_it))
            .map_or(rest, |(message, _)| message)
    };
    Some(message).filter(|message| !message.trim().is_empty())
}

/// Whether `text` begins like `,"errors":`.
fn is_next_member(text: &str) -> bool {
    let name = text.trim_start().strip_prefix(',');
    let name = name.and_then(|text| text.trim_start().strip_prefix('"'));
    name.and_then(|text| text.split_once('"'))
        .is_some_and(|(name, rest)| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            name.bytes().all(plain) && rest.trim_start().starts_with(':')
        })
}

/// A sentence that quotes Zoom; empty when there is nothing to quote.
pub(crate) fn said(text: &str) -> String {
    match printable(text) {
        text if text.is_empty() => String::new(),
        text => format!(" Zoom says: {text:?}"),
    }
}

/// The beginning of a text, on one line.
fn printable(text: &str) -> String {
    const LONGEST: usize = 300;
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let line = words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
