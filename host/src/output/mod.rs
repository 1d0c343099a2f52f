//! Holding what an action answers against what its manifest promises.
//!
//! A platform maps the fields of an output before the action has run, by the
//! schema in the manifest. So what does not fit is found here, and not in
//! whatever comes after. What to do about it depends on what the call has done:
//! an answer that was only read is refused, and asking again costs nothing; one
//! that tells what was made or fetched is handed on with a warning, for the id
//! of what was made must not be lost.

mod pages;
mod unfold;
mod work;

use std::fmt;

use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::Printable;
use crate::manifest::Action;
use pages::items_of_pages;
use unfold::unfold;
pub(crate) use work::Budget;
use work::{Exceeded, Patterns, work};

/// The longest text of a path, and of what was expected there. Both may have
/// names in them that the API or the connector's makers chose.
const LONGEST: usize = 200;
/// How large the automaton of a `pattern` may become, in bytes.
const PATTERN: usize = 256 << 10;
/// How many patterns a schema may have. The largest that was seen has two.
const MOST_PATTERNS: usize = 100;
/// Up to so many steps, what does not fit is looked for. It takes memory for each.
const EXPLAINED: Budget = Budget::of(300_000);
/// Up to so many steps, a value is held against a schema on the spot.
const QUICK: Budget = Budget::of(20_000);
/// How many steps a call may take to hold its outputs against their schema. An
/// output of a gigabyte takes a third of it.
pub(crate) const IN_A_CALL: Budget = Budget::of(500_000_000);

/// What an action's outputs are held against.
#[derive(Debug)]
pub(crate) struct OutputCheck {
    action: String,
    /// The member that holds the items of pages.
    items: Option<String>,
    schemas: Result<Schemas, String>,
}

#[derive(Debug)]
struct Schemas {
    whole: Schema,
    /// That of each item of a page; none where nothing is promised of them.
    item: Option<Schema>,
}

/// A schema without references, and what it was made into.
#[derive(Debug)]
struct Schema {
    text: Value,
    patterns: Patterns,
    validator: Validator,
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
        let items = action.pagination.as_ref().map(|pages| pages.items.clone());
        let schemas = unfold(&action.output.value()).and_then(|schema| {
            let item = items.as_ref();
            let item = item.and_then(|member| items_of_pages(&schema, member));
            Ok(Schemas {
                item: item.map(Schema::new).transpose()?,
                whole: Schema::new(schema)?,
            })
        });
        Self {
            action: action.id.clone(),
            items,
            schemas,
        }
    }

    /// Looks at a whole output, or at what `done` has of one that came in pages.
    pub(crate) fn output(&self, output: &Value, budget: &mut Budget) -> Result<(), Misfit> {
        let schema = &self.schemas()?.whole;
        schema
            .hold(output, budget)
            .map_err(|misfit| misfit.of(self, ""))
    }

    /// Looks at the items of a page that comes after `before` others. What is
    /// promised of the output as a whole is not told by a part of it, and shows
    /// when it is done.
    pub(crate) fn page(
        &self,
        items: &[Value],
        before: usize,
        budget: &mut Budget,
    ) -> Result<(), Misfit> {
        let Some(member) = &self.items else {
            return Err(self.misfit("", "it came in pages, and its manifest knows of none"));
        };
        let Some(schema) = &self.schemas()?.item else {
            return Ok(());
        };
        for (index, item) in items.iter().enumerate() {
            let outcome = schema.hold(item, budget);
            outcome.map_err(|misfit| {
                misfit.of(self, &format!("/{}/{}", escaped(member), before + index))
            })?;
        }
        Ok(())
    }

    /// Whether it takes no time to speak of to look at an output.
    pub(crate) fn is_quick(&self, output: &Value) -> bool {
        let schemas = self.schemas.as_ref();
        schemas.is_ok_and(|schemas| schemas.whole.is_within(output, QUICK))
    }

    /// The same of the items of a page.
    pub(crate) fn is_quick_page(&self, items: &[Value]) -> bool {
        let Ok(Schemas {
            item: Some(item), ..
        }) = &self.schemas
        else {
            return true;
        };
        let mut budget = QUICK;
        let mut items = items.iter();
        items.all(|value| item.work(value, &mut budget).is_ok())
    }

    fn schemas(&self) -> Result<&Schemas, Misfit> {
        self.schemas
            .as_ref()
            .map_err(|reason| self.misfit("", &format!("its schema can't be used: {reason}")))
    }

    fn misfit(&self, path: &str, problem: &str) -> Misfit {
        Misfit {
            action: self.action.clone(),
            path: short(path),
            problem: problem.to_owned(),
        }
    }
}

