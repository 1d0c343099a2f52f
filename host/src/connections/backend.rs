//! The seam of the store: what it takes to keep connections somewhere.
//!
//! A backend keeps rows and knows no rule. It shows a rule what is held at one
//! moment, and makes the rule's changes before anybody else's. What was changed
//! is durable once that is told.

use std::fmt::Debug;

use futures_util::future::BoxFuture;

use super::StoreError;
use super::kept::{Change, Held, Scope};
use super::tenant::Tenant;

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

    /// What is known, without waiting, of what others have changed.
    fn known(&self) -> Known;

    /// The same, where it is known soon.
    fn known_soon(&self) -> BoxFuture<'_, Option<u64>>;

    /// Waits until nobody else renews a grant, among those who don't share this
    /// backend.
    fn lock_grant(
        &self,
        tenant: Tenant,
        id: String,
    ) -> BoxFuture<'static, Result<GrantHeld, StoreError>>;
}

/// What a backend knows of the changes of others: those who don't share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The version of the store. What was read of it is as it was, unless this
    /// backend has changed it or has told that somebody did.
    Version(u64),
    /// It is known in a moment.
    Soon,
    /// What was read may have changed since.
    Nothing,
}

/// What a rule may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// See.
    Read,
    /// See and change, and nobody changes anything in between.
    Write,
    /// The same while nobody else changes the store at all, or what is the tenant's: for
    /// another key.
    Alone,
}

/// Decides what is changed.
pub(super) type Rule = Box<dyn FnOnce(Held) -> Result<Decided, StoreError> + Send>;

/// What a rule has decided on.
#[derive(Default)]
pub(super) struct Decided {
    pub(super) changes: Vec<Change>,
    /// What is to be done once the changes are made, while the access lasts.
    pub(super) then: Option<Then>,
}

/// What is done once changes are made. It is dropped when they are not, or when that
/// is not known.
pub(super) type Then = Box<dyn FnOnce() + Send>;

/// The right to renew a grant, among processes; given back when dropped.
#[derive(Debug)]
pub(super) struct GrantHeld {
    /// Its number, where it may end before it is given back.
    pub(super) fence: Option<u64>,
    pub(super) until_dropped: Box<dyn Right>,
}

/// The right to renew a grant, while it lasts. Dropping it gives it back some
/// time, at the latest when it ends by itself.
pub(super) trait Right: Debug + Send + Sync {
    /// Gives it back now.
    fn give_back(self: Box<Self>) -> BoxFuture<'static, ()>;
}
