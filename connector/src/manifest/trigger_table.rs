//! The table of all triggers for people, in Markdown.

use crate::scopes::Scope;
use crate::triggers::{self, Trigger};

const INTRODUCTION: &str = "\
# Triggers of the Zoom connector

<!-- Made by `cargo xtask manifest`. -->

What each trigger tells, what Zoom calls the events that the app subscribes to for it, whether it can be
polled as well and how often at the most, the scopes of which one is enough for the events (granular,
then classic; polls take those of the list that they read), and what a subscriber may choose by. What
an event's data has, `connector-host triggers zoom TRIGGER` shows.

Deliveries are signed by Zoom with the secret token of the app, which stays with the host. They may be
90 minutes old: Zoom repeats what failed for 85. What is told twice, by repetition or by poll and webhook,
has one id.

A webhook tells of all that the app may see. A poll of {of_a_user} sees what is of one user:
of `host_id`, and without it of the connected user, which for a server-to-server app is the owner of the account. Poll
once for each host there.
";

/// The document.
#[must_use]
pub fn triggers_table() -> String {
    let mut of_a_user: Vec<String> = Vec::new();
    let polls = triggers::ALL.iter().filter_map(|trigger| trigger.poll);
    for poll in polls.filter(|poll| poll.of_a_user) {
        let name = format!("`{}`", poll.action);
        if !of_a_user.contains(&name) {
            of_a_user.push(name);
        }
    }
    let mut text = INTRODUCTION.replace("{of_a_user}", &of_a_user.join(", "));
    let mut last = "";
    for trigger in triggers::ALL {
        let group = trigger.about.group.get().name.get();
        if group != last {
            text += &format!("\n## {group}\n\n");
            text += "| Trigger | Tells | Events | Poll | Granular scope | Classic scope | Choose by |\n";
            text += "| --- | --- | --- | --- | --- | --- | --- |\n";
            last = group;
        }
        text += &row(trigger);
    }
    text
}

fn row(trigger: &Trigger) -> String {
    let code = |names: Vec<&str>| match names.as_slice() {
        [] => "-".to_owned(),
        names => format!("`{}`", names.join("`, `")),
    };
    let events = match trigger.events {
        [] => "any other".to_owned(),
        events => code(events.to_vec()),
    };
    let poll = trigger.poll.map_or("-".to_owned(), |poll| {
        format!("`{}`, {} min", poll.action, poll.interval.get() / 60)
    });
    format!(
        "| `{}` | {} | {events} | {poll} | {} | {} | {} |\n",
        trigger.id,
        trigger.about.summary.get(),
        names(trigger.scopes.granular),
        names(trigger.scopes.classic),
        code(trigger.input.fields().map(|field| field.name).collect()),
    )
}

/// The first form of each scope.
fn names(scopes: &[Scope]) -> String {
    let firsts = scopes.iter().filter_map(|scope| scope.forms().next());
    let names: Vec<_> = firsts.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "-".to_owned()
    } else {
        names.join(", ")
    }
}
