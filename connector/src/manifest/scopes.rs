//! The scopes that the actions need: by action for hosts, all together for whoever ticks them for an
//! app.

use serde_json::{Value, json};

use crate::action::{Action, Flow};
use crate::actions;
use crate::connect::CURRENT_USER;
use crate::endpoint::Content;
use crate::names::in_words;
use crate::scopes::{Scope, Scopes, is_admin, sets};

/// Sets of scopes by family, any one of which covers all that one of some ways needs, as the manifest has
/// them.
pub(super) fn by_family(ways: &[Vec<&Scopes>]) -> Value {
    let mut all = json!({ "classic": [], "granular_user": [], "granular_admin": [] });
    for way in ways {
        let of_way = of_one_way(way);
        for (family, all) in all.as_object_mut().into_iter().flatten() {
            let known = all.as_array_mut().expect("a list");
            for set in of_way[family].as_array().expect("a list") {
                if !known.contains(set) {
                    known.push(set.clone());
                }
            }
        }
    }
    all
}

fn of_one_way(needs: &[&Scopes]) -> Value {
    let covered = |family: Family, fits: fn(&str) -> bool| {
        let choices: Vec<Vec<String>> = needs
            .iter()
            .map(|scopes| {
                let forms = family(scopes).iter().flat_map(Scope::forms);
                forms.filter(|form| fits(form)).collect()
            })
            .collect();
        sets(&choices)
    };
    if needs.iter().all(|scopes| scopes.all().next().is_none()) {
        // None is asked for in advance.
        return json!({ "classic": [[]], "granular_user": [[]], "granular_admin": [[]] });
    }
    json!({
        "classic": covered(CLASSIC, |_| true),
        "granular_user": covered(GRANULAR, OF_USERS),
        "granular_admin": covered(GRANULAR, is_admin),
    })
}

/// A step of the setup with the scopes at their places.
pub(super) fn with_scopes(step: &str) -> String {
    let mut step = step.to_owned();
    for (place, family, of_level) in [
        ("{granular_user}", GRANULAR, OF_USERS),
        ("{granular_admin}", GRANULAR, OF_ADMINISTRATORS),
        ("{classic_user}", CLASSIC, OF_USERS),
        ("{classic_admin}", CLASSIC, OF_ADMINISTRATORS),
    ] {
        step = step.replace(place, &in_words(&usual(family, of_level)));
    }
    step
}

type Family = fn(&Scopes) -> &'static [Scope];

const CLASSIC: Family = |scopes| scopes.classic;
const GRANULAR: Family = |scopes| scopes.granular;

/// Whether a form is one that a user-managed app has.
const OF_USERS: fn(&str) -> bool = |form| !is_admin(form);
/// Whether a form is one that an app has which acts for all of an account.
const OF_ADMINISTRATORS: fn(&str) -> bool = |form| form.ends_with(":admin");

/// The first scope of that level of each action and of connecting, each once.
fn usual(family: Family, of_level: fn(&str) -> bool) -> Vec<String> {
    let actions = actions::ALL.iter().flat_map(|action| action.needs());
    let mut names = Vec::new();
    for scopes in actions.chain([&CURRENT_USER.scopes]) {
        let forms = family(scopes).iter().flat_map(Scope::forms);
        let first = forms.into_iter().find(|form| of_level(form));
        names.extend(first.filter(|name| !names.contains(name)));
    }
    names
}

/// The table of scopes to tick, in Markdown: actions that need the same stand together.
pub(super) fn scopes_table() -> String {
    let mut table =
        "| Action | Granular | Classic | Beside |\n| --- | --- | --- | --- |\n".to_owned();
    let own = &CURRENT_USER.scopes;
    let (granular, classic) = (any_of(own, GRANULAR), any_of(own, CLASSIC));
    table += &format!("| (to see whose account it is) | {granular} | {classic} | - |\n");
    let needs_any =
        |action: &&&Action| action.endpoint.scopes.all().next().is_some() || is_of_others(action);
    let actions: Vec<_> = actions::ALL.iter().filter(needs_any).copied().collect();
    for together in actions.chunk_by(|one, other| cells(one) == cells(other)) {
        let ids = together.iter().map(|action| format!("`{}`", action.id));
        let ids: Vec<_> = ids.collect();
        if let [action, ..] = together {
            table += &format!("| {} | {} |\n", ids.join(", "), cells(action));
        }
    }
    table
}

