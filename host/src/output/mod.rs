//! Holding what an action answers against what its manifest promises.
//!
//! A platform maps the fields of an output before the action has run, by the
//! schema in the manifest. So what does not fit is found here, and not in
//! whatever comes after. What to do about it depends on what the call has done:
//! an answer that was only read is refused, and asking again costs nothing; one
//! that tells what was made or fetched is handed on with a warning, for the id
//! of what was made must not be lost. It protects mapping, and nobody from
//! anybody: what would be too much work to look at is handed on too.

mod keyword;
mod latest;
mod own;
mod pages;
mod reading;
mod unfold;
mod work;

use std::fmt;

use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::Printable;
use crate::manifest::Action;
pub(crate) use latest::LatestChecks;
use own::with_own_keywords;
use pages::items_of_pages;
pub(crate) use reading::{Reading, Unread};
use unfold::unfold;
pub(crate) use work::{Budget, Steps};
use work::{Exceeded, Patterns, work};

/// The longest text of a path, and of what was expected there. Both may have
/// names in them that the API or the connector's makers chose.
const LONGEST: usize = 200;
/// How large the automaton of a `pattern` may become, in bytes.
const PATTERN: usize = 256 << 10;
/// How large the part of a pattern's automaton may become that is made while a
/// text is looked at, in bytes. It is made anew when it does not suffice.
const LAZY: usize = 64 << 10;
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
#[non_exhaustive]
pub struct Misfit {
    /// The action's id.
    pub action: String,
    /// Where in the output: a pointer (RFC 6901), empty for the whole of it.
    pub path: String,
    /// What is wrong there. It has no value of the output in it, since that may
    /// be a secret.
    pub problem: String,
}

/// Why an output is not known to be what the manifest promises.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Doubt {
    /// It is not.
    Misfit(Misfit),
    /// Nobody has looked: it would be too much work.
    NotLookedAt {
        /// The action's id.
        action: String,
    },
    /// Nobody can look: the schema is none, or is not taken.
    Unusable {
        /// The action's id.
        action: String,
        /// What is wrong with the schema.
        reason: String,
    },
}

impl OutputCheck {
    /// Reads an action's schema. That takes a millisecond or so for a large
    /// one, and looking at an output then takes microseconds.
    pub(crate) fn new(action: &Action) -> Self {
        let items = action.pagination.as_ref().map(|pages| pages.items.clone());
        let schemas = unfold(&action.output.value());
        let schemas = schemas.and_then(|schema| Schemas::new(schema, items.as_deref()));
        Self {
            action: action.id.clone(),
            items,
            schemas,
        }
    }

    /// Looks at a whole output, or at what `done` has of one that came in pages, of
    /// which it may be known how much work that is.
    pub(crate) fn output(
        &self,
        output: &Value,
        steps: Option<Steps>,
        budget: &mut Budget,
    ) -> Result<(), Doubt> {
        let schema = &self.schemas()?.whole;
        self.hold(schema, output, steps, String::new, budget)
    }

    /// Looks at the items of a page that comes after `before` others. What is
    /// promised of the output as a whole is not told by a part of it, and shows
    /// when it is done.
    pub(crate) fn page(
        &self,
        items: &[Value],
        before: usize,
        budget: &mut Budget,
    ) -> Result<(), Doubt> {
        let Some(member) = &self.items else {
            let problem = "it came in pages, and its manifest knows of none";
            return Err(Doubt::Misfit(self.misfit("", problem)));
        };
        let Some(schema) = &self.schemas()?.item else {
            return Ok(());
        };
        for (index, item) in items.iter().enumerate() {
            let below = || format!("/{}/{}", escaped(member), before + index);
            self.hold(schema, item, None, below, budget)?;
        }
        Ok(())
    }

    /// Looks at a value that is at that place of the output.
    fn hold(
        &self,
        schema: &Schema,
        value: &Value,
        steps: Option<Steps>,
        below: impl FnOnce() -> String,
        budget: &mut Budget,
    ) -> Result<(), Doubt> {
        let held = schema.hold(value, steps, budget);
        match held.map_err(|Exceeded| self.not_looked_at())? {
            None => Ok(()),
            Some(unfit) => Err(Doubt::Misfit(
                self.misfit(&format!("{}{}", below(), unfit.path), &unfit.problem),
            )),
        }
    }

    fn not_looked_at(&self) -> Doubt {
        Doubt::NotLookedAt {
            action: self.action.clone(),
        }
    }

