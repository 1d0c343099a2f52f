//! The document of all actions for people, in Markdown: what each does, what it can't do without, what it
//! asks of Zoom, and where else there is one like it.

use super::action::rate_label;
use super::scopes::scopes_table;
use super::{peers, tiers, which};
use crate::action::{Action, Flow, Needed};
use crate::actions;
use crate::endpoint::Content;
use crate::title;

const INTRODUCTION: &str = "\
# Actions of the Zoom connector

<!-- Made by `cargo xtask manifest`. -->

What each action does, what its input can't do without, what it asks of Zoom, and which other connectors to Zoom have
one like it, as far as that is known. All fields of all actions, each with what it means and with a sample of the whole,
stand in [`manifests/zoom.json`](../manifests/zoom.json); `connector-host actions zoom ACTION` shows those of one. Where
other words than those of its id are an action's title, by which texts call it, they stand beside the id.

- *Required*: what every input of it has, and where one of several will do, which. What an input says may ask for more
  (`timezone` for a `start_time` by a clock): that is told before anything is sent, with the field that is missing.
- *Asks*: the requests that it makes, the main one first. Others are made where the input takes them, to look before
  something is changed, or to find what was made when an answer is lost. Each counts against the limit.
- *Limit*: the heaviest of Zoom's names for how often it may be asked, which the table below has in numbers.
- *Tier*: how early it was wanted. 1 is what those who schedule, teach and record with Zoom do every day, 2 what other
  connectors have as well, 3 the rest of their work, and - completes the others.

Which scopes an app needs for what it is to do stands at the end, under [Scopes to tick](#scopes-to-tick).

## Limits

All apps and users of an account share them; the host keeps to what Zoom says when one is reached. As
[Zoom has them](https://developers.zoom.us/docs/api/rate-limits/), without licence, with Pro, and with Business and above:

| Limit | Free | Pro | Business and above |
| --- | --- | --- | --- |
| light | 4 a second, 6,000 a day | 30 a second | 80 a second |
| medium | 2 a second, 2,000 a day | 20 a second | 60 a second |
| heavy | 1 a second, 1,000 a day | 10 a second | 40 a second |
| resource-intensive | 10 a minute, 30,000 a day | 10 a minute | 20 a minute |

Heavy and resource-intensive ones together are 30,000 a day with Pro and 60,000 with Business and above. Beside that,
meetings and webinars of one host are made and changed 100 times a day, which begins at midnight UTC; somebody registers
for the same meeting 3 times a day, and a registration is approved, denied or cancelled 10 times a day.
";

/// The document.
#[must_use]
pub fn actions_table() -> String {
    let mut text = INTRODUCTION.to_owned();
    text += &which::chapters();
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
            text += &format!(
                "Zoom asks for a [plan](https://zoom.us/pricing) or a licence: {plan}.\n\n"
            );
        }
        text += "| Action | What it does | Required | Asks | Limit | Tier | Also in |\n";
        text += "| --- | --- | --- | --- | --- | --- | --- |\n";
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

One of those that stand with *or* between them is enough; all of those with *and* are needed. *By part* means that each is
for a part of what the action does, by what the input asks for or by where it looks: with one of them it does that part,
and names what it left out. What stands under *Beside* is for what the action asks for some inputs alone, to look before it
changes something, or when an answer is lost; without it, it leaves that out, and says so. `test-connection` takes an
action on records for covered where one object is.

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
    let tier = tiers::of(action.id).map(|tier| tier.to_string());
    format!(
        "| {} | {} | {} | {} | {} | {} | {} |\n",
        named(action),
        action.about.summary.get(),
        or_none(required(action).join(", ")),
        asks(action),
        or_none(rate_label(action).to_lowercase()),
        or_none(tier.unwrap_or_default()),
        or_none(peers::of(action.id).join(", ")),
    )
}

/// Its id, and its title where that has other words.
fn named(action: &Action) -> String {
    let (id, title) = (action.id, title::of_action(action.id));
    if title == title::of_words(id) {
        format!("`{id}`")
    } else {
        format!("`{id}` ({title})")
    }
}

/// What every input of it has: its required fields, and what its rules ask for.
fn required(action: &Action) -> Vec<String> {
    let fields = action.endpoint.input.fields();
    let fields = fields.filter(|field| field.required);
    let fields = fields.map(|field| format!("`{}`", field.name));
    let needed = action.about.needed.get();
    fields.chain(needed.iter().map(in_words)).collect()
}

fn in_words(needed: &Needed) -> String {
    let Needed::OneOf(choices) = needed else {
        return "a change".to_owned();
    };
    let together = |fields: &&[&str]| {
        let fields: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
        fields.join(" with ")
    };
    let choices: Vec<_> = choices.iter().map(together).collect();
    choices.join(" or ")
}

/// The requests it may make: its own first.
fn asks(action: &Action) -> String {
    let endpoint = &action.endpoint;
    if matches!(endpoint.content, Content::Any) {
        return "whatever `method` and `path` say".to_owned();
    }
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
