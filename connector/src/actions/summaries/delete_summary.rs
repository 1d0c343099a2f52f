//! `delete-meeting-summary`.

use super::group::{GROUP, KEPT_BACK, NO_SUMMARY};
use crate::action::Action;
use crate::actions::past_meetings::{OF_A_PAST_MEETING, latest::LATEST};
use crate::contract::FailureKind::Refused;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action = Action::delete(
    &GROUP,
    "delete-meeting-summary",
    "/meetings/{meetingId}/meeting_summary",
)
.operation("Deletemeetingorwebinarsummary")
.summary("Deletes what AI Companion has summed up of a meeting or webinar.")
.description(
    "Where the input names the number of a meeting, its latest instance is looked up first, \
             which takes a scope to read past meetings.",
)
.scopes(
    &[scope("meeting_summary:write")],
    &[scope("meeting:delete:summary")],
)
.input(&[OF_A_PAST_MEETING])
.output(&[&[
    member(
        "meeting_id",
        ids::MEETING_OR_UUID,
        "The instance of the meeting.",
    )
    .required(),
    member("deleted", Kind::Boolean, "That the summary was deleted.").required(),
]])
.done("deleted")
.look(&LATEST)
.refusals(REFUSALS)
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "deleted": true }"#,
);

static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        2313,
        Refused,
        "Zoom could not delete the summary.",
        "Try again in a few minutes.",
    ),
    KEPT_BACK,
    NO_SUMMARY,
];
