//! Holding what an action answers against what its manifest promises.
//!
//! A platform maps the fields of an output before the action has run, by the
//! schema in the manifest. So what does not fit is found here, and not in
//! whatever comes after. What to do about it depends on what the call has done:
//! an answer that was only read is refused, and asking again costs nothing; one
//! that tells what was made or fetched is handed on with a warning, for the id
//! of what was made must not be lost.

mod unfold;

use std::{fmt, mem};

use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::{Map, Value};

use crate::Printable;
use crate::manifest::Action;
use unfold::unfold;

/// The longest text of a path, and of what was expected there. Both may have
/// names in them that the API or the connector's makers chose.
const LONGEST: usize = 200;
/// How large the automaton of a `pattern` may become, in bytes.
const PATTERN: usize = 1 << 20;

/// What an action's outputs are held against.
#[derive(Debug)]
pub(crate) struct OutputCheck {
    action: String,
    /// The member that holds the items of pages.
    items: Option<String>,
    schema: Result<Validator, String>,
}

/// An output is not what the manifest promises.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Misfit {
    /// The action's id.
    pub action: String,
    /// Where in the output: a pointer (RFC 6901), empty for the whole of it.
    pub path: String,
    /// What is wrong there. It has no value of the output in it, since that may
    /// be a secret.
    pub problem: String,
}

impl OutputCheck {
    /// Reads an action's schema. That takes a millisecond or so for a large
    /// one, and looking at an output then takes microseconds.
    pub(crate) fn new(action: &Action) -> Self {
        let schema = unfold(&action.output.value()).and_then(|schema| {
            jsonschema::draft202012::options()
                .with_pattern_options(PatternOptions::regex().size_limit(PATTERN))
                .build(&schema)
                .map_err(|error| short(&error.to_string()))
        });
        Self {
            action: action.id.clone(),
            items: action.pagination.as_ref().map(|pages| pages.items.clone()),
            schema,
        }
    }

    /// Looks at a whole output, or at what `done` has of one that came in pages.
    pub(crate) fn output(&self, output: &Value) -> Result<(), Misfit> {
        let schema = self.schema()?;
        schema
            .validate(output)
            .map_err(|error| self.misfit(error.instance_path().as_str(), &error))
    }

    /// Looks at the items of a page that comes after `before` others. What is
    /// promised of the output as a whole is not told by a part of it, and shows
    /// when it is done.
    pub(crate) fn page(&self, items: &mut Vec<Value>, before: usize) -> Result<(), Misfit> {
        let Some(member) = &self.items else {
            return Err(Misfit {
                action: self.action.clone(),
                path: String::new(),
                problem: "it came in pages, and its manifest knows of none".to_owned(),
            });
        };
        let schema = self.schema()?;
        let of_page = Value::Array(mem::take(items));
        let part = Value::Object(Map::from_iter([(member.clone(), of_page)]));
        let outcome = self.of_items(schema, member, &part, before);
        if let Value::Object(mut part) = part
            && let Some(Value::Array(of_page)) = part.remove(member)
        {
            *items = of_page;
        }
        outcome
    }

    fn of_items(
        &self,
        schema: &Validator,
        member: &str,
        part: &Value,
        before: usize,
    ) -> Result<(), Misfit> {
        let of_items = format!("/{}/", escaped(member));
        for error in schema.iter_errors(part) {
            let path = error.instance_path().as_str();
            let Some(below) = path.strip_prefix(&of_items) else {
                continue;
            };
            let (index, rest) = below.split_at(below.find('/').unwrap_or(below.len()));
            let index = index.parse().map_or(before, |index: usize| before + index);
            return Err(self.misfit(&format!("{of_items}{index}{rest}"), &error));
        }
        Ok(())
    }

    fn schema(&self) -> Result<&Validator, Misfit> {
        self.schema.as_ref().map_err(|reason| Misfit {
            action: self.action.clone(),
            path: String::new(),
            problem: format!("its schema can't be used: {reason}"),
        })
    }

    fn misfit(&self, path: &str, error: &ValidationError<'_>) -> Misfit {
        Misfit {
            action: self.action.clone(),
            path: short(path),
            problem: short(&error.masked_with("the value").to_string()),
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            action,
            path,
            problem,
        } = self;
        write!(
            f,
            "the output of `{action}` is not what its manifest promises"
        )?;
        if !path.is_empty() {
            write!(f, ", at `{path}`")?;
        }
        write!(f, ": {problem}. Report it to the connector's makers")
    }
}

