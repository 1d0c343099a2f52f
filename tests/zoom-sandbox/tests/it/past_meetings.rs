//! What becomes of a meeting when its time has come.

use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

/// A meeting on the fifth of March at ten, with more to it as asked.
async fn meeting(client: &Client, settings: Value) -> Value {
    client
        .create(json!({
            "topic": "Planning", "start_time": "2026-03-05T10:00:00Z", "duration": 45,
            "settings": settings,
        }))
        .await
}

/// Moves the clock and signs in again, since tokens live an hour.
async fn at(client: &mut Client, moment: &str) {
    let moment: Timestamp = moment.parse().unwrap();
    client.sandbox.clock().set(moment);
    let tokens = client.authorize("sandbox-user-granular").await;
    client.use_token(&tokens);
}

fn not_found(id: &Value) -> (u16, Value) {
    (
        404,
        json!({"code": 3001, "message": format!("Meeting does not exist: {id}.")}),
    )
}

async fn set_status(client: &Client, id: &Value, action: &str) -> (u16, Value) {
    let path = format!("/meetings/{id}/status");
    client
        .call(Method::PUT, &path, Some(json!({"action": action})))
        .await
}

#[tokio::test]
async fn a_planned_meeting_starts_and_ends_as_planned() {
    let mut client = owner().await;
    let created = meeting(&client, json!({})).await;
    let id = &created["id"];
    let past = format!("/past_meetings/{id}");
    assert_eq!(client.get(&past).await, not_found(id));

    at(&mut client, "2026-03-05T10:05:00Z").await;
    let (_, live) = client.get(&format!("/meetings/{id}")).await;
    assert_eq!(
        (&live["status"], &live["uuid"]),
        (&json!("started"), &created["uuid"])
    );
    assert_eq!(client.get(&past).await, not_found(id));

    at(&mut client, "2026-03-05T10:45:00Z").await;
    let (_, over) = client.get(&format!("/meetings/{id}")).await;
    assert_eq!(over["status"], "waiting");
    assert_ne!(over["uuid"], created["uuid"]);
    let (status, past) = client.get(&past).await;
    assert_eq!(status, 200, "{past}");
    assert_eq!(past["uuid"], created["uuid"]);
    assert_eq!(
        (&past["start_time"], &past["end_time"], &past["duration"]),
        (
            &json!("2026-03-05T10:00:00Z"),
            &json!("2026-03-05T10:45:00Z"),
            &json!(45)
        )
    );
    assert_eq!(past["source"], "User-managed app, granular scopes");
}

