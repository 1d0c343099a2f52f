//! A trigger, as the manifest has it.

use serde_json::{Value, json};

use super::scopes::by_family;
use crate::shape::schema::{Direction, schema, sensitive};
use crate::title;
use crate::triggers::{self, Poll, Trigger};

/// Beyond how late something can show in its list, this long is remembered what was told: for polls that
/// come late.
const SPARE: u64 = 24 * 3_600;

pub(super) fn entry(trigger: &Trigger) -> Value {
    let about = &trigger.about;
    let group = about.group.get();
    let sample = |json| serde_json::from_str::<Value>(json).expect("a JSON text");
    let (sample_input, sample_data) = about.sample.get();
    let filters = about.filters.get().iter();
    let mut entry = json!({
        "id": trigger.id,
        "version": "1.0.0",
        "title": title::of_words(trigger.id),
        "summary": about.summary.get(),
        "group": group.name.get(),
        "webhook": { "events": trigger.events },
        "poll": trigger.poll.map(poll),
        "scopes": by_family(&[vec![&trigger.scopes]]),
        "input": input(trigger),
        "filters": filters.map(|(field, data)| json!({ "field": field, "data": data })).collect::<Vec<_>>(),
        "data": schema(&trigger.data, Direction::Output),
        "sample": { "input": sample(sample_input), "data": sample(sample_data) },
        "sensitive": sensitive(&trigger.data),
        "docs_url": group.reference.get(),
    });
    let description = [about.description.get(), about.poll_scopes.get()];
    let description: Vec<_> = description
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    for (name, text) in [
        ("description", description.join(" ")),
        ("plan", group.plan.get().to_owned()),
    ] {
        if !text.is_empty() {
            entry[name] = text.into();
        }
    }
    entry
}

fn poll(poll: &Poll) -> Value {
    json!({
        "interval_seconds": poll.interval.get(),
        "window_seconds": poll.late + SPARE,
    })
}

/// What a subscriber may choose. An event that has a trigger of its own is told by that alone: whoever
/// chooses it here would wait in vain.
fn input(trigger: &Trigger) -> Value {
    let mut schema = schema(&trigger.input, Direction::Input);
    if trigger.events.is_empty() {
        let own = triggers::ALL.iter().flat_map(|trigger| trigger.events);
        let mut own: Vec<_> = own.collect();
        own.dedup();
        let not = json!({ "enum": own });
        let event = &mut schema["properties"]["event"];
        event["items"]["not"] = not.clone();
        event["not"] = not;
    }
    schema
}