    /// How much work it is to look at an output, where that takes no time to speak
    /// of.
    pub(crate) fn quick_steps(&self, output: &Value) -> Option<Steps> {
        let mut budget = QUICK;
        let schema = &self.schemas.as_ref().ok()?.whole;
        schema.work(output, &mut budget).ok()?;
        Some(QUICK.until(budget))
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

    fn schemas(&self) -> Result<&Schemas, Doubt> {
        self.schemas.as_ref().map_err(|reason| Doubt::Unusable {
            action: self.action.clone(),
            reason: reason.clone(),
        })
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

impl From<ValidationError<'_>> for Unfit {
    fn from(error: ValidationError<'_>) -> Self {
        Self {
            path: error.instance_path().as_str().to_owned(),
            problem: short(&error.masked_with("the value").to_string()),
        }
    }
}

impl Schemas {
    /// Those of a schema without references, whose items of pages are in a member.
    fn new(schema: Value, items: Option<&str>) -> Result<Self, String> {
        let item = items.and_then(|member| items_of_pages(&schema, member));
        Ok(Self {
            item: item.map(Schema::new).transpose()?,
            whole: Schema::new(schema)?,
        })
    }
}

impl Schema {
    fn new(text: Value) -> Result<Self, String> {
        let patterns = Patterns::of(&text)?;
        let in_linear_time = PatternOptions::regex()
            .size_limit(PATTERN)
            .dfa_size_limit(LAZY);
        let validator = with_own_keywords(jsonschema::draft202012::options())
            .with_pattern_options(in_linear_time)
            .build(&text)
            .map_err(|error| short(&error.to_string()))?;
        Ok(Self {
            text,
            patterns,
            validator,
        })
    }

    /// Where a value does not fit, if it does not.
    fn hold(
        &self,
        value: &Value,
        steps: Option<Steps>,
        budget: &mut Budget,
    ) -> Result<Option<Unfit>, Exceeded> {
        match steps {
            Some(steps) => budget.take(steps)?,
            None => self.work(value, budget)?,
        }
        if self.validator.is_valid(value) {
            return Ok(None);
        }
        if !self.is_within(value, EXPLAINED) {
            return Ok(Some(Unfit {
                path: String::new(),
                problem: "something in it does not fit, and it is too much to say what".to_owned(),
            }));
        }
        Ok(self.validator.validate(value).err().map(Unfit::from))
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

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misfit(misfit) => misfit.fmt(f),
            Self::NotLookedAt { action } => write!(
                f,
                "nobody has looked whether the output of `{action}` is what its manifest promises: to hold it against its schema is more work than this host does for a call"
            ),
            Self::Unusable { action, reason } => write!(
                f,
                "nobody has looked whether the output of `{action}` is what its manifest promises: its schema can't be used: {reason}. Report it to the connector's makers"
            ),
        }
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

    fn whole(check: &OutputCheck, output: &Value) -> Result<(), Doubt> {
        check.output(output, None, &mut IN_A_CALL.clone())
    }

    fn part(check: &OutputCheck, items: &[Value], before: usize) -> Result<(), Doubt> {
        check.page(items, before, &mut IN_A_CALL.clone())
    }

    fn path(outcome: Result<(), Doubt>) -> String {
        match outcome.unwrap_err() {
            Doubt::Misfit(misfit) => misfit.path,
            other => panic!("{other}"),
        }
    }

    fn says(outcome: Result<(), Doubt>) -> String {
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
        assert_eq!(path(part(&notes, &items, 30)), "/notes/31");
        items[0] = json!({ "id": "x" });
        assert_eq!(path(part(&notes, &items, 300)), "/notes/300/id");
    }

    #[test]
    fn a_schema_that_is_none_is_held_against_nothing() {
        insta::assert_snapshot!(says(whole(&check(&json!({ "type": "text" })), &json!({}))), @r#"nobody has looked whether the output of `list-notes` is what its manifest promises: its schema can't be used: "text" is not valid under any of the schemas listed in the 'anyOf' keyword. Report it to the connector's makers"#);
        insta::assert_snapshot!(says(whole(&check(&json!({ "$ref": "https://else.example/" })), &json!({}))), @"nobody has looked whether the output of `list-notes` is what its manifest promises: its schema can't be used: a `$ref` in it does not point into it, as `#/$defs/name` does, or is too long. Report it to the connector's makers");
        insta::assert_snapshot!(says(whole(&check(&json!({ "pattern": "(a{1000}){1000}" })), &json!({}))), @r#"nobody has looked whether the output of `list-notes` is what its manifest promises: its schema can't be used: "(a{1000}){1000}" is not a "regex". Report it to the connector's makers"#);
    }

    #[test]
    fn names_of_others_are_cut_short_and_shown_as_what_they_are() {
        let name = format!("\u{1b}]0;{}", "x".repeat(5000));
        let check = check(&json!({ "additionalProperties": { "type": "integer" } }));
        let path = path(whole(&check, &json!({ name: "" })));
        assert!(path.starts_with(r"/\u{1b}]0;xxx") && path.len() < 300);
    }

    #[test]
    fn what_would_take_too_long_to_look_at_is_not_looked_at() {
        let choices: Vec<usize> = (0..90_000).collect();
        let check = check(&json!({
            "properties": { "notes": { "items": { "enum": choices } } },
        }));
        let items = vec![json!(89_999); 100];
        let mut budget = Budget::of(5_000_000);
        insta::assert_snapshot!(says(check.page(&items, 0, &mut budget)), @"nobody has looked whether the output of `list-notes` is what its manifest promises: to hold it against its schema is more work than this host does for a call");
        let all = json!({ "notes": items });
        let mut budget = Budget::of(5_000_000);
        insta::assert_snapshot!(says(check.output(&all, None, &mut budget)), @"nobody has looked whether the output of `list-notes` is what its manifest promises: to hold it against its schema is more work than this host does for a call");
        assert!(check.quick_steps(&all).is_none() && !check.is_quick_page(&items));
        assert!(check.quick_steps(&json!({})).is_some() && check.is_quick_page(&[]));
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
        insta::assert_snapshot!(says(whole(&check, &json!({}))), @"nobody has looked whether the output of `list-notes` is what its manifest promises: its schema can't be used: it has more than 100 patterns. Report it to the connector's makers");
    }

    #[test]
    fn keywords_of_its_own_say_what_is_wrong_without_the_value() {
        let unique = check(&json!({ "uniqueItems": true }));
        insta::assert_snapshot!(says(whole(&unique, &json!([7, 7.0]))), @"the output of `list-notes` is not what its manifest promises: the value has items that are equal. Report it to the connector's makers");
        let multiple = check(&json!({ "items": { "multipleOf": 0.01 } }));
        insta::assert_snapshot!(says(whole(&multiple, &json!([1.23, 0.001]))), @"the output of `list-notes` is not what its manifest promises, at `/1`: the value is no such multiple as `multipleOf` says. Report it to the connector's makers");
        assert_eq!(whole(&multiple, &json!([1e300, "x"])), Ok(()));
    }

    /// What an API can make an honest schema cost: it chooses the numbers.
    #[test]
    fn numbers_that_are_chosen_to_be_hard_take_no_longer_than_others() {
        let unique = check(&json!({ "uniqueItems": true }));
        let first = 1_u64 << 63;
        // All of them are the same as numbers of 53 bits.
        let pairs = (0..300_u64)
            .flat_map(|one| (0..300_u64).map(move |other| json!([first + one, first + other])));
        assert_eq!(whole(&unique, &pairs.collect()), Ok(()));
        let all = vec![json!({ "multipleOf": 0.01 }); 100];
        let multiples = check(&json!({ "items": { "allOf": all } }));
        assert_eq!(whole(&multiples, &Value::from(vec![1e300; 2_000])), Ok(()));
    }

    #[test]
    fn a_long_list_of_objects_that_are_closed_at_each_level_is_looked_at() {
        let closed = |of: &Value| {
            let named: serde_json::Map<_, _> =
                (0..20).map(|n| (format!("m{n}"), of.clone())).collect();
            json!({ "properties": named, "unevaluatedProperties": false })
        };
        let object = |of: &Value| {
            let members = (0..20).map(|n| (format!("m{n}"), of.clone()));
            Value::Object(members.collect())
        };
        let integer = json!({ "type": "integer" });
        let check = check(&json!({ "items": closed(&closed(&integer)) }));
        let records = vec![object(&object(&json!(1))); 1_000];
        assert_eq!(whole(&check, &Value::from(records)), Ok(()));
    }

    /// A keyword of an earlier JSON Schema, which nobody had counted.
    #[test]
    fn a_keyword_that_is_not_known_holds_for_nothing() {
        let heavy = json!({ "x": { "not": {} } });
        let check = check(&json!({ "dependencies": heavy, "properties": { "x": {} } }));
        assert_eq!(whole(&check, &json!({ "x": 1 })), Ok(()));
    }
}
