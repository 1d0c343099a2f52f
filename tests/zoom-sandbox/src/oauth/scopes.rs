//! Which scopes an authorization request asks for, and which of them are granted.
//!
//! An app with classic scopes gets what is ticked on its scopes page, and may name
//! none. One with granular scopes may ask for some of them in each request, and
//! leave it to the person to grant those that it calls optional.

use std::collections::HashMap;

use serde::Deserialize;

use crate::state::app::{App, ScopeType};

/// The parameters of an authorization request that are about scopes.
#[derive(Debug, Deserialize)]
pub(super) struct AskedScopes {
    scope: Option<String>,
    optional_scope: Option<String>,
    include_granted_scopes: Option<String>,
}

/// What the person is asked for.
#[derive(Debug)]
pub(super) struct Scopes {
    /// What comes with the app.
    pub(super) required: Vec<String>,
    /// What the person may refuse and add the app all the same.
    pub(super) optional: Vec<String>,
    /// Whether what the person has granted the app before is granted again.
    with_earlier: bool,
}

impl AskedScopes {
    /// The scopes for this app, or none when it may not ask for them.
    pub(super) fn of(&self, app: &App) -> Option<Scopes> {
        let mut required = names(self.scope.as_deref());
        let mut optional = names(self.optional_scope.as_deref());
        let named = required.iter().chain(&optional);
        if named.clone().next().is_some() && app.scope_type == ScopeType::Classic {
            return None;
        }
        if !named.clone().all(|scope| app.scopes.contains(scope)) {
            return None;
        }
        if required.is_empty() {
            // That these are all but the optional ones is a guess.
            required.clone_from(&app.scopes);
            required.retain(|scope| !optional.contains(scope));
        }
        optional.retain(|scope| !required.contains(scope));
        // Which values it takes is not documented; any but `false` is a guess.
        let include = self.include_granted_scopes.as_deref();
        let with_earlier = include.is_some_and(|value| value != "false");
        Some(Scopes {
            required,
            optional,
            with_earlier,
        })
    }
}

impl Scopes {
    /// What is granted, after what the person chose for the optional scopes.
    pub(super) fn granted(
        self,
        chosen: &HashMap<String, String>,
        earlier: Vec<String>,
    ) -> Vec<String> {
        let declined = |scope: &String| chosen.get(scope).is_some_and(|choice| choice == "decline");
        let mut granted = self.required;
        granted.extend(self.optional.into_iter().filter(|scope| !declined(scope)));
        if self.with_earlier {
            for scope in earlier {
                if !granted.contains(&scope) {
                    granted.push(scope);
                }
            }
        }
        granted
    }
}

/// The names in a list, each once. Zoom separates them by spaces; that a comma
/// will do is a guess.
fn names(list: Option<&str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in list.unwrap_or_default().split([' ', ',']) {
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
