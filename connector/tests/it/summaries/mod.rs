//! Summaries and transcripts.

mod assets;
mod list_user_summaries;
mod transcript_text;

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Connection;

use crate::support::{answer, connection, invoke, no_content, play};

fn past_meeting() -> Value {
    json!({ "id": 1, "uuid": "aDYl//hsHRtCd4ii1uC2+hA==", "has_meeting_summary": true })
}

fn summary() -> Value {
    json!({ "meeting_host_id": "h", "meeting_host_email": "host@example.com", "meeting_uuid": "aDYl//hsHRtCd4ii1uC2+hA==",
        "meeting_id": 1, "meeting_topic": "Weekly review", "meeting_start_time": "2026-02-15T01:00:00Z",
        "meeting_end_time": "2026-02-15T01:30:00Z", "summary_start_time": "2026-02-15T01:00:00Z",
        "summary_end_time": "2026-02-15T01:30:00Z", "summary_created_time": "2026-02-15T01:34:00Z",
        "summary_title": "Weekly review", "summary_overview": "The week.", "summary_details": [{ "label": "Budget", "summary": "Enough." }],
        "next_steps": ["Anna writes."], "summary_content": "" })
}

#[test]
fn the_summary_of_a_number_is_that_of_its_latest_instance() {
    let input = json!({ "meeting_id": "https://us02web.zoom.us/j/85746065432" });
    let replies = [answer(200, past_meeting()), answer(200, summary())];
    assert_snapshot!(invoke("get-meeting-summary", input, replies));
}

#[test]
fn a_uuid_needs_no_look() {
    let script = invoke("get-meeting-summary", json!({ "meeting_id": "a//b==" }), []);
    assert!(
        script.starts_with(
            "GET https://api.zoom.us/v2/meetings/a%252F%252Fb%253D%253D/meeting_summary\n"
        ),
        "{script}"
    );
}

#[test]
fn where_the_instance_may_not_be_looked_up_the_number_is_asked_for_with_a_warning() {
    let connection: Connection = connection(&["meeting:read:summary"]);
    let input = json!({ "meeting_id": 1 }).to_string();
    let script = play(
        zoom_connector::invoke(&connection, "get-meeting-summary", &input),
        [],
    );
    assert!(
        script.starts_with("GET https://api.zoom.us/v2/meetings/1/meeting_summary\n"),
        "{script}"
    );
    assert!(
        script.contains("warning: The connection has no scope to look up the latest instance"),
        "{script}"
    );
}

#[test]
fn the_summaries_of_the_account_are_listed() {
    let input = json!({ "from": "2026-02-01T00:00:00Z", "to": "2026-02-28T23:59:59Z", "time_filter_field": "summary_created_time" });
    let page = json!({ "page_size": 30, "next_page_token": "t", "from": "2026-02-01T00:00:00Z", "to": "2026-02-28T23:59:59Z",
        "summaries": [{ "meeting_uuid": "a", "meeting_id": 1, "meeting_topic": "Weekly review" }] });
    assert_snapshot!(invoke("list-meeting-summaries", input, [answer(200, page)]));
}

#[test]
fn summaries_and_transcripts_are_deleted_of_the_instance() {
    let input = json!({ "meeting_id": 1 });
    let replies = || [answer(200, past_meeting()), no_content()];
    let script = invoke("delete-meeting-summary", input.clone(), replies());
    assert_snapshot!(script + &invoke("delete-meeting-transcript", input, replies()));
}

#[test]
fn where_a_transcript_is_and_why_not_is_told() {
    let transcript = json!({ "meeting_id": "aDYl", "account_id": "a", "meeting_topic": "Weekly review", "host_id": "h",
        "transcript_created_time": "2026-02-15T01:40:00Z", "can_download": false, "auto_delete": true, "auto_delete_date": "2026-03-15",
        "download_url": "https://us02web.zoom.us/rec/meeting/transcript/download/x", "download_restriction_reason": "NOT_READY" });
    assert_snapshot!(invoke(
        "get-meeting-transcript",
        json!({ "meeting_id": "aDYl" }),
        [answer(200, transcript)]
    ));
}
