//! `recover-recording-file`.
//!
//! What is not in the trash can't be recovered, so it is not sent again when its answer is lost: a look
//! tells.

use serde_json::Value;

use super::group::{FULL, GROUP, NOT_IN_TRASH};
use super::{fields, get};
use crate::action::Action;
use crate::contract::Failure;
use crate::doubt::{Doubt, is_as_before, is_not_told, is_so};
use crate::input::Input;
use crate::json;
use crate::one_look::OneLook;
use crate::recovery::{Finding, Lost, is_gone};
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
        .refused_twice(&RECOVERED)
        .refusals(REFUSALS)
        .sample(
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "recording_id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e" }"#,
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "recording_id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e", "recovered": true }"#,
        );

static REFUSALS: &[Refusal] = &[NOT_IN_TRASH, FULL];

static RECOVERED: OneLook = OneLook {
    at: &get::ACTION,
    id: "meeting_id",
    take,
};

fn take(lost: &Lost<'_>, doubt: Option<Doubt>, answer: Result<Value, Failure>) -> Finding {
    match answer {
        Ok(recording) if has_file(&recording, lost.input) => is_so(
            doubt.as_ref(),
            "The file is there: it was recovered by that request, or not in the trash before.",
        ),
        Err(failure) if !is_gone(&failure) => is_not_told(
            doubt,
            &format!("The recording could not be looked at: {}", failure.message),
        ),
        Ok(_) | Err(_) if fields::names_one_instance(lost.input) => {
            is_as_before(ACTION.id, doubt, "the file is not there")
        }
        Ok(_) | Err(_) => is_not_told(
            doubt,
            "The latest recording of the meeting has no such file; it may be of an instance before.",
        ),
    }
}

fn has_file(recording: &Value, input: &Input) -> bool {
    let lists = ["recording_files", "participant_audio_files"];
    let lists = lists
        .iter()
        .filter_map(|list| recording.get(list)?.as_array());
    let mut ids = lists.flatten().filter_map(|file| file.get("id")?.as_str());
    ids.any(|id| Some(id) == input.text("recording_id"))
}
