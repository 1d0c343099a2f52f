//! What the actions on the dashboard share beside their fields.

use crate::contract::FailureKind::{InvalidInput, NotFound, PlanRequired};
use crate::group::Group;
use crate::refusals::{Refusal, refusal};

pub(super) static GROUP: Group =
    Group::new("Dashboard", "https://developers.zoom.us/docs/api/accounts/")
        .plan("Business or higher");

/// The account has no dashboard.
pub(super) const NO_DASHBOARD: Refusal = refusal(
    400,
    400,
    PlanRequired,
    "The account has no dashboard: Zoom gives one to accounts of Business and higher plans.",
    "Take past meetings or reports instead, or ask whoever pays for the account.",
);

/// The account can't ask by the end of meetings.
pub(super) const NOT_BY_END: Refusal = refusal(
    400,
    12700,
    InvalidInput,
    "The account can't ask by the time at which meetings ended.",
    "Leave out `query_date_type`.",
);

/// Zoom has forgotten it.
pub(super) const TOO_LONG_AGO: Refusal = refusal(
    400,
    12702,
    InvalidInput,
    "It was longer ago than the dashboard shows: a year.",
    "Name one of the last year.",
);

/// There is no such thing on the dashboard.
pub(super) const NOT_SHOWN: Refusal = refusal(
    404,
    3001,
    NotFound,
    "The dashboard does not have it: it does not exist, or it goes on and `type` asks for what is over, \
     or the other way round.",
    "Check the id and `type`.",
);