/// Where a value does not fit, and why.
struct Unfit {
    path: String,
    problem: String,
}

impl Unfit {
    fn of(self, check: &OutputCheck, below: &str) -> Misfit {
        check.misfit(&format!("{below}{}", self.path), &self.problem)
    }
}

impl From<Exceeded> for Unfit {
    fn from(_: Exceeded) -> Self {
        Self {
            path: String::new(),
            problem: "to hold it against its schema is more work than this host does for a call"
                .to_owned(),
        }
    }
}

impl From<ValidationError<'_>> for Unfit {
    fn from(error: ValidationError<'_>) -> Self {
        Self {
            path: error.instance_path().as_str().to_owned(),
            problem: short(&error.masked_with("the value").to_string()),
        }
    }
}

impl Schema {
    fn new(text: Value) -> Result<Self, String> {
        let patterns = Patterns::of(&text);
        if patterns.len() > MOST_PATTERNS {
            return Err(format!("it has more than {MOST_PATTERNS} patterns"));
        }
        let in_linear_time = PatternOptions::regex()
            .size_limit(PATTERN)
            .dfa_size_limit(PATTERN);
        let validator = jsonschema::draft202012::options()
            .with_pattern_options(in_linear_time)
            .build(&text)
            .map_err(|error| short(&error.to_string()))?;
        Ok(Self {
            text,
            patterns,
            validator,
        })
    }

    fn hold(&self, value: &Value, budget: &mut Budget) -> Result<(), Unfit> {
        self.work(value, budget)?;
        if self.validator.is_valid(value) {
            return Ok(());
        }
        if !self.is_within(value, EXPLAINED) {
            return Err(Unfit {
                path: String::new(),
                problem: "something in it does not fit, and it is too much to say what".to_owned(),
            });
        }
        Ok(self.validator.validate(value)?)
    }

    fn is_within(&self, value: &Value, mut budget: Budget) -> bool {
        self.work(value, &mut budget).is_ok()
    }

