//! Schemas that this host can't work with, found before anybody needs them.
//!
//! A schema that refers to what is not there, or stands for more places than
//! anybody goes through, shows when an action is invoked: its output is handed on
//! unchecked, its fields can't be asked for. Whoever adds a connector is told so
//! beforehand, in words: of which action it is, why, and what it means.

use std::fmt;

use serde_json::Value;

use super::Schema;
use crate::manifest::{Action, JsonText, Manifest, Trigger};
use crate::output::{Reading, Unread};

/// A schema of a manifest that this host can't work with. Its `Display` is a
/// sentence without an end.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnusableSchema {
    /// What it is the schema of.
    pub of: SchemaOf,
    /// The id of the action, the trigger or the auth method.
    pub id: String,
    /// What is wrong with it: what follows after "it can't be used:".
    pub reason: String,
}

/// What a schema is of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SchemaOf {
    /// The settings of an auth method.
    Settings,
    /// The input of an action.
    ActionInput,
    /// The output of an action.
    ActionOutput,
    /// The input of a trigger.
    TriggerInput,
    /// The data of a trigger's events.
    TriggerData,
}

/// What is known of a manifest's schemas.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnusableSchemas {
    /// Those that are of no use.
    pub unusable: Vec<UnusableSchema>,
    /// How many nobody has looked at, since those before them were too much.
    pub not_looked_at: usize,
}

impl UnusableSchemas {
    /// Looks at all schemas of a manifest, the outputs as outputs will be held
    /// against them. That takes milliseconds for most, and seconds for one that is
    /// made to take long.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        let (mut found, mut reading) = (Self::default(), Reading::default());
        for method in &manifest.auth_methods {
            let looked = of_input(&method.settings, &mut reading);
            found.note(SchemaOf::Settings, &method.id, looked);
        }
        for action in &manifest.actions {
            let looked = of_text(&action.input, &mut reading, of_input);
            found.note(SchemaOf::ActionInput, &action.id, looked);
            found.note(
                SchemaOf::ActionOutput,
                &action.id,
                of_output(action, &mut reading),
            );
        }
        for Trigger {
            id, input, data, ..
        } in &manifest.triggers
        {
            let looked = of_text(input, &mut reading, of_input);
            found.note(SchemaOf::TriggerInput, id, looked);
            let looked = of_text(data, &mut reading, of_any);
            found.note(SchemaOf::TriggerData, id, looked);
        }
        found
    }

    /// Whether all can be worked with.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.unusable.is_empty() && self.not_looked_at == 0
    }

    fn note(&mut self, of: SchemaOf, id: &str, looked: Result<(), Unread>) {
        match looked {
            Ok(()) => {}
            Err(Unread::TooMuch) => self.not_looked_at += 1,
            Err(Unread::Unusable(reason)) => self.unusable.push(UnusableSchema {
                of,
                id: id.to_owned(),
                reason,
            }),
        }
    }
}

fn of_text(
    text: &JsonText,
    reading: &mut Reading,
    look: impl FnOnce(&Value, &mut Reading) -> Result<(), Unread>,
) -> Result<(), Unread> {
    look(&text.value(), reading)
}

/// A schema of what somebody enters, which is an object.
fn of_input(schema: &Value, reading: &mut Reading) -> Result<(), Unread> {
    of_any(schema, reading)?;
    let types = Schema::new(schema).types();
    if !types.is_empty() && !types.contains(&"object") {
        return unusable("it allows no object, and what is entered is one");
    }
    Ok(())
}

fn of_any(schema: &Value, reading: &mut Reading) -> Result<(), Unread> {
    is_one(schema)?;
    reading.follow(schema)
}

fn of_output(action: &Action, reading: &mut Reading) -> Result<(), Unread> {
    let schema = action.output.value();
    is_one(&schema)?;
    let items = action.pagination.as_ref();
    reading.of_output(&schema, items.map(|pages| pages.items.as_str()))
}

fn is_one(schema: &Value) -> Result<(), Unread> {
    match schema {
        Value::Object(_) => Ok(()),
        _ => unusable("it is no object, and a schema is one"),
    }
}

fn unusable(reason: &str) -> Result<(), Unread> {
    Err(Unread::Unusable(reason.to_owned()))
}

impl SchemaOf {
    /// What it is called: a word for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::ActionInput | Self::TriggerInput => "input",
            Self::ActionOutput => "output",
            Self::TriggerData => "data",
        }
    }

    /// What has it: a word for programs.
    #[must_use]
    pub fn owner(self) -> &'static str {
        match self {
            Self::Settings => "auth-method",
            Self::ActionInput | Self::ActionOutput => "action",
            Self::TriggerInput | Self::TriggerData => "trigger",
        }
    }

    /// What it means that it can't be used, and what to do: a sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Settings => {
                "Its settings may not be asked for as they should: take them from the makers' documentation."
            }
            Self::ActionInput | Self::TriggerInput => {
                "Its fields are shown and typed only in part: give the input whole, as JSON."
            }
            Self::ActionOutput => "Its outputs are handed on without being held against it.",
            Self::TriggerData => "What its events hold is not known beforehand.",
        }
    }
}

