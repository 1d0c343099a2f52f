//! How a grant ends at Zoom, and how an approval does before it has become one: what its codes from
//! 4711 to 4741 mean, wherever it tells them. The API tells them of a token that it no longer accepts,
//! the token endpoint of one that it does not renew and of a code that it does not take.
//!
//! This table is the only place for their meanings: the manifest, failures and the documentation of
//! connections have them from here.

use crate::manifest_only::ManifestOnly;
use crate::remedies::{ACTIVATE, APPROVE, ONE_PROGRAM, OTHER_USER, RECONNECT, START_AGAIN};

/// What has ended.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Ended {
    /// The grant, which the API and the token endpoint tell.
    Grant,
    /// The grant, which the token endpoint tells. To the API the number means something else.
    Refreshing,
    /// An authorization code, of which the token endpoint alone knows.
    Approval,
}

/// An end of a grant or of an approval.
pub(crate) struct EndedGrant {
    /// Zoom's code.
    pub(crate) code: i64,
    pub(crate) ended: Ended,
    /// Zoom's own words, where the token endpoint tells no code; empty where another code has the
    /// same.
    #[cfg_attr(
        not(feature = "manifest"),
        allow(dead_code, reason = "the manifest alone reads it")
    )]
    pub(crate) says: ManifestOnly<&'static str>,
    /// What has happened: a sentence.
    pub(crate) meaning: &'static str,
    /// What to do about it, and who: sentences.
    pub(crate) remedy: &'static str,
}

const fn grant(
    code: i64,
    says: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> EndedGrant {
    EndedGrant {
        code,
        ended: Ended::Grant,
        says: ManifestOnly::new(says),
        meaning,
        remedy,
    }
}

const fn approval(code: i64, says: &'static str, meaning: &'static str) -> EndedGrant {
    EndedGrant {
        ended: Ended::Approval,
        ..grant(code, says, meaning, START_AGAIN)
    }
}

pub(crate) static ENDED_GRANTS: [EndedGrant; 10] = [
    EndedGrant {
        ended: Ended::Refreshing,
        ..grant(
            4711,
            "Refresh token invalid",
            "The scopes of the app have changed since the account was connected.",
            RECONNECT,
        )
    },
    grant(
        4717,
        "app has been disabled",
        "The app has been disabled at Zoom.",
        ACTIVATE,
    ),
    approval(
        4732,
        "Invalid authorization code",
        "The approval was used before, or is for another app.",
    ),
    approval(
        4733,
        "Code is expired",
        "More than five minutes went by between the approval and its use.",
    ),
    approval(
        4734,
        "",
        "The approval was used before, or is for another app.",
    ),
    grant(
        4735,
        "owner of the token does not exist",
        "The user whose account was connected is no longer there.",
        OTHER_USER,
    ),
    grant(
        4737,
        "find the authentication",
        "Zoom knows nothing of the authorization any more; as a rule the app was removed from the \
         account.",
        RECONNECT,
    ),
    grant(
        4738,
        "disabled by admin",
        "An administrator of the account has withdrawn the approval of the app.",
        APPROVE,
    ),
    grant(
        4740,
        "token tolerance range",
        "The token is an old one: Zoom has issued newer ones for this app and user.",
        RECONNECT,
    ),
    grant(
        4741,
        "token has been revoked",
        "A newer sign-in of the same user with the same app, as a rule by another program, has \
         ended this one.",
        ONE_PROGRAM,
    ),
];

/// The meaning of a code that the API tells of a token, where the grant has ended.
pub(crate) fn told_by_the_api(code: i64) -> Option<&'static EndedGrant> {
    let mut grants = ENDED_GRANTS.iter();
    grants.find(|grant| grant.code == code && grant.ended == Ended::Grant)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers in brackets of a line.
    fn codes(line: &str) -> impl Iterator<Item = i64> {
        let bracketed = line
            .split('(')
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        bracketed.flat_map(|codes| codes.split(", ").filter_map(|code| code.parse().ok()))
    }

    #[test]
    fn the_codes_stand_in_order_each_once() {
        assert!(ENDED_GRANTS.is_sorted_by(|one, next| one.code < next.code));
    }

    #[test]
    fn the_documentation_of_connections_has_each_end_of_a_grant_once_and_no_other_code() {
        let documentation = include_str!("../../docs/connections.md");
        let table = documentation
            .lines()
            .skip_while(|line| !line.starts_with("| What happened |"))
            .take_while(|line| line.starts_with('|'));
        let mut told: Vec<_> = table.flat_map(codes).collect();
        told.sort_unstable();
        let grants = ENDED_GRANTS.iter();
        let ends: Vec<_> = grants
            .filter(|grant| grant.ended != Ended::Approval)
            .map(|grant| grant.code)
            .collect();
        assert_eq!(told, ends);
    }
}
