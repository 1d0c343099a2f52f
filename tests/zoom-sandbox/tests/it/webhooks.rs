//! Webhooks, as a receiver meets them.

use http::StatusCode;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use zoom_sandbox::{Schemas, Subscription, SubscriptionError};

use crate::{
    client::{Client, builder, sandbox},
    receiver::{Received, Receiver, SECRET, hmac},
};

const APP: &str = "sandbox-user-granular";

/// Somebody signed in at a sandbox that tells this receiver of the meetings that
/// are planned.
async fn subscribed(receiver: &Receiver) -> Client {
    let planned = ["created", "updated", "deleted", "recovered"];
    let planned = planned.map(|what| format!("meeting.{what}"));
    told(receiver, &planned.each_ref().map(String::as_str)).await
}

/// Somebody signed in at a sandbox that tells this receiver of these events.
pub(crate) async fn told(receiver: &Receiver, events: &[&str]) -> Client {
    let client = Client::signed_in(sandbox().await, APP).await;
    let subscription = receiver.subscription(events);
    client.sandbox.subscribe(subscription).await.unwrap();
    client
}

#[tokio::test]
async fn a_delivery_is_signed_over_exactly_what_is_sent() {
    let mut receiver = Receiver::start().await;
    let client = subscribed(&receiver).await;
    client.create(json!({"topic": "Ünïcödé \"quoted\""})).await;
    let Received { headers, body } = receiver.next().await;
    let header = |name: &str| headers[name].to_str().unwrap();
    let timestamp = header("x-zm-request-timestamp");
    assert_eq!(timestamp, "1772625600");
    assert_eq!(
        header("x-zm-signature"),
        format!("v0={}", hmac(SECRET, &format!("v0:{timestamp}:{body}")))
    );
    assert_eq!(header("content-type"), "application/json; charset=utf-8");
    assert_eq!(header("user-agent"), "Zoom Marketplace/1.0a");
    assert!(!body.contains('\n'));
    let event: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(event.to_string(), body, "compact, and nothing around it");
}

#[tokio::test]
async fn meetings_tell_of_their_creation_change_and_end_as_published() {
    let mut receiver = Receiver::start().await;
    let client = subscribed(&receiver).await;
    let recurrence = json!({"type": 1, "repeat_interval": 1, "end_times": 2});
    let body = json!({
        "type": 8, "topic": "Before", "start_time": "2026-03-05T10:00:00Z",
        "recurrence": recurrence, "settings": {"meeting_invitees": [{"email": "ben@sandbox.example"}]},
    });
    let meeting = client.create(body).await;
    let path = format!("/meetings/{}", meeting["id"]);
    let change = json!({"topic": "After", "settings": {"join_before_host": true}});
    client.call(Method::PATCH, &path, Some(change)).await;
    let occurrence = &meeting["occurrences"][1]["occurrence_id"];
    let one = format!("{path}?occurrence_id={}", occurrence.as_str().unwrap());
    client.call(Method::DELETE, &one, None).await;
    client.call(Method::DELETE, &path, None).await;
    client
        .call(
            Method::PUT,
            &format!("{path}/status"),
            Some(json!({"action": "recover"})),
        )
        .await;
    insta::assert_json_snapshot!(published(&mut receiver, &client, 5).await);
}

/// What the events are called.
pub(crate) fn names(events: &Value) -> Vec<&str> {
    let events = events.as_array().unwrap().iter();
    events
        .map(|event| event["event"].as_str().unwrap())
        .collect()
}

