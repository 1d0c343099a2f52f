//! Meetings that are made, changed and registered for.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use super::{TOMORROW, owner, path, refusal, register, wait};
use crate::client::Client;
use crate::receiver::Receiver;

async fn patch(client: &Client, meeting: &Value, change: Value) -> Value {
    let changed = client
        .call(Method::PATCH, &path(meeting), Some(change))
        .await;
    assert_eq!(changed, (204, Value::Null));
    client.get(&path(meeting)).await.1
}

fn starts(meeting: &Value) -> Vec<&str> {
    let occurrences = meeting["occurrences"].as_array().unwrap().iter();
    occurrences
        .map(|occurrence| occurrence["start_time"].as_str().unwrap())
        .collect()
}

// Row 1
#[tokio::test]
async fn registration_is_dropped_without_a_word_where_no_start_is_to_come() {
    let client = owner().await;
    let registration = || json!({"approval_type": 0});
    let open = client
        .create(json!({"type": 3, "settings": registration()}))
        .await;
    assert_eq!(open["settings"]["approval_type"], 2);
    let patched = patch(&client, &open, json!({"settings": registration()})).await;
    assert_eq!(patched["settings"]["approval_type"], 2);
    let refused = register(&client, &open, json!({})).await;
    let message = format!(
        "Registration has not been enabled for this meeting: {}.",
        open["id"]
    );
    assert_eq!(refusal(&refused), (400, 3000, message.as_str()));

    for (start, kept) in [(TOMORROW, 0), ("2026-03-01T10:00:00Z", 2)] {
        let body = json!({
            "type": 9, "start_time": start, "settings": registration(),
            "recurrence": {"type": 1, "end_times": 3},
        });
        let (_, webinar) = client
            .call(Method::POST, "/users/me/webinars", Some(body))
            .await;
        assert_eq!(webinar["settings"]["approval_type"], kept, "{start}");
    }
}

// Row 2
#[tokio::test]
async fn a_host_and_an_alternative_host_can_not_register() {
    let client = owner().await;
    let settings = json!({"approval_type": 0, "alternative_hosts": "adam@sandbox.example;lena@sandbox.example"});
    let meeting = client
        .create(json!({"start_time": TOMORROW, "settings": settings}))
        .await;
    for host in ["olivia@sandbox.example", "Lena@sandbox.example"] {
        let refused = register(&client, &meeting, json!({"email": host})).await;
        assert_eq!(refusal(&refused), (400, 3027, "Host can not register"));
    }
    assert_eq!(register(&client, &meeting, json!({})).await.0, 201);
}

// Row 3
#[tokio::test]
async fn whoever_registers_is_in_under_automatic_approval_and_as_asked_under_manual() {
    let client = owner().await;
    for (approval_type, auto_approve, joins) in [
        (0, json!({}), true),
        (0, json!({"auto_approve": false}), true),
        (1, json!({}), false),
        (1, json!({"auto_approve": true}), true),
    ] {
        let settings = json!({"approval_type": approval_type});
        let meeting = client
            .create(json!({"start_time": TOMORROW, "settings": settings}))
            .await;
        let (_, added) = register(&client, &meeting, auto_approve.clone()).await;
        let in_already = added.get("join_url").is_some();
        assert_eq!(in_already, joins, "{approval_type} {auto_approve}");
    }
}

// Row 4
#[tokio::test]
async fn a_meeting_that_became_a_webinar_is_out_of_reach_for_meeting_calls() {
    let mut receiver = Receiver::start().await;
    let client = owner().await;
    let subscription = receiver.subscription(&["meeting.converted_to_webinar"]);
    client.sandbox.subscribe(subscription).await.unwrap();
    let meeting = client
        .create(json!({"topic": "All hands", "start_time": TOMORROW}))
        .await;
    let convert = format!(
        "{}/_sandbox/webinars/{}",
        client.sandbox.url(),
        meeting["id"]
    );
    let converted = client.http.put(&convert).send().await.unwrap();
    assert_eq!(converted.status(), 204);
    let refused = client.get(&path(&meeting)).await;
    assert_eq!(
        refusal(&refused),
        (400, 3000, "Cannot access webinar info.")
    );
    let (status, webinar) = client.get(&format!("/webinars/{}", meeting["id"])).await;
    assert_eq!(status, 200, "{webinar}");
    assert_eq!(
        (&webinar["topic"], &webinar["type"]),
        (&json!("All hands"), &json!(5))
    );
    let told = receiver.next().await.event();
    assert_eq!(told["payload"]["object"]["id"], meeting["id"]);
    assert_eq!(told["payload"]["object"]["type"], 5);
    // What is a webinar already does not become one.
    let again = client.http.put(&convert).send().await.unwrap();
    assert_eq!(again.status(), 422);
}

