//! The scopes that the actions need: by action for hosts, all together for whoever ticks them for an
//! app.

use serde_json::{Value, json};

use crate::action::Action;
use crate::actions;
use crate::connect::CURRENT_USER;
use crate::names::in_words;
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
    if scopes.all().next().is_none() {
        // None is asked for in advance.
        return json!({ "classic": [[]], "granular_user": [[]], "granular_admin": [[]] });
    }
    json!({
        "classic": sets(scopes.classic, |_| true),
        "granular_user": sets(scopes.granular, |form| !is_admin(form)),
        "granular_admin": sets(scopes.granular, is_admin),
    })
}

/// A step of the setup with the scopes at their places.
pub(super) fn with_scopes(step: &str) -> String {
    let mut step = step.to_owned();
    let granular: Family = |scopes| scopes.granular;
    let classic: Family = |scopes| scopes.classic;
    for (place, family, of_level) in [
        ("{granular_user}", granular, OF_USERS),
        ("{granular_admin}", granular, OF_ADMINISTRATORS),
        ("{classic_user}", classic, OF_USERS),
        ("{classic_admin}", classic, OF_ADMINISTRATORS),
    ] {
        step = step.replace(place, &in_words(&usual(family, of_level)));
    }
    step
}

type Family = fn(&Scopes) -> &'static [Scope];

/// Whether a form is one that a user-managed app has.
const OF_USERS: fn(&str) -> bool = |form| !is_admin(form);
/// Whether a form is one that an app has which acts for all of an account.
const OF_ADMINISTRATORS: fn(&str) -> bool = |form| form.ends_with(":admin");

/// The first scope of that level of each action and of connecting, each once.
fn usual(family: Family, of_level: fn(&str) -> bool) -> Vec<String> {
    let actions = actions::ALL.iter().map(|action| &action.endpoint);
    let mut names = Vec::new();
    for endpoint in actions.chain([&CURRENT_USER]) {
        let forms = family(&endpoint.scopes).iter().flat_map(Scope::forms);
        let first = forms.into_iter().find(|form| of_level(form));
        names.extend(first.filter(|name| !names.contains(name)));
    }
    names
}

/// The table of scopes to tick, in Markdown, as the README has it: actions that need the same stand
/// together.
#[must_use]
pub fn scopes_table() -> String {
    // What has no form for users stands with its ending.
    let name = |scopes: &[Scope]| scopes.first().and_then(|scope| scope.forms().next());
    let code = |name: Option<String>| name.map_or("-".to_owned(), |name| format!("`{name}`"));
    let row = |actions: &str, scopes: &Scopes| {
        let (granular, classic) = (code(name(scopes.granular)), code(name(scopes.classic)));
        format!("| {actions} | {granular} | {classic} |\n")
    };
    let mut table = "| Action | Granular | Classic |\n| --- | --- | --- |\n".to_owned();
    table += &row("(to see whose account it is)", &CURRENT_USER.scopes);
    let same = |one: &Action, other: &Action| {
        let of = |action: &Action| {
            let scopes = &action.endpoint.scopes;
            (name(scopes.granular), name(scopes.classic))
        };
        of(one) == of(other)
    };
    let needs_any = |action: &&&Action| action.endpoint.scopes.all().next().is_some();
    let actions: Vec<_> = actions::ALL.iter().filter(needs_any).copied().collect();
    for together in actions.chunk_by(|one, other| same(one, other)) {
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
