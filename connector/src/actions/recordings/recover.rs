//! `recover-recordings`.

use super::group::{FULL, GROUP, NOT_IN_TRASH};
use crate::action::Action;
use crate::ids;
use crate::json;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Field, Kind, TEXT, member, path};

pub(crate) static ACTION: Action = Action::put(
    &GROUP,
    "recover-recordings",
    "/meetings/{meetingUUID}/recordings/status",
)
.operation("recordingStatusUpdate")
.summary("Recovers all files of the recording of a meeting out of the trash.")
.description("Zoom keeps them there for 30 days. Recover recording file recovers one.")
.scopes(
    &[scope("recording:write")],
    &[scope("cloud_recording:update:recover_meeting_recordings").and_of_masters()],
)
.input(&[&[OF_AN_INSTANCE]])
.beside(|_| json::gathered([("action".to_owned(), "recover".into())]))
.output(&[&[
    member("meeting_id", TEXT, "The meeting, as the input names it.").required(),
    member("recovered", Kind::Boolean, "That it was recovered.").required(),
]])
.done("recovered")
.refusals(REFUSALS)
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "recovered": true }"#,
);

/// The instance whose recording it is.
const OF_AN_INSTANCE: Field = path(
    "meeting_id",
    "{meetingUUID}",
    ids::MEETING_OR_UUID,
    "The UUID of the instance of the meeting, or the meeting's number, which stands for its latest instance.",
);

static REFUSALS: &[Refusal] = &[NOT_IN_TRASH, FULL];
