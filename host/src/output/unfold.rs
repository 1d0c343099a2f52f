//! Putting in the place of each reference what it refers to.
//!
//! A schema comes from a component. A few hundred bytes of references can stand
//! for more places than there are atoms, refer to themselves without end, or
//! name a document elsewhere. So they are followed here, once and within a
//! limit, and what checks outputs never meets one.

use serde_json::{Map, Value, json};

/// How many places a schema stands for at the most. The largest that was seen
/// has 250.
const MOST_PLACES: usize = 10_000;
/// How many values the keywords of all these places have, and how many names; a
/// long text and a long name count as several.
const MOST_VALUES: usize = 100_000;
/// A text of more bytes counts as several values.
const LONG: usize = 100;
/// How many schemas lie in each other.
const DEEPEST: usize = 64;

/// Keywords whose value is a schema (JSON Schema 2020-12, Core and Validation).
const ONE: [&str; 12] = [
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "additionalItems",
];
/// Keywords whose value is a list of schemas.
pub(super) const LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value has schemas by name.
const NAMED: [&str; 3] = ["dependentSchemas", "patternProperties", "properties"];
/// Keywords that say where references lead.
const REFERENCES: [&str; 7] = [
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$schema",
    "$vocabulary",
];

/// The schema without references. Where it refers to itself, it is followed
/// until it comes round, and whatever is below fits.
pub(super) fn unfold(root: &Value) -> Result<Value, String> {
    let mut unfolding = Unfolding {
        root,
        places: 0,
        values: 0,
        depth: 0,
        within: Vec::new(),
    };
    unfolding.schema(root)
}

struct Unfolding<'a> {
    root: &'a Value,
    places: usize,
    values: usize,
    depth: usize,
    /// The references that are being followed.
    within: Vec<&'a str>,
}

impl<'a> Unfolding<'a> {
    fn schema(&mut self, schema: &'a Value) -> Result<Value, String> {
        self.places += 1;
        if self.places > MOST_PLACES {
            return Err(format!("it stands for more than {MOST_PLACES} places"));
        }
        if self.depth == DEEPEST {
            return Err(format!("it is more than {DEEPEST} schemas deep"));
        }
        self.depth += 1;
        let unfolded = match schema {
            Value::Object(members) => self.members(members),
            boolean => Ok(boolean.clone()),
        };
        self.depth -= 1;
        unfolded
    }

    fn members(&mut self, members: &'a Map<String, Value>) -> Result<Value, String> {
        let mut unfolded = Map::new();
        for (keyword, value) in members {
            let name = keyword.as_str();
            self.count_text(name)?;
            let value = match value {
                _ if name == "$ref" => continue,
                _ if name == "$dynamicRef" => {
                    return Err("it has a `$dynamicRef`".to_owned());
                }
                _ if REFERENCES.contains(&name) => continue,
                value if ONE.contains(&name) => self.schema(value)?,
                Value::Array(schemas) if LIST.contains(&name) => {
                    let schemas = schemas.iter().map(|schema| self.schema(schema));
                    Value::Array(schemas.collect::<Result<_, _>>()?)
                }
                Value::Object(schemas) if NAMED.contains(&name) => {
                    let schemas = schemas.iter().map(|(name, schema)| {
                        self.count_text(name)?;
                        Ok((name.clone(), self.schema(schema)?))
                    });
                    Value::Object(schemas.collect::<Result<_, String>>()?)
                }
                value => {
                    self.count(value)?;
                    value.clone()
                }
            };
            unfolded.insert(keyword.clone(), value);
        }
        if let Some(reference) = members.get("$ref") {
            let target = self.reference(reference)?;
            match unfolded.entry("allOf").or_insert_with(|| json!([])) {
                Value::Array(all) => all.push(target),
                _ => return Err("its `allOf` is no list".to_owned()),
            }
        }
        Ok(Value::Object(unfolded))
    }

    /// Counts what is about to be copied.
    fn count(&mut self, value: &Value) -> Result<(), String> {
        let mut to_count = vec![value];
        while let Some(value) = to_count.pop() {
            match value {
                Value::String(text) => self.count_text(text)?,
                Value::Array(values) => to_count.extend(values),
                Value::Object(members) => {
                    for (name, value) in members {
                        self.count_text(name)?;
                        to_count.push(value);
                    }
                }
                _ => {}
            }
            self.add(1)?;
        }
        Ok(())
    }