    fn work(&self, value: &Value, budget: &mut Budget) -> Result<(), Exceeded> {
        work(&self.text, &self.patterns, value, budget)
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

    fn whole(check: &OutputCheck, output: &Value) -> Result<(), Misfit> {
        check.output(output, &mut IN_A_CALL.clone())
    }

    fn part(check: &OutputCheck, items: &[Value], before: usize) -> Result<(), Misfit> {
        check.page(items, before, &mut IN_A_CALL.clone())
    }

    fn says(outcome: Result<(), Misfit>) -> String {
        outcome.unwrap_err().to_string()
    }

    #[test]
    fn what_fits_passes_whatever_else_it_has() {
        let output = json!({ "notes": [{ "id": "n1", "mood": 7 }], "total": 1, "more": null });
        assert_eq!(whole(&notes(), &output), Ok(()));
        assert_eq!(whole(&check(&json!({})), &json!("anything")), Ok(()));
    }

    #[test]
    fn what_does_not_fit_is_told_by_its_place_and_by_what_was_expected() {
        let notes = notes();
        insta::assert_snapshot!(says(whole(&notes, &json!({ "notes": [] }))), @r#"the output of `list-notes` is not what its manifest promises: "total" is a required property. Report it to the connector's makers"#);
        insta::assert_snapshot!(says(whole(&notes, &json!({ "notes": [{ "id": 7 }], "total": 1 }))), @r#"the output of `list-notes` is not what its manifest promises, at `/notes/0/id`: the value is not of type "string". Report it to the connector's makers"#);
        insta::assert_snapshot!(says(whole(&notes, &json!([]))), @r#"the output of `list-notes` is not what its manifest promises: the value is not of type "object". Report it to the connector's makers"#);
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
            let says = says(whole(&notes, &json!({ "notes": [note], "total": 1 })));
            assert!(!says.contains(secret), "{says}");
        }
    }

    #[test]
    fn items_of_a_page_are_counted_on_and_the_rest_is_left_for_the_end() {
        let notes = notes();
        let mut items = vec![json!({ "id": "n1" })];
        assert_eq!(part(&notes, &items, 0), Ok(()));
        items.push(json!({}));
        assert_eq!(part(&notes, &items, 30).unwrap_err().path, "/notes/31");
        items[0] = json!({ "id": "x" });
        assert_eq!(part(&notes, &items, 300).unwrap_err().path, "/notes/300/id");
    }

    #[test]
    fn a_schema_that_is_none_fits_nothing() {
        insta::assert_snapshot!(says(whole(&check(&json!({ "type": "text" })), &json!({}))), @r#"the output of `list-notes` is not what its manifest promises: its schema can't be used: "text" is not valid under any of the schemas listed in the 'anyOf' keyword. Report it to the connector's makers"#);
        insta::assert_snapshot!(says(whole(&check(&json!({ "$ref": "https://else.example/" })), &json!({}))), @"the output of `list-notes` is not what its manifest promises: its schema can't be used: a `$ref` in it does not point into it, as `#/$defs/name` does. Report it to the connector's makers");
        insta::assert_snapshot!(says(whole(&check(&json!({ "pattern": "(a{1000}){1000}" })), &json!({}))), @r#"the output of `list-notes` is not what its manifest promises: its schema can't be used: "(a{1000}){1000}" is not a "regex". Report it to the connector's makers"#);
    }

    #[test]
    fn names_of_others_are_cut_short_and_shown_as_what_they_are() {
        let name = format!("\u{1b}]0;{}", "x".repeat(5000));
        let check = check(&json!({ "additionalProperties": { "type": "integer" } }));
        let misfit = whole(&check, &json!({ name: "" })).unwrap_err();
        assert!(misfit.path.starts_with(r"/\u{1b}]0;xxx") && misfit.path.len() < 300);
    }

    #[test]
    fn what_would_take_too_long_to_look_at_is_refused_before_it_is_looked_at() {
        let choices: Vec<usize> = (0..90_000).collect();
        let check = check(&json!({
            "properties": { "notes": { "items": { "enum": choices } } },
        }));
        let items = vec![json!(89_999); 100];
        let mut budget = Budget::of(5_000_000);
        insta::assert_snapshot!(says(check.page(&items, 0, &mut budget)), @"the output of `list-notes` is not what its manifest promises, at `/notes/55`: to hold it against its schema is more work than this host does for a call. Report it to the connector's makers");
        let all = json!({ "notes": items });
        let mut budget = Budget::of(5_000_000);
        insta::assert_snapshot!(says(check.output(&all, &mut budget)), @"the output of `list-notes` is not what its manifest promises: to hold it against its schema is more work than this host does for a call. Report it to the connector's makers");
        assert!(!check.is_quick(&all) && !check.is_quick_page(&items));
        assert!(check.is_quick(&json!({})) && check.is_quick_page(&[]));
    }

    #[test]
    fn pages_of_a_call_share_what_it_may_take() {
        let check = check(&json!({
            "properties": { "notes": { "items": { "enum": vec![0; 1_000] } } },
        }));
        let items = vec![json!(0); 100];
        let mut budget = Budget::of(250_000);
        let mut pages = (0..3).map(|_| check.page(&items, 0, &mut budget).is_ok());
        assert_eq!(pages.next(), Some(true));
        assert_eq!(pages.next(), Some(true));
        assert_eq!(pages.next(), Some(false));
    }

    #[test]
    fn what_is_too_much_to_explain_is_told_without_its_place() {
        let items = vec![json!({ "id": "x" }); 100_000];
        let outcome = whole(&notes(), &json!({ "notes": items, "total": 1 }));
        insta::assert_snapshot!(says(outcome), @"the output of `list-notes` is not what its manifest promises: something in it does not fit, and it is too much to say what. Report it to the connector's makers");
    }

    #[test]
    fn a_schema_of_ever_more_patterns_is_not_used() {
        let patterns: Vec<_> = (0..101)
            .map(|number| json!({ "pattern": number.to_string() }))
            .collect();
        let check = check(&json!({ "anyOf": patterns }));
        insta::assert_snapshot!(says(whole(&check, &json!({}))), @"the output of `list-notes` is not what its manifest promises: its schema can't be used: it has more than 100 patterns. Report it to the connector's makers");
    }
}
