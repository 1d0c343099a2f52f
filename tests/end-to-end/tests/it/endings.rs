//! A meeting that was to be ended, and whose answer is lost: what has become of it is looked at.

use end_to_end::{App, Stage};
use jiff::SignedDuration;
use serde_json::{Value, json};
use zoom_sandbox::{Fault, Trouble};

/// A meeting, and the trouble that strikes when it is to be ended. An instant one goes on at once.
async fn with_meeting(meeting: Value, trouble: Trouble) -> (Stage, Value) {
    let stage = Stage::connected(App::UserGranular).await;
    let made = stage.invoke("create-meeting", &meeting).await.done().json();
    let minute = SignedDuration::from_mins(1);
    stage.sandbox.clock().advance(minute);
    let path = format!(
        "/v2/meetings/{}/status",
        made["id"].as_str().unwrap_or_default()
    );
    stage
        .sandbox
        .faults()
        .add(Fault::new("PUT", &path, trouble));
    (stage, json!({ "meeting_id": made["id"] }))
}

fn instant() -> Value {
    json!({ "topic": "Now", "type": 1 })
}

/// How often it was sent that the meeting is to be ended.
fn sent(stage: &Stage) -> usize {
    let requests = stage.sandbox.requests().all();
    requests.iter().filter(|it| it.method == "PUT").count()
}

#[tokio::test]
async fn a_meeting_that_was_ended_though_the_connection_was_cut_is_told_as_ended() {
    let (stage, input) = with_meeting(instant(), Trouble::LostAnswer).await;
    let ended = stage.invoke("end-meeting", &input).await.done().json();
    assert_eq!(ended["ended"], true);
    assert_eq!(ended.get("warnings"), None, "{ended}");
    assert_eq!(sent(&stage), 1);
    // A second time it does not go on.
    let _ = stage.invoke("end-meeting", &input).await.ended_with(4);
}

#[tokio::test]
async fn a_meeting_that_goes_on_after_the_connection_was_cut_is_told_as_that_and_can_be_ended() {
    let (stage, input) = with_meeting(instant(), Trouble::ConnectionReset).await;
    let failed = stage.invoke("end-meeting", &input).await.ended_with(5);
    assert!(failed.stderr.contains("goes on"), "{}", failed.stderr);
    assert_eq!(sent(&stage), 1);
    let ended = stage.invoke("end-meeting", &input).await.done().json();
    assert_eq!(ended["ended"], true);
}

#[tokio::test]
async fn a_meeting_that_never_went_on_is_not_told_as_ended_when_the_answer_is_lost() {
    let never = json!({ "topic": "Later", "start_time": "2036-01-07T10:00:00Z" });
    let (stage, input) = with_meeting(never, Trouble::LostAnswer).await;
    let unknown = stage.invoke("end-meeting", &input).await.ended_with(6);
    let told = &unknown.stderr;
    assert!(told.contains("may not have gone on before"), "{told}");
    assert_eq!(sent(&stage), 1);
    // Where the answer comes, it is what Zoom says.
    let _ = stage.invoke("end-meeting", &input).await.ended_with(4);
}
