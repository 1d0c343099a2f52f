//! Webinars: what sets them apart from meetings, and what they share.

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

async fn post(client: &Client, path: &str, body: Value) -> (u16, Value) {
    client.call(Method::POST, path, Some(body)).await
}

async fn create(client: &Client, body: Value) -> Value {
    let (status, webinar) = post(client, "/users/me/webinars", body).await;
    assert_eq!(status, 201, "{webinar}");
    webinar
}

fn topics(list: &Value) -> Vec<&str> {
    let webinars = list["webinars"].as_array().unwrap();
    webinars
        .iter()
        .map(|webinar| webinar["topic"].as_str().unwrap())
        .collect()
}

fn refused(status: u16, code: u64, message: &str) -> (u16, Value) {
    (status, json!({"code": code, "message": message}))
}

#[tokio::test]
async fn a_created_webinar_is_got_changed_listed_and_deleted() {
    let client = owner().await;
    let created = create(
        &client,
        json!({"topic": "Launch", "start_time": "2026-03-05T10:00:00", "timezone": "Europe/Berlin"}),
    )
    .await;
    assert_eq!(
        (&created["type"], &created["start_time"]),
        (&json!(5), &json!("2026-03-05T09:00:00Z"))
    );
    let path = format!("/webinars/{}", created["id"]);
    let change = json!({"topic": "Launch day", "settings": {"practice_session": true}});
    assert_eq!(
        client.call(Method::PATCH, &path, Some(change)).await,
        (204, Value::Null)
    );
    let (_, changed) = client.get(&path).await;
    assert_eq!(changed["topic"], "Launch day");
    assert_eq!(changed["settings"]["practice_session"], json!(true));
    assert_eq!(changed["settings"]["registration_type"], json!(1));
    let (_, list) = client.get("/users/me/webinars?type=upcoming").await;
    assert_eq!(topics(&list), ["Launch day", "Customer day"]);

    assert_eq!(
        client.call(Method::DELETE, &path, None).await,
        (204, Value::Null)
    );
    let missing = format!("Webinar does not exist: {}.", created["id"]);
    assert_eq!(client.get(&path).await, refused(404, 3001, &missing));
}

#[tokio::test]
async fn a_webinar_is_no_meeting_and_a_meeting_no_webinar() {
    let client = owner().await;
    let webinar = create(&client, json!({"topic": "Launch"})).await;
    let meeting = client.create(json!({"topic": "Talk"})).await;
    assert_eq!(
        client.get(&format!("/meetings/{}", webinar["id"])).await,
        refused(400, 3000, "Cannot access webinar info.")
    );
    assert_eq!(
        client.get(&format!("/webinars/{}", meeting["id"])).await,
        refused(400, 3000, "Cannot access meeting info.")
    );
    let (_, list) = client.get("/users/me/meetings").await;
    let meetings = list["meetings"].as_array().unwrap();
    assert!(meetings.iter().all(|meeting| meeting["topic"] != "Launch"));
    assert_eq!(
        client.get("/webinars/launch").await,
        refused(400, 300, "Invalid webinar ID.")
    );
}

#[tokio::test]
async fn a_series_has_occurrences_that_are_changed_and_deleted_alone() {
    let client = owner().await;
    let created = create(
        &client,
        json!({
            "type": 9, "start_time": "2026-03-05T10:00:00Z", "duration": 30,
            "recurrence": {"type": 1, "repeat_interval": 1, "end_times": 3},
        }),
    )
    .await;
    let occurrences = created["occurrences"].as_array().unwrap();
    assert_eq!(occurrences.len(), 3);
    let path = format!("/webinars/{}", created["id"]);
    let of = |place: usize| {
        let id = occurrences[place]["occurrence_id"].as_str().unwrap();
        format!("{path}?occurrence_id={id}")
    };
    let longer = json!({"duration": 45});
    client.call(Method::PATCH, &of(0), Some(longer)).await;
    client.call(Method::DELETE, &of(1), None).await;
    let (_, changed) = client.get(&path).await;
    assert_eq!(
        (
            &changed["occurrences"][0]["duration"],
            &changed["occurrences"][1]["status"],
            &changed["occurrences"][2]["status"],
        ),
        (&json!(45), &json!("deleted"), &json!("available"))
    );
    let gone = refused(400, 3000, "Webinar occurrence does not exist.");
    assert_eq!(client.call(Method::DELETE, &of(1), None).await, gone);
    assert_eq!(client.get(&of(1)).await, gone);
}

