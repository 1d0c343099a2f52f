//! `update-livestream`.

use super::group::{GROUP, OF_A_MEETING, STREAMING_REFUSALS};
use crate::action::Action;
use crate::ids;
use crate::scopes::scope;
use crate::shape::{Kind, body, member};

pub(crate) static ACTION: Action = Action::patch(
    &GROUP,
    "update-livestream",
    "/meetings/{meetingId}/livestream",
)
.operation("meetingLiveStreamUpdate")
.summary("Sets where a meeting is streamed to.")
.description("Once the meeting goes on, Start or stop livestream starts the stream.")
.scopes(
    &[scope("meeting:write")],
    &[scope("meeting:update:livestream")],
)
.input(&[&[
    OF_A_MEETING,
    body(
        "stream_url",
        Kind::Text(1, 1024),
        "Where the service takes the stream, such as `rtmp://live.example.com/in`.",
    )
    .required(),
    body(
        "stream_key",
        Kind::Text(1, 512),
        "The key that the service has given for it.",
    ).sensitive()
    .required(),
    body(
        "page_url",
        Kind::Text(1, 1024),
        "Where people watch it.",
    )
    .required(),
    body(
        "resolution",
        Kind::Choice(&["720p", "1080p"]),
        "How large the picture is, which has to be said where 1080p is switched on.",
    ),
]])
.output(&[&[
    member("meeting_id", ids::MEETING, "The meeting's number.").required(),
    member("updated", Kind::Boolean, "That it was set.").required(),
]])
.done("updated")
.refusals(STREAMING_REFUSALS)
.sample(
    r#"{ "meeting_id": "85746065432", "stream_url": "rtmp://live.example.com/in", "stream_key": "abcd-1234",
         "page_url": "https://live.example.com/watch" }"#,
    r#"{ "meeting_id": "85746065432", "updated": true }"#,
);
