//! An action, as the manifest has it.

use serde_json::{Value, json};

use super::scopes::by_family;
use crate::action::{Action, Column, Effect, Flow};
use crate::course::Files;
use crate::shape::schema::{Direction, schema, sensitive};
use crate::shape::{Field, Kind, Shape};

pub(super) fn entry(action: &Action) -> Value {
    let about = &action.about;
    let group = about.group.get();
    let endpoint = &action.endpoint;
    let sample = |json| serde_json::from_str::<Value>(json).expect("a JSON text");
    let (sample_input, sample_output) = about.sample.get();
    let mut entry = json!({
        "id": action.id,
        "version": about.version.get(),
        "title": title(action.id),
        "summary": about.summary.get(),
        "group": group.name.get(),
        "effect": match about.effect.get() {
            Effect::Read => "read",
            Effect::Write => "write",
            Effect::Destructive => "destructive",
        },
        "repeatable": endpoint.repeatable,
        "downloads": matches!(action.flow, Flow::Download(..)),
        "redirects": match files(action) {
            Files::Read => "public",
            Files::None => "origins",
        },
        "scopes": by_family(action),
        "http": match endpoint.path {
            "" => Value::Null,
            path => json!({ "method": endpoint.method.as_str(), "path": path }),
        },
        "input": schema(&endpoint.input, Direction::Input),
        "output": output(action),
        "sample": { "input": sample(sample_input), "output": sample(sample_output) },
        "pagination": match &action.flow {
            Flow::Pages(pages) => json!({ "items": pages.items }),
            Flow::Answer(_)
            | Flow::Derived(..)
            | Flow::Download(..)
            | Flow::Course(..)
            | Flow::Identity(_) => Value::Null,
        },
        "columns": about.columns.get().iter().map(column).collect::<Vec<_>>(),
        "lookups": lookups(&endpoint.input, ""),
        "sensitive": if about.sensitive.get() {
            // The pointer to all of it.
            vec![String::new()]
        } else {
            sensitive(action.output_shape())
        },
        "docs_url": match about.operation.get() {
            "" => group.reference.get().to_owned(),
            operation => format!("{}#operation/{operation}", group.reference.get()),
        },
    });
    for (name, text) in [
        ("description", about.description.get()),
        ("plan", group.plan.get()),
        ("rate_label", about.rate_label.get()),
        ("role", about.role.get()),
    ] {
        if !text.is_empty() {
            entry[name] = text.into();
        }
    }
    entry
}

/// What it does with files, whoever they are for.
fn files(action: &Action) -> Files {
    match action.flow {
        Flow::Download(..) => Files::Read,
        Flow::Course(course, ..) => course.files.get(),
        Flow::Answer(_) | Flow::Derived(..) | Flow::Pages(_) | Flow::Identity(_) => Files::None,
    }
}

/// `list-meetings` as a person would write it.
fn title(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

fn output(action: &Action) -> Value {
    let mut schema = schema(action.output_shape(), Direction::Output);
    schema["properties"]["warnings"] = json!({
        "type": "array",
        "items": { "type": "string" },
        "title": "Warnings",
        "description": "What you should know although the action has succeeded.",
    });
    schema
}

fn column(column: &Column) -> Value {
    let mut entry = json!({ "title": column.title, "value": column.value });
    if let Some(time_zone) = column.time_zone {
        entry["time_zone"] = time_zone.into();
    }
    entry
}

/// The lookups for the fields of a shape, and for those within them.
fn lookups(shape: &Shape, at: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for field in shape.fields() {
        let at = format!("{at}/{}", field.name);
        all.extend(lookup(field, &at));
        match field.kind {
            Kind::Object(inner) => all.extend(lookups(inner, &at)),
            Kind::List(Kind::Object(inner), _) => all.extend(lookups(inner, &format!("{at}/*"))),
            _ => {}
        }
    }
    all
}

fn lookup(field: &Field, at: &str) -> Option<Value> {
    let choices = field.notes.choices.get()?;
    let mut entry = json!({
        "field": at,
        "action": choices.action,
        "value": choices.value,
        "label": choices.label,
    });
    if let Some(items) = choices.items {
        entry["items"] = items.into();
    }
    if let Some(input) = choices.input {
        entry["input"] = serde_json::from_str(input).expect("a JSON text");
    }
    Some(entry)
}
