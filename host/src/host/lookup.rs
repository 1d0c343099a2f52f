//! The choices for a field of an action's input, as another action lists them.

use serde_json::{Map, Value};

use super::Host;
use crate::contract::{Failure, FailureKind};
use crate::manifest::{Action, JsonText, Lookup, Manifest, as_path, select};
use crate::{Class, Error};

/// A list of choices about to be asked for; [`Host::look_up`] begins one.
#[derive(Debug)]
#[must_use = "nothing happens until it is run"]
pub struct LookingUp<'a> {
    host: &'a Host,
    connector: String,
    action: String,
    field: String,
    connection: Option<String>,
    input: Value,
}

/// What a field may be given.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Choice {
    /// What goes into the field.
    pub value: Value,
    /// What a person recognises it by: each of these says something of it.
    pub label: Vec<Value>,
}

impl Host {
    /// Begins to ask for the choices that there are for an input field of an
    /// action; `field` is the pointer that the manifest has for it, or its path as
    /// failures name it: `settings.days[]`, or of one element `settings.days[0]`.
    ///
    /// ```no_run
    /// # async fn example(host: connector_host::Host) -> Result<(), connector_host::Error> {
    /// for choice in host.look_up("notes", "create-note", "/book").run().await? {
    ///     println!("{}: {:?}", choice.value, choice.label);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn look_up(&self, connector: &str, action: &str, field: &str) -> LookingUp<'_> {
        LookingUp {
            host: self,
            connector: connector.to_owned(),
            action: action.to_owned(),
            field: field.to_owned(),
            connection: None,
            input: Value::Object(Map::new()),
        }
    }
}

impl LookingUp<'_> {
    /// Works for the connection of this name. Without a name it is the
    /// connector's default.
    pub fn connection(mut self, name: impl Into<String>) -> Self {
        self.connection = Some(name.into());
        self
    }

    /// What the action's input holds so far: choices may depend on it.
    pub fn input(mut self, input: Value) -> Self {
        self.input = input;
        self
    }

    /// Asks for the choices.
    ///
    /// # Errors
    /// When there are no choices for that field, and whatever ends the action
    /// early that lists them. Where that may not be invoked, there are those choices
    /// that the manifest says there always are.
    pub async fn run(self) -> Result<Vec<Choice>, Error> {
        let connector = self.host.connector(&self.connector).await?;
        let manifest = connector.manifest();
        let action = find_action(manifest, &self.connector, &self.action)?;
        let lookup = find_lookup(action, &self.field)?;
        let lists = find_action(manifest, &self.connector, &lookup.action)?;
        let input = given(lookup, action, lists, &self.input);
        let mut invocation = self.host.invoke(&self.connector, &lists.id).input(input);
        invocation = invocation.for_choices();
        if let Some(connection) = &self.connection {
            invocation = invocation.connection(connection);
        }
        match invocation.run().await {
            Ok(output) => Ok(choices(lookup, lists, &output.value)),
            Err(error) if !lookup.always.is_empty() && is_not_allowed(&error) => {
                Ok(choices(lookup, lists, &Value::Null))
            }
            Err(error) => Err(error),
        }
    }
}

fn find_action<'a>(manifest: &'a Manifest, key: &str, id: &str) -> Result<&'a Action, Error> {
    manifest.action(id).ok_or_else(|| Error::UnknownAction {
        connector: key.to_owned(),
        action: id.to_owned(),
        known: manifest
            .actions
            .iter()
            .map(|known| known.id.clone())
            .collect(),
    })
}

fn find_lookup<'a>(action: &'a Action, field: &str) -> Result<&'a Lookup, Error> {
    let mut lookups = action.lookups.iter();
    lookups
        .find(|lookup| lookup.field == field || as_path(&lookup.field) == without_index(field))
        .ok_or_else(|| Error::UnknownLookup {
            action: action.id.clone(),
            field: field.to_owned(),
            known: action
                .lookups
                .iter()
                .map(|known| known.field.clone())
                .collect(),
        })
}

/// A path as failures have it, in which elements are numbered, as manifests have it.
fn without_index(path: &str) -> String {
    let mut parts = path.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |path, part| {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
        path + "[" + rest
    })
}

