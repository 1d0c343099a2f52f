//! What the actions on groups share.

use crate::contract::FailureKind::PlanRequired;
use crate::refusals::{Refusal, refusal};
use crate::scopes::{Scope, scope};

/// Either of them reads groups.
pub(super) const READ: &[Scope] = &[
    scope("group:read").of_administrators(),
    scope("group:write").of_administrators(),
];

/// The plan of the account has no groups.
pub(super) const PAID: Refusal = refusal(
    400,
    200,
    PlanRequired,
    "Only accounts with a Pro plan or higher have groups.",
    "Ask an administrator for another plan.",
);
