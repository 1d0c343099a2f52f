//! `get-recording-settings`.

use super::fields;
use super::group::GROUP;
use super::settings::MEMBERS;
use crate::action::{Action, column};
use crate::contract::FailureKind::NotFound;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-recording-settings",
    "/meetings/{meetingId}/recordings/settings",
)
.operation("recordingSettingUpdate")
.summary("Gets who may see the recording of a meeting, how, and with which passcode.")
.description(
    "The connected user needs the right to see the content of the recording. Where only certain \
         people may see it, `authentication_option` has been seen to say `specialEmail` while \
         `share_recording` says `publicly`.",
)
.scopes(
    &[scope("recording:read")],
    &[scope("cloud_recording:read:recording_settings").and_of_masters()],
)
.input(&[&[fields::OF_A_MEETING]])
.output(&[MEMBERS])
.refusals(REFUSALS)
.columns(&[
    column("Topic", "/topic"),
    column("Shared", "/share_recording"),
    column("Download", "/viewer_download"),
])
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
    r#"{
            "topic": "Weekly review",
            "share_recording": "publicly",
            "recording_authentication": false,
            "viewer_download": true,
            "password": "Gf4kx!9p",
            "on_demand": false,
            "approval_type": 2,
            "auto_delete": true,
            "auto_delete_date": "2026-10-15"
        }"#,
);

static REFUSALS: &[Refusal] = &[refusal(
    404,
    3301,
    NotFound,
    "There is no cloud recording of this meeting.",
    "Check the meeting id; settings of a recording in the trash are not told.",
)];
