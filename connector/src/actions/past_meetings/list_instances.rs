//! `list-past-instances`.

use serde_json::Value;

use super::group::GROUP;
use crate::action::{Action, column};
use crate::actions::meetings;
use crate::input::Input;
use crate::pages::{self, Pages};
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXT, list, member, query};
use crate::times::{DATE, TIMESTAMP};

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-past-instances", "/past_meetings/{meetingId}/instances")
        .operation("pastMeetings")
        .summary("Lists each time that a meeting has taken place, with the UUID of each.")
        .description(
            "Recordings, transcripts, summaries and reports of one time are found by its UUID; the \
             meeting's number stands for the latest. Zoom keeps this for 15 months, and does not list a \
             meeting that still goes on.",
        )
        .scopes(&[scope("meeting:read")], &[scope("meeting:read:list_past_instances")])
        .rate_label("MEDIUM")
        .input(&[
            meetings::OF_A_MEETING,
            &[
                query("from", DATE, "The first day, in UTC. Zoom looks at it only together with `to`."),
                query("to", DATE, "The last day, in UTC. Zoom looks at it only together with `from`."),
            ],
        ])
        .output(&[&[
            member("meetings", list(&Kind::Object(&INSTANCE)), "Each time that the meeting has taken place.")
                .essential(),
            pages::HAS_MORE,
        ]])
        .pages(Pages::of("meetings"))
        .warnings(warnings)
        .review(review)
        .columns(&[column("Start", "/start_time"), column("UUID", "/uuid")])
        .sample(
            r#"{ "meeting_id": "85746065432" }"#,
            r#"{
                "meetings": [
                    { "uuid": "aDYlohsHRtCd4ii1uC2+hA==", "start_time": "2026-09-15T01:00:00Z" },
                    { "uuid": "LBbrAvzKQYyZ4fLCF1rKCA==", "start_time": "2026-09-08T01:00:00Z" }
                ],
                "has_more": false
            }"#,
        );

static INSTANCE: Shape = Shape::of(&[&[
    member(
        "uuid",
        TEXT,
        "The id of this instance of the meeting, which other actions take as `meeting_id`.",
    ),
    member("start_time", TIMESTAMP, "When it began, in UTC."),
]]);

fn warnings(input: &Input, _: u64) -> Vec<String> {
    match (input.get("from"), input.get("to")) {
        (Some(_), None) => vec!["Zoom ignores `from` without `to`.".to_owned()],
        (None, Some(_)) => vec!["Zoom ignores `to` without `from`.".to_owned()],
        _ => Vec::new(),
    }
}

/// An empty list does not say why it is empty.
fn review(_: &Input, output: &Value) -> Vec<String> {
    let meetings = output.get("meetings").and_then(Value::as_array);
    if meetings.is_none_or(|meetings| !meetings.is_empty()) {
        return Vec::new();
    }
    vec![
        "Zoom lists nothing: the meeting has not taken place in these days, or longer ago than the \
         15 months that Zoom keeps."
            .to_owned(),
    ]
}
