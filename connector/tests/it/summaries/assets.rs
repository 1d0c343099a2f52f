//! `get-meeting-assets`.

use insta::assert_snapshot;
use serde_json::json;
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke};

const UUID: &str = "/ajXp112QmuoKj4854875==";

fn details() -> Reply {
    let details = json!({ "id": 85_746_065_432_u64, "uuid": UUID, "topic": "Review",
        "start_time": "2026-02-20T10:00:00Z", "participants_count": 3 });
    answer(200, details)
}

fn summary() -> Reply {
    let summary =
        json!({ "meeting_uuid": UUID, "summary_content": "## Quick recap\n\nAll is well." });
    answer(200, summary)
}

fn lacking() -> Reply {
    let message = "Invalid access token, does not contain scopes:[cloud_recording:read:list_recording_files].";
    answer(400, json!({ "code": 4711, "message": message }))
}

fn none(code: u64) -> Reply {
    answer(404, json!({ "code": code, "message": "nein" }))
}

#[test]
fn all_parts_of_a_meeting_are_got_and_those_that_fail_are_named() {
    let transcript = json!({ "meeting_id": UUID, "can_download": true,
        "download_url": "https://us02web.zoom.us/rec/meeting/transcript/download/x" });
    let replies = [details(), lacking(), summary(), answer(200, transcript)];
    assert_snapshot!(invoke(
        "get-meeting-assets",
        json!({ "meeting_id": "857 4606 5432" }),
        replies
    ));
}

#[test]
fn where_the_instance_can_not_be_looked_up_the_number_has_to_do() {
    let recording = json!({ "id": 85_746_065_432_u64, "uuid": UUID, "recording_files": [] });
    let replies = [lacking(), answer(200, recording), none(3001), none(3322)];
    let script = invoke(
        "get-meeting-assets",
        json!({ "meeting_id": "85746065432" }),
        replies,
    );
    assert_snapshot!(script);
}

#[test]
fn where_no_part_can_be_seen_that_is_the_failure() {
    let replies = [none(3001), none(3301), none(3001), none(3322)];
    let script = invoke(
        "get-meeting-assets",
        json!({ "meeting_id": "85746065432" }),
        replies,
    );
    assert_snapshot!(script.rsplit_once("\n\n").unwrap().1);
}

#[test]
fn a_refusal_that_is_not_about_one_part_ends_the_call() {
    let replies = [
        details(),
        answer(
            401,
            json!({ "code": 124, "message": "Invalid access token." }),
        ),
    ];
    let script = invoke(
        "get-meeting-assets",
        json!({ "meeting_id": "85746065432" }),
        replies,
    );
    assert!(script.contains("failed: unauthenticated"), "{script}");
}