    fn count_text(&mut self, text: &str) -> Result<(), String> {
        self.add(text.len() / LONG)
    }

    fn add(&mut self, values: usize) -> Result<(), String> {
        self.values += values;
        if self.values > MOST_VALUES {
            return Err(format!("it stands for more than {MOST_VALUES} values"));
        }
        Ok(())
    }

    fn reference(&mut self, reference: &'a Value) -> Result<Value, String> {
        let pointer = reference
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'))
            .filter(|pointer| pointer.is_empty() || pointer.starts_with('/'))
            .ok_or("a `$ref` in it does not point into it, as `#/$defs/name` does")?;
        if self.within.contains(&pointer) {
            return Ok(Value::Bool(true));
        }
        let target = self
            .root
            .pointer(pointer)
            .ok_or("a `$ref` in it points to nothing")?;
        self.within.push(pointer);
        let unfolded = self.schema(target);
        self.within.pop();
        unfolded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_referred_to_stands_where_it_is_referred_to() {
        let schema = json!({
            "$defs": { "id": { "type": "string" } },
            "properties": { "$ref": { "$ref": "#/$defs/id", "minLength": 1 } },
            "enum": [{ "$ref": "stays" }],
        });
        assert_eq!(
            unfold(&schema).unwrap(),
            json!({
                "properties": { "$ref": { "minLength": 1, "allOf": [{ "type": "string" }] } },
                "enum": [{ "$ref": "stays" }],
            })
        );
    }

    #[test]
    fn a_list_of_values_counts_as_often_as_it_is_referred_to() {
        let numbers: Vec<usize> = (0..1000).collect();
        let by = |times: usize| {
            let all = vec![json!({ "$ref": "#/$defs/numbers" }); times];
            unfold(&json!({ "$defs": { "numbers": { "enum": numbers } }, "prefixItems": all }))
        };
        assert!(by(90).is_ok());
        assert_eq!(
            by(110).unwrap_err(),
            "it stands for more than 100000 values"
        );
    }

    #[test]
    fn a_long_name_counts_as_often_as_it_is_referred_to() {
        let name = "x".repeat(100_000);
        let by = |times: usize| {
            let all = vec![json!({ "$ref": "#/$defs/long" }); times];
            let long = json!({ "properties": { &name: {} } });
            unfold(&json!({ "$defs": { "long": long }, "prefixItems": all }))
        };
        assert!(by(90).is_ok());
        assert!(by(110).is_err());
    }

    #[test]
    fn what_refers_to_itself_is_followed_until_it_comes_round() {
        let tree = json!({ "type": "object", "properties": { "left": { "$ref": "#" } } });
        let left = json!({ "type": "object", "properties": { "left": { "allOf": [true] } } });
        assert_eq!(
            unfold(&tree).unwrap(),
            json!({ "type": "object", "properties": { "left": { "allOf": [left] } } })
        );
        assert_eq!(
            unfold(&json!({ "$ref": "#" })).unwrap(),
            json!({ "allOf": [{ "allOf": [true] }] })
        );
    }

    #[test]
    fn references_that_double_again_and_again_are_refused() {
        let mut definitions = Map::new();
        for level in 0..25 {
            let next = json!({ "$ref": format!("#/$defs/l{}", level + 1) });
            definitions.insert(format!("l{level}"), json!({ "allOf": [next, next] }));
        }
        definitions.insert("l25".to_owned(), json!({}));
        let schema = json!({ "$ref": "#/$defs/l0", "$defs": definitions });
        assert_eq!(
            unfold(&schema).unwrap_err(),
            "it stands for more than 10000 places"
        );
    }

    #[test]
    fn references_that_lead_ever_further_are_refused() {
        let level = |level: usize| {
            let next = json!({ "$ref": format!("#/$defs/l{}", level + 1) });
            (format!("l{level}"), next)
        };
        let definitions: Map<_, _> = (0..9_000).map(level).collect();
        let schema = json!({ "$ref": "#/$defs/l0", "$defs": definitions });
        assert_eq!(
            unfold(&schema).unwrap_err(),
            "it is more than 64 schemas deep"
        );
    }

    #[test]
    fn references_to_elsewhere_or_nowhere_are_refused() {
        for reference in [
            json!("https://else.example/"),
            json!("#name"),
            json!("#/no"),
            json!(7),
        ] {
            assert!(
                unfold(&json!({ "items": { "$ref": reference } })).is_err(),
                "{reference}"
            );
        }
    }
}