/// The next events, each as published, with the sandbox's address left out.
pub(crate) async fn published(receiver: &mut Receiver, client: &Client, count: usize) -> Value {
    let schemas = Schemas::kept();
    let mut events = Vec::new();
    for _ in 0..count {
        let event = receiver.next().await.event();
        let name = event["event"].as_str().unwrap();
        let violations = schemas.check_event(name, &event.to_string()).violations;
        assert_eq!(violations, Vec::<String>::new(), "{event}");
        events.push(event);
    }
    let text = json!(events).to_string();
    let text = text.replace(&client.sandbox.url(), "http://sandbox");
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn a_meeting_tells_of_its_course_when_its_time_comes() {
    let mut receiver = Receiver::start().await;
    let client = Client::signed_in(sandbox().await, APP).await;
    let meeting = json!({
        "topic": "Recorded", "start_time": "2026-03-04T12:30:00Z", "duration": 10,
        "settings": {"auto_recording": "cloud"},
    });
    let course = [
        "meeting.started",
        "meeting.participant_joined",
        "meeting.participant_left",
        "meeting.ended",
        "recording.started",
        "recording.stopped",
        "recording.completed",
        "recording.transcript_completed",
    ];
    let subscription = receiver.subscription(&course);
    client.sandbox.subscribe(subscription).await.unwrap();
    client.create(meeting).await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(31));
    let mut course = published(&mut receiver, &client, 4).await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(10));
    let rest = published(&mut receiver, &client, 6).await;
    let url = &rest[4]["payload"]["object"]["recording_files"][0]["download_url"];
    let url = url
        .as_str()
        .unwrap()
        .replace("http://sandbox", &client.sandbox.url());
    let token = rest[4]["download_token"].as_str().unwrap();
    let download = client
        .http
        .get(url)
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    assert_eq!(download.status(), 302);
    course
        .as_array_mut()
        .unwrap()
        .extend(rest.as_array().unwrap().iter().cloned());
    for event in course.as_array_mut().unwrap() {
        if let Some(token) = event.get_mut("download_token") {
            *token = json!("a JSON Web Token");
        }
    }
    insta::assert_json_snapshot!(course);
}

