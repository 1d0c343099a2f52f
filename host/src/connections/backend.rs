//! The seam of the store: what it takes to keep connections somewhere.
//!
//! A backend keeps rows and knows no rule. It shows a rule what is held at one
//! moment, and makes the rule's changes before anybody else's. What was changed
//! is durable once that is told.

use std::fmt::Debug;

use futures_util::future::BoxFuture;
use sha2::{Digest as _, Sha256};

use super::StoreError;
use super::kept::{Change, Held, Scope};
use super::tenant::Tenant;
use crate::digest;

/// Keeps rows, and gives out the right to renew a grant.
pub(super) trait Backend: Debug + Send + Sync {
    /// Shows the rule what it has to see, and makes the changes that it
    /// decides on: all of them or, when it fails or they can't be made, none.
    fn work(
        &self,
        access: Access,
        scope: Scope,
        rule: Rule,
    ) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Waits until nobody else renews a grant, among those who don't share this
    /// backend; the name is its [`lock_name`].
    fn lock_grant(&self, name: String) -> BoxFuture<'static, Result<GrantHeld, StoreError>>;
}

/// What a rule may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// See.
    Read,
    /// See and change, and nobody changes anything in between.
    Write,
    /// The same while nobody else uses the store at all: for another key.
    Alone,
}

/// Decides what is changed.
pub(super) type Rule = Box<dyn FnOnce(Held) -> Result<Decided, StoreError> + Send>;

/// What a rule has decided on.
#[derive(Default)]
pub(super) struct Decided {
    pub(super) changes: Vec<Change>,
    /// What is to be done once the changes are made, while the access lasts.
    pub(super) then: Option<Box<dyn FnOnce() + Send>>,
}

/// The right to renew a grant, among processes; given back when dropped.
pub(super) type GrantHeld = Box<dyn Debug + Send + Sync>;

/// What the right to renew a grant is known by: tenants may have grants of the
/// same id, and a tenant's name may be longer than that of a file.
pub(super) fn lock_name(tenant: &Tenant, grant_id: &str) -> String {
    if tenant.is_default() {
        return grant_id.to_owned();
    }
    let tenant = Sha256::new_with_prefix(tenant.as_str());
    format!("{}.{grant_id}", digest::hex(tenant))
}
