//! What Zoom says in the body of an answer without success. Documented as JSON, seen as XML, as HTML,
//! as JSON with unescaped quotes, and empty.

use serde_json::Value;

use crate::contract::FieldProblem;

/// What could be read of such a body.
pub(crate) struct ErrorBody {
    pub(crate) code: Option<i64>,
    pub(crate) problems: Vec<FieldProblem>,
    /// Zoom's own words, or all of the body where they cannot be told from the rest.
    message: String,
}

impl ErrorBody {
    pub(crate) fn read(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let Ok(json) = serde_json::from_str::<Value>(&text) else {
            return Self {
                code: code_in(&text),
                problems: Vec::new(),
                message: message_in(&text).unwrap_or(&text).to_owned(),
            };
        };
        let text_of = |value: &Value, name: &str| {
            value
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let problems = json
            .get("errors")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        Self {
            code: json.get("code").and_then(|code| {
                code.as_i64()
                    .or_else(|| code.as_str().and_then(|code| code.parse().ok()))
            }),
            problems: problems
                .map(|problem| FieldProblem {
                    field: text_of(problem, "field"),
                    message: format!(
                        "is refused by Zoom: {}",
                        printable(&text_of(problem, "message"))
                    ),
                })
                .collect(),
            message: text_of(&json, "message"),
        }
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