#[tokio::test]
async fn registering_and_the_trash_tell_as_published() {
    let mut receiver = Receiver::start().await;
    let client = Client::signed_in(sandbox().await, APP).await;
    let meeting = json!({"settings": {"approval_type": 1}, "start_time": "2026-03-05T10:00:00Z"});
    let meeting = client.create(meeting).await;
    let (_, list) = client.get("/users/me/recordings?from=2026-02-20").await;
    let told = [
        "meeting.registration_created",
        "meeting.registration_approved",
        "meeting.registration_denied",
        "meeting.registration_cancelled",
        "recording.registration_created",
        "recording.registration_approved",
        "recording.trashed",
        "recording.recovered",
        "recording.deleted",
    ];
    let subscription = receiver.subscription(&told);
    client.sandbox.subscribe(subscription).await.unwrap();
    let registrants = format!("/meetings/{}/registrants", meeting["id"]);
    let guest = json!({"email": "guest@guests.example", "first_name": "Gus"});
    let send = async |method: Method, path: &str, body: Option<Value>| {
        let (status, answer) = client.call(method, path, body).await;
        assert!((200..300).contains(&status), "{path}: {answer}");
        answer
    };
    let registered = send(Method::POST, &registrants, Some(guest.clone())).await;
    let named = json!([{"id": registered["registrant_id"], "email": guest["email"]}]);
    for action in ["approve", "deny", "cancel"] {
        let change = json!({"action": action, "registrants": named});
        send(Method::PUT, &format!("{registrants}/status"), Some(change)).await;
    }
    let recordings = list["meetings"].as_array().unwrap();
    let recording = recordings
        .iter()
        .find(|recording| recording["topic"] == "Retrospective")
        .unwrap();
    let path = format!("/meetings/{}/recordings", recording["id"]);
    let viewer = send(Method::POST, &format!("{path}/registrants"), Some(guest)).await;
    let change = json!({"action": "approve", "registrants": [{"id": viewer["registrant_id"]}]});
    send(
        Method::PUT,
        &format!("{path}/registrants/status"),
        Some(change),
    )
    .await;
    send(Method::DELETE, &path, None).await;
    let recover = Some(json!({"action": "recover"}));
    send(Method::PUT, &format!("{path}/status"), recover).await;
    send(Method::DELETE, &format!("{path}?action=delete"), None).await;
    let events = published(&mut receiver, &client, told.len()).await;
    let names: Vec<&str> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(names, told);
    assert_eq!(
        events[0]["payload"]["object"]["registrant"]["status"],
        "pending"
    );
    assert_eq!(events[6]["payload"]["operator"], "olivia@sandbox.example");
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_three_times_more() {
    let mut receiver = Receiver::start().await;
    let client = subscribed(&receiver).await;
    let failing = vec![StatusCode::BAD_GATEWAY; 4];
    *receiver.answers.lock().unwrap() = failing;
    client.create(json!({"topic": "Hard to deliver"})).await;
    let first = receiver.next().await;
    for minutes in [5, 20, 60] {
        client
            .sandbox
            .clock()
            .advance(SignedDuration::from_mins(minutes));
        let again = receiver.next().await;
        assert_eq!(again.body, first.body);
        assert_eq!(
            again.headers["x-zm-request-id"],
            first.headers["x-zm-request-id"]
        );
        assert_ne!(
            again.headers["x-zm-signature"],
            first.headers["x-zm-signature"]
        );
    }
}

#[tokio::test]
async fn what_was_delivered_and_what_failed_is_listed_for_seven_days() {
    let mut receiver = Receiver::start().await;
    let client = Client::signed_in(sandbox().await, "sandbox-user-classic").await;
    let subscription = receiver.subscription(&["meeting.created"]);
    client.sandbox.subscribe(subscription).await.unwrap();
    receiver
        .answers
        .lock()
        .unwrap()
        .push(StatusCode::BAD_GATEWAY);
    client.create(json!({"topic": "Hard to deliver"})).await;
    receiver.next().await;
    client.sandbox.clock().advance(SignedDuration::from_mins(5));
    receiver.next().await;
    // The second attempt is noted once the receiver has answered.
    let logs = async |query: &str| loop {
        let path = format!("/marketplace/apps/{APP}/webhook_logs?{query}");
        let (status, page) = client.get(&path).await;
        let length = page["webhook_logs"].as_array().map_or(0, Vec::len);
        if status != 200 || length > 0 {
            break (status, page);
        }
        tokio::task::yield_now().await;
    };
    let (_, taken) = logs("type=3").await;
    assert_eq!(taken["webhook_logs"][0]["retry_num"], 1);
    let (_, failed) = logs("event=meeting.created").await;
    let [failed] = failed["webhook_logs"].as_array().unwrap().as_slice() else {
        panic!("{failed}");
    };
    assert_eq!(failed["status"], 502);
    assert_eq!(failed["retry_num"], 0);
    assert_eq!(failed["request_id"], taken["webhook_logs"][0]["request_id"]);
    for (query, code) in [
        ("from=2026-02-01T00:00:00Z", 1502),
        ("from=2026-03-04", 1503),
        ("from=2026-03-04T00:00:00Z&to=2026-03-03T00:00:00Z", 1501),
        ("from=2026-03-05T00:00:00Z", 1504),
    ] {
        let (status, error) = logs(query).await;
        assert_eq!((status, &error["code"]), (404, &json!(code)), "{query}");
    }
    let (status, error) = logs("retry_num=4").await;
    assert_eq!((status, &error["code"]), (400, &json!(1506)));
}

#[tokio::test]
async fn a_receiver_that_refuses_is_left_alone() {
    let mut receiver = Receiver::start().await;
    let client = subscribed(&receiver).await;
    receiver
        .answers
        .lock()
        .unwrap()
        .push(StatusCode::BAD_REQUEST);
    client.create(json!({"topic": "Refused"})).await;
    let refused = receiver.next().await.event();
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(90));
    let mut client = client;
    let tokens = client.authorize(APP).await;
    client.use_token(&tokens);
    client.create(json!({"topic": "Next"})).await;
    let next = receiver.next().await.event();
    assert_eq!(refused["payload"]["object"]["topic"], "Refused");
    assert_eq!(next["payload"]["object"]["topic"], "Next");
}

#[tokio::test]
async fn a_subscription_that_has_ended_is_not_tried_again() {
    let mut receiver = Receiver::start().await;
    let client = subscribed(&receiver).await;
    let webhooks = client.sandbox.webhooks();
    let ended = webhooks.subscribers().remove(0).event_subscription_id;
    receiver
        .answers
        .lock()
        .unwrap()
        .push(StatusCode::BAD_GATEWAY);
    client.create(json!({"topic": "Refused"})).await;
    receiver.next().await;
    webhooks.unsubscribe(&ended);
    let again = receiver.subscription(&["meeting.created"]);
    client.sandbox.subscribe(again).await.unwrap();
    client.sandbox.clock().advance(SignedDuration::from_mins(5));
    client.create(json!({"topic": "Next"})).await;
    let next = receiver.next().await.event();
    assert_eq!(next["payload"]["object"]["topic"], "Next");
}

#[tokio::test]
async fn only_events_that_are_wanted_arrive() {
    let mut receiver = Receiver::start().await;
    let client = Client::signed_in(sandbox().await, APP).await;
    let subscription = receiver.subscription(&["meeting.deleted"]);
    client.sandbox.subscribe(subscription).await.unwrap();
    let meeting = client.create(json!({})).await;
    let path = format!("/meetings/{}", meeting["id"]);
    client.call(Method::DELETE, &path, None).await;
    assert_eq!(receiver.next().await.event()["event"], "meeting.deleted");
}

