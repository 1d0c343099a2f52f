//! `delete-meeting-recordings`.

use serde_json::Value;

use super::fields;
use super::group::{GONE, GROUP, IN_USE, UNFINISHED};
use crate::action::Action;
use crate::contract::FailureKind::Conflict;
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, Object, member, query};

pub(crate) static ACTION: Action =
    Action::delete(&GROUP, "delete-meeting-recordings", "/meetings/{meetingId}/recordings")
        .operation("recordingDelete")
        .once()
        .summary("Deletes all files of the recording of a meeting: into the trash, or for good.")
        .description(
            "What is in the trash can be recovered for 30 days. A meeting's number stands for its \
             latest instance, so starting this again with a number may delete the one before: name \
             the UUID of what is to be deleted. For the same reason it is not repeated when Zoom fails.",
        )
        .scopes(
            &[scope("recording:write")],
            &[scope("cloud_recording:delete:meeting_recording").and_of_masters()],
        )
        .input(&[&[
            fields::OF_A_MEETING,
            query(
                "action",
                Kind::Choice(&["trash", "delete"]),
                "Whether it goes into the trash (`trash`) or is deleted for good (`delete`), also out of the trash.",
            )
            .default("\"trash\""),
        ]])
        .output(&[&[
            member("meeting_id", ids::MEETING_OR_UUID, "The meeting, as the input names it.").required(),
            member("action", Kind::Choice(&["trash", "delete"]), "Where the recording has gone.").required(),
            member("deleted", Kind::Boolean, "That the recording was deleted.").required(),
        ]])
        .acknowledge(output)
        .warnings(warnings)
        .refusals(REFUSALS)
        .sample(
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "action": "trash" }"#,
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "action": "trash", "deleted": true }"#,
        );

static REFUSALS: &[Refusal] = &[
    GONE,
    UNFINISHED,
    IN_USE,
    refusal(
        400,
        3332,
        Conflict,
        "The recording is used for a simulive webinar and can't be deleted.",
        "Take it out of there first.",
    ),
];

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let number = input
        .text("meeting_id")
        .is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    match number {
        true => vec![
            "A meeting's number stands for its latest recording: name the UUID to delete that of a \
             certain day."
                .to_owned(),
        ],
        false => Vec::new(),
    }
}

fn output(input: &Input, _: Value) -> Value {
    let mut output = Object::new();
    let id = input.get("meeting_id").cloned();
    output.insert("meeting_id".to_owned(), id.unwrap_or_default());
    let action = input.text("action").unwrap_or("trash");
    output.insert("action".to_owned(), action.into());
    output.insert("deleted".to_owned(), true.into());
    Value::Object(output)
}
