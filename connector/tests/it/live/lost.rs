//! What `remove-live-participant` does when Zoom's answer is lost, or when Zoom fails at first and refuses
//! it then.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke, lost, refused_again};

fn one() -> Value {
    json!({ "meeting_id": "85746065432", "participant_uuid": "D444CD06" })
}

/// A page of those who are or were in the meeting.
fn page(participants: Value, next: &str) -> Reply {
    answer(
        200,
        json!({ "participants": participants, "next_page_token": next }),
    )
}

/// Who was to be put out, and left at this time. The call begins at 12:00:00.
fn left(at: &str) -> Value {
    json!({ "participant_uuid": "D444CD06", "leave_time": at, "leave_reason": "Removed by host." })
}

/// Nobody of that name is there.
fn nobody() -> Reply {
    answer(
        400,
        json!({ "code": 300, "message": "Participant does not exist." }),
    )
}

#[test]
fn a_participant_who_has_left_since_was_put_out() {
    let others = json!([{ "participant_uuid": "A", "leave_time": "2026-03-01T12:00:01Z" }]);
    let replies = [
        page(others, "more"),
        page(json!([left("2026-03-01T12:00:01Z")]), ""),
    ];
    assert_snapshot!(lost("remove-live-participant", one(), replies));
    let replies = [page(json!([left("2026-03-01T12:00:01Z")]), "")];
    let script = refused_again("remove-live-participant", one(), nobody(), replies);
    assert!(script.contains("\"accepted\": true"), "{script}");
}

#[test]
fn of_a_participant_who_is_there_or_left_at_another_time_it_is_not_known() {
    let mut script = String::new();
    for participants in [
        json!([{ "participant_uuid": "D444CD06" }]),
        json!([left("2026-03-01T11:59:57Z")]),
        json!([]),
    ] {
        let found = lost(
            "remove-live-participant",
            one(),
            [page(participants.clone(), "")],
        );
        script += found.split_once("\n\n").unwrap().1;
        // The refusal stands where nothing speaks against it.
        let found = refused_again(
            "remove-live-participant",
            one(),
            nobody(),
            [page(participants, "")],
        );
        assert!(found.contains("failed: invalid-input"), "{found}");
    }
    assert_snapshot!(script);
}

#[test]
fn where_the_dashboard_is_not_to_be_seen_it_is_not_known() {
    let message = "This API is only available for Business or higher accounts.";
    let no_dashboard = answer(400, json!({ "code": 200, "message": message }));
    let script = lost("remove-live-participant", one(), [no_dashboard]);
    assert!(script.contains("failed: unknown-outcome"), "{script}");
    assert!(script.contains("could not be looked at"), "{script}");
}

#[test]
fn a_participant_who_is_not_there_the_first_time_is_refused() {
    let script = invoke("remove-live-participant", one(), [nobody()]);
    assert!(script.contains("failed: invalid-input"), "{script}");
}
