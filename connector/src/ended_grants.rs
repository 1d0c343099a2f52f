//! How a grant ends at Zoom: what its codes 4717 to 4741 mean, wherever it tells them. The API tells
//! them of a token that it no longer accepts, the token endpoint of one that it does not renew.

use crate::manifest_only::ManifestOnly;
use crate::remedies::{ACTIVATE, APPROVE, ONE_PROGRAM, OTHER_USER, RECONNECT};

/// An end of a grant.
pub(crate) struct EndedGrant {
    /// Zoom's code.
    pub(crate) code: i64,
    /// Zoom's own words, where the token endpoint tells no code.
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

const fn ended(
    code: i64,
    says: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> EndedGrant {
    EndedGrant {
        code,
        says: ManifestOnly::new(says),
        meaning,
        remedy,
    }
}

pub(crate) static ENDED_GRANTS: [EndedGrant; 6] = [
    ended(
        4717,
        "app has been disabled",
        "The app has been disabled at Zoom.",
        ACTIVATE,
    ),
    ended(
        4735,
        "owner of the token does not exist",
        "The user whose account was connected is no longer there.",
        OTHER_USER,
    ),
    ended(
        4737,
        "find the authentication",
        "Zoom knows nothing of the authorization any more; as a rule the app was removed from the \
         account.",
        RECONNECT,
    ),
    ended(
        4738,
        "disabled by admin",
        "An administrator of the account has withdrawn the approval of the app.",
        APPROVE,
    ),
    ended(
        4740,
        "token tolerance range",
        "The token is an old one: Zoom has issued newer ones for this app and user.",
        RECONNECT,
    ),
    ended(
        4741,
        "token has been revoked",
        "A newer sign-in of the same user with the same app, as a rule by another program, has \
         ended this one.",
        ONE_PROGRAM,
    ),
];