/// Whether what it needs depends on what the input names: an object of one of several actions, or anything
/// at all.
fn is_of_others(action: &Action) -> bool {
    matches!(action.flow, Flow::Record(..)) || matches!(action.endpoint.content, Content::Any)
}

/// What an action needs, by family, and what it may need on its way.
fn cells(action: &Action) -> String {
    if matches!(action.endpoint.content, Content::Any) {
        return "those of the endpoint, which Zoom names where one is missing | the same | -"
            .to_owned();
    }
    if is_of_others(action) {
        return "those of the action of the object | the same | -".to_owned();
    }
    let needs = |family: Family| {
        let needs: Vec<_> = action.needs().collect();
        let several = needs.len() > 1;
        let mut each: Vec<String> = Vec::new();
        for (place, scopes) in needs.into_iter().enumerate() {
            let parts = if place == 0 {
                parts(action)
            } else {
                Vec::new()
            };
            let needed = match parts.as_slice() {
                [_, _, ..] => {
                    let mut of_parts: Vec<_> =
                        parts.iter().map(|scopes| any_of(scopes, family)).collect();
                    of_parts.dedup();
                    match of_parts.as_slice() {
                        [one] => one.clone(),
                        several => format!("by part: {}", several.join("; ")),
                    }
                }
                _ => any_of(scopes, family),
            };
            let needed = match several && needed.contains(" or ") {
                true => format!("({needed})"),
                false => needed,
            };
            if !each.contains(&needed) {
                each.push(needed);
            }
        }
        each.join(" and ")
    };
    // One classic scope is for many endpoints, of which each has a granular one of its own.
    let granular = |scopes: &Scopes| -> Vec<String> {
        let forms = scopes.granular.iter().flat_map(Scope::forms);
        forms.collect()
    };
    let needed: Vec<_> = action.needs().flat_map(granular).collect();
    let mut beside = Vec::new();
    for scopes in action.asks().map(|asked| &asked.scopes) {
        let is_needed = granular(scopes).iter().any(|form| needed.contains(form));
        let names = any_of(scopes, GRANULAR);
        if !is_needed && !beside.contains(&names) {
            beside.push(names);
        }
    }
    let beside = if beside.is_empty() {
        "-".to_owned()
    } else {
        beside.join("; ")
    };
    format!("{} | {} | {beside}", needs(GRANULAR), needs(CLASSIC))
}

/// The scopes of each part of what it does, where it asks several endpoints and can do without any of them;
/// none where it asks one.
fn parts(action: &Action) -> Vec<&'static Scopes> {
    let own = action.endpoint.scopes.granular;
    let is_own = |scopes: &&Scopes| {
        let mut names = scopes.granular.iter();
        names.any(|scope| own.iter().any(|own| own.name == scope.name))
    };
    let mut parts: Vec<&Scopes> = Vec::new();
    for scopes in action.asks().map(|asked| &asked.scopes).filter(is_own) {
        let same = |known: &&Scopes| any_of(known, GRANULAR) == any_of(scopes, GRANULAR);
        if !parts.iter().any(same) {
            parts.push(scopes);
        }
    }
    parts
}

/// The scopes of a family of which one is enough. What has no form for users stands with its ending.
fn any_of(scopes: &Scopes, family: Family) -> String {
    let firsts = family(scopes)
        .iter()
        .filter_map(|scope| scope.forms().next());
    let names: Vec<_> = firsts.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "none: it takes an app with classic scopes".to_owned()
    } else {
        names.join(" or ")
    }
}
