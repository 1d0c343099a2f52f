//! The scopes that the actions need: by action for hosts, all together for whoever ticks them for an
//! app.

use serde_json::{Value, json};

use crate::action::Action;
use crate::actions;
use crate::connect::CURRENT_USER;
use crate::scopes::{Scope, Scopes, is_admin};

/// Sets of scopes by family, as the manifest has them.
pub(super) fn by_family(scopes: &Scopes) -> Value {
    let sets = |scopes: &[Scope], fits: fn(&str) -> bool| -> Vec<Value> {
        let forms = scopes.iter().flat_map(Scope::forms);
        forms
            .filter(|form| fits(form))
            .map(|form| json!([form]))
            .collect()
    };
    json!({
        "classic": sets(scopes.classic, |_| true),
        "granular_user": sets(scopes.granular, |form| !is_admin(form)),
        "granular_admin": sets(scopes.granular, is_admin),
    })
}

/// A step of the setup with the scopes at their places.
pub(super) fn with_scopes(step: &str) -> String {
    let mut step = step.to_owned();
    for (name, names) in [
        ("granular", usual(|scopes| scopes.granular)),
        ("classic", usual(|scopes| scopes.classic)),
    ] {
        let admin: Vec<_> = names.iter().map(|name| format!("{name}:admin")).collect();
        step = step
            .replace(&format!("{{{name}_user}}"), &in_words(&names))
            .replace(&format!("{{{name}_admin}}"), &in_words(&admin));
    }
    step
}

/// The first scope of each action and of connecting, each once.
fn usual(family: fn(&Scopes) -> &'static [Scope]) -> Vec<&'static str> {
    let actions = actions::ALL.iter().map(|action| &action.endpoint);
    let mut names = Vec::new();
    for endpoint in actions.chain([&CURRENT_USER]) {
        let first = family(&endpoint.scopes).first().map(|scope| scope.name);
        names.extend(first.filter(|name| !names.contains(name)));
    }
    names
}

fn in_words<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [firsts @ .., last] if !firsts.is_empty() => format!("{} and {last}", firsts.join(", ")),
        few => few.concat(),
    }
}

/// The table of scopes to tick, in Markdown, as the README has it: actions that need the same stand
/// together.
#[must_use]
pub fn scopes_table() -> String {
    let name = |scopes: &[Scope]| scopes.first().map_or("", |scope| scope.name);
    let row = |actions: &str, scopes: &Scopes| {
        let (granular, classic) = (name(scopes.granular), name(scopes.classic));
        format!("| {actions} | `{granular}` | `{classic}` |\n")
    };
    let mut table = "| Action | Granular | Classic |\n| --- | --- | --- |\n".to_owned();
    table += &row("(to see whose account it is)", &CURRENT_USER.scopes);
    let same = |one: &Action, other: &Action| {
        let of = |action: &Action| {
            let scopes = &action.endpoint.scopes;
            (
                name(scopes.granular).to_owned(),
                name(scopes.classic).to_owned(),
            )
        };
        of(one) == of(other)
    };
    for together in actions::ALL.chunk_by(|one, other| same(one, other)) {
        let ids: Vec<_> = together
            .iter()
            .map(|action| format!("`{}`", action.id))
            .collect();
        if let [action, ..] = together {
            table += &row(&ids.join(", "), &action.endpoint.scopes);
        }
    }
    table
}
