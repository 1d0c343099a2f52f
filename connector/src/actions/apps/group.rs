//! What the actions on apps share.

use crate::contract::FailureKind::NotFound;
use crate::group::Group;
use crate::refusals::{Refusal, refusal};

pub(super) static GROUP: Group =
    Group::new("Apps", "https://developers.zoom.us/docs/api/marketplace/");

/// What names an app.
pub(super) const APP_ID: &str = "The app's id, as its page at marketplace.zoom.us has it.";

/// The app does not exist.
pub(super) const NO_APP: Refusal = refusal(
    404,
    1401,
    NotFound,
    "There is no such app, or it is of another account.",
    "Look up its id on the app's page at marketplace.zoom.us.",
);
