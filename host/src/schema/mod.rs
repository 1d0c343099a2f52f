//! Reads a JSON Schema as far as whoever asks a person for input needs: which
//! types a field may have (to type what was typed), and what to tell a person of
//! it.
//!
//! Judging an input is the connector's work; nothing is judged here.
//!
//! A schema comes from a component, and a few hundred bytes of references can
//! stand for more places than there are atoms. So every walk has an end: no
//! place is opened twice in one of them, and each has a limit that no schema
//! that people wrote comes near.

use std::{collections::HashSet, ptr};

use serde_json::Value;

mod in_words;
mod unusable;

pub use in_words::shown;
pub use unusable::{SchemaOf, UnusableSchema, UnusableSchemas};

/// How many places a schema stands for at the most.
const MOST_ALTERNATIVES: usize = 500;
/// A longer reference is not followed, in bytes: each time it is, it is read.
const LONGEST_REFERENCE: usize = 1_000;
/// How many values of an `enum` are looked at.
const MOST_VALUES: usize = 1_000;
/// How many members of an object, and fields below it, are listed.
const MOST_FIELDS: usize = 2_000;
/// How many objects lie in each other.
const DEEPEST: usize = 16;
/// How many characters of a description are shown.
const LONGEST_TEXT: usize = 4_000;

/// A place in a JSON Schema (2020-12).
#[derive(Clone, Copy, Debug)]
pub struct Schema<'a> {
    /// The whole document, which `$ref` points into.
    root: &'a Value,
    node: &'a Value,
}

/// A field of an object, found anywhere below it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Field<'a> {
    /// Its path as an [`Assignment`](crate::input::Assignment) takes it, such as
    /// `settings.language` or `questions[].title`.
    pub path: String,
    /// Whether an object without it is none.
    pub required: bool,
    /// What it may be.
    pub schema: Schema<'a>,
}

impl<'a> Schema<'a> {
    /// The schema that is a whole document.
    #[must_use]
    pub fn new(root: &'a Value) -> Self {
        Self { root, node: root }
    }

    fn at(self, node: &'a Value) -> Self {
        Self { node, ..self }
    }

    /// The alternatives that this schema stands for: itself with every
    /// reference followed and every combination opened.
    fn alternatives(self) -> Vec<Self> {
        let mut found = Vec::new();
        let mut opened = HashSet::new();
        let mut to_open = vec![self.node];
        while let Some(node) = to_open.pop()
            && found.len() < MOST_ALTERNATIVES
        {
            if !opened.insert(ptr::from_ref(node)) {
                continue;
            }
            found.push(self.at(node));
            let reference = node["$ref"].as_str();
            let target = reference
                .filter(|reference| reference.len() <= LONGEST_REFERENCE)
                .and_then(|reference| reference.strip_prefix('#'))
                .and_then(|pointer| self.root.pointer(pointer));
            let parts = ["anyOf", "oneOf", "allOf"]
                .into_iter()
                .filter_map(|combination| node[combination].as_array())
                .flatten();
            let begin = to_open.len();
            to_open.extend(target.into_iter().chain(parts).take(MOST_ALTERNATIVES));
            // The first of them is opened next.
            to_open[begin..].reverse();
        }
        found
    }

