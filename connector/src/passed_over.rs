//! Actions that ask in several places, and go on where one of them does not tell.

use crate::contract::{Failure, FailureKind};
use crate::kept::kept;

/// A place that has told nothing, and why.
pub(crate) struct PassedOver {
    /// What the output calls the place.
    pub(crate) source: String,
    /// The reason, in a sentence.
    pub(crate) reason: String,
    pub(crate) kind: String,
    pub(crate) missing_scopes: Vec<Vec<String>>,
}

kept!(PassedOver {
    source,
    reason,
    kind,
    missing_scopes,
});

impl PassedOver {
    pub(crate) fn new(source: &str, failure: &Failure) -> Self {
        let message = failure.message.as_str();
        // Without the name of the action.
        let reason = message.split_once("` failed: ").map(|(_, reason)| reason);
        Self {
            source: source.to_owned(),
            reason: reason.unwrap_or(message).to_owned(),
            kind: failure.kind.clone(),
            missing_scopes: failure.missing_scopes.clone(),
        }
    }

    /// A place that is not asked, since the connection is known to have none of these sets of scopes.
    pub(crate) fn unasked(source: &str, lacking: &[Vec<String>]) -> Self {
        let sets: Vec<_> = lacking.iter().map(|set| set.join(" and ")).collect();
        Self {
            source: source.to_owned(),
            reason: format!(
                "It was not asked, since the connection lacks a scope: {}.",
                sets.join(" or ")
            ),
            kind: FailureKind::MissingScope.name().to_owned(),
            missing_scopes: Vec::new(),
        }
    }
}

/// Whether a failure of one place says nothing of the others.
pub(crate) fn is_of_one_place(failure: &Failure) -> bool {
    let kinds = [
        FailureKind::MissingScope,
        FailureKind::PlanRequired,
        FailureKind::Forbidden,
        FailureKind::NotFound,
    ];
    kinds.iter().any(|kind| failure.kind == kind.name())
}

/// The failure where no place tells anything: the one that says most, with what the others say.
pub(crate) fn nowhere(action: &str, passed_over: &[PassedOver], last: Failure) -> Failure {
    if let [_] = passed_over {
        return last;
    }
    let kinds = [
        FailureKind::NotFound,
        FailureKind::InvalidInput,
        FailureKind::PlanRequired,
        FailureKind::Forbidden,
        FailureKind::MissingScope,
    ];
    let kind = kinds
        .iter()
        .map(|kind| kind.name())
        .find(|kind| passed_over.iter().any(|source| source.kind == *kind));
    let reasons: Vec<_> = passed_over
        .iter()
        .map(|source| format!("{}: {}", source.source, source.reason))
        .collect();
    let missing = passed_over.iter().flat_map(|source| &source.missing_scopes);
    Failure {
        kind: kind.unwrap_or(&last.kind).to_owned(),
        message: format!("`{action}` failed: {}", reasons.join(" ")),
        missing_scopes: missing.cloned().collect(),
        ..last
    }
}
