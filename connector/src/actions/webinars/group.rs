//! What the actions on webinars share beside their fields.

use crate::actions::lookups;
use crate::contract::FailureKind::{Forbidden, InvalidInput, NotFound};
use crate::group::Group;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::shape::{Field, path};

pub(super) static GROUP: Group =
    Group::new("Webinars", "https://developers.zoom.us/docs/api/meetings/")
        .plan("Zoom Webinars, for the host");

/// There is no such webinar.
pub(super) const NO_WEBINAR: Refusal = refusal(
    404,
    3001,
    NotFound,
    "There is no such webinar, or it has expired.",
    "Check the webinar id.",
);

/// The host has no licence for webinars, or the connection may not.
pub(super) const NO_LICENCE: Refusal = refusal(
    400,
    200,
    Forbidden,
    "The user has no licence for webinars, or the connection may not do this for the user.",
    "Ask an administrator to give the user a licence for webinars, and for a role that may manage \
     webinars.",
);

/// The id is none of a webinar.
pub(super) const WRONG_ID: Refusal = refusal(
    400,
    300,
    InvalidInput,
    "Zoom does not take the webinar id, or another value.",
    "Check the webinar id: meetings have actions of their own; then the other values.",
);

/// What endpoints on webinars mean by their errors.
pub(super) static REFUSALS: &[Refusal] = &[NO_LICENCE, WRONG_ID, NO_WEBINAR];

/// For actions on one instance of a webinar that is over.
pub(super) static OF_A_PAST_WEBINAR: &[Field] = &[path(
    "webinar_id",
    "{webinarId}",
    ids::MEETING_OR_UUID,
    "The webinar's number, which stands for its latest instance, or the UUID of an instance.",
)
.choices(&lookups::WEBINARS)];

/// What endpoints on webinars that are over mean by their errors.
pub(super) static OF_THE_PAST: &[Refusal] = &[
    NO_LICENCE,
    refusal(
        404,
        3001,
        NotFound,
        "There is no such webinar that is over: it does not exist, has not taken place, or still goes on.",
        "Check the webinar id, and start it again when the webinar has been over for some minutes.",
    ),
];