    /// The types it allows, by their names in JSON Schema.
    #[must_use]
    pub fn types(self) -> Vec<&'static str> {
        let mut types = Vec::new();
        let mut allow = |name: &str| {
            let names = [
                "string", "integer", "number", "boolean", "array", "object", "null",
            ];
            if let Some(name) = names.into_iter().find(|known| *known == name)
                && !types.contains(&name)
            {
                types.push(name);
            }
        };
        for schema in self.alternatives() {
            match &schema.node["type"] {
                Value::String(name) => allow(name),
                Value::Array(names) => names.iter().filter_map(Value::as_str).for_each(&mut allow),
                _ => schema
                    .named_values()
                    .for_each(|value| allow(type_of(value))),
            }
        }
        types
    }

    /// The values of `const` and `enum` written right here.
    fn named_values(self) -> impl Iterator<Item = &'a Value> {
        let constant = self.node.get("const").into_iter();
        let listed = self.node["enum"].as_array().into_iter().flatten();
        constant.chain(listed).take(MOST_VALUES)
    }

    /// All values that it names, when it allows no other.
    #[must_use]
    pub fn values(self) -> Vec<&'a Value> {
        let alternatives = self.alternatives();
        alternatives
            .iter()
            .flat_map(|schema| schema.named_values())
            .filter(|value| !value.is_null())
            .take(MOST_VALUES)
            .collect()
    }

    /// The named values that come with a meaning.
    #[must_use]
    pub fn meanings(self) -> Vec<(&'a Value, &'a str)> {
        let meaning = |schema: Self| {
            Some((
                schema.node.get("const")?,
                schema.node["description"].as_str()?,
            ))
        };
        self.alternatives()
            .into_iter()
            .filter_map(meaning)
            .collect()
    }

    /// The schema of a member of the object.
    #[must_use]
    pub fn member(self, name: &str) -> Option<Self> {
        self.alternatives().into_iter().find_map(|schema| {
            let node = schema.node.get("properties")?.get(name)?;
            Some(schema.at(node))
        })
    }

    /// The schema of the elements of the array.
    #[must_use]
    pub fn element(self) -> Option<Self> {
        self.alternatives()
            .into_iter()
            .find_map(|schema| Some(schema.at(schema.node.get("items")?)))
    }

    /// A keyword's value, here or in what this refers to. What is said of a
    /// single named value is not said of the whole.
    #[must_use]
    pub fn keyword(self, name: &str) -> Option<&'a Value> {
        let whole = |schema: &Self| schema.node.get("const").is_none();
        self.alternatives()
            .into_iter()
            .filter(whole)
            .find_map(|schema| schema.node.get(name))
    }

    /// The text of a keyword, such as `description`, as far as anybody reads.
    #[must_use]
    pub fn text(self, keyword: &str) -> Option<&'a str> {
        let text = self.keyword(keyword)?.as_str()?;
        Some(&text[..text.floor_char_boundary(LONGEST_TEXT)])
    }

    /// Whether a keyword, such as `deprecated`, is `true`.
    #[must_use]
    pub fn is(self, keyword: &str) -> bool {
        self.keyword(keyword) == Some(&Value::Bool(true))
    }

    /// The members of the object, the required ones first.
    #[must_use]
    pub fn members(self) -> Vec<(&'a str, bool, Self)> {
        let alternatives = self.alternatives();
        let required: HashSet<&str> = alternatives
            .iter()
            .flat_map(|schema| schema.node["required"].as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        let mut members: Vec<(&str, bool, Self)> = Vec::new();
        let mut known = HashSet::new();
        for schema in alternatives {
            for (name, node) in schema.node["properties"].as_object().into_iter().flatten() {
                if members.len() < MOST_FIELDS && known.insert(name) {
                    members.push((name, required.contains(name.as_str()), schema.at(node)));
                }
            }
        }
        members.sort_by_key(|(_, required, _)| !required);
        members
    }

    /// Every field below the object, each object before its members. A type
    /// that contains itself is opened once.
    #[must_use]
    pub fn fields(self) -> Vec<Field<'a>> {
        let mut fields = Vec::new();
        self.collect("", &mut Vec::new(), &mut fields);
        fields
    }

    fn collect(
        self,
        parent: &str,
        within: &mut Vec<Vec<*const Value>>,
        fields: &mut Vec<Field<'a>>,
    ) {
        for (name, required, schema) in self.members() {
            let path = if parent.is_empty() {
                name.to_owned()
            } else {
                format!("{parent}.{name}")
            };
            if fields.len() == MOST_FIELDS {
                return;
            }
            fields.push(Field {
                path: path.clone(),
                required,
                schema,
            });
            let (inner, path) = match schema.element() {
                Some(element) => (element, path + "[]"),
                None => (schema, path),
            };
            // Members are found in the node that holds them, however many
            // references lead there.
            let holders: Vec<*const Value> = inner
                .alternatives()
                .iter()
                .filter(|s| s.node.get("properties").is_some())
                .map(|s| ptr::from_ref(s.node))
                .collect();
            let opened = within.iter().flatten();
            let is_within_itself = opened.clone().any(|outer| holders.contains(outer));
            if is_within_itself || within.len() == DEEPEST {
                continue;
            }
            within.push(holders);
            inner.collect(&path, within, fields);
            within.pop();
        }
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn described(root: &Value) -> Vec<String> {
        let fields = Schema::new(root).fields();
        fields
            .iter()
            .map(|field| {
                format!(
                    "{}{}: {}",
                    field.path,
                    if field.required { " (required)" } else { "" },
                    field.schema.in_words()
                )
            })
            .collect()
    }

    #[test]
    fn every_field_is_listed_with_its_path_and_what_it_may_be() {
        let root = json!({
            "type": "object",
            "required": ["topic"],
            "properties": {
                "duration": {"type": "integer", "minimum": 1, "maximum": 300, "default": 30},
                "topic": {"type": "string", "maxLength": 200},
                "password": {"type": "string", "minLength": 1, "writeOnly": true},
                "start": {"type": "string", "format": "date-time"},
                "kind": {"oneOf": [{"const": 1, "description": "once"}, {"const": 2}]},
                "id": {"type": ["string", "integer"]},
                "settings": {"anyOf": [{"$ref": "#/$defs/settings"}, {"type": "null"}]},
            },
            "$defs": {
                "settings": {"type": "object", "properties": {
                    "guests": {"type": "array", "maxItems": 3, "items": {"$ref": "#/$defs/guest"}},
                    "languages": {"type": "array", "items": {"enum": ["de", "en"]}},
                }},
                "guest": {"type": "object", "required": ["email"], "properties": {
                    "email": {"type": "string", "format": "email"},
                    "brings": {"$ref": "#/$defs/guest"},
                }},
            },
        });
        insta::assert_snapshot!(described(&root).join("\n"), @r"
        topic (required): text, at most 200 characters
        duration: integer, 1 to 300, default 30
        id: text or integer
        kind: 1 | 2
        password: secret text, not empty
        settings: object
        settings.guests: list of object, at most 3 entries
        settings.guests[].email (required): email
        settings.guests[].brings: object
        settings.languages: list of de | en
        start: date-time
        ");
    }

    #[test]
    fn a_type_that_contains_itself_is_opened_once() {
        let root = json!({"properties": {"next": {"$ref": "#"}}});
        assert_eq!(described(&root).len(), 2);
    }

    /// Each of `count` definitions refers twice to the next one.
    fn doubling(count: usize, twice: impl Fn(Value) -> Value) -> Value {
        let mut definitions = serde_json::Map::new();
        for number in 0..count {
            let next = json!({ "$ref": format!("#/$defs/{}", number + 1) });
            definitions.insert(number.to_string(), twice(next));
        }
        definitions.insert(count.to_string(), json!({ "type": "string" }));
        json!({
            "properties": { "a": { "$ref": "#/$defs/0" } },
            "$defs": definitions,
        })
    }

    #[test]
    fn references_that_double_at_each_step_are_read_in_the_time_that_their_text_takes() {
        let choices = doubling(200, |next| json!({ "anyOf": [next, next] }));
        assert_eq!(described(&choices), ["a: text"]);
        let objects = doubling(
            200,
            |next| json!({ "properties": { "a": next, "b": next } }),
        );
        assert_eq!(described(&objects).len(), MOST_FIELDS);
    }

    #[test]
    fn a_chain_of_references_of_any_length_ends() {
        let chain = doubling(200_000, |next| next);
        assert_eq!(described(&chain).len(), 1);
    }

    #[test]
    fn a_list_of_itself_is_put_into_words() {
        let root = json!({"properties": {"a": {"$ref": "#/$defs/list"}},
            "$defs": {"list": {"type": "array", "items": {"$ref": "#/$defs/list"}}}});
        let words = "a: list of list of list of list of list";
        assert_eq!(described(&root), [words]);
    }

    #[test]
    fn what_a_schema_says_at_length_is_cut() {
        let long = "x".repeat(100_000);
        let root = json!({"properties": {"a": {"default": long, "description": long}}});
        assert!(described(&root)[0].len() < 300);
        let field = &Schema::new(&root).fields()[0];
        assert_eq!(
            field.schema.text("description").map(str::len),
            Some(LONGEST_TEXT)
        );
    }
}
