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
mod tests;
