//! What polls tell: each thing once, across pages, processes and failures.

use axum::http::StatusCode;
use end_to_end::{App, Stage};
use jiff::SignedDuration;
use serde_json::Value;
use zoom_sandbox::{Fault, Sandbox};

use super::recorded_meeting;

/// The ids that a poll tells of.
async fn polled(stage: &Stage, trigger: &str, more: &[&str]) -> Vec<String> {
    let mut arguments = vec!["poll", "zoom", trigger, "--once"];
    arguments.extend(more);
    let outcome = stage.run(&arguments).await.done();
    let lines = outcome.stdout.lines();
    let event = |line| serde_json::from_str::<Value>(line).expect("a line of JSON");
    lines
        .map(|line| event(line)["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[tokio::test]
async fn polls_tell_of_each_meeting_once_across_pages_and_processes() {
    let stage = Stage::with(Sandbox::builder().max_page_size(2)).await;
    stage.add_zoom().await;
    let _ = stage.connect(App::UserGranular, &[]).await.done();
    let none: [String; 0] = [];
    assert_eq!(
        polled(&stage, "meeting-created", &[]).await,
        none,
        "it sets the mark"
    );
    let mut made = Vec::new();
    for _ in 0..5 {
        let created = stage
            .invoke("create-meeting", &recorded_meeting())
            .await
            .done()
            .json();
        made.push(format!(
            "meeting-created {}",
            created["id"].as_str().expect("an id")
        ));
    }
    let mut told = polled(&stage, "meeting-created", &[]).await;
    told.sort();
    made.sort();
    assert_eq!(told, made);
    assert_eq!(polled(&stage, "meeting-created", &[]).await, none);
    // Whoever chooses otherwise is somebody else, and begins by setting a mark.
    assert_eq!(
        polled(&stage, "meeting-created", &["--set", "meeting_id=1"]).await,
        none
    );
    let created = stage
        .invoke("create-meeting", &recorded_meeting())
        .await
        .done()
        .json();
    let last = format!("meeting-created {}", created["id"].as_str().expect("an id"));
    assert_eq!(polled(&stage, "meeting-created", &[]).await, [last]);
    assert_eq!(
        polled(&stage, "meeting-created", &["--set", "meeting_id=1"]).await,
        none
    );
}

#[tokio::test]
async fn polls_tell_of_recordings_and_transcripts_file_by_file() {
    let stage = Stage::connected(App::UserGranular).await;
    for trigger in ["recording-file-completed", "transcript-completed"] {
        assert_eq!(polled(&stage, trigger, &[]).await.len(), 0);
    }
    let _ = stage
        .invoke("create-meeting", &recorded_meeting())
        .await
        .done();
    stage.sandbox.clock().advance(SignedDuration::from_mins(60));
    let files = polled(&stage, "recording-file-completed", &[]).await;
    assert!(files.len() >= 2, "{files:?}");
    let transcripts = polled(&stage, "transcript-completed", &[]).await;
    assert_eq!(transcripts.len(), 1);
    let id = transcripts[0].trim_start_matches("transcript-completed ");
    assert!(
        files.contains(&format!("recording-file-completed {id}")),
        "{files:?}"
    );
    for trigger in ["recording-file-completed", "transcript-completed"] {
        assert_eq!(polled(&stage, trigger, &[]).await.len(), 0);
    }
}

#[tokio::test]
async fn a_poll_that_fails_loses_nothing() {
    let stage = Stage::connected(App::UserGranular).await;
    assert_eq!(polled(&stage, "meeting-created", &[]).await.len(), 0);
    let created = stage
        .invoke("create-meeting", &recorded_meeting())
        .await
        .done()
        .json();
    let failing = StatusCode::INTERNAL_SERVER_ERROR;
    let fault = Fault::answer("GET", "/v2/users/*/meetings", failing).times(100);
    stage.sandbox.faults().add(fault);
    let failed = stage
        .run(&["poll", "zoom", "meeting-created", "--once"])
        .await;
    assert_eq!(
        (failed.code, failed.stdout.as_str()),
        (5, ""),
        "{}",
        failed.stderr
    );
    stage.sandbox.faults().clear();
    let id = format!("meeting-created {}", created["id"].as_str().expect("an id"));
    assert_eq!(polled(&stage, "meeting-created", &[]).await, [id]);
}

#[tokio::test]
async fn what_can_not_be_polled_and_what_would_be_too_often_is_refused() {
    let stage = Stage::connected(App::UserGranular).await;
    let refused = stage
        .run(&["poll", "zoom", "meeting-updated"])
        .await
        .ended_with(2);
    assert!(
        refused.stderr.contains("can't be polled"),
        "{}",
        refused.stderr
    );
    let often = stage
        .run(&["poll", "zoom", "meeting-created", "--interval", "10"])
        .await
        .ended_with(2);
    assert!(
        often.stderr.contains("every 300 seconds"),
        "{}",
        often.stderr
    );
}
