//! `control-livestream`.

use super::group::{GROUP, OF_A_MEETING, STREAMING_REFUSALS, ignored};
use crate::action::Action;
use crate::ids;
use crate::input::Input;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, body, member};

pub(crate) static ACTION: Action = Action::patch(
    &GROUP,
    "control-livestream",
    "/meetings/{meetingId}/livestream/status",
)
.operation("meetingLiveStreamStatusUpdate")
.summary("Starts or stops the stream of a meeting that goes on, or changes what it shows.")
.description(
    "Where it is streamed to, Update livestream has said before. The events \
     meeting.live_streaming_started and meeting.live_streaming_stopped tell what has happened.",
)
.scopes(
    &[scope("meeting:write")],
    &[scope("meeting:update:livestream_status")],
)
.input(&[&[
    OF_A_MEETING,
    body(
        "action",
        Kind::Choice(&["start", "stop", "mode"]),
        "What to do; `mode` changes what a stream shows that goes on.",
    )
    .required(),
    body("settings", Kind::Object(&SETTINGS), "What the stream shows."),
]])
.output(&[&[
    member("meeting_id", ids::MEETING, "The meeting's number.").required(),
    member("updated", Kind::Boolean, "That it was done.").required(),
]])
.done("updated")
.warnings(warnings)
.refusals(STREAMING_REFUSALS)
.sample(
    r#"{ "meeting_id": "85746065432", "action": "start", "settings": { "layout": "speaker_view" } }"#,
    r#"{ "meeting_id": "85746065432", "updated": true }"#,
);

static SETTINGS: Shape = Shape::of(&[&[
    member(
        "active_speaker_name",
        Kind::Boolean,
        "With `action: start`: whether the name of who speaks is shown.",
    ),
    member(
        "display_name",
        Kind::Text(1, 50),
        "With `action: start`: what the stream is called.",
    ),
    member(
        "layout",
        Kind::Choice(&["follow_host", "gallery_view", "speaker_view"]),
        "Whether it shows what the host sees, as without this, everybody, or who speaks.",
    ),
    member(
        "close_caption",
        Kind::Choice(&["burnt-in", "embedded", "off"]),
        "Whether captions are in the picture, as without this, beside it, or left out.",
    ),
]]);

fn warnings(input: &Input, _: u64) -> Vec<String> {
    if input.text("action") == Some("stop") {
        return ignored(input, &["settings"], "where the stream is stopped");
    }
    Vec::new()
}
