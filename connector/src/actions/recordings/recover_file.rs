//! `recover-recording-file`.

use super::fields;
use super::group::{FULL, GROUP, NOT_IN_TRASH};
use crate::action::Action;
use crate::json;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, member};

pub(crate) static ACTION: Action =
    Action::put(&GROUP, "recover-recording-file", "/meetings/{meetingId}/recordings/{recordingId}/status")
        .operation("recordingStatusUpdateOne")
        .summary("Recovers one file of the recording of a meeting out of the trash.")
        .description("Zoom keeps it there for 30 days.")
        .scopes(
            &[scope("recording:write")],
            &[scope("cloud_recording:update:recover_single_recording").and_of_masters()],
        )
        .input(&[&[fields::OF_A_MEETING, fields::FILE_ID]])
        .beside(|_| json::gathered([("action".to_owned(), "recover".into())]))
        .output(&[&[
            member("meeting_id", TEXT, "The meeting, as the input names it.").required(),
            member("recording_id", TEXT, "The id of the file.").required(),
            member("recovered", Kind::Boolean, "That it was recovered.").required(),
        ]])
        .done("recovered")
        .refusals(REFUSALS)
        .sample(
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "recording_id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e" }"#,
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "recording_id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e", "recovered": true }"#,
        );

static REFUSALS: &[Refusal] = &[NOT_IN_TRASH, FULL];
