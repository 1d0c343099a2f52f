//! `control-recording`.

use super::group::{OF_A_MEETING, body, control};
use crate::action::Action;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action = control("control-recording")
    .summary("Starts, stops, pauses or resumes the cloud recording of a meeting that goes on.")
    .description(
        "Zoom answers that it has accepted; the events recording.started, recording.stopped, \
         recording.paused and recording.resumed tell what has happened. It takes the setting for cloud \
         recordings, and a connection of the host or an alternative host.",
    )
    .input(&[&[
        OF_A_MEETING,
        member(
            "action",
            Kind::Choice(&["start", "stop", "pause", "resume"]),
            "What to do with the recording.",
        )
        .required(),
    ]])
    .beside(|input| {
        let action = input.text("action").unwrap_or_default();
        body(format!("recording.{action}"), input, &[])
    })
    .sample(
        r#"{ "meeting_id": "85746065432", "action": "start" }"#,
        r#"{ "meeting_id": "85746065432", "accepted": true }"#,
    );
