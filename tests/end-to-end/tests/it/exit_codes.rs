//! Scripts decide by the exit code, people by the text: each failure has both.

use end_to_end::{App, Stage};
use http::StatusCode;
use serde_json::json;
use zoom_sandbox::{Fault, RateLimit, Trouble};

/// The requests that reached Zoom's API.
fn api_requests(stage: &Stage) -> usize {
    stage
        .sandbox
        .requests()
        .all()
        .iter()
        .filter(|request| request.path().starts_with("/v2/"))
        .count()
}

#[tokio::test]
async fn wrong_input_names_every_wrong_field_and_sends_nothing() {
    let stage = Stage::connected(App::UserGranular).await;
    let before = api_requests(&stage);
    let input = json!({
        "topik": "Review",
        "duration": "soon",
        "settings": { "jbh_time": 7, "waiting_room": "yes" },
    });
    let refused = stage.invoke("create-meeting", &input).await.ended_with(2);
    for field in [
        "topik",
        "duration",
        "settings.jbh_time",
        "settings.waiting_room",
    ] {
        assert!(
            refused.stderr.contains(field),
            "{field} is not named:\n{}",
            refused.stderr
        );
    }
    assert_eq!(refused.stdout, "");
    assert_eq!(api_requests(&stage), before);
}

#[tokio::test]
async fn an_action_that_does_not_exist_is_wrong_usage() {
    let stage = Stage::connected(App::UserGranular).await;
    let refused = stage
        .run(&["invoke", "zoom", "make-coffee"])
        .await
        .ended_with(2);
    assert!(
        refused.stderr.contains("make-coffee") && refused.stderr.contains("actions zoom"),
        "{}",
        refused.stderr
    );
}

#[tokio::test]
async fn without_a_connection_the_next_command_is_to_connect() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let refused = stage
        .invoke("list-meetings", &json!({}))
        .await
        .ended_with(3);
    assert!(
        refused.stderr.contains("connect zoom"),
        "{}",
        refused.stderr
    );
}

#[tokio::test]
async fn a_missing_scope_is_named_when_connecting_and_when_it_is_needed() {
    let mut app = zoom_sandbox::App::new(
        zoom_sandbox::AppKind::UserManaged,
        zoom_sandbox::ScopeType::Granular,
        "only-reads",
        "not-a-secret-only-reads",
    );
    app.scopes = [
        "user:read:user",
        "meeting:read:meeting",
        "meeting:read:list_meetings",
    ]
    .map(String::from)
    .to_vec();
    let stage = Stage::with(zoom_sandbox::Sandbox::builder().app(app)).await;
    stage.add_zoom().await;
    let connected = stage.connect_as("only-reads", &[]).await.done();
    let said = "connector-host connections test zoom lists them";
    assert!(connected.stderr.contains(said), "{}", connected.stderr);
    assert!(
        !connected.stderr.contains("meeting:write:meeting"),
        "{}",
        connected.stderr
    );
    let tested = stage.run(&["connections", "test", "zoom"]).await.done();
    assert!(
        tested.stderr.contains("meeting:write:meeting"),
        "{}",
        tested.stderr
    );

    let refused = stage
        .invoke("create-meeting", &json!({ "topic": "Review" }))
        .await
        .ended_with(3);
    assert!(
        refused.stderr.contains("meeting:write:meeting"),
        "{}",
        refused.stderr
    );
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
}

#[tokio::test]
async fn what_zoom_refuses_ends_with_4_and_its_code() {
    let stage = Stage::connected(App::UserGranular).await;
    let refused = stage
        .invoke("get-meeting", &json!({ "meeting_id": "99999999999" }))
        .await
        .ended_with(4);
    assert!(refused.stderr.contains("3001"), "{}", refused.stderr);
}

#[tokio::test]
async fn a_zoom_that_is_down_ends_with_5() {
    let stage = Stage::connected(App::UserGranular).await;
    let down = Fault::answer(
        "GET",
        "/v2/users/me/meetings",
        StatusCode::SERVICE_UNAVAILABLE,
    );
    stage
        .sandbox
        .faults()
        .add(down.times(100).body("<html>upstream timed out</html>"));
    let failed = stage
        .invoke("list-meetings", &json!({}))
        .await
        .ended_with(5);
    assert!(failed.stderr.contains("503"), "{}", failed.stderr);
}

#[tokio::test]
async fn a_create_whose_outcome_is_unknown_is_not_sent_again() {
    let stage = Stage::connected(App::UserGranular).await;
    let down = Fault::answer("POST", "/v2/users/me/meetings", StatusCode::BAD_GATEWAY);
    stage.sandbox.faults().add(down.times(100));
    let before = api_requests(&stage);
    let _ = stage
        .invoke("create-meeting", &json!({ "topic": "Once" }))
        .await
        .ended_with(6);
    assert_eq!(api_requests(&stage), before + 1);
}

