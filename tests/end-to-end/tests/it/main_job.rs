//! The main job: connect, create a meeting, change it, list it, list recordings, download one.

use end_to_end::{App, Stage, misfits};
use serde_json::{Value, json};

/// A meeting far enough ahead to be in the future whenever the tests run.
fn meeting() -> Value {
    json!({
        "topic": "Weekly review",
        "start_time": "2038-01-12T10:00:00",
        "timezone": "Europe/Berlin",
        "duration": 45,
        "settings": { "waiting_room": true, "join_before_host": false },
    })
}

async fn create(stage: &Stage) -> Value {
    stage
        .invoke("create-meeting", &meeting())
        .await
        .done()
        .json()
}

fn id(meeting: &Value) -> &str {
    meeting["id"].as_str().expect("a meeting's id is a text")
}

#[tokio::test]
async fn a_meeting_is_created_at_the_time_that_was_meant() {
    let stage = Stage::connected(App::UserGranular).await;
    let created = create(&stage).await;
    assert_eq!(misfits("create-meeting", &created), [""; 0]);
    assert_eq!(created["topic"], "Weekly review");
    // Ten in Berlin, in winter.
    assert_eq!(created["start_time"], "2038-01-12T09:00:00Z");
    assert_eq!(created["settings"]["waiting_room"], true);
    assert!(id(&created).parse::<u64>().is_ok(), "{created}");
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_nothing_else() {
    let stage = Stage::connected(App::UserGranular).await;
    let created = create(&stage).await;
    let change = json!({ "meeting_id": id(&created), "topic": "Monthly review", "settings": { "waiting_room": false } });
    let updated = stage.invoke("update-meeting", &change).await.done().json();
    assert_eq!(misfits("update-meeting", &updated), [""; 0]);

    let got = stage
        .invoke("get-meeting", &json!({ "meeting_id": id(&created) }))
        .await
        .done()
        .json();
    assert_eq!(misfits("get-meeting", &got), [""; 0]);
    assert_eq!(got["topic"], "Monthly review");
    assert_eq!(
        got["settings"]["waiting_room"], false,
        "an explicit false is sent"
    );
    assert_eq!(got["start_time"], created["start_time"]);
    assert_eq!(got["duration"], 45);
}

#[tokio::test]
async fn a_created_meeting_is_listed_until_it_is_deleted() {
    let stage = Stage::connected(App::UserGranular).await;
    let created = create(&stage).await;
    let is_listed = async || {
        let listed = stage
            .invoke("list-meetings", &json!({ "all_pages": true }))
            .await
            .done()
            .json();
        assert_eq!(misfits("list-meetings", &listed), [""; 0]);
        let meetings = listed["meetings"]
            .as_array()
            .expect("a list of meetings")
            .clone();
        meetings.iter().any(|meeting| id(meeting) == id(&created))
    };
    assert!(is_listed().await);
    let one = json!({ "meeting_id": id(&created) });
    let deleted = stage.invoke("delete-meeting", &one).await.done().json();
    assert_eq!(misfits("delete-meeting", &deleted), [""; 0]);
    assert!(!is_listed().await);

    let gone = stage.invoke("get-meeting", &one).await.ended_with(4);
    assert!(gone.stderr.contains(id(&created)), "{}", gone.stderr);
}

#[tokio::test]
async fn a_meeting_id_is_taken_as_people_write_it() {
    let stage = Stage::connected(App::UserGranular).await;
    let created = create(&stage).await;
    let digits = id(&created);
    let (front, back) = digits.split_at(3);
    let number: u64 = digits.parse().expect("digits");
    for written in [
        json!(number),
        json!(format!("{front} {back}")),
        json!(format!("{front}-{back}")),
    ] {
        let got = stage
            .invoke("get-meeting", &json!({ "meeting_id": written }))
            .await
            .done()
            .json();
        assert_eq!(id(&got), digits);
    }
}

#[tokio::test]
async fn recordings_are_listed_over_more_than_a_month_although_zoom_answers_for_one() {
    let stage = Stage::connected(App::UserGranular).await;
    let today = jiff::Zoned::now()
        .with_time_zone(jiff::tz::TimeZone::UTC)
        .date();
    let from = today.saturating_sub(jiff::Span::new().days(100));
    let range = json!({ "from": from.to_string(), "to": today.to_string(), "all_pages": true });
    let listed = stage.invoke("list-recordings", &range).await.done().json();
    assert_eq!(misfits("list-recordings", &listed), [""; 0]);
    assert_eq!(listed["clamped"], false);
    let topics: Vec<&str> = listed["meetings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|meeting| meeting["topic"].as_str())
        .collect();
    assert!(topics.contains(&"Retrospective"), "last week's: {topics:?}");
    assert!(
        topics.contains(&"Kick-off"),
        "of two months ago: {topics:?}"
    );
}

#[tokio::test]
async fn the_recordings_of_a_meeting_are_found_by_its_uuid() {
    let stage = Stage::connected(App::UserGranular).await;
    let listed = stage
        .invoke("list-recordings", &json!({ "all_pages": true }))
        .await
        .done()
        .json();
    for recording in listed["meetings"].as_array().expect("a list") {
        let input = json!({ "meeting_id": recording["uuid"] });
        let got = stage
            .invoke("get-meeting-recordings", &input)
            .await
            .done()
            .json();
        assert_eq!(misfits("get-meeting-recordings", &got), [""; 0]);
        assert_eq!(got["uuid"], recording["uuid"]);
    }
}

#[tokio::test]
async fn the_platforms_own_app_connects_users_once_it_is_set() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let without = stage
        .run(&["connect", "zoom", "--method", "oauth2", "--no-browser"])
        .await
        .ended_with(2);
    assert!(without.stderr.contains("app set"), "{}", without.stderr);

    let app = [
        "app",
        "set",
        "zoom",
        "--client-id",
        "sandbox-user-classic",
        "--set-env",
        "client_secret=SECRET",
    ];
    let set = stage
        .command(&app)
        .env("SECRET", "not-a-secret-user-classic")
        .output()
        .await;
    let _ = end_to_end::Outcome::of(set.expect("the program starts")).done();
    let _ = stage.connect_with_own_app().await.done();
    let created = create(&stage).await;
    assert_eq!(created["topic"], "Weekly review");
}

#[tokio::test]
async fn server_to_server_connects_without_anybody_approving() {
    let stage = Stage::connected(App::ServerToServer).await;
    let input = json!({ "topic": "For the account", "user_id": stage.sandbox.user().email });
    let created = stage.invoke("create-meeting", &input).await.done().json();
    assert_eq!(created["topic"], "For the account");
}

#[tokio::test]
async fn a_connection_is_shown_and_tested() {
    let stage = Stage::connected(App::UserClassic).await;
    let user = stage.sandbox.user();
    let shown = stage.run(&["connections", "show", "zoom"]).await.done();
    assert!(shown.stdout.contains(&user.email), "{}", shown.stdout);
    let tested = stage.run(&["connections", "test", "zoom"]).await.done();
    assert!(tested.stdout.contains(&user.email), "{}", tested.stdout);
}