/// Whether the connection, its account or the operator's policy does not allow an
/// action at all.
fn is_not_allowed(error: &Error) -> bool {
    let kind = error.failure().map(Failure::kind);
    matches!(
        kind,
        Some(FailureKind::MissingScope | FailureKind::Forbidden | FailureKind::PlanRequired)
    ) || error.class() == Class::Consent
}

/// The input of the action that lists, from the fields of the same names: what it
/// requires, and what means the same in both, since it is looked up alike; and what
/// the lookup gives it beside them.
fn given(lookup: &Lookup, action: &Action, lists: &Action, input: &Value) -> Value {
    let beside = lookup.input.as_ref().map(JsonText::value);
    let schema = lists.input.value();
    let required = schema["required"].as_array().into_iter().flatten();
    let alike = lists.lookups.iter().filter(|known| {
        let is_alike = |own: &&Lookup| own.field == known.field && own.action == known.action;
        known.field != lookup.field && action.lookups.iter().any(|own| is_alike(&own))
    });
    let alike = alike.filter_map(|known| known.field.strip_prefix('/'));
    let names = required.filter_map(Value::as_str).chain(alike);
    let given = names.filter_map(|name| Some((name.to_owned(), input.get(name)?.clone())));
    let mut given: Map<String, Value> = given.collect();
    if let Some(Value::Object(beside)) = beside {
        given.extend(beside);
    }
    Value::Object(given)
}

