//! What a connector can tell of, in short.

use connector_host::manifest::{Manifest, Trigger, as_path};
use serde_json::{Value, json};

use super::screen::{Text, running, table::Table, text, words};

/// The triggers in short; none where there are none.
pub(super) fn table(manifest: &Manifest) -> Option<Table> {
    let mut table = Table::whole(["Trigger", "Comes by", "Filters", "Summary"]).with_prose();
    for trigger in &manifest.triggers {
        let mut summary = running(&trigger.summary);
        if trigger.deprecated {
            summary.push(" (deprecated)");
        }
        table.row([
            text!("{}", trigger.id),
            ways(trigger),
            words::list(trigger.filters.iter().map(|filter| as_path(&filter.field))),
            summary,
        ]);
    }
    (!manifest.triggers.is_empty()).then_some(table)
}

/// The ways in which an event comes.
fn ways(trigger: &Trigger) -> Text {
    let webhook = trigger.webhook.as_ref().map(|_| "webhook");
    let poll = trigger.poll.as_ref().map(|_| "poll");
    words::list(webhook.into_iter().chain(poll))
}

/// The same for programs.
pub(super) fn summaries(manifest: &Manifest) -> Vec<Value> {
    let summary = |trigger: &Trigger| {
        json!({
            "id": trigger.id,
            "title": trigger.title,
            "summary": trigger.summary,
            "webhook": trigger.webhook,
            "poll": trigger.poll,
            "filters": trigger.filters,
        })
    };
    manifest.triggers.iter().map(summary).collect()
}
