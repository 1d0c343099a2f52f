//! An action, as the manifest has it.

use serde_json::{Value, json};

use super::scopes::by_family;
use crate::action::{Action, Column, Effect, Flow};
use crate::actions::records::RECORDS;
use crate::course::Files;
use crate::shape::schema::{Direction, schema, sensitive};
use crate::shape::{Field, Kind, Shape};
use crate::title;

pub(super) fn entry(action: &Action) -> Value {
    let about = &action.about;
    let group = about.group.get();
    let endpoint = &action.endpoint;
    let sample = |json| serde_json::from_str::<Value>(json).expect("a JSON text");
    let (sample_input, sample_output) = about.sample.get();
    let mut entry = json!({
        "id": action.id,
        "version": about.version.get(),
        "title": title::of_action(action.id),
        "summary": about.summary.get(),
        "group": group.name.get(),
        "effect": match about.effect.get() {
            Effect::Read => "read",
            Effect::Write => "write",
            Effect::Destructive => "destructive",
        },
        "repeatable": endpoint.repeatable,
        "downloads": files(action) == Files::Fetch,
        "redirects": match files(action) {
            Files::Read | Files::Fetch => "public",
            Files::None => "origins",
        },
        "scopes": by_family(&action.ways()),
        "http": http(action),
        "input": schema(&endpoint.input, Direction::Input),
        "output": output(action),
        "sample": { "input": sample(sample_input), "output": sample(sample_output) },
        "pagination": match &action.flow {
            Flow::Pages(pages) => json!({ "items": pages.items }),
            Flow::Record(_, output) if output.field(RECORDS).is_some() => json!({ "items": RECORDS }),
            Flow::Answer(_)
            | Flow::Derived(..)
            | Flow::Download(..)
            | Flow::Course(..)
            | Flow::Identity(_)
            | Flow::Record(..) => Value::Null,
        },
        "columns": about.columns.get().iter().map(column).collect::<Vec<_>>(),
        "lookups": lookups(&endpoint.input, ""),
        "sensitive": if about.sensitive.get() {
            // The pointer to all of it.
            vec![String::new()]
        } else {
            sensitive_of(action)
        },
        "docs_url": match about.operation.get() {
            "" => group.reference.get().to_owned(),
            operation => format!("{}#operation/{operation}", group.reference.get()),
        },
    });
    if resumes(action) {
        entry["resumes"] = true.into();
    }
    for (name, text) in [
        ("description", about.description.get()),
        ("plan", group.plan.get()),
        ("rate_label", rate_label(action)),
        ("role", about.role.get()),
    ] {
        if !text.is_empty() {
            entry[name] = text.into();
        }
    }
    entry
}

/// Zoom's name for its rate limit: where it is one of several actions, of the one with the smallest.
pub(super) fn rate_label(action: &Action) -> &'static str {
    let labels = action.meant().iter().map(|meant| rate_label(meant.action));
    let weight = |label: &&str| LABELS.iter().position(|known| known == label);
    let heaviest = labels.max_by_key(weight);
    heaviest.unwrap_or(action.about.rate_label.get())
}

/// Zoom's names for rate limits, the lightest first.
const LABELS: [&str; 4] = ["LIGHT", "MEDIUM", "HEAVY", "RESOURCE-INTENSIVE"];

/// The main exchange: where it is one of several actions, that of the first.
fn http(action: &Action) -> Value {
    let endpoint = match action.flow {
        Flow::Record([first, ..], _) => &first.action.endpoint,
        _ => &action.endpoint,
    };
    match endpoint.path {
        "" => Value::Null,
        path => json!({ "method": endpoint.method.as_str(), "path": path }),
    }
}

/// What of its output is sensitive. Where it is one of several, what is of any of these.
fn sensitive_of(action: &Action) -> Vec<String> {
    let Flow::Record(meant, _) = action.flow else {
        return sensitive(action.output_shape());
    };
    let mut all = Vec::new();
    for meant in meant {
        let items = match &meant.action.flow {
            Flow::Pages(pages) => Some(format!("/{}/", pages.items)),
            _ => None,
        };
        for pointer in sensitive(meant.action.output_shape()) {
            let of_item = items
                .as_deref()
                .and_then(|items| pointer.strip_prefix(items));
            all.push(match of_item {
                Some(rest) => format!("/{RECORDS}/{rest}"),
                None => pointer,
            });
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// What it does with files, whoever they are for.
fn files(action: &Action) -> Files {
    match action.flow {
        Flow::Download(..) => Files::Fetch,
        Flow::Course(course, ..) => course.files.get(),
        Flow::Answer(_)
        | Flow::Derived(..)
        | Flow::Pages(_)
        | Flow::Identity(_)
        | Flow::Record(..) => Files::None,
    }
}

/// Whether it fetches several files, of which those that are there already are not fetched again.
fn resumes(action: &Action) -> bool {
    matches!(action.flow, Flow::Course(..)) && files(action) == Files::Fetch
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
    if !choices.always.is_empty() {
        let always = choices.always.iter();
        let always = always.map(|(value, label)| json!({ "value": value, "label": label }));
        entry["always"] = always.collect();
    }
    if let Some(input) = choices.input {
        entry["input"] = serde_json::from_str(input).expect("a JSON text");
    }
    Some(entry)
}