// Row 6
#[tokio::test]
async fn fields_at_the_top_that_are_not_published_are_ignored() {
    let client = owner().await;
    let body = json!({"auto_recording": "cloud", "private_meeting": true, "colour": "red"});
    let meeting = client.create(body).await;
    assert_eq!(meeting["settings"]["auto_recording"], "none");
    for ignored in ["auto_recording", "private_meeting", "colour"] {
        assert_eq!(meeting.get(ignored), None);
    }
}

// Row 7
#[tokio::test]
async fn any_change_ends_an_endless_series_some_years_from_the_day_of_the_change() {
    for (recurrence, number, first) in [
        (
            json!({"type": 2, "weekly_days": "4", "end_times": 0}),
            110,
            "2026-04-08T10:00:00Z",
        ),
        (
            json!({"type": 2, "weekly_days": "4"}),
            110,
            "2026-04-08T10:00:00Z",
        ),
        (
            json!({"type": 3, "monthly_day": 11, "end_times": 0}),
            60,
            "2026-04-11T10:00:00Z",
        ),
    ] {
        let client = owner().await;
        let series = json!({
            "type": 8, "timezone": "UTC", "start_time": "2026-03-11T10:00:00Z",
            "recurrence": recurrence,
        });
        let series = client.create(series).await;
        assert_eq!(series["recurrence"].get("end_date_time"), None);
        let client = wait(client, SignedDuration::from_hours(30 * 24)).await;
        let changed = patch(&client, &series, json!({"topic": "Renamed"})).await;
        let starts = starts(&changed);
        assert_eq!((starts.len(), starts[0]), (number, first), "{recurrence}");
        assert_eq!(
            changed["recurrence"]["end_date_time"].as_str(),
            starts.last().copied()
        );
    }
}

// Row 8
#[tokio::test]
async fn a_recurrence_in_part_is_the_whole_recurrence_afterwards() {
    let client = owner().await;
    let series = client
        .create(json!({
            "type": 8, "timezone": "UTC", "start_time": "2026-03-09T10:00:00Z",
            "recurrence": {"type": 2, "weekly_days": "2,4", "repeat_interval": 2, "end_times": 6},
        }))
        .await;
    let in_part = json!({"recurrence": {"type": 2, "weekly_days": "2", "end_date_time": "2026-03-24T00:00:00Z"}});
    let changed = patch(&client, &series, in_part).await;
    assert_eq!(changed["recurrence"]["repeat_interval"], 1);
    assert_eq!(
        starts(&changed),
        [
            "2026-03-09T10:00:00Z",
            "2026-03-16T10:00:00Z",
            "2026-03-23T10:00:00Z"
        ]
    );
}

// Row 9
#[tokio::test]
async fn a_new_number_of_meetings_without_a_start_counts_from_the_last_one() {
    let client = owner().await;
    let daily = |end_times: u32| json!({"type": 1, "end_times": end_times});
    let start = "2026-03-10T10:00:00Z";
    let series = client
        .create(json!({"type": 8, "start_time": start, "recurrence": daily(3)}))
        .await;
    let changed = patch(&client, &series, json!({"recurrence": daily(2)})).await;
    assert_eq!(
        starts(&changed),
        ["2026-03-12T10:00:00Z", "2026-03-13T10:00:00Z"]
    );
    let with_start = json!({"start_time": start, "recurrence": daily(2)});
    let changed = patch(&client, &series, with_start).await;
    assert_eq!(
        starts(&changed),
        ["2026-03-10T10:00:00Z", "2026-03-11T10:00:00Z"]
    );
}

// Row 10
#[tokio::test]
async fn a_start_in_the_past_is_now_and_the_meeting_ends_up_among_past_ones() {
    let client = owner().await;
    let body = json!({"topic": "Too late", "start_time": "2026-01-01T08:00:00Z", "duration": 30});
    let meeting = client.create(body).await;
    assert_eq!(meeting["start_time"], "2026-03-04T12:00:00Z");
    let weekly = client
        .create(json!({
            "type": 8, "timezone": "UTC", "start_time": "2026-01-01T08:00:00Z",
            "recurrence": {"type": 2, "weekly_days": "6", "end_times": 2},
        }))
        .await;
    // The hour is that of the call.
    assert_eq!(
        starts(&weekly),
        ["2026-03-06T12:00:00Z", "2026-03-13T12:00:00Z"]
    );
    let client = wait(client, SignedDuration::from_hours(1)).await;
    for (list, there) in [("previous_meetings", true), ("upcoming", false)] {
        let (_, list) = client.get(&format!("/users/me/meetings?type={list}")).await;
        assert_eq!(list.to_string().contains("Too late"), there);
    }
}

// Row 11
#[tokio::test]
async fn sixty_meetings_of_a_series_are_taken_and_no_more() {
    let client = owner().await;
    let series = |end_times: u32| json!({"type": 8, "start_time": TOMORROW, "recurrence": {"type": 1, "end_times": end_times}});
    assert_eq!(starts(&client.create(series(60)).await).len(), 60);
    let (status, _) = client
        .call(Method::POST, "/users/me/meetings", Some(series(61)))
        .await;
    assert_eq!(status, 400);
}
