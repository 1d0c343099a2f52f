//! Putting in the place of each reference what it refers to.
//!
//! A schema comes from a component. A few hundred bytes of references can stand
//! for more places than there are atoms, refer to themselves without end, or
//! name a document elsewhere. So they are followed here, once and within a
//! limit, and what checks outputs never meets one. The schema is made anew of
//! the keywords that outputs are held against, and of nothing else: whatever else
//! is in it is met by nobody.

use serde_json::{Map, Value, json};

use super::keyword::{Holds, Keyword, schemas_in};

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

/// How long a reference is, in bytes.
const LONGEST_REFERENCE: usize = 1_000;

/// The schema without references. Where it refers to itself, it is followed
/// until it comes round, and whatever is below fits.
pub(super) fn unfold(root: &Value) -> Result<Value, String> {
    unfold_counting(root).0
}

/// The same, with how many places and values were met on the way, whatever came of
/// it.
pub(super) fn unfold_counting(root: &Value) -> (Result<Value, String>, usize) {
    let mut unfolding = Unfolding {
        root,
        places: 0,
        values: 0,
        depth: 0,
        within: Vec::new(),
    };
    let unfolded = unfolding.schema(root);
    let unfolded = unfolded.and_then(|unfolded| {
        if compiled(&unfolded).places > MOST_PLACES {
            return Err(format!(
                "what it asks again by `unevaluated…` makes more than {MOST_PLACES} places of it"
            ));
        }
        Ok(unfolded)
    });
    (unfolded, unfolding.places + unfolding.values)
}

/// How many places a schema stands for once it is read: whoever reads one that
/// asks what nobody has said anything of reads all that may have said so again.
struct Compiled {
    places: usize,
    /// How many more it is for a schema above it that asks so.
    again: usize,
}

fn compiled(schema: &Value) -> Compiled {
    let (mut places, mut again) = (1_usize, 1_usize);
    let mut asked = 0;
    for (name, value) in schema.as_object().into_iter().flatten() {
        let Some(keyword) = Keyword::named(name) else {
            continue;
        };
        asked += usize::from(keyword.asks_again());
        for schema in schemas_in(keyword, value) {
            let inner = compiled(schema);
            places = places.saturating_add(inner.places);
            if keyword.is_in_place() {
                again = again.saturating_add(inner.again);
            }
            if keyword.is_in_place() || keyword.says_of_others() {
                again = again.saturating_add(inner.places);
            }
        }
    }
    Compiled {
        places: places.saturating_add(again.saturating_mul(asked)),
        again,
    }
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
            Value::Bool(_) => Ok(schema.clone()),
            _ => Err("where a schema belongs, there is none".to_owned()),
        };
        self.depth -= 1;
        unfolded
    }

    fn members(&mut self, members: &'a Map<String, Value>) -> Result<Value, String> {
        if members.contains_key("$dynamicRef") {
            return Err("it has a `$dynamicRef`".to_owned());
        }
        let mut unfolded = Map::new();
        for (name, value) in members {
            let Some(keyword) = Keyword::named(name) else {
                continue;
            };
            self.add(1)?;
            let value = match (keyword.holds(), value) {
                (Holds::Schema, schema) => self.schema(schema)?,
                (Holds::Schemas, Value::Array(schemas)) => {
                    let schemas = schemas.iter().map(|schema| self.schema(schema));
                    Value::Array(schemas.collect::<Result<_, _>>()?)
                }
                (Holds::Named, Value::Object(schemas)) => {
                    let schemas = schemas.iter().map(|(name, schema)| {
                        self.count_text(name)?;
                        Ok((name.clone(), self.schema(schema)?))
                    });
                    Value::Object(schemas.collect::<Result<_, String>>()?)
                }
                (Holds::Schemas | Holds::Named, _) => {
                    return Err(format!("its `{name}` is not what that has to be"));
                }
                (Holds::Plain, value) => {
                    self.count(value)?;
                    value.clone()
                }
            };
            unfolded.insert(name.clone(), value);
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
            .filter(|pointer| pointer.len() <= LONGEST_REFERENCE)
            .ok_or(
                "a `$ref` in it does not point into it, as `#/$defs/name` does, or is too long",
            )?;
        self.count_text(pointer)?;
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
            json!(format!("#/$defs{}", "/x".repeat(1_000))),
            json!(7),
        ] {
            assert!(
                unfold(&json!({ "items": { "$ref": reference } })).is_err(),
                "{reference}"
            );
        }
    }

    #[test]
    fn what_is_no_keyword_is_left_out_with_all_that_is_in_it() {
        let heavy = json!({ "$ref": "https://else.example/" });
        for name in [
            "$comment",
            "$recursiveRef",
            "$schema",
            "additionalItems",
            "contentMediaType",
            "contentSchema",
            "default",
            "definitions",
            "dependencies",
            "discriminator",
            "format",
            "title",
        ] {
            let schema = json!({ name: heavy, "type": "object" });
            assert_eq!(
                unfold(&schema).unwrap(),
                json!({ "type": "object" }),
                "{name}"
            );
        }
    }

    #[test]
    fn where_a_schema_belongs_nothing_else_is_taken() {
        for schema in [
            json!({ "items": [{ "minimum": 1 }] }),
            json!({ "allOf": { "x": {} } }),
            json!({ "properties": [{}] }),
            json!({ "not": "x" }),
            json!([]),
        ] {
            assert!(unfold(&schema).is_err(), "{schema}");
        }
    }

    #[test]
    fn what_is_asked_again_at_each_of_many_depths_is_refused() {
        let of_depth = |depth: usize| {
            (0..depth).fold(
                json!({}),
                |inner, _| json!({ "allOf": [inner], "unevaluatedProperties": false }),
            )
        };
        assert!(unfold(&of_depth(4)).is_ok());
        insta::assert_snapshot!(unfold(&of_depth(40)).unwrap_err(), @"what it asks again by `unevaluated…` makes more than 10000 places of it");
    }
}
