//! What the reports share beside their fields.

use crate::contract::FailureKind::{Forbidden, InvalidInput};
use crate::group::Group;
use crate::refusals::{Refusal, refusal};

pub(super) static GROUP: Group =
    Group::new("Reports", "https://developers.zoom.us/docs/api/meetings/").plan("Pro or higher");

/// Zoom does not give reports to this connection.
pub(super) const NO_REPORTS: Refusal = refusal(
    400,
    200,
    Forbidden,
    "The connection may not see this report.",
    "Connect as an administrator whose role has the permission for usage reports, in an account with \
     a paid plan.",
);

/// For how many months before today Zoom reports what was.
pub(super) const REACH: u8 = 6;

/// Days that Zoom does not report.
pub(super) const WRONG_VALUE: Refusal = refusal(
    400,
    300,
    InvalidInput,
    "Zoom found a value that it does not take, such as days that it does not report.",
    "Name days of the last six months, a month of them at most.",
);

/// Zoom has forgotten what the report is about.
pub(super) const TOO_LONG_AGO: Refusal = refusal(
    400,
    12702,
    InvalidInput,
    "It was longer ago than Zoom keeps reports: a year.",
    "Name a meeting of the last year.",
);
