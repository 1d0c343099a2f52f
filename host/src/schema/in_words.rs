//! What a field may be, in a few words for a person.

use serde_json::Value;

use super::Schema;

/// How many lists of lists are put into words.
const DEEPEST_LIST: usize = 4;
/// How many characters of a default are shown.
const LONGEST_DEFAULT: usize = 200;

impl Schema<'_> {
    /// What a value may be, in a few words: `integer, 1 to 300, default 30`.
    #[must_use]
    pub fn in_words(self) -> String {
        self.in_words_within(DEEPEST_LIST)
    }

    fn in_words_within(self, lists: usize) -> String {
        let secret = if self.is("writeOnly") { "secret " } else { "" };
        let mut words = vec![format!("{secret}{}", self.kind(lists))];
        if let Some(range) = self.range() {
            words.push(range);
        }
        if let Some(default) = self.keyword("default").filter(|default| !default.is_null()) {
            let mut default = shown(default);
            default.truncate(default.floor_char_boundary(LONGEST_DEFAULT));
            words.push(format!("default {default}"));
        }
        words.join(", ")
    }

    fn kind(self, lists: usize) -> String {
        if let Some(element) = self.element() {
            let Some(lists) = lists.checked_sub(1) else {
                return "list".to_owned();
            };
            let of = element.in_words_within(lists);
            return if of.contains(',') {
                format!("list of ({of})")
            } else {
                format!("list of {of}")
            };
        }
        let values = self.values();
        if !values.is_empty() {
            return values
                .into_iter()
                .map(shown)
                .collect::<Vec<_>>()
                .join(" | ");
        }
        let types = self.types();
        let mut names: Vec<&str> = Vec::new();
        for name in types {
            names.push(match name {
                "string" => self.text("format").unwrap_or("text"),
                "null" => continue,
                name => name,
            });
        }
        if names.is_empty() {
            "any value".to_owned()
        } else {
            names.join(" or ")
        }
    }

    fn range(self) -> Option<String> {
        let number = |keyword: &str| self.keyword(keyword).and_then(Value::as_f64);
        let bounds = |low: &str, high: &str| match (number(low), number(high)) {
            (Some(low), Some(high)) => Some(format!("{low} to {high}")),
            (Some(low), None) if low != 0.0 => Some(format!("at least {low}")),
            (None, Some(high)) => Some(format!("at most {high}")),
            _ => None,
        };
        let size = |low: &str, high: &str, unit: &str| match (number(low), number(high)) {
            (Some(1.0), None) => Some("not empty".to_owned()),
            _ => Some(format!("{} {unit}", bounds(low, high)?)),
        };
        bounds("minimum", "maximum")
            .or_else(|| size("minLength", "maxLength", "characters"))
            .or_else(|| size("minItems", "maxItems", "entries"))
    }
}

/// A value as a person would type it: text without quotes.
#[must_use]
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
