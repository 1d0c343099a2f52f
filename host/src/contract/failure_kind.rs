//! The kinds of failures that this host knows. The contract's list is open: a
//! later version may name more, and a connector may have its own. Hosts and
//! connectors have no code in common, so each has the list, and a test that
//! holds it against the contract's.

/// What sort of failure a call ended with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum FailureKind {
    /// The input does not fit the action.
    InvalidInput,
    /// The connector has no action, trigger, auth method or ability of that
    /// name.
    Unsupported,
    /// The credential is no longer accepted.
    Unauthenticated,
    /// The grant lacks a scope.
    MissingScope,
    /// The account may not do this, whatever its scopes.
    Forbidden,
    /// The account's plan does not include this.
    PlanRequired,
    /// What the input names does not exist, or not for this account.
    NotFound,
    /// The state of what the input names does not allow this.
    Conflict,
    /// Too many requests.
    RateLimited,
    /// A quota is used up.
    QuotaExceeded,
    /// The API refused for a reason that no other kind covers.
    Refused,
    /// The API is failing.
    Unavailable,
    /// The API answered in a way that its documentation does not allow.
    UnexpectedResponse,
    /// What was asked for may have been done or not.
    UnknownOutcome,
    /// A delivery is not from whom it says.
    NotAuthentic,
}

impl FailureKind {
    /// All of them, in the contract's order.
    pub const ALL: [Self; 15] = [
        Self::InvalidInput,
        Self::Unsupported,
        Self::Unauthenticated,
        Self::MissingScope,
        Self::Forbidden,
        Self::PlanRequired,
        Self::NotFound,
        Self::Conflict,
        Self::RateLimited,
        Self::QuotaExceeded,
        Self::Refused,
        Self::Unavailable,
        Self::UnexpectedResponse,
        Self::UnknownOutcome,
        Self::NotAuthentic,
    ];

    /// The kind of that name in the contract. One that this host does not know
    /// is taken for [`Refused`](Self::Refused), as the contract says.
    #[must_use]
    pub fn read(name: &str) -> Self {
        let mut known = Self::ALL.into_iter();
        known
            .find(|kind| kind.name() == name)
            .unwrap_or(Self::Refused)
    }

    /// The kind's name in the contract, such as `invalid-input`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid-input",
            Self::Unsupported => "unsupported",
            Self::Unauthenticated => "unauthenticated",
            Self::MissingScope => "missing-scope",
            Self::Forbidden => "forbidden",
            Self::PlanRequired => "plan-required",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate-limited",
            Self::QuotaExceeded => "quota-exceeded",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
            Self::UnexpectedResponse => "unexpected-response",
            Self::UnknownOutcome => "unknown-outcome",
            Self::NotAuthentic => "not-authentic",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contract lists its kinds as `- `name`: …`.
    #[test]
    fn the_kinds_are_those_that_the_contract_lists() {
        let contract = include_str!("../../../wit/connector.wit");
        let listed: Vec<_> = contract
            .lines()
            .filter_map(|line| line.trim().strip_prefix("/// - `")?.split_once("`:"))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(FailureKind::ALL.map(FailureKind::name), listed[..]);
    }

    #[test]
    fn a_kind_that_this_host_does_not_know_is_a_refusal() {
        for kind in FailureKind::ALL {
            assert_eq!(FailureKind::read(kind.name()), kind);
        }
        for unknown in ["", "Not-Found", "payment-required"] {
            assert_eq!(FailureKind::read(unknown), FailureKind::Refused);
        }
    }
}
