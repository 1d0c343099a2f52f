//! What somebody has entered.
//!
//! What a person enters is that person's to choose. But a connector says which
//! settings there are, and forms begin with the default that it names, or offer the
//! choices that it names. So what the schema of a setting says by itself is the
//! connector's word, whoever sends it; and what one has said in an earlier version stays
//! that, since it may stand in the settings from then.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::named_texts::NamedTexts;
use crate::manifest::AuthMethod;
use crate::printable::is_printable;
use crate::schema::Schema;

/// What somebody has entered in the settings of an auth method, found out once for
/// all that is looked for in it.
pub(super) struct Entered {
    /// What is all that a setting has.
    ones: HashSet<String>,
    /// What is an entry of a list, or one of several in a text.
    parts: HashSet<String>,
}

impl Entered {
    /// What the settings have, but for what the schemas of these settings name, and what
    /// any has named before.
    pub(super) fn of(
        settings: &Map<String, Value>,
        method: &AuthMethod,
        named_before: &[&NamedTexts],
    ) -> Self {
        let was_named = |text: &str| {
            let sent = as_sent(text);
            named_before.iter().any(|named| named.has(&sent))
        };
        let (mut ones, mut parts) = (HashSet::new(), HashSet::new());
        for (name, value) in settings {
            let Some(setting) = method.setting(name) else {
                continue;
            };
            let named = Named::by(setting.schema);
            let is_entered = |text: &String| !named.has(text) && !was_named(text);
            ones.extend(one(value).filter(is_entered));
            parts.extend(parts_of(value).filter(is_entered));
        }
        Self { ones, parts }
    }

    /// Whether it is all that somebody has entered for a setting.
    pub(super) fn is_one(&self, text: &str) -> bool {
        self.ones.contains(text)
    }

    /// Whether it is, or is among several.
    pub(super) fn has(&self, text: &str) -> bool {
        self.is_one(text) || self.parts.contains(text)
    }
}

/// What the schemas of the settings of an auth method name.
pub(super) fn named_by(method: &AuthMethod) -> NamedTexts {
    let mut named = NamedTexts::default();
    for setting in method.settings() {
        if named.is_full() {
            break;
        }
        named.add(Named::by(setting.schema).0);
    }
    named
}

/// What the schema of a setting names: a default, and choices.
struct Named(HashSet<String>);

impl Named {
    fn by(schema: &Value) -> Self {
        let whole = Schema::new(schema);
        let schemas = [Some(whole), whole.element()].into_iter().flatten();
        let values = schemas.flat_map(|schema| {
            let default = schema.keyword("default").into_iter();
            schema.values().into_iter().chain(default)
        });
        let mut named = Self(HashSet::new());
        for value in values {
            named.take(value);
        }
        named
    }

    fn take(&mut self, value: &Value) {
        for text in as_shown(value) {
            let sent = as_sent(&text);
            self.0.extend(split(&sent).map(str::to_owned));
            self.0.extend(split(&text).map(as_sent));
            self.0.insert(sent);
        }
        // Where the schema names no type, a text that is JSON comes back as that.
        let entries = match value {
            Value::Array(entries) => entries.as_slice(),
            one => std::slice::from_ref(one),
        };
        for text in entries.iter().filter_map(Value::as_str) {
            if let Ok(read) = serde_json::from_str(&as_sent(text)) {
                self.take(&read);
            }
        }
    }

    fn has(&self, text: &str) -> bool {
        !self.0.is_empty() && self.0.contains(&as_sent(text))
    }
}

/// A value as a form shows it: a text as it is, a list line by line, and whatever is
/// no text as JSON.
fn as_shown(value: &Value) -> Vec<String> {
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Null => Vec::new(),
        Value::Array(entries) => {
            let whole = std::iter::once(shown(value));
            whole.chain(entries.iter().map(shown)).collect()
        }
        one => vec![shown(one)],
    }
}

/// A text as it comes back from a form that begins with it: browsers take line breaks
/// out of what stands in a field of one line, and blanks from its ends may go. Nobody
/// sees other characters that show nothing.
fn as_sent(text: &str) -> String {
    let shown: String = text.chars().filter(|one| is_printable(*one)).collect();
    shown.trim().to_owned()
}

/// What stands between commas and blanks.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|between: char| between == ',' || between.is_whitespace())
}

