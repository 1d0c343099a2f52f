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
        // Scopes without which a part is done all the same: what takes several exchanges asks some of its
        // endpoints only for some inputs, or goes on where one does not tell; what may not be looked at is
        // changed without; a lost answer stays so where nothing may be looked for; and what is done to any
        // of several objects can still be done to the others.
        let mut beside: Vec<&Scopes> = Vec::new();
        for action in actions {
            let needed: Vec<_> = action.needs().collect();
            if !can_have(&needed, for_account) {
                minimal.leave_uncovered(action.id, for_account);
                continue;
            }
            for scopes in needed {
                minimal.add(scopes.granular, for_account);
            }
            beside.extend(scopes_beside(action));
            for meant in action.meant() {
                let needed: Vec<_> = meant.action.needs().collect();
                if can_have(&needed, for_account) {
                    beside.extend(needed);
                    beside.extend(scopes_beside(meant.action));
                } else {
                    let id = [action.id, meant.object].join(OF_OBJECT);
                    minimal.leave_uncovered(&id, for_account);
                }
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
        for scopes in beside {
            let optional = minimal.add(scopes.granular, for_account);
            minimal.optional.extend(optional);
        }
        minimal
    }

    fn leave_uncovered(&mut self, id: &str, for_account: bool) {
        let reason = match for_account {
            true => "no granular scope of an app that acts for the account covers it",
            false => "only an app that acts for the account can have a scope for it",
        };
        self.uncovered.push(uncovered(id, reason));
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

/// What covers each of the endpoints that an action may ask on its way.
fn scopes_beside(action: &Action) -> impl Iterator<Item = &'static Scopes> {
    action.asks().map(|asked| &asked.scopes)
}

fn uncovered(id: &str, reason: &str) -> Value {
    json::object(vec![("id", id.into()), ("reason", reason.into())])
}

/// Whether an app of that sort can have a form of a scope. Those of master accounts are for partners of
/// Zoom's.
fn fits(form: &str, for_account: bool) -> bool {
    is_admin(form) == for_account && !form.ends_with(":master")
}

/// Whether an app of that sort can have scopes that cover all of these endpoints.
fn can_have(needed: &[&Scopes], for_account: bool) -> bool {
    needed.iter().all(|scopes| {
        let mut forms = scopes.granular.iter().flat_map(Scope::forms);
        scopes.all().next().is_none() || forms.any(|form| fits(&form, for_account))
    })
}

/// What stands between an action that is done to any of several objects and one of these.
pub(super) const OF_OBJECT: &str = ":";

/// The action of that id; with an object behind it, the one that does it to that.
pub(super) fn action(id: &str) -> Option<&'static Action> {
    let (id, object) = match id.split_once(OF_OBJECT) {
        Some((id, object)) => (id, Some(object)),
        None => (id, None),
    };
    let action = actions::ALL.iter().find(|action| action.id == id).copied();
    let Some(object) = object else {
        return action;
    };
    let mut meant = action?.meant().iter();
    meant
        .find(|meant| meant.object == object)
        .map(|meant| meant.action)
}
