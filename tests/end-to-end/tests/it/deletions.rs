//! A deletion whose answer is lost is not told as one of something that never was.

use end_to_end::{App, Stage};
use http::StatusCode;
use serde_json::{Value, json};
use zoom_sandbox::{Fault, Trouble};

/// The requests with that method that reached Zoom's meetings.
fn sent(stage: &Stage, method: &str) -> usize {
    let requests = stage.sandbox.requests().all();
    let of_meetings = requests
        .iter()
        .filter(|request| request.path().starts_with("/v2/meetings/"));
    of_meetings
        .filter(|request| request.method == method)
        .count()
}

async fn with_meeting(meeting: Value) -> (Stage, Value) {
    let stage = Stage::connected(App::UserGranular).await;
    let made = stage.invoke("create-meeting", &meeting).await.done().json();
    (stage, made)
}

fn series() -> Value {
    json!({ "topic": "Series", "type": 8, "start_time": "2030-01-07T10:00:00Z",
        "recurrence": { "type": 1, "end_times": 3 } })
}

fn strike(stage: &Stage, meeting: &Value, trouble: Trouble) {
    let path = format!(
        "/v2/meetings/{}",
        meeting["id"].as_str().unwrap_or_default()
    );
    stage
        .sandbox
        .faults()
        .add(Fault::new("DELETE", &path, trouble));
}

#[tokio::test]
async fn a_meeting_that_was_deleted_though_the_connection_was_cut_is_told_as_deleted() {
    let (stage, meeting) = with_meeting(json!({ "topic": "Once" })).await;
    strike(&stage, &meeting, Trouble::LostAnswer);
    let input = json!({ "meeting_id": meeting["id"] });
    let deleted = stage.invoke("delete-meeting", &input).await.done().json();
    assert_eq!(deleted["deleted"], true);
    assert!(
        deleted["warnings"][0]
            .as_str()
            .unwrap_or_default()
            .contains("gone"),
        "{deleted}"
    );
    assert_eq!((sent(&stage, "DELETE"), sent(&stage, "GET")), (1, 1));
}

#[tokio::test]
async fn a_meeting_that_is_still_there_after_the_connection_was_cut_is_told_as_that() {
    let (stage, meeting) = with_meeting(json!({ "topic": "Once" })).await;
    strike(&stage, &meeting, Trouble::ConnectionReset);
    let input = json!({ "meeting_id": meeting["id"] });
    let failed = stage.invoke("delete-meeting", &input).await.ended_with(5);
    assert!(failed.stderr.contains("still there"), "{}", failed.stderr);
    assert_eq!(sent(&stage, "DELETE"), 1);
    let deleted = stage.invoke("delete-meeting", &input).await.done().json();
    assert_eq!(deleted["deleted"], true);
}

#[tokio::test]
async fn one_meeting_of_a_series_that_was_deleted_though_no_answer_came_is_told_as_deleted() {
    let (stage, meeting) = with_meeting(series()).await;
    let occurrence = &meeting["occurrences"][1]["occurrence_id"];
    let input = json!({ "meeting_id": meeting["id"], "occurrence_id": occurrence });
    strike(&stage, &meeting, Trouble::LostAnswer);
    let deleted = stage.invoke("delete-meeting", &input).await.done().json();
    assert_eq!(deleted["occurrence_id"], *occurrence);
    assert_eq!(sent(&stage, "DELETE"), 1);
    // A second deletion is refused as of what never was.
    let _ = stage.invoke("delete-meeting", &input).await.ended_with(2);
}

#[tokio::test]
async fn a_meeting_that_nobody_may_look_for_is_an_unknown_outcome() {
    let (stage, meeting) = with_meeting(json!({ "topic": "Once" })).await;
    strike(&stage, &meeting, Trouble::LostAnswer);
    let path = format!(
        "/v2/meetings/{}",
        meeting["id"].as_str().unwrap_or_default()
    );
    let forbidden = Fault::answer("GET", &path, StatusCode::FORBIDDEN);
    stage.sandbox.faults().add(forbidden);
    let input = json!({ "meeting_id": meeting["id"] });
    let unknown = stage.invoke("delete-meeting", &input).await.ended_with(6);
    assert!(unknown.stderr.contains("not known"), "{}", unknown.stderr);
    assert_eq!(sent(&stage, "DELETE"), 1);
}
