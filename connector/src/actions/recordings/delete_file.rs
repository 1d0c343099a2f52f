//! `delete-recording-file`.

use serde_json::Value;

use super::fields;
use super::group::{GONE, GROUP, IN_USE, UNFINISHED};
use crate::action::Action;
use crate::input::Input;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, member, query};

pub(crate) static ACTION: Action =
    Action::delete(&GROUP, "delete-recording-file", "/meetings/{meetingId}/recordings/{recordingId}")
        .operation("recordingDeleteOne")
        .summary("Deletes one file of the recording of a meeting: into the trash, or for good.")
        .description("What is in the trash can be recovered for 30 days.")
        .scopes(
            &[scope("recording:write")],
            &[scope("cloud_recording:delete:recording_file").and_of_masters()],
        )
        .input(&[&[
            fields::OF_A_MEETING,
            fields::FILE_ID,
            query(
                "action",
                Kind::Choice(&["trash", "delete"]),
                "Whether it goes into the trash (`trash`) or is deleted for good (`delete`), also out of the trash.",
            )
            .default("\"trash\""),
        ]])
        .output(&[&[
            member("meeting_id", TEXT, "The meeting, as the input names it.").required(),
            member("recording_id", TEXT, "The id of the file.").required(),
            member("action", TEXT, "Where the file has gone, if the input says so; else into the trash."),
            member("deleted", Kind::Boolean, "That the file was deleted.").required(),
        ]])
        .done("deleted")
        .warnings(warnings)
        .refusals(REFUSALS)
        .sample(
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "recording_id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e", "action": "trash" }"#,
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "recording_id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e", "action": "trash", "deleted": true }"#,
        );

static REFUSALS: &[Refusal] = &[GONE, UNFINISHED, IN_USE];

fn warnings(input: &Input, _: u64) -> Vec<String> {
    match input.get("action").and_then(Value::as_str) {
        Some("delete") => vec!["Nobody can recover what is deleted for good.".to_owned()],
        _ => Vec::new(),
    }
}
