//! The fewest scopes that chosen actions and events take.

use serde_json::Value;

use super::events;
use crate::action::Action;
use crate::actions;
use crate::actions::users::scopes::READ_USER;
use crate::json;
use crate::scopes::{Scope, Scopes, is_admin};

/// Scopes for an app, and what they do not cover.
#[derive(Default)]
pub(super) struct Minimal {
    pub(super) scopes: Vec<String>,
    /// Those of `scopes` without which each action still does a part of what it is for.
    pub(super) optional: Vec<String>,
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
        let mut covered = Vec::new();
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
                covered.push(action);
                for scopes in asked {
                    minimal.add(scopes.granular, for_account);
                }
            } else {
                let reason = match for_account {
                    true => "no granular scope of an app that acts for the account covers it",
                    false => "only an app that acts for the account can have a scope for it",
                };
                minimal.uncovered.push(uncovered(action.id, reason));
            }
        }
        for event in events {
            match events::scope_of(event) {
                Some(scope) if scope.forms().any(|form| fits(&form, for_account)) => {
                    minimal.add(&[scope], for_account);
                }
                Some(_) => {
                    let reason = "only an app that acts for the account is told of it";
                    minimal.uncovered.push(uncovered(event, reason));
                }
                None => minimal.unknown.push((*event).to_owned()),
            }
        }
        // What takes several exchanges asks some of its endpoints only for some inputs, or goes on where
        // one does not tell.
        let asked = covered.iter().flat_map(|action| action.asks());
        for scopes in asked {
            let optional = minimal.add(scopes.granular, for_account);
            minimal.optional.extend(optional);
        }
        minimal
    }

    /// Adds one of some scopes, unless there is one already, and tells which.
    fn add(&mut self, scopes: &[Scope], for_account: bool) -> Option<String> {
        let forms: Vec<_> = scopes
            .iter()
            .flat_map(Scope::forms)
            .filter(|form| fits(form, for_account))
            .collect();
        if forms.iter().any(|form| self.scopes.contains(form)) {
            return None;
        }
        let added = forms.into_iter().next()?;
        self.scopes.push(added.clone());
        Some(added)
    }
}

fn uncovered(id: &str, reason: &str) -> Value {
    json::object(vec![("id", id.into()), ("reason", reason.into())])
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
