//! The scopes that the actions need: by action for hosts, all together for whoever ticks them for an
//! app.

use serde_json::{Value, json};

use crate::action::Action;
use crate::actions;
use crate::connect::CURRENT_USER;
use crate::names::in_words;
use crate::scopes::{Scope, Scopes, is_admin, sets};

/// Sets of scopes by family, any one of which covers all that is needed, as the manifest has them.
pub(super) fn by_family(needs: &[&Scopes]) -> Value {
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

/// The table of scopes to tick, in Markdown, as the README has it: actions that need the same stand
/// together.
#[must_use]
pub fn scopes_table() -> String {
    // What has no form for users stands with its ending.
    let name = |scopes: &[Scope]| scopes.first().and_then(|scope| scope.forms().next());
    let code = |names: Vec<Option<String>>| {
        let code = |name: Option<String>| name.map_or("-".to_owned(), |name| format!("`{name}`"));
        names
            .into_iter()
            .map(code)
            .collect::<Vec<_>>()
            .join(" and ")
    };
    let names = |needs: &[&Scopes], family: Family| {
        code(needs.iter().map(|scopes| name(family(scopes))).collect())
    };
    let row = |actions: &str, needs: &[&Scopes]| {
        let (granular, classic) = (names(needs, GRANULAR), names(needs, CLASSIC));
        format!("| {actions} | {granular} | {classic} |\n")
    };
    let mut table = "| Action | Granular | Classic |\n| --- | --- | --- |\n".to_owned();
    table += &row("(to see whose account it is)", &[&CURRENT_USER.scopes]);
    let needs = |action: &'static Action| action.needs().collect::<Vec<_>>();
    let same = |one: &&'static Action, other: &&'static Action| {
        let of = |action| {
            (
                names(&needs(action), GRANULAR),
                names(&needs(action), CLASSIC),
            )
        };
        of(*one) == of(*other)
    };
    let needs_any = |action: &&&Action| action.endpoint.scopes.all().next().is_some();
    let actions: Vec<_> = actions::ALL.iter().filter(needs_any).copied().collect();
    for together in actions.chunk_by(same) {
        let ids: Vec<_> = together
            .iter()
            .map(|action| format!("`{}`", action.id))
            .collect();
        if let [action, ..] = together {
            table += &row(&ids.join(", "), &needs(action));
        }
    }
    table
}
