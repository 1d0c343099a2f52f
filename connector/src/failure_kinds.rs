//! What the failure kinds mean for Zoom, and what to do about each: for the manifest.

use serde_json::{Value, json};

use crate::contract::FailureKind;
use crate::ended_grants::{ENDED_GRANTS, Ended};
use crate::names::in_words;

/// A kind, what it means, and what to do. `{ended_grants}` stands for the codes that tell that a grant
/// has ended.
const FAILURE_KINDS: [(FailureKind, &str, &str); 15] = [
    (
        FailureKind::InvalidInput,
        "The input does not fit the action, or Zoom does not take a value of it (codes 300).",
        "Correct the fields that the failure names.",
    ),
    (
        FailureKind::Unsupported,
        "The connector has no action, trigger, auth method or ability of that name.",
        "Check the name.",
    ),
    (
        FailureKind::Unauthenticated,
        "Zoom no longer accepts the credential (codes 124, {ended_grants}).",
        "Do what the failure says, then connect the account again.",
    ),
    (
        FailureKind::MissingScope,
        "The app or the grant lacks a scope (codes 4711, 4700 and 104, and 201 with status 401).",
        "Tick one of the missing scopes for the app at Zoom, then connect again.",
    ),
    (
        FailureKind::Forbidden,
        "The user, the role or a setting does not allow it (codes 200 and 3161, status 403).",
        "Ask an administrator of the account, or connect as the owner.",
    ),
    (
        FailureKind::PlanRequired,
        "The account's plan, or the licence of the user, does not include it (code 200 where Zoom says so).",
        "Ask whoever pays for the account, or name a user with the licence.",
    ),
    (
        FailureKind::NotFound,
        "There is no such meeting, user or recording, or not for this account (codes 1001, 1010, 3001 and 3301).",
        "Check the ids in the input.",
    ),
    (
        FailureKind::Conflict,
        "What the input names is not in a state that allows it, such as a recording that is still processed.",
        "Try again when it is.",
    ),
    (
        FailureKind::RateLimited,
        "Zoom was asked too often within a second, again and again, or wants a longer wait than a call is kept open for.",
        "Try again later; other apps of the account count too.",
    ),
    (
        FailureKind::QuotaExceeded,
        "The requests of the account for the day, or the 100 changes of a user's meetings, are used up.",
        "Try again at the time that the failure tells.",
    ),
    (
        FailureKind::Refused,
        "Zoom refused for another reason (code 3000 and others).",
        "Read what Zoom says.",
    ),
    (
        FailureKind::Unavailable,
        "Zoom is failing.",
        "Try again in a few minutes; look first whether something that may not be done twice was done.",
    ),
    (
        FailureKind::UnexpectedResponse,
        "Zoom answered in a way that its documentation does not know.",
        "Try again; if it stays so, ask Zoom's support with the tracking id.",
    ),
    (
        FailureKind::UnknownOutcome,
        "Something that may not be done twice was sent, and Zoom's answer never came.",
        "Look whether it was done before starting it again.",
    ),
    (
        FailureKind::NotAuthentic,
        "A delivery is not signed with the app's secret token, or was signed more than 90 minutes ago.",
        "Check the secret token, which is on the app's page at Zoom under Features, Access, and the clock of the machine; else ignore the delivery.",
    ),
];

/// The kinds, as the manifest has them.
pub(crate) fn entries() -> Vec<Value> {
    let ended = ENDED_GRANTS.iter();
    let ended = ended.filter(|grant| grant.ended == Ended::Grant);
    let codes: Vec<_> = ended.map(|grant| grant.code.to_string()).collect();
    let codes = in_words(&codes);
    let kinds = FAILURE_KINDS.iter();
    let entry = |(kind, meaning, remedy): &(FailureKind, &str, &str)| {
        let meaning = meaning.replace("{ended_grants}", &codes);
        json!({ "kind": kind.name(), "meaning": meaning, "remedy": remedy })
    };
    kinds.map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The connector and a host have no code in common, and the contract lists the kinds for both:
    /// as `- `name`: …`.
    #[test]
    fn the_kinds_are_those_of_the_contract() {
        let contract = include_str!("../../wit/connector.wit");
        let listed: Vec<_> = contract
            .lines()
            .filter_map(|line| line.trim().strip_prefix("/// - `")?.split_once("`:"))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(FAILURE_KINDS.map(|(kind, ..)| kind.name()), listed[..]);
    }
}
