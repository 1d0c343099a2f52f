//! What a policy says of one connector, and the decisions by it.

use std::sync::Arc;

use super::PolicyRefusal;
use super::name::NamePattern;
use crate::egress::OriginPattern;
use crate::manifest::{Action, Effect};

/// What a policy says, with the line where it says it.
#[derive(Clone, Debug)]
pub(super) struct Told<T> {
    pub(super) value: T,
    pub(super) line: usize,
}

/// What may be done; what is left out is not narrowed.
#[derive(Clone, Debug, Default)]
pub(super) struct Rule {
    pub(super) origins: Option<Told<Vec<OriginPattern>>>,
    pub(super) methods: Option<Told<Vec<NamePattern>>>,
    pub(super) actions: Option<Told<Vec<NamePattern>>>,
    pub(super) effects: Option<Told<Vec<Effect>>>,
    pub(super) downloads: Option<Told<bool>>,
    /// The one that allows what is not allowed where nothing is said.
    pub(super) shared_grants: Option<bool>,
}

/// What a policy says of one connector: every rule has to allow it.
#[derive(Clone, Debug)]
pub struct Rules {
    connector: String,
    file: String,
    rules: Vec<Arc<Rule>>,
    /// The line of the list that the connector is not in.
    forbidden: Option<usize>,
}

impl Rules {
    pub(super) fn new(
        connector: &str,
        file: &str,
        rules: Vec<Arc<Rule>>,
        forbidden: Option<usize>,
    ) -> Self {
        Self {
            connector: connector.to_owned(),
            file: file.to_owned(),
            rules,
            forbidden,
        }
    }

    /// The lists of origins, each of which narrows where requests may go.
    pub(crate) fn origins(&self) -> impl Iterator<Item = &[OriginPattern]> {
        let told = self.rules.iter().filter_map(|rule| rule.origins.as_ref());
        let told = told.map(|told| told.value.as_slice());
        let nothing = self.forbidden.map(|_| &[][..]);
        told.chain(nothing)
    }

    /// Whether an auth method may be used. `doing` is what is done by it, such as
    /// `connect by`.
    pub(crate) fn check_method(&self, method: &str, doing: &str) -> Result<(), PolicyRefusal> {
        let what = || format!("{doing} the auth method `{method}`");
        self.check_connector(what)?;
        self.check_each(what, |rule| {
            let methods = rule.methods.as_ref()?;
            let allowed = methods.value.iter().any(|name| name.covers(method));
            (!allowed).then_some(methods.line)
        })
    }

    /// Whether an action may be invoked.
    pub(crate) fn check_action(&self, action: &Action) -> Result<(), PolicyRefusal> {
        let what = || format!("invoke `{}`", action.id);
        self.check_connector(what)?;
        self.check_each(what, |rule| {
            let actions = rule.actions.as_ref()?;
            let allowed = actions.value.iter().any(|name| name.covers(&action.id));
            (!allowed).then_some(actions.line)
        })?;
        self.check_each(what, |rule| {
            let effects = rule.effects.as_ref()?;
            let allowed = effects.value.contains(&action.effect);
            (!allowed).then_some(effects.line)
        })
    }

    /// Whether something of that effect may be done, when something as grave may.
    pub(crate) fn check_effect(
        &self,
        effect: Effect,
        what: impl Fn() -> String,
    ) -> Result<(), PolicyRefusal> {
        self.check_each(what, |rule| {
            let effects = rule.effects.as_ref()?;
            let allowed = effects.value.iter().any(|allowed| *allowed >= effect);
            (!allowed).then_some(effects.line)
        })
    }

    /// Whether an action may download files.
    pub(crate) fn check_download(&self, action: &str) -> Result<(), PolicyRefusal> {
        let what = || format!("download files in `{action}`");
        self.check_each(what, |rule| {
            let downloads = rule.downloads.as_ref()?;
            (!downloads.value).then_some(downloads.line)
        })
    }

    /// Whether tenants that connect one account by the operator's app share its grant:
    /// some rule says so, and none says otherwise.
    pub(crate) fn shares_grants(&self) -> bool {
        let told = self.rules.iter().filter_map(|rule| rule.shared_grants);
        told.reduce(|all, one| all && one).unwrap_or(false)
    }

    fn check_connector(&self, what: impl Fn() -> String) -> Result<(), PolicyRefusal> {
        match self.forbidden {
            None => Ok(()),
            Some(line) => Err(self.refusal(what(), line)),
        }
    }

    fn check_each(
        &self,
        what: impl Fn() -> String,
        forbidden_at: impl Fn(&Rule) -> Option<usize>,
    ) -> Result<(), PolicyRefusal> {
        match self.rules.iter().find_map(|rule| forbidden_at(rule)) {
            None => Ok(()),
            Some(line) => Err(self.refusal(what(), line)),
        }
    }

    fn refusal(&self, what: String, line: usize) -> PolicyRefusal {
        PolicyRefusal {
            connector: self.connector.clone(),
            what,
            file: self.file.clone(),
            line,
        }
    }
}
