//! A dry run shows the request that would be made, and makes none.

use end_to_end::{App, Stage};
use serde_json::json;

#[tokio::test]
async fn a_dry_run_shows_the_exact_request_without_a_credential_and_sends_nothing() {
    let stage = Stage::connected(App::UserGranular).await;
    let before = stage.sandbox.requests().all().len();
    let input = json!({ "topic": "Review", "start_time": "2038-01-12T10:00:00+01:00", "settings": { "waiting_room": false } });
    let shown = stage
        .run(&[
            "invoke",
            "zoom",
            "create-meeting",
            "--input",
            &input.to_string(),
            "--dry-run",
        ])
        .await
        .done();
    insta::assert_snapshot!(shown.stdout);
    assert_eq!(stage.sandbox.requests().all().len(), before);
}

#[tokio::test]
async fn a_dry_run_needs_no_connection() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let shown = stage
        .run(&[
            "invoke",
            "zoom",
            "get-meeting",
            "--set",
            "meeting_id=857 4606 5432",
            "--dry-run",
        ])
        .await
        .done();
    assert!(
        shown
            .stdout
            .starts_with("GET https://api.zoom.us/v2/meetings/85746065432 HTTP/1.1\n"),
        "{}",
        shown.stdout
    );
}

#[tokio::test]
async fn a_dry_run_works_with_a_component_that_was_not_added() {
    let stage = Stage::new().await;
    let component = end_to_end::built_component("zoom").display().to_string();
    let shown = stage
        .run(&[
            "--component",
            &component,
            "invoke",
            "zoom",
            "list-meetings",
            "--dry-run",
        ])
        .await
        .done();
    assert!(
        shown
            .stdout
            .starts_with("GET https://api.zoom.us/v2/users/me/meetings"),
        "{}",
        shown.stdout
    );
    assert_eq!(
        stage
            .run(&["connectors", "--output", "json"])
            .await
            .done()
            .json(),
        json!([])
    );
}