/// What can always be chosen, and the choices in an output. An item without what
/// goes into the field is none.
fn choices(lookup: &Lookup, lists: &Action, output: &Value) -> Vec<Choice> {
    let always = lookup.always.iter().map(|choice| Choice {
        value: Value::from(choice.value.as_str()),
        label: vec![Value::from(choice.label.as_str())],
    });
    let items = match (&lookup.items, &lists.pagination) {
        (Some(pointer), _) => select(output, pointer),
        (None, Some(pages)) => output.get(&pages.items).into_iter().collect(),
        (None, None) => vec![output],
    };
    let items = items.into_iter().flat_map(|list| match list {
        Value::Array(items) => items.as_slice(),
        item => std::slice::from_ref(item),
    });
    let found = items.filter_map(|item| {
        let value = select(item, &lookup.value).into_iter().next()?.clone();
        let label = lookup.label.iter().flat_map(|label| select(item, label));
        Some(Choice {
            value,
            label: label.filter(|part| !part.is_null()).cloned().collect(),
        })
    });
    always.chain(found).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn action(pagination: &Value) -> Action {
        serde_json::from_value(json!({
            "id": "list-books", "version": "1.0.0", "title": "List books", "summary": "Lists.",
            "group": "Books", "effect": "read", "repeatable": true, "downloads": false,
            "redirects": "origins", "scopes": {}, "http": null,
            "input": {"type": "object", "required": ["shelf"]}, "output": {},
            "sample": {"input": {}, "output": {}}, "pagination": pagination, "columns": [],
            "lookups": [], "sensitive": [], "docs_url": "https://docs.example/",
        }))
        .unwrap()
    }

    fn lookup(items: Option<&str>) -> Lookup {
        Lookup {
            field: "/book".to_owned(),
            action: "list-books".to_owned(),
            input: None,
            items: items.map(str::to_owned),
            always: Vec::new(),
            value: "/id".to_owned(),
            label: vec!["/title".to_owned(), "/shelf/name".to_owned()],
        }
    }

    #[test]
    fn choices_are_the_items_that_have_what_goes_into_the_field() {
        let output = json!({"books": [
            {"id": 7, "title": "Soups", "shelf": {"name": "low"}},
            {"title": "without an id"},
            {"id": "b", "title": null},
        ]});
        let expected = [
            Choice {
                value: json!(7),
                label: vec![json!("Soups"), json!("low")],
            },
            Choice {
                value: json!("b"),
                label: Vec::new(),
            },
        ];
        let in_pages = action(&json!({"items": "books"}));
        assert_eq!(choices(&lookup(None), &in_pages, &output), expected);
        let whole = action(&Value::Null);
        assert_eq!(choices(&lookup(Some("/books")), &whole, &output), expected);
    }

    #[test]
    fn a_field_is_found_by_its_pointer_and_by_its_path_as_failures_have_it() {
        let mut action = action(&Value::Null);
        action.lookups = serde_json::from_value(json!([
            {"field": "/book", "action": "list-books", "value": "/id", "label": []},
            {"field": "/settings/days/*/name", "action": "list-days", "value": "/id", "label": []},
        ]))
        .unwrap();
        let lists = |field| find_lookup(&action, field).map(|lookup| lookup.action.as_str());
        for field in ["/book", "book"] {
            assert_eq!(lists(field).unwrap(), "list-books", "{field}");
        }
        for field in [
            "/settings/days/*/name",
            "settings.days[].name",
            "settings.days[12].name",
        ] {
            assert_eq!(lists(field).unwrap(), "list-days", "{field}");
        }
        for field in ["", "/", "books", "settings", "settings.days.name"] {
            assert_eq!(
                lists(field).unwrap_err().code(),
                "unknown-lookup",
                "{field}"
            );
        }
    }

    #[test]
    fn what_the_action_requires_is_given_from_the_fields_of_the_same_names() {
        let lists = action(&Value::Null);
        let input = json!({"shelf": "low", "title": "Soups"});
        let plain = lookup(None);
        assert_eq!(
            given(&plain, &lists, &lists, &input),
            json!({"shelf": "low"})
        );
        assert_eq!(given(&plain, &lists, &lists, &json!({})), json!({}));
    }

    #[test]
    fn what_is_looked_up_alike_in_both_is_given_too_but_for_the_field_itself() {
        let owner = json!([
            {"field": "/owner", "action": "list-people", "value": "/id", "label": []},
            {"field": "/page", "action": "list-pages", "value": "/id", "label": []},
        ]);
        let mut lists = action(&Value::Null);
        lists.lookups = serde_json::from_value(owner).unwrap();
        let mut own = action(&Value::Null);
        own.lookups = serde_json::from_value(json!([
            {"field": "/owner", "action": "list-people", "value": "/id", "label": []},
            {"field": "/page", "action": "list-other-pages", "value": "/id", "label": []},
            {"field": "/book", "action": "list-books", "value": "/id", "label": []},
        ]))
        .unwrap();
        let input = json!({"shelf": "low", "owner": "ben", "page": 3, "kind": "baking"});
        assert_eq!(
            given(&lookup(None), &own, &lists, &input),
            json!({"shelf": "low", "owner": "ben"})
        );
        assert_eq!(
            given(&lists.lookups[0], &own, &lists, &input),
            json!({"shelf": "low"})
        );
    }

    #[test]
    fn what_a_lookup_says_wins_over_a_field_of_the_same_name() {
        let lists = action(&Value::Null);
        let input = json!({"shelf": "low", "kind": "baking"});
        for (says, expected) in [
            (json!({"shelf": "high"}), json!({"shelf": "high"})),
            (
                json!({"kind": "cooking"}),
                json!({"shelf": "low", "kind": "cooking"}),
            ),
            (json!({}), json!({"shelf": "low"})),
        ] {
            let says = Lookup {
                input: serde_json::from_value(says).unwrap(),
                ..lookup(None)
            };
            assert_eq!(given(&says, &lists, &lists, &input), expected);
        }
    }

    #[test]
    fn a_lookup_gives_more_beside_and_has_choices_of_its_own() {
        let lookup: Lookup = serde_json::from_value(json!({
            "field": "/book", "action": "list-books", "input": {"kind": "cooking"},
            "value": "/id", "label": ["/title"], "always": [{"value": "any", "label": "Whichever"}],
        }))
        .unwrap();
        let lists = action(&Value::Null);
        let input = json!({"shelf": "low"});
        assert_eq!(
            given(&lookup, &lists, &lists, &input),
            json!({"shelf": "low", "kind": "cooking"})
        );
        let output = json!({"id": 7, "title": "Soups"});
        let values = choices(&lookup, &lists, &output).into_iter();
        let values: Vec<_> = values.map(|choice| (choice.value, choice.label)).collect();
        assert_eq!(
            values,
            [
                (json!("any"), vec![json!("Whichever")]),
                (json!(7), vec![json!("Soups")])
            ]
        );
    }
}
