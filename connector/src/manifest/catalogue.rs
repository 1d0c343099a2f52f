//! The document of all actions for people, in Markdown: what each does, what it can't do without, what it
//! asks of Zoom, and where else there is one like it.

use super::action::rate_label;
use super::scopes::scopes_table;
use super::{peers, which_id};
use crate::action::{Action, Flow};
use crate::actions;

const INTRODUCTION: &str = "\
# Actions of the Zoom connector

<!-- Made by `cargo xtask manifest`. -->

What each action does, the fields that it can't do without, what it asks of Zoom, and which other connectors to
Zoom have one like it, as far as that is known. All fields of one, with a sample:
`connector-host actions zoom ACTION`.

The limit is Zoom's name for how often it may be asked; the host keeps to what Zoom says of it. Where several requests
stand, the action makes those that it takes, and each of them counts. Which scopes an app needs for what it is to do
stands at the end, under [Scopes to tick](#scopes-to-tick).
";

/// The document.
#[must_use]
pub fn actions_table() -> String {
    let mut text = INTRODUCTION.to_owned();
    text += &which_id::chapter();
    let mut groups: Vec<&str> = Vec::new();
    for action in actions::ALL {
        let group = group(action);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    for name in groups {
        let of_group: Vec<_> = actions::ALL
            .iter()
            .filter(|action| group(action) == name)
            .collect();
        text += &format!("\n## {name}\n\n");
        if let Some(plan) = of_group
            .first()
            .map(|action| action.about.group.get().plan.get())
            && !plan.is_empty()
        {
            text += &format!("Zoom asks for a plan or a licence: {plan}.\n\n");
        }
        text += "| Action | What it does | Required | Asks | Limit | Also in |\n";
        text += "| --- | --- | --- | --- | --- | --- |\n";
        text.extend(of_group.into_iter().map(|action| row(action)));
    }
    text += SCOPES;
    text += &scopes_table();
    text
}

const SCOPES: &str = "
## Scopes to tick

Zoom has two families of scopes: new apps have *granular* ones, older apps *classic* ones. A user-managed app needs
the names as they stand here; a Server-to-Server or admin-managed app needs the same names with `:admin` at the end,
and it alone can have those that end so here. `connector-host app manifest zoom --for ACTION,ACTION` prints an app's
manifest with exactly those that some actions need; after connecting, `connector-host connections test zoom` says which
actions the scopes do not cover.

What stands under *Beside* is for what the action asks for some inputs alone, or can do without: then a part of what it
does is left out, and named.

";

fn group(action: &Action) -> &'static str {
    action.about.group.get().name.get()
}

fn row(action: &Action) -> String {
    let or_none = |text: String| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text
        }
    };
    let required = action
        .endpoint
        .input
        .fields()
        .filter(|field| field.required);
    let required: Vec<_> = required.map(|field| format!("`{}`", field.name)).collect();
    format!(
        "| `{}` | {} | {} | {} | {} | {} |\n",
        action.id,
        action.about.summary.get(),
        or_none(required.join(", ")),
        asks(action),
        or_none(rate_label(action).to_lowercase()),
        or_none(peers::of(action.id).join(", ")),
    )
}

/// The requests it may make: its own first.
fn asks(action: &Action) -> String {
    let endpoint = &action.endpoint;
    let first = match endpoint.path {
        "" if matches!(action.flow, Flow::Record(..)) => {
            return "what the action of the object asks".to_owned();
        }
        "" => "nothing".to_owned(),
        path => format!("`{} {path}`", endpoint.method),
    };
    let mut all = vec![first];
    let also = action.also.iter().map(|action| &action.endpoint);
    for other in also.chain(action.asks()) {
        let request = format!("`{} {}`", other.method, other.path);
        if !other.path.is_empty() && !all.contains(&request) {
            all.push(request);
        }
    }
    all.join(", ")
}