/// Loses the answer to the next meeting that is created.
fn lose_an_answer(stage: &Stage) {
    stage.sandbox.faults().add(Fault::new(
        "POST",
        "/v2/users/me/meetings",
        Trouble::LostAnswer,
    ));
}

async fn count_made(stage: &Stage) -> usize {
    let listed = stage
        .invoke("list-meetings", &json!({ "type": "upcoming" }))
        .await
        .done();
    listed.stdout.matches("Made once").count()
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_looked_for_and_not_sent_again() {
    let stage = Stage::connected(App::UserGranular).await;
    lose_an_answer(&stage);
    let found = stage
        .invoke("create-meeting", &json!({ "topic": "Made once" }))
        .await
        .done();
    assert_eq!(found.json()["recovered"], json!(true));
    assert_eq!(count_made(&stage).await, 1);
}

#[tokio::test]
async fn a_create_that_can_t_be_looked_for_is_not_sent_again_and_its_outcome_is_called_unknown() {
    let stage = Stage::connected(App::UserGranular).await;
    lose_an_answer(&stage);
    let down = Fault::answer("GET", "/v2/users/me/meetings", StatusCode::BAD_GATEWAY);
    stage.sandbox.faults().add(down.times(100));
    let lost = stage
        .invoke("create-meeting", &json!({ "topic": "Made once" }))
        .await
        .ended_with(6);
    insta::assert_snapshot!(without_reason(&lost.stderr));
    stage.sandbox.faults().clear();
    assert_eq!(count_made(&stage).await, 1);
}

/// What the program says without how the connection broke, which differs.
fn without_reason(stderr: &str) -> String {
    let (before, after) = stderr.split_once("broke: ").unwrap_or((stderr, ")"));
    let end = after.find(')').unwrap_or(after.len());
    format!("{before}broke: …{}", &after[end..])
}

#[tokio::test]
async fn a_read_whose_answer_is_lost_is_made_again() {
    let stage = Stage::connected(App::UserGranular).await;
    stage.sandbox.faults().add(Fault::new(
        "GET",
        "/v2/users/me/meetings",
        Trouble::LostAnswer,
    ));
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
}

#[tokio::test]
async fn what_comes_too_fast_for_zoom_is_asked_again_even_when_it_creates() {
    let stage = Stage::connected(App::UserGranular).await;
    let throttled = Trouble::RateLimit(RateLimit::PerSecond);
    stage
        .sandbox
        .faults()
        .add(Fault::new("POST", "/v2/users/me/meetings", throttled));
    let _ = stage
        .invoke("create-meeting", &json!({ "topic": "Patience" }))
        .await
        .done();
}

#[tokio::test]
async fn a_used_up_quota_says_when_it_renews() {
    let stage = Stage::connected(App::UserGranular).await;
    let used_up = Trouble::RateLimit(RateLimit::UserDaily);
    stage
        .sandbox
        .faults()
        .add(Fault::new("POST", "/v2/users/me/meetings", used_up));
    let refused = stage
        .invoke("create-meeting", &json!({ "topic": "Tomorrow" }))
        .await
        .ended_with(4);
    assert!(
        refused.stderr.contains("from 20") && refused.stderr.contains("00:00:00 UTC on"),
        "{}",
        refused.stderr
    );
}

#[tokio::test]
async fn no_network_ends_with_5_and_says_what_could_not_be_reached() {
    let stage = Stage::connected(App::UserGranular).await;
    let mut command = stage.command(&["invoke", "zoom", "list-meetings"]);
    // Nothing listens on the discard port.
    command.env(
        "CONNECTOR_HOST_REROUTE",
        "https://api.zoom.us=http://127.0.0.1:9",
    );
    let failed =
        end_to_end::Outcome::of(command.output().await.expect("the program starts")).ended_with(5);
    assert!(failed.stderr.contains("api.zoom.us"), "{}", failed.stderr);
}

#[tokio::test]
async fn a_broken_error_body_is_reported_and_not_a_crash() {
    let stage = Stage::connected(App::UserGranular).await;
    // Where a code can be made out, it counts.
    let bodies = [
        (
            "text/xml",
            "<?xml version=\"1.0\"?><result><code>300</code></result>",
            2,
        ),
        (
            "application/json",
            "{\"code\":104,\"message\":\"not \"allowed\" here\"}",
            3,
        ),
        ("text/html", "<html>Bad Request</html>", 4),
        ("application/json", "", 4),
    ];
    for (media_type, body, code) in bodies {
        let broken = Fault::answer("GET", "/v2/users/me/meetings", StatusCode::BAD_REQUEST);
        stage
            .sandbox
            .faults()
            .add(broken.header("content-type", media_type).body(body));
        let refused = stage
            .invoke("list-meetings", &json!({}))
            .await
            .ended_with(code);
        assert!(refused.stderr.contains("400"), "{body}: {}", refused.stderr);
    }
}
