//! The fewest scopes that chosen actions and events take.

use serde_json::{Value, json};

use super::events;
use crate::action::Action;
use crate::actions;
use crate::actions::users::scopes::READ_USER;
use crate::scopes::{Scope, Scopes, is_admin};

/// Scopes for an app, and what they do not cover.
#[derive(Default)]
pub(super) struct Minimal {
    pub(super) scopes: Vec<String>,
    /// What the app can't have a scope for.
    pub(super) uncovered: Vec<Value>,
    /// Events whose scopes are not known here.
    pub(super) unknown: Vec<String>,
}

impl Minimal {
    /// For an app that acts for all of an account, or for a user alone.
    pub(super) fn of(actions: &[&'static Action], events: &[&str], for_account: bool) -> Self {
        let mut minimal = Self::default();
        // Whose account it is has to be told when it is connected.
        minimal.add(READ_USER.granular, for_account);
        for action in actions {
            let asked: Vec<_> = action
                .needs()
                .filter(|scopes| scopes.all().next().is_some())
                .collect();
            let has = |scopes: &&Scopes| {
                let mut forms = scopes.granular.iter().flat_map(Scope::forms);
                forms.any(|form| fits(&form, for_account))
            };
            if asked.iter().all(has) {
                for scopes in asked {
                    minimal.add(scopes.granular, for_account);
                }
            } else {
                let reason = match for_account {
                    true => "no granular scope of an app that acts for the account covers it",
                    false => "only an app that acts for the account can have a scope for it",
                };
                minimal
                    .uncovered
                    .push(json!({ "id": action.id, "reason": reason }));
            }
        }
        for event in events {
            match events::scope_of(event) {
                Some(scope) if scope.forms().any(|form| fits(&form, for_account)) => {
                    minimal.add(&[scope], for_account);
                }
                Some(_) => minimal.uncovered.push(json!({
                    "id": event,
                    "reason": "only an app that acts for the account is told of it",
                })),
                None => minimal.unknown.push((*event).to_owned()),
            }
        }
        minimal
    }

    /// Adds one of some scopes, unless there is one already.
    fn add(&mut self, scopes: &[Scope], for_account: bool) {
        let forms: Vec<_> = scopes
            .iter()
            .flat_map(Scope::forms)
            .filter(|form| fits(form, for_account))
            .collect();
        if !forms.iter().any(|form| self.scopes.contains(form)) {
            self.scopes.extend(forms.into_iter().next());
        }
    }
}

/// Whether an app of that sort can have a form of a scope. Those of master accounts are for partners of
/// Zoom's.
fn fits(form: &str, for_account: bool) -> bool {
    is_admin(form) == for_account && !form.ends_with(":master")
}

/// The action of that id.
pub(super) fn action(id: &str) -> Option<&'static Action> {
    actions::ALL.iter().find(|action| action.id == id).copied()
}