#[tokio::test]
async fn who_was_invited_was_there() {
    let mut client = owner().await;
    let invitees = json!([{"email": "ben@sandbox.example"}, {"email": "guest@guests.example"}]);
    let created = meeting(&client, json!({"meeting_invitees": invitees})).await;
    at(&mut client, "2026-03-05T11:00:00Z").await;
    let path = format!("/past_meetings/{}/participants", created["id"]);
    let (_, list) = client.get(&path).await;
    let participants: Vec<_> = list["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|participant| {
            (
                participant["name"].as_str().unwrap(),
                participant["user_email"].as_str().unwrap(),
                participant["internal_user"].as_bool().unwrap(),
                participant["duration"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        participants,
        [
            ("Olivia Owner", "olivia@sandbox.example", true, 2700),
            ("Ben Basic", "ben@sandbox.example", true, 2670),
            ("guest", "", false, 2640),
        ]
    );
}

#[tokio::test]
async fn a_meeting_that_is_ended_early_is_over() {
    let mut client = owner().await;
    let created = meeting(&client, json!({})).await;
    let id = &created["id"];
    assert_eq!(set_status(&client, id, "end").await, not_found(id));
    at(&mut client, "2026-03-05T10:10:00Z").await;
    assert_eq!(set_status(&client, id, "end").await, (204, Value::Null));
    let (_, past) = client.get(&format!("/past_meetings/{id}")).await;
    assert_eq!(
        (&past["end_time"], &past["duration"]),
        (&json!("2026-03-05T10:10:00Z"), &json!(10))
    );
    assert_eq!(set_status(&client, id, "end").await, not_found(id));
}

#[tokio::test]
async fn each_meeting_of_a_series_is_an_instance_of_its_own() {
    let mut client = owner().await;
    let created = client
        .create(json!({
            "type": 8, "start_time": "2026-03-05T10:00:00Z", "duration": 30,
            "recurrence": {"type": 1, "end_times": 3},
        }))
        .await;
    let id = &created["id"];
    at(&mut client, "2026-03-06T12:00:00Z").await;
    let path = format!("/past_meetings/{id}/instances");
    let (_, two) = client.get(&path).await;
    let starts: Vec<_> = two["meetings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|instance| instance["start_time"].as_str().unwrap())
        .collect();
    assert_eq!(starts, ["2026-03-05T10:00:00Z", "2026-03-06T10:00:00Z"]);
    assert_ne!(two["meetings"][0]["uuid"], two["meetings"][1]["uuid"]);

    let (_, second) = client.get(&format!("{path}?from=2026-03-06")).await;
    assert_eq!(second["meetings"], json!([two["meetings"][1]]));

    let first = two["meetings"][0]["uuid"].as_str().unwrap();
    let encoded = first.replace('/', "%252F").replace('+', "%252B");
    let (_, past) = client.get(&format!("/past_meetings/{encoded}")).await;
    assert_eq!(past["start_time"], "2026-03-05T10:00:00Z");
}

#[tokio::test]
async fn what_happened_longer_than_a_year_ago_is_not_told() {
    let mut client = owner().await;
    let created = meeting(&client, json!({})).await;
    at(&mut client, "2027-03-05T11:00:00Z").await;
    assert_eq!(
        client
            .get(&format!("/past_meetings/{}", created["id"]))
            .await,
        (
            400,
            json!({"code": 12702, "message": "Can not access a meeting a year ago."})
        )
    );
}

#[tokio::test]
async fn a_meeting_is_recorded_and_summed_up_when_its_settings_say_so() {
    let mut client = owner().await;
    let settings = json!({"auto_recording": "cloud", "auto_start_meeting_summary": true});
    let created = meeting(&client, settings).await;
    let recordings = format!("/meetings/{}/recordings", created["id"]);
    let summary = format!("/meetings/{}/meeting_summary", created["id"]);
    assert_eq!(client.get(&recordings).await.0, 404);
    assert_eq!(client.get(&summary).await.0, 404);

    at(&mut client, "2026-03-05T10:45:00Z").await;
    let (_, recording) = client.get(&recordings).await;
    assert_eq!(
        (&recording["uuid"], &recording["recording_count"]),
        (&created["uuid"], &json!(3))
    );
    let (_, summary) = client.get(&summary).await;
    assert_eq!(summary["meeting_topic"], "Planning");
    assert_eq!(summary["summary_title"], "Meeting summary for Planning");
}

#[tokio::test]
async fn a_recording_is_complete_when_its_meeting_has_ended() {
    let client = owner().await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(50));
    let (_, list) = client.get("/users/me/recordings").await;
    let recording = &list["meetings"][0];
    assert_eq!(
        (&recording["topic"], &recording["duration"]),
        (&json!("Open door"), &json!(60))
    );
    assert_eq!(recording["recording_files"][0]["status"], "completed");
}

#[tokio::test]
async fn a_deleted_meeting_is_recovered() {
    let client = owner().await;
    let created = meeting(&client, json!({})).await;
    let id = &created["id"];
    let path = format!("/meetings/{id}");
    assert_eq!(set_status(&client, id, "recover").await, not_found(id));
    client.call(Method::DELETE, &path, None).await;
    assert_eq!(client.get(&path).await, not_found(id));
    assert_eq!(set_status(&client, id, "recover").await, (204, Value::Null));
    assert_eq!(client.get(&path).await.1["uuid"], created["uuid"]);
}

#[tokio::test]
async fn a_summary_in_the_trash_is_out_of_reach() {
    let client = Client::server_to_server().await;
    let (_, list) = client.get("/meetings/meeting_summaries").await;
    let summaries = list["summaries"].as_array().unwrap();
    assert_eq!(summaries.len(), 1);
    let path = format!("/meetings/{}/meeting_summary", summaries[0]["meeting_id"]);
    let (_, summary) = client.get(&path).await;
    assert_eq!(
        summary["summary_overview"],
        "The team looked back on the last release."
    );
    client.call(Method::DELETE, &path, None).await;
    assert_eq!(
        client.get(&path).await,
        (
            403,
            json!({
                "code": 2305,
                "message": "The meeting summary has been moved to Trash and cannot be accessed.",
            })
        )
    );
    let (_, list) = client.get("/meetings/meeting_summaries").await;
    assert_eq!(list["summaries"], json!([]));
}

#[tokio::test]
async fn the_next_24_hours_hold_own_meetings_and_invitations() {
    let client = Client::server_to_server().await;
    let invited = json!({
        "topic": "Lunch", "start_time": "2026-03-05T11:00:00Z",
        "settings": {"meeting_invitees": [{"email": "ben@sandbox.example"}]},
    });
    client.create(invited).await;
    let (_, list) = client
        .get("/users/ben@sandbox.example/upcoming_meetings")
        .await;
    assert_eq!(list["total_records"], 1);
    let lunch = &list["meetings"][0];
    assert_eq!(
        (&lunch["topic"], &lunch["is_host"]),
        (&json!("Lunch"), &json!(false))
    );
    let (_, list) = client.get("/users/me/upcoming_meetings").await;
    let topics: Vec<_> = list["meetings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|meeting| meeting["topic"].as_str().unwrap())
        .collect();
    assert_eq!(topics, ["Lunch"]);
}

#[tokio::test]
async fn an_invitation_says_when_and_how_to_join() {
    let client = owner().await;
    let created = meeting(&client, json!({})).await;
    let (_, answer) = client
        .get(&format!("/meetings/{}/invitation", created["id"]))
        .await;
    let invitation = answer["invitation"].as_str().unwrap();
    for line in [
        "Olivia Owner is inviting you to a scheduled Zoom meeting.\r\n",
        "Topic: Planning\r\n",
        "Time: Mar 5, 2026 11:00 AM Europe, Berlin\r\n",
        created["join_url"].as_str().unwrap(),
        created["password"].as_str().unwrap(),
    ] {
        assert!(invitation.contains(line), "{line} in {invitation}");
    }
}

#[tokio::test]
async fn each_attendee_gets_a_link_of_their_own() {
    let client = owner().await;
    let created = meeting(&client, json!({})).await;
    let path = format!("/meetings/{}/invite_links", created["id"]);
    let body = json!({"attendees": [{"name": "Ada"}, {"name": "Grace"}]});
    let (status, answer) = client.call(Method::POST, &path, Some(body)).await;
    assert_eq!(status, 201);
    let links = &answer["attendees"];
    assert_eq!(
        (&links[0]["name"], &links[1]["name"]),
        (&json!("Ada"), &json!("Grace"))
    );
    assert_ne!(links[0]["join_url"], links[1]["join_url"]);
    for nobody in [json!({}), json!({"attendees": []})] {
        let answer = client.call(Method::POST, &path, Some(nobody)).await;
        assert_eq!(answer, (201, json!({"attendees": []})));
    }
}
