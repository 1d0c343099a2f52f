//! Meetings.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox, validation_failed};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

async fn refused(body: Value) -> (u16, Value) {
    owner()
        .await
        .call(Method::POST, "/users/me/meetings", Some(body))
        .await
}

fn without_address(client: &Client, value: &Value) -> Value {
    let text = value
        .to_string()
        .replace(&client.sandbox.url(), "http://sandbox");
    let mut value: Value = serde_json::from_str(&text).unwrap();
    if let Some(start_url) = value["start_url"].as_str() {
        let (start, _token) = start_url.split_once("zak=").unwrap();
        value["start_url"] = json!(format!("{start}zak=…"));
    }
    value
}

#[tokio::test]
async fn a_created_meeting_has_every_field() {
    let client = owner().await;
    let meeting = client
        .create(json!({
            "topic": "Planning",
            "agenda": "Next year",
            "type": 2,
            "start_time": "2026-03-05T10:00:00",
            "timezone": "America/New_York",
            "duration": 45,
            "settings": {"host_video": true, "waiting_room": true, "join_before_host": true},
        }))
        .await;
    insta::assert_json_snapshot!(without_address(&client, &meeting));
}

#[tokio::test]
async fn what_was_created_is_got_listed_changed_and_deleted() {
    let client = owner().await;
    let created = client
        .create(json!({"topic": "Planning", "start_time": "2026-03-05T10:00:00Z"}))
        .await;
    let path = format!("/meetings/{}", created["id"]);
    let (status, got) = client.get(&path).await;
    assert_eq!(
        (status, &got["topic"], &got["uuid"]),
        (200, &created["topic"], &created["uuid"])
    );

    let change = json!({"topic": "Planning, second part", "settings": {"mute_upon_entry": true}});
    assert_eq!(
        client.call(Method::PATCH, &path, Some(change)).await,
        (204, Value::Null)
    );
    let (_, got) = client.get(&path).await;
    assert_eq!(got["topic"], "Planning, second part");
    assert_eq!(got["settings"]["mute_upon_entry"], true);
    assert_eq!(got["start_time"], "2026-03-05T10:00:00Z");

    let (_, list) = client.get("/users/me/meetings").await;
    let ids: Vec<&Value> = list["meetings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["id"])
        .collect();
    assert!(ids.contains(&&created["id"]));

    assert_eq!(
        client.call(Method::DELETE, &path, None).await,
        (204, Value::Null)
    );
    let message = format!("Meeting does not exist: {}.", created["id"]);
    assert_eq!(
        client.get(&path).await,
        (404, json!({"code": 3001, "message": message}))
    );
}

#[tokio::test]
async fn without_a_start_a_meeting_starts_now_and_takes_an_hour() {
    let meeting = owner().await.create(json!({})).await;
    assert_eq!(meeting["start_time"], "2026-03-04T12:00:00Z");
    assert_eq!(
        (&meeting["duration"], &meeting["type"]),
        (&json!(60), &json!(2))
    );
    assert_eq!(meeting["timezone"], "Europe/Berlin");
}

#[tokio::test]
async fn a_start_in_the_past_is_ignored() {
    let client = owner().await;
    let meeting = client
        .create(json!({"start_time": "2020-01-01T00:00:00Z"}))
        .await;
    assert_eq!(meeting["start_time"], "2026-03-04T12:00:00Z");
}

#[tokio::test]
async fn a_time_without_a_zone_is_the_accounts() {
    let meeting = owner()
        .await
        .create(json!({"start_time": "2026-07-01T10:00:00"}))
        .await;
    assert_eq!(meeting["start_time"], "2026-07-01T08:00:00Z");
}

#[tokio::test]
async fn no_passcode_is_made_when_none_is_wanted() {
    let meeting = owner()
        .await
        .create(json!({"default_password": false}))
        .await;
    assert_eq!(meeting.get("password"), None);
    assert!(!meeting["join_url"].as_str().unwrap().contains("pwd="));
}

#[tokio::test]
async fn a_recurring_meeting_has_occurrences_in_its_time_zone() {
    let client = owner().await;
    let meeting = client
        .create(json!({
            "type": 8,
            "start_time": "2026-03-06T10:00:00",
            "timezone": "America/New_York",
            "recurrence": {"type": 2, "weekly_days": "6", "end_times": 2},
        }))
        .await;
    assert_eq!(
        meeting["occurrences"],
        json!([
            {"occurrence_id": "1772809200000", "start_time": "2026-03-06T15:00:00Z", "duration": 60, "status": "available"},
            {"occurrence_id": "1773410400000", "start_time": "2026-03-13T14:00:00Z", "duration": 60, "status": "available"},
        ])
    );
}

#[tokio::test]
async fn one_occurrence_is_moved_and_another_deleted() {
    let client = owner().await;
    let recurrence = json!({"type": 1, "end_times": 3});
    let meeting = client
        .create(json!({"type": 8, "start_time": "2026-03-05T10:00:00Z", "recurrence": recurrence}))
        .await;
    let path = format!("/meetings/{}", meeting["id"]);
    let id = |n: usize| meeting["occurrences"][n]["occurrence_id"].as_str().unwrap();
    let moved = json!({"start_time": "2026-03-05T18:00:00Z", "duration": 15});
    let first = format!("{path}?occurrence_id={}", id(0));
    assert_eq!(client.call(Method::PATCH, &first, Some(moved)).await.0, 204);
    let second = format!("{path}?occurrence_id={}", id(1));
    assert_eq!(client.call(Method::DELETE, &second, None).await.0, 204);
    let (_, got) = client.get(&path).await;
    let seen: Vec<_> = got["occurrences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| {
            (
                o["start_time"].as_str().unwrap(),
                o["status"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("2026-03-05T18:00:00Z", "available"),
            ("2026-03-06T10:00:00Z", "deleted"),
            ("2026-03-07T10:00:00Z", "available")
        ]
    );
    assert_eq!(
        client
            .call(Method::DELETE, &format!("{path}?occurrence_id=1"), None)
            .await,
        (
            400,
            json!({"code": 300, "message": "Invalid parameter: `occurrence_id`."})
        )
    );
}

#[tokio::test]
async fn past_occurrences_are_shown_when_asked_for() {
    let client = owner().await;
    let recurrence = json!({"type": 1, "end_times": 3});
    let meeting = client
        .create(json!({"type": 8, "start_time": "2026-03-05T10:00:00Z", "recurrence": recurrence}))
        .await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(30));
    client
        .sandbox
        .clock()
        .set("2026-03-06T11:00:00Z".parse().unwrap());
    let mut client = client;
    let tokens = client.authorize("sandbox-user-granular").await;
    client.use_token(&tokens);
    let path = format!("/meetings/{}", meeting["id"]);
    let count = |answer: (u16, Value)| answer.1["occurrences"].as_array().unwrap().len();
    assert_eq!(count(client.get(&path).await), 1);
    assert_eq!(
        count(
            client
                .get(&format!("{path}?show_previous_occurrences=true"))
                .await
        ),
        3
    );
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let wrong = json!({
        "topic": "x".repeat(201),
        "type": "2",
        "duration": 0,
        "settings": {"audio": "loud", "meeting_invitees": [{"email": "nobody"}]},
        "tracking_fields": [{"value": "x"}],
    });
    let (status, mut body) = refused(wrong).await;
    let mut fields: Vec<String> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            format!(
                "{} {}",
                error["field"].as_str().unwrap(),
                error["message"].as_str().unwrap()
            )
        })
        .collect();
    fields.sort_unstable();
    assert_eq!((status, body["code"].take()), (400, json!(300)));
    assert_eq!(
        fields,
        [
            "duration Invalid field.",
            "settings.audio Invalid field.",
            "settings.meeting_invitees[0].email Invalid field.",
            "topic Invalid field.",
            "tracking_fields[0].field Missing field.",
            "type Invalid field.",
        ]
    );
}

