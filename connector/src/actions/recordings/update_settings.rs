//! `update-recording-settings`.

use super::fields;
use super::group::GROUP;
use super::settings::{BODY, SEEN};
use crate::action::Action;
use crate::contract::FailureKind::NotFound;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, TEXTS, member};

pub(crate) static ACTION: Action = Action::patch(
    &GROUP,
    "update-recording-settings",
    "/meetings/{meetingId}/recordings/settings",
)
.operation("recordingSettingsUpdate")
.summary("Changes who may see the recording of a meeting, how, and with which passcode.")
.description("What the input leaves out stays as it is. What Get recording settings gives is taken back.")
.scopes(
    &[scope("recording:write")],
    &[scope("cloud_recording:update:recording_settings").and_of_masters()],
)
.input(&[&[fields::OF_A_MEETING], BODY])
.takes_back(&SEEN)
.output(&[&[
    member("meeting_id", TEXT, "The meeting, as the input names it.").required(),
    member("updated", Kind::Boolean, "That the settings were changed.").required(),
    member("updated_fields", TEXTS, "The fields that were sent.").required(),
]])
.changes_parts()
.warnings(warnings)
.refusals(REFUSALS)
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "share_recording": "internally", "viewer_download": false }"#,
    r#"{
        "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==",
        "updated": true,
        "updated_fields": ["share_recording", "viewer_download"]
    }"#,
);

static REFUSALS: &[Refusal] = &[refusal(
    404,
    3301,
    NotFound,
    "There is no cloud recording of this meeting.",
    "Check the meeting id; the settings of a recording in the trash can't be changed.",
)];

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let registered = input
        .integer("approval_type")
        .is_some_and(|approval| approval != 2);
    match (registered, input.is_true("on_demand")) {
        (true, false) => vec![
            "Zoom heeds `approval_type` 0 and 1 only where people register: see `on_demand`."
                .to_owned(),
        ],
        _ => Vec::new(),
    }
}
