//! What there is of a meeting once it is over: transcripts, recordings, instances, participants.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use zoom_sandbox::Fault;

use super::{TOMORROW, owner, path, refusal, register, wait};
use crate::client::Client;

async fn recording(client: &Client, topic: &str) -> Value {
    let (_, list) = client.get("/users/me/recordings?from=2026-02-10").await;
    let recordings = list["meetings"].as_array().unwrap();
    let found = recordings.iter().find(|known| known["topic"] == topic);
    found.unwrap().clone()
}

fn encoded(uuid: &Value) -> String {
    uuid.as_str().unwrap().replace('/', "%252F")
}

// Rows 12 and 30
#[tokio::test]
async fn a_transcript_is_found_by_uuid_alone_after_the_meeting_and_at_times_not_yet() {
    let client = owner().await;
    let recorded = recording(&client, "Retrospective").await;
    let by_uuid = format!("/meetings/{}/transcript", encoded(&recorded["uuid"]));
    let missing = (404, 3322, "This meeting transcript does not exist.");
    assert_eq!(client.get(&by_uuid).await.0, 200);
    let by_number = client.get(&format!("{}/transcript", path(&recorded))).await;
    assert_eq!(refusal(&by_number), missing);
    let planned = client.create(json!({"start_time": TOMORROW})).await;
    let upcoming = format!("/meetings/{}/transcript", encoded(&planned["uuid"]));
    assert_eq!(refusal(&client.get(&upcoming).await), missing);

    let not_yet = Fault::answer("GET", "/v2/meetings/*/transcript", StatusCode::NOT_FOUND)
        .body(r#"{"code":3322,"message":"This meeting transcript does not exist."}"#);
    client.sandbox.faults().add(not_yet);
    assert_eq!(refusal(&client.get(&by_uuid).await), missing);
    let files = recorded["recording_files"].as_array().unwrap();
    assert!(files.iter().any(|file| file["file_type"] == "TRANSCRIPT"));
    assert_eq!(client.get(&by_uuid).await.0, 200);
}

// Rows 14 and 15
#[tokio::test]
async fn the_type_of_a_recording_is_a_number_and_an_uploaded_one_is_of_no_meeting() {
    let client = Client::server_to_server().await;
    let (_, list) = client
        .get("/users/adam@sandbox.example/recordings?from=2026-02-10")
        .await;
    let uploaded = &list["meetings"][0];
    assert_eq!(uploaded["type"], 99);
    assert_eq!(uploaded.get("id"), None);
    let by_uuid = format!("/meetings/{}/recordings", encoded(&uploaded["uuid"]));
    let (status, found) = client.get(&by_uuid).await;
    assert_eq!((status, &found["topic"]), (200, &uploaded["topic"]));
    // Nor is it found by the number that it has not.
    assert_eq!(client.get("/meetings/0/recordings").await.0, 404);
    assert_eq!(recording_type_of_retrospective(&client).await, json!(2));
}

async fn recording_type_of_retrospective(client: &Client) -> Value {
    recording(client, "Retrospective").await["type"].clone()
}

// Row 16
#[tokio::test]
async fn instances_longer_ago_than_fifteen_months_are_none_and_details_after_a_year_are_refused() {
    let client = owner().await;
    let open = client.create(json!({"type": 3})).await;
    let series = client
        .create(json!({
            "type": 8, "start_time": TOMORROW,
            "recurrence": {"type": 3, "monthly_day": 5, "end_times": 30},
        }))
        .await;
    let client = wait(client, SignedDuration::from_hours(500 * 24)).await;
    let instances = async |meeting: &Value| {
        let path = format!("/past_meetings/{}/instances", meeting["id"]);
        client.get(&path).await
    };
    assert_eq!(instances(&open).await, (200, json!({"meetings": []})));
    let (_, held) = instances(&series).await;
    let held = held["meetings"].as_array().unwrap().iter();
    let held: Vec<&str> = held
        .map(|held| held["start_time"].as_str().unwrap())
        .collect();
    assert!(held.len() > 12, "{held:?}");
    assert!(!held.contains(&TOMORROW), "{held:?}");
    let (_, list) = client
        .get(&format!(
            "/past_meetings/{}/instances?to=2026-06-30",
            series["id"]
        ))
        .await;
    let oldest = encoded(&list["meetings"][0]["uuid"]);
    let refused = client.get(&format!("/past_meetings/{oldest}")).await;
    assert_eq!(refusal(&refused).1, 12_702);
}

// Row 21
#[tokio::test]
async fn a_uuid_with_a_slash_in_front_is_lost_when_encoded_once() {
    let client = owner().await;
    // One whose name begins so comes sooner or later.
    let uuid = loop {
        let meeting = client.create(json!({"duration": 1})).await;
        let uuid = meeting["uuid"].as_str().unwrap().to_owned();
        if uuid.starts_with('/') || uuid.contains("//") {
            break uuid;
        }
    };
    let client = wait(client, SignedDuration::from_hours(1)).await;
    let get = async |slash: &str| {
        let uuid = uuid.replace('/', slash);
        client.get(&format!("/past_meetings/{uuid}")).await
    };
    assert_eq!(refusal(&get("%2F").await).1, 3001);
    assert_eq!(get("%252F").await.0, 200);
}

// Row 27
#[tokio::test]
async fn participants_from_outside_show_no_email_and_invitations_show_it() {
    let client = owner().await;
    let settings = json!({
        "approval_type": 0,
        "meeting_invitees": [{"email": "guest@guests.example"}, {"email": "lena@sandbox.example"}],
    });
    let body = json!({"start_time": "2026-03-04T12:10:00Z", "duration": 10, "settings": settings});
    let meeting = client.create(body).await;
    assert_eq!(register(&client, &meeting, json!({})).await.0, 201);
    let client = wait(client, SignedDuration::from_hours(1)).await;
    let (_, list) = client
        .get(&format!("/past_meetings/{}/participants", meeting["id"]))
        .await;
    let participants = list["participants"].as_array().unwrap();
    let email = |name: &str| {
        let found = participants.iter().find(|known| known["name"] == name);
        found.unwrap_or_else(|| panic!("{name}: {list}"))["user_email"].clone()
    };
    assert_eq!(email("guest"), "");
    assert_eq!(email("Lena Licensed"), "lena@sandbox.example");
    // Who registered said who they are.
    assert_eq!(email("Ada"), "ada@guests.example");
    let (_, meeting) = client.get(&path(&meeting)).await;
    let invited = &meeting["settings"]["meeting_invitees"][0];
    assert_eq!(
        (&invited["email"], &invited["internal_user"]),
        (&json!("guest@guests.example"), &json!(false))
    );
}
