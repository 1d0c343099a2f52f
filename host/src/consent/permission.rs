//! What a connector may do as far as its manifest and the operator say, which is
//! the same for all its calls.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Bounds, Consent, ConsentRefusal};
use crate::egress::{Policy, Reroute};
use crate::manifest::{Action, Effect, Manifest};
use crate::policy::Rules;

/// What one version of a connector may do on one host, before it is asked what
/// somebody has agreed to: made once, for any number of calls.
#[derive(Clone, Debug)]
pub struct Permission {
    pub(super) connector: String,
    pub(super) wanted: Consent,
    pub(super) rules: Rules,
    /// The actions that change nothing, as the manifest says.
    pub(super) reads: BTreeSet<String>,
    /// Where requests may go.
    pub(super) egress: Policy,
}

impl Permission {
    /// What a connector may do whose manifest wants `wanted`, by the operator's
    /// rules for it.
    #[must_use]
    pub fn new(
        manifest: &Manifest,
        wanted: Consent,
        rules: Rules,
        reroutes: &[Reroute],
    ) -> Arc<Self> {
        let actions = manifest.actions.iter();
        let reads = actions.filter(|action| action.effect == Effect::Read);
        let reads = reads.map(|action| action.id.clone()).collect();
        Arc::new(Self::of(
            manifest.key.clone(),
            wanted,
            rules,
            reads,
            reroutes,
        ))
    }

    /// What the host does by itself with a grant, for which somebody has agreed to
    /// `agreed`. No component has a say in it.
    #[must_use]
    pub fn of_record(
        connector: &str,
        agreed: Consent,
        rules: Rules,
        reroutes: &[Reroute],
    ) -> Arc<Self> {
        let connector = connector.to_owned();
        Arc::new(Self::of(
            connector,
            agreed,
            rules,
            BTreeSet::new(),
            reroutes,
        ))
    }

    fn of(
        connector: String,
        wanted: Consent,
        rules: Rules,
        reads: BTreeSet<String>,
        reroutes: &[Reroute],
    ) -> Self {
        let mut egress = Policy::of_origins(wanted.origins.clone());
        for origins in rules.origins() {
            egress = egress.narrowed_to(origins.to_vec());
        }
        Self {
            connector,
            wanted,
            rules,
            reads,
            egress: egress.rerouted(reroutes.to_vec()),
        }
    }

    /// All that the connector wants.
    #[must_use]
    pub fn wanted(&self) -> &Consent {
        &self.wanted
    }

    /// Refuses an action that the operator does not allow.
    ///
    /// # Errors
    ///
    /// The operator's refusal.
    pub fn check_action(&self, action: &Action) -> Result<(), ConsentRefusal> {
        Ok(self.rules.check_action(action)?)
    }

    /// What is left of it when each of `agreed` has to say so as well.
    #[must_use]
    pub fn within(self: &Arc<Self>, agreed: Vec<Consent>) -> Bounds {
        Bounds::new(Arc::clone(self), agreed)
    }
}