/// A value that is one text, whatever blanks are around it, or a number as people write
/// a text of digits.
fn one(value: &Value) -> impl Iterator<Item = String> {
    let texts = match value {
        Value::String(text) => vec![text.clone(), text.trim().to_owned()],
        Value::Number(number) => vec![number.to_string()],
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Vec::new(),
    };
    texts.into_iter()
}

/// What a value has in it, of texts.
fn parts_of(value: &Value) -> impl Iterator<Item = String> {
    let texts = match value {
        Value::Array(entries) => entries.as_slice(),
        one => std::slice::from_ref(one),
    };
    let texts = texts.iter().filter_map(Value::as_str);
    texts.flat_map(|text| {
        let parts = split(text).chain(std::iter::once(text));
        parts.map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// An auth method with one setting, of that schema.
    fn method(schema: &Value) -> AuthMethod {
        serde_json::from_value(json!({
            "id": "own-app", "name": "Own app", "summary": "", "authorization": "token-grant",
            "secrets": {}, "setup": [],
            "endpoints": [{"name": "Example", "token_endpoint": "https://api.example/token"}],
            "settings": {"properties": {"more": schema}},
        }))
        .unwrap()
    }

    /// What is entered as `value` for a setting of that schema.
    fn entered(schema: &Value, value: &Value) -> Entered {
        entered_after(&[], schema, value)
    }

    /// The same where the setting was of these schemas before.
    fn entered_after(before: &[Value], schema: &Value, value: &Value) -> Entered {
        let before: Vec<_> = before
            .iter()
            .map(|schema| named_by(&method(schema)))
            .collect();
        let before: Vec<_> = before.iter().collect();
        let settings = json!({ "more": value });
        Entered::of(settings.as_object().unwrap(), &method(schema), &before)
    }

    #[test]
    fn what_an_earlier_schema_has_named_is_not_entered() {
        for schema in [
            json!({"default": "x ad\nmin"}),
            json!({"enum": ["x", "admin"]}),
            json!({"default": ["admin"]}),
        ] {
            for value in [json!("admin"), json!(" admin\t"), json!(["admin"])] {
                let entered = entered_after(std::slice::from_ref(&schema), &json!({}), &value);
                assert!(!entered.has("admin"), "{schema} {value}");
            }
        }
        let text = entered_after(
            &[json!({"default": "admin"}), json!({"default": "write"})],
            &json!({"type": "string"}),
            &json!("admin write read"),
        );
        assert!(text.has("read") && !text.has("admin") && !text.has("write"));
    }

    #[test]
    fn what_somebody_has_written_is_entered_as_one_and_as_several() {
        let text = entered(&json!({"type": "string"}), &json!("read, write"));
        assert!(text.has("read") && text.has("write") && text.has("read, write"));
        assert!(!text.has("admin"));
        let list = entered(&json!({"type": "array"}), &json!(["read", "write all"]));
        assert!(list.has("read") && list.has("all") && list.has("write all"));
    }

    #[test]
    fn what_stands_among_other_things_is_not_all_of_it() {
        for value in [
            json!("ours theirs"),
            json!("ours,theirs"),
            json!(["theirs"]),
        ] {
            assert!(!entered(&json!({}), &value).is_one("theirs"), "{value}");
        }
        assert!(entered(&json!({}), &json!(" theirs\n")).is_one("theirs"));
        assert!(entered(&json!({}), &json!(65536)).is_one("65536"));
    }

    #[test]
    fn what_a_form_makes_of_what_the_schema_names_is_not_entered() {
        for default in [
            json!("admin"),
            json!(" admin\t"),
            json!("adm\nin"),
            json!("adm\r\nin"),
            json!("x adm\nin"),
            json!("ad\u{200b}min"),
            json!(["adm\nin", "x"]),
            json!("\"admin\""),
            json!("\"\\\"\\\\u0061dmin\\\"\""),
            json!("[\"admin\", \"x\"]"),
        ] {
            for schema in [
                json!({"default": default}),
                json!({"const": default}),
                json!({"enum": ["x", default]}),
                json!({"anyOf": [{"type": "string"}, {"enum": [default]}]}),
            ] {
                let entered = entered(&schema, &json!("admin"));
                assert!(!entered.has("admin"), "{schema}");
            }
        }
        assert!(!entered(&json!({"default": 65536}), &json!("65536")).is_one("65536"));
        // What somebody adds to it is theirs.
        let added = entered(&json!({"default": "admin"}), &json!("admin write"));
        assert!(added.has("write") && !added.has("admin"));
    }
}
