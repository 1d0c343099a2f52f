//! `control-ai-companion`.

use super::group::{OF_A_MEETING, body, control, ignored};
use crate::action::Action;
use crate::input::Input;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action = control("control-ai-companion")
    .destructive()
    .summary("Starts, stops or disables AI Companion in a meeting that goes on.")
    .description(
        "Zoom answers that it has accepted; the events meeting.ai_companion_started and \
         meeting.ai_companion_stopped tell what has happened. With `delete_meeting_assets`, what was written \
         so far is gone for good.",
    )
    .input(&[&[
        OF_A_MEETING,
        member(
            "action",
            Kind::Choice(&["start", "stop", "disable"]),
            "What to do. Disabled, it can't be started by anybody in this meeting.",
        )
        .required(),
        member(
            MODE,
            Kind::Choice(&["questions", "summary", "all"]),
            "What of it to start or stop: answering questions, summing up, or both, as without this.",
        ),
        member(
            RETAIN,
            Kind::Boolean,
            "For starting and stopping the summary: whether the transcript is kept, where the account's settings allow that. Without it, the host's setting holds.",
        ),
        member(
            DELETE,
            Kind::Boolean,
            "For stopping all of it: whether transcripts and summaries of the meeting are deleted.",
        ),
    ]])
    .warnings(warnings)
    .beside(|input| {
        let action = input.text("action").unwrap_or_default();
        body(format!("ai_companion.{action}"), input, &[MODE, RETAIN, DELETE])
    })
    .sample(
        r#"{ "meeting_id": "85746065432", "action": "start", "ai_companion_mode": "summary" }"#,
        r#"{ "meeting_id": "85746065432", "accepted": true }"#,
    );

const MODE: &str = "ai_companion_mode";
const RETAIN: &str = "retain_meeting_transcript";
const DELETE: &str = "delete_meeting_assets";

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let action = input.text("action").unwrap_or_default();
    let mode = input.text(MODE).unwrap_or("all");
    let (fields, why): (&[&str], _) = match (action, mode) {
        ("disable", _) => (&[MODE, RETAIN, DELETE], "where it disables AI Companion"),
        ("stop", "all") => (&[], ""),
        (_, "questions") => (&[RETAIN, DELETE], "where it is about questions"),
        _ => (&[DELETE], "unless it stops all of AI Companion"),
    };
    ignored(input, fields, why)
}
