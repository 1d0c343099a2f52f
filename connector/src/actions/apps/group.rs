//! What the actions on apps share.

use crate::contract::FailureKind::{Conflict, Forbidden, MissingScope, NotFound};
use crate::group::Group;
use crate::refusals::{Refusal, refusal};

pub(super) static GROUP: Group =
    Group::new("Apps", "https://developers.zoom.us/docs/api/marketplace/");

/// What the endpoints on apps mean by their errors. A missing scope is told otherwise than elsewhere.
pub(super) static REFUSALS: &[Refusal] = &[
    refusal(
        401,
        201,
        MissingScope,
        "The connection may not do this: a scope is missing.",
        "Tick the scope for the app at Zoom, then connect again.",
    ),
    refusal(
        400,
        1404,
        Conflict,
        "The account does not ask for approvals of apps.",
        "Switch that on under Manage, Permissions at marketplace.zoom.us, where it is wanted.",
    ),
    refusal(
        400,
        1500,
        Forbidden,
        "The connected user may not approve this app.",
        "Connect as an administrator of the account.",
    ),
    refusal(
        404,
        1401,
        NotFound,
        "There is no such app.",
        "Look up its id on the app's page at marketplace.zoom.us.",
    ),
];
