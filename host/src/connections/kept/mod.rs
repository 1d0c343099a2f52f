//! What a store holds, as the rules see it: rows of the model, with their
//! secrets sealed; what a rule wants to see of them, and what it changes.
//!
//! The rules of this module are functions from what is [`Held`] to
//! [`Change`]s. Where rows are kept, and how, is a [`Backend`](super::backend)'s.

mod change;
mod held;
mod rows;
mod scope;

pub(super) use change::Change;
pub(super) use held::Held;
pub(super) use rows::{
    AppKey, GrantKey, KeptApiKey, KeptApp, KeptAppSecret, KeptComponent, KeptConnectSession,
    KeptConnection, KeptGrant, KeptOutcome, KeptSecrets, KeptSignIn, in_seconds,
};
pub(super) use scope::{
    AccountGrants, ApiKeys, Apps, Audit, Components, Concerned, ConnectSessions, Connections,
    Grants, OfClient, Outcomes, Scope, SealedOtherwise, SharedGrant, SignIns, TenantsAfter, Whose,
};