#[tokio::test]
async fn wrong_times_zones_and_recurrences_are_refused() {
    let invalid = |field| validation_failed(&[(field, "Invalid field.")]);
    assert_eq!(
        refused(json!({"timezone": "Mars/Olympus"})).await,
        invalid("timezone")
    );
    assert_eq!(
        refused(json!({"start_time": "tomorrow"})).await,
        invalid("start_time")
    );
    assert_eq!(
        refused(json!({"type": 8, "recurrence": {"type": 2}})).await,
        validation_failed(&[("recurrence.weekly_days", "Missing field.")])
    );
    assert_eq!(
        refused(json!({"type": 8})).await,
        validation_failed(&[("recurrence", "Missing field.")])
    );
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let client = owner().await;
    let tokens = client.authorize("sandbox-user-granular").await;
    for body in ["{", "[]", "\"text\""] {
        let answer = client
            .http
            .post(format!("{}/v2/users/me/meetings", client.sandbox.url()))
            .bearer_auth(tokens["access_token"].as_str().unwrap())
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400);
        assert_eq!(
            answer.json::<Value>().await.unwrap(),
            json!({"code": 300, "message": "Request Body should be a valid JSON object."})
        );
    }
}

#[tokio::test]
async fn scheduling_for_another_keeps_who_scheduled() {
    let client = Client::server_to_server().await;
    let meeting = client
        .create(json!({"schedule_for": "lena@sandbox.example"}))
        .await;
    assert_eq!(meeting["host_email"], "lena@sandbox.example");
    assert_eq!(meeting["assistant_id"], client.sandbox.user().id);
    let (status, body) = client
        .call(
            Method::POST,
            "/users/me/meetings",
            Some(json!({"schedule_for": "nobody@x.example"})),
        )
        .await;
    assert_eq!((status, &body["code"]), (400, &json!(300)));
    let (status, body) = client
        .call(
            Method::POST,
            "/users/me/meetings",
            Some(json!({"type": 1, "schedule_for": "lena@sandbox.example"})),
        )
        .await;
    assert_eq!((status, &body["code"]), (400, &json!(3000)));
}

#[tokio::test]
async fn a_meeting_id_that_is_no_number_is_invalid() {
    assert_eq!(
        owner().await.get("/meetings/abc").await,
        (400, json!({"code": 300, "message": "Invalid meeting id."}))
    );
}

#[tokio::test]
async fn a_field_that_is_null_is_as_good_as_absent() {
    let client = owner().await;
    let body = json!({"topic": null, "settings": {"alternative_hosts": null}});
    let meeting = client.create(body).await;
    assert_eq!(meeting["topic"], "Zoom Meeting");
    assert_eq!(meeting["settings"]["alternative_hosts"], "");
}