impl fmt::Display for UnusableSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, id, reason } = self;
        let owner = match of.owner() {
            "auth-method" => "auth method",
            owner => owner,
        };
        write!(
            f,
            "the {} schema of the {owner} `{id}` can't be used: {reason}",
            of.name()
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn manifest(change: impl FnOnce(&mut Value)) -> Manifest {
        let text = include_str!("../../tests/support/manifest.json");
        let mut manifest: Value = serde_json::from_str(text).unwrap();
        change(&mut manifest);
        Manifest::parse(&manifest.to_string()).unwrap()
    }

    fn told(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let found = UnusableSchemas::of(&manifest(change));
        assert_eq!(found.not_looked_at, 0);
        found.unusable.iter().map(ToString::to_string).collect()
    }

    /// Each definition refers twice to the next.
    fn doubling(levels: usize) -> Value {
        let mut definitions = serde_json::Map::new();
        for level in 0..levels {
            let next = json!({ "$ref": format!("#/$defs/l{}", level + 1) });
            definitions.insert(format!("l{level}"), json!({ "allOf": [next, next] }));
        }
        definitions.insert(format!("l{levels}"), json!({}));
        json!({ "$ref": "#/$defs/l0", "$defs": definitions })
    }

    #[test]
    fn of_schemas_that_can_be_used_nothing_is_told() {
        assert_eq!(told(|_| {}), [""; 0]);
        let tree = json!({ "type": "object", "properties": { "left": { "$ref": "#" } } });
        assert_eq!(
            told(|manifest| {
                manifest["actions"][0]["input"] = tree.clone();
                manifest["actions"][0]["output"] = tree.clone();
            }),
            [""; 0]
        );
    }

    #[test]
    fn one_that_can_not_is_told_with_what_it_is_of_and_why() {
        let mut deep = json!({});
        for _ in 0..70 {
            deep = json!({ "not": deep });
        }
        let told = told(|manifest| {
            manifest["auth_methods"][0]["settings"]["$ref"] = json!("#/$defs/nowhere");
            manifest["actions"][0]["input"] = json!([]);
            manifest["actions"][0]["output"] = doubling(25);
            manifest["actions"][1]["input"] = json!({ "anyOf": [{ "type": "string" }] });
            manifest["actions"][1]["output"] = json!({ "type": "text" });
            manifest["triggers"][0]["input"] = deep;
            manifest["triggers"][0]["data"] = json!({ "$ref": "https://else.example/" });
        });
        insta::assert_snapshot!(told.join("\n"), @r#"
        the settings schema of the auth method `own-app` can't be used: a `$ref` in it points to nothing
        the input schema of the action `list-notes` can't be used: it is no object, and a schema is one
        the output schema of the action `list-notes` can't be used: it stands for more than 10000 places
        the input schema of the action `download-note` can't be used: it allows no object, and what is entered is one
        the output schema of the action `download-note` can't be used: "text" is not valid under any of the schemas listed in the 'anyOf' keyword
        the input schema of the trigger `note-created` can't be used: it is more than 64 schemas deep
        the data schema of the trigger `note-created` can't be used: a `$ref` in it does not point into it, as `#/$defs/name` does, or is too long
        "#);
    }

    #[test]
    fn what_an_output_would_be_handed_on_unchecked_for_is_told_beforehand() {
        for schema in [
            json!({ "pattern": "(a{1000}){1000}" }),
            json!({ "pattern": "(?i)a" }),
            json!({ "$dynamicRef": "#node" }),
            json!({ "items": [{ "minimum": 1 }] }),
            json!({ "properties": { "notes": { "items": { "minimum": "1" } } } }),
        ] {
            let told = told(|manifest| manifest["actions"][0]["output"] = schema.clone());
            assert_eq!(told.len(), 1, "{schema}: {told:?}");
        }
    }

    #[test]
    fn a_pattern_that_only_others_can_read_is_no_matter_of_an_input() {
        let ahead = json!({ "properties": { "name": { "pattern": "^(?!x)" } } });
        assert_eq!(
            told(|manifest| manifest["actions"][0]["input"] = ahead),
            [""; 0]
        );
    }

    #[test]
    fn of_a_manifest_full_of_them_those_are_told_that_there_is_time_for() {
        let found = UnusableSchemas::of(&manifest(|manifest| {
            let action = manifest["actions"][0].clone();
            let actions = (0..150).map(|number| {
                let mut action = action.clone();
                action["id"] = json!(format!("action-{number}"));
                action["output"] = doubling(20);
                action
            });
            manifest["actions"] = actions.collect();
        }));
        assert!(!found.is_empty());
        assert!(found.unusable.len() > 40, "{}", found.unusable.len());
        assert!(found.not_looked_at > 50, "{}", found.not_looked_at);
    }
}
