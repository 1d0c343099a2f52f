//! What the actions of one group share.

use crate::manifest_only::ManifestOnly;

/// A group of actions. Each folder of `actions/` has one.
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct Group {
    /// What the manifest lists the actions under.
    pub(crate) name: ManifestOnly<&'static str>,
    /// Where Zoom's API reference has their operations.
    pub(crate) reference: ManifestOnly<&'static str>,
    /// What plan or licence Zoom asks for; empty when any will do.
    pub(crate) plan: ManifestOnly<&'static str>,
}

impl Group {
    pub(crate) const fn new(name: &'static str, reference: &'static str) -> Self {
        Self {
            name: ManifestOnly::new(name),
            reference: ManifestOnly::new(reference),
            plan: ManifestOnly::new(""),
        }
    }

    /// Zoom asks for this plan or licence.
    pub(crate) const fn plan(mut self, plan: &'static str) -> Self {
        self.plan = ManifestOnly::new(plan);
        self
    }
}