/// A text of others, fit to be shown, and cut where it is long.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => Printable(text).to_string(),
        Some((end, _)) => format!("{}…", Printable(&text[..end])),
    }
}

/// A name in a pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(output: &Value) -> OutputCheck {
        let mut manifest: Value =
            serde_json::from_str(include_str!("../../tests/support/manifest.json")).unwrap();
        let action = &mut manifest["actions"][0];
        action["output"] = output.clone();
        OutputCheck::new(&serde_json::from_value(action.take()).unwrap())
    }

    fn notes() -> OutputCheck {
        check(&json!({
            "type": "object",
            "required": ["notes", "total"],
            "properties": {
                "total": { "type": "integer" },
                "notes": { "type": "array", "items": { "$ref": "#/$defs/note" } },
            },
            "$defs": { "note": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": { "type": "string", "pattern": "^n[0-9]+$" },
                    "state": { "enum": ["open", "done"] },
                },
            } },
        }))
    }

    fn says(outcome: Result<(), Misfit>) -> String {
        outcome.unwrap_err().to_string()
    }

    #[test]
    fn what_fits_passes_whatever_else_it_has() {
        let output = json!({ "notes": [{ "id": "n1", "mood": 7 }], "total": 1, "more": null });
        assert_eq!(notes().output(&output), Ok(()));
        assert_eq!(check(&json!({})).output(&json!("anything")), Ok(()));
    }

    #[test]
    fn what_does_not_fit_is_told_by_its_place_and_by_what_was_expected() {
        let notes = notes();
        insta::assert_snapshot!(says(notes.output(&json!({ "notes": [] }))), @r#"the output of `list-notes` is not what its manifest promises: "total" is a required property. Report it to the connector's makers"#);
        insta::assert_snapshot!(says(notes.output(&json!({ "notes": [{ "id": 7 }], "total": 1 }))), @r#"the output of `list-notes` is not what its manifest promises, at `/notes/0/id`: the value is not of type "string". Report it to the connector's makers"#);
        insta::assert_snapshot!(says(notes.output(&json!([]))), @r#"the output of `list-notes` is not what its manifest promises: the value is not of type "object". Report it to the connector's makers"#);
    }

    #[test]
    fn no_value_of_the_output_is_told() {
        let secret = "n-s3cr3t";
        let notes = notes();
        for note in [
            json!({ "id": secret }),
            json!({ "id": "n1", "state": secret }),
            json!(secret),
        ] {
            let says = says(notes.output(&json!({ "notes": [note], "total": 1 })));
            assert!(!says.contains(secret), "{says}");
        }
    }

    #[test]
    fn items_of_a_page_are_counted_on_and_the_rest_is_left_for_the_end() {
        let notes = notes();
        let mut items = vec![json!({ "id": "n1" })];
        assert_eq!(notes.page(&mut items, 0), Ok(()));
        assert_eq!(items, [json!({ "id": "n1" })], "the items are still there");
        items.push(json!({}));
        assert_eq!(notes.page(&mut items, 30).unwrap_err().path, "/notes/31");
        items[0] = json!({ "id": "x" });
        assert_eq!(
            notes.page(&mut items, 300).unwrap_err().path,
            "/notes/300/id"
        );
    }

    #[test]
    fn a_schema_that_is_none_fits_nothing() {
        insta::assert_snapshot!(says(check(&json!({ "type": "text" })).output(&json!({}))), @r#"the output of `list-notes` is not what its manifest promises: its schema can't be used: "text" is not valid under any of the schemas listed in the 'anyOf' keyword. Report it to the connector's makers"#);
        insta::assert_snapshot!(says(check(&json!({ "$ref": "https://else.example/" })).output(&json!({}))), @"the output of `list-notes` is not what its manifest promises: its schema can't be used: a `$ref` in it does not point into it, as `#/$defs/name` does. Report it to the connector's makers");
        insta::assert_snapshot!(says(check(&json!({ "pattern": "(a{1000}){1000}" })).output(&json!({}))), @r#"the output of `list-notes` is not what its manifest promises: its schema can't be used: "(a{1000}){1000}" is not a "regex". Report it to the connector's makers"#);
    }

    #[test]
    fn names_of_others_are_cut_short_and_shown_as_what_they_are() {
        let name = format!("\u{1b}]0;{}", "x".repeat(5000));
        let check = check(&json!({ "additionalProperties": { "type": "integer" } }));
        let misfit = check.output(&json!({ name: "" })).unwrap_err();
        assert!(misfit.path.starts_with(r"/\u{1b}]0;xxx") && misfit.path.len() < 300);
    }
}
