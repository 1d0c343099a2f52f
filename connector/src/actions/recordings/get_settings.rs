//! `get-recording-settings`.

use super::fields;
use super::group::GROUP;
use crate::action::{Action, column};
use crate::contract::FailureKind::NotFound;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Field, Kind, TEXT, member};

pub(crate) static ACTION: Action = Action::get(&GROUP, "get-recording-settings", PATH)
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
    .output(&[OUTPUT])
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

/// The endpoint.
const PATH: &str = "/meetings/{meetingId}/recordings/settings";

static OUTPUT: &[Field] = &[
    member("topic", TEXT, "What the recording is called."),
    member(
        "share_recording",
        Kind::Choice(&["publicly", "internally", "none"]),
        "Who may see it: everybody who has the link, users of the account, or nobody but the host.",
    ),
    member(
        "recording_authentication",
        Kind::Boolean,
        "Whether only people who have signed in may see it.",
    ),
    member(
        "authentication_option",
        TEXT,
        "The id of the option that says how they have to be signed in.",
    ),
    member("authentication_name", TEXT, "The name of that option."),
    member(
        "authentication_domains",
        TEXT,
        "Of which domains they have to be.",
    ),
    member(
        "viewer_download",
        Kind::Boolean,
        "Whether those who see it may download it.",
    ),
    member("password", TEXT, "The passcode.").sensitive(),
    member(
        "on_demand",
        Kind::Boolean,
        "Whether people have to register before they see it.",
    ),
    member(
        "approval_type",
        Kind::Code(&[0, 1, 2]),
        "What becomes of registrations: 0 approved at once, 1 decided by hand, 2 nobody registers.",
    ),
    member(
        "send_email_to_host",
        Kind::Boolean,
        "Whether the host is told by e-mail when somebody registers.",
    ),
    member(
        "show_social_share_buttons",
        Kind::Boolean,
        "Whether the page of registration has buttons for sharing.",
    ),
    member(
        "auto_delete",
        Kind::Boolean,
        "Whether Zoom deletes the recording by itself.",
    ),
    member("auto_delete_date", TEXT, "On which day it does."),
];

static REFUSALS: &[Refusal] = &[refusal(
    404,
    3301,
    NotFound,
    "There is no cloud recording of this meeting.",
    "Check the meeting id; settings of a recording in the trash are not told.",
)];
