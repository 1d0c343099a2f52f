//! What the actions on apps share.

use crate::contract::FailureKind::{MissingScope, NotFound};
use crate::group::Group;
use crate::refusals::{Refusal, refusal};

pub(super) static GROUP: Group =
    Group::new("Apps", "https://developers.zoom.us/docs/api/marketplace/");

/// A scope is missing, which is told otherwise than elsewhere.
pub(super) const NO_SCOPE: Refusal = refusal(
    401,
    201,
    MissingScope,
    "The connection may not do this: a scope is missing.",
    "Tick the scope for the app at Zoom, then connect again.",
);

/// The app does not exist.
pub(super) const NO_APP: Refusal = refusal(
    404,
    1401,
    NotFound,
    "There is no such app, or it is of another account.",
    "Look up its id on the app's page at marketplace.zoom.us.",
);