#[tokio::test]
async fn an_address_that_does_not_know_the_secret_is_not_validated() {
    let receiver = Receiver::start().await;
    *receiver.secret.lock().unwrap() = "another secret";
    let sandbox = sandbox().await;
    let refused = sandbox.subscribe(receiver.subscription(&[])).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("encryptedToken is wrong"), "{refused}");
    let nobody = Subscription {
        url: "http://127.0.0.1:1/".parse().unwrap(),
        ..receiver.subscription(&[])
    };
    let refused = sandbox.subscribe(nobody).await.unwrap_err().to_string();
    assert!(refused.contains("nothing listens there"), "{refused}");
}

#[tokio::test]
async fn nothing_is_delivered_to_another_machine() {
    let receiver = Receiver::start().await;
    let elsewhere = Subscription {
        url: "https://example.com/events".parse().unwrap(),
        ..receiver.subscription(&[])
    };
    let refused = sandbox().await.subscribe(elsewhere).await.unwrap_err();
    assert!(matches!(refused, SubscriptionError::NotLoopback(_)));
    let unknown = receiver.subscription(&["meeting.exploded"]);
    let refused = sandbox().await.subscribe(unknown).await.unwrap_err();
    assert!(refused.to_string().contains("meeting.created"), "{refused}");
}

#[tokio::test]
async fn an_address_is_validated_every_72_hours_and_disabled_after_six_failures() {
    let receiver = Receiver::start().await;
    let client = subscribed(&receiver).await;
    let subscriber = || client.sandbox.webhooks().subscribers().remove(0);
    let validated = subscriber().validated;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_hours(72));
    while subscriber().validated == validated {
        tokio::task::yield_now().await;
    }
    assert_eq!(subscriber().failures, 0);
    *receiver.secret.lock().unwrap() = "forgotten";
    for failures in 1..=6 {
        assert!(!subscriber().disabled);
        client
            .sandbox
            .clock()
            .advance(SignedDuration::from_hours(72));
        while subscriber().failures < failures {
            tokio::task::yield_now().await;
        }
    }
    assert!(subscriber().disabled);
}

#[tokio::test]
async fn a_receiver_given_at_the_start_is_validated_before_its_first_delivery() {
    let mut receiver = Receiver::start().await;
    let builder = builder().webhook(receiver.subscription(&[]));
    let client = Client::signed_in(builder.start().await.unwrap(), APP).await;
    assert_eq!(client.sandbox.webhooks().subscribers()[0].validated, None);
    client.create(json!({})).await;
    assert_eq!(receiver.next().await.event()["event"], "meeting.created");
    assert!(
        client.sandbox.webhooks().subscribers()[0]
            .validated
            .is_some()
    );
}

#[tokio::test]
async fn webhooks_are_managed_over_http_and_tell_of_an_app_that_is_removed() {
    let mut receiver = Receiver::start().await;
    let client = Client::signed_in(sandbox().await, APP).await;
    let at = |path: &str| format!("{}/_sandbox/{path}", client.sandbox.url());
    let subscription = receiver.subscription(&["app_deauthorized"]);
    let request = client.http.post(at("webhooks")).json(&subscription);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let id: Value = answer.json().await.unwrap();
    let owner = client.sandbox.user().id;
    let gone = client.http.delete(at(&format!("grants/{APP}/{owner}")));
    assert_eq!(gone.send().await.unwrap().status(), 204);
    let event = receiver.next().await.event();
    assert_eq!(event["payload"]["client_id"], APP);
    assert_eq!(event["payload"]["user_id"], owner);
    assert_eq!(client.get("/users/me").await.0, 401);
    let shown = client.http.get(at("webhooks")).send().await.unwrap();
    let shown: Value = shown.json().await.unwrap();
    assert_eq!(shown["deliveries"][0]["event"], "app_deauthorized");
    let id = id["event_subscription_id"].as_str().unwrap();
    let ended = client.http.delete(at(&format!("webhooks/{id}")));
    assert_eq!(ended.send().await.unwrap().status(), 204);
    let refused = client.http.post(at("webhooks")).body("{}").send().await;
    assert_eq!(refused.unwrap().status(), 422);
}