#[tokio::test]
async fn who_has_no_license_has_no_webinars() {
    let client = Client::server_to_server().await;
    let path = "/users/ben@sandbox.example/webinars";
    let (status, answer) = client.get(path).await;
    assert_eq!((status, &answer["code"]), (400, &json!(200)));
    let (status, answer) = post(&client, path, json!({})).await;
    assert_eq!((status, &answer["code"]), (400, &json!(200)));
    let (status, _) = client.get("/users/lena@sandbox.example/webinars").await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_simulive_webinar_plays_a_recording_that_exists_at_a_fixed_time() {
    let client = owner().await;
    for (body, code, message) in [
        (
            json!({"type": 6}),
            4505,
            "Simulive can't select `No Fixed Time`.",
        ),
        (
            json!({"schedule_for": "lena@sandbox.example"}),
            300,
            "Can not schedule simulive webinar for others.",
        ),
        (
            json!({"record_file_id": "none"}),
            300,
            "Record file does not exist.",
        ),
    ] {
        let mut body = body;
        body["is_simulive"] = json!(true);
        assert_eq!(
            post(&client, "/users/me/webinars", body).await,
            refused(400, code, message)
        );
    }
}

#[tokio::test]
async fn the_panelists_were_there_when_the_webinar_is_over() {
    let mut client = owner().await;
    let created = create(&client, json!({"start_time": "2026-03-05T10:00:00Z"})).await;
    let panelists = format!("/webinars/{}/panelists", created["id"]);
    let body = json!({"panelists": [
        {"email": "adam@sandbox.example", "name": "Adam"},
        {"email": "guest@guests.example", "name": "Guest"},
        {"email": "other@guests.example", "name": "Other"},
    ]});
    let (status, _) = post(&client, &panelists, body).await;
    assert_eq!(status, 201);
    let (_, list) = client.get(&panelists).await;
    assert_eq!(list["total_records"], json!(3));
    let id = list["panelists"][2]["id"].as_str().unwrap();
    let other = format!("{panelists}/{id}");
    client.call(Method::DELETE, &other, None).await;

    let past = format!("/past_webinars/{}/participants", created["id"]);
    assert_eq!(
        client.get(&past).await,
        refused(404, 3001, "Webinar does not exist.")
    );
    let over: Timestamp = "2026-03-05T11:30:00Z".parse().unwrap();
    client.sandbox.clock().set(over);
    let tokens = client.authorize("sandbox-user-granular").await;
    client.use_token(&tokens);
    let (_, list) = client.get(&past).await;
    let names: Vec<_> = list["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|participant| participant["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Olivia Owner", "Adam", "Guest"]);
    let meeting = format!("/past_meetings/{}", created["id"]);
    assert_eq!(client.get(&meeting).await.0, 404);
}

#[tokio::test]
async fn a_webinar_that_goes_on_can_be_ended() {
    let client = owner().await;
    let created = create(&client, json!({"start_time": "2026-03-04T12:30:00Z"})).await;
    let status = format!("/webinars/{}/status", created["id"]);
    let end = || client.call(Method::PUT, &status, Some(json!({"action": "end"})));
    assert_eq!(end().await.0, 404);
    let clock = client.sandbox.clock();
    clock.advance(jiff::SignedDuration::from_mins(40));
    assert_eq!(end().await, (200, Value::Null));
    let instances = format!("/past_webinars/{}/instances", created["id"]);
    let (_, list) = client.get(&instances).await;
    assert_eq!(
        list["webinars"],
        json!([{"uuid": created["uuid"], "start_time": "2026-03-04T12:30:00Z"}])
    );
}
