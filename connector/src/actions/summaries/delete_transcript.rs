//! `delete-meeting-transcript`.

use super::group::{GROUP, NO_TRANSCRIPT};
use crate::action::Action;
use crate::actions::past_meetings::{OF_A_PAST_MEETING, latest::LATEST};
use crate::ids;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action = Action::delete(
    &GROUP,
    "delete-meeting-transcript",
    "/meetings/{meetingId}/transcript",
)
.operation("DeleteMeetingTranscript")
.summary("Deletes the transcript of a meeting or webinar.")
.description(
    "Where the input names the number of a meeting, its latest instance is looked up first, \
             which takes a scope to read past meetings.",
)
.scopes(
    &[scope("recording:write")],
    &[scope("cloud_recording:delete:meeting_transcript")],
)
.rate_label("MEDIUM")
.input(&[OF_A_PAST_MEETING])
.output(&[&[
    member(
        "meeting_id",
        ids::MEETING_OR_UUID,
        "The instance of the meeting.",
    )
    .required(),
    member("deleted", Kind::Boolean, "That the transcript was deleted.").required(),
]])
.done("deleted")
.look(&LATEST)
.refusals(REFUSALS)
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "deleted": true }"#,
);

static REFUSALS: &[Refusal] = &[NO_TRANSCRIPT];
