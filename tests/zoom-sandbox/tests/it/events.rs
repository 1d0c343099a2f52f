//! What is told of webinars, of summaries and of a deleted user's meetings.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;

use crate::{
    client::Client,
    receiver::Receiver,
    webhooks::{names, published, told},
};

#[tokio::test]
async fn webinars_tell_of_their_plan_and_their_course_as_published() {
    let mut receiver = Receiver::start().await;
    let course = [
        "webinar.created",
        "webinar.updated",
        "webinar.started",
        "webinar.participant_joined",
        "webinar.participant_left",
        "webinar.ended",
        "webinar.deleted",
    ];
    let client = told(&receiver, &course).await;
    let webinar = json!({"topic": "Before", "start_time": "2026-03-04T12:30:00Z", "duration": 10});
    let (_, webinar) = client
        .call(Method::POST, "/users/me/webinars", Some(webinar))
        .await;
    let path = format!("/webinars/{}", webinar["id"]);
    let topic = Some(json!({"topic": "After"}));
    client.call(Method::PATCH, &path, topic).await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(41));
    client.call(Method::DELETE, &path, None).await;
    let events = published(&mut receiver, &client, 9).await;
    assert_eq!(
        names(&events),
        [
            "webinar.created",
            "webinar.updated",
            "webinar.started",
            "webinar.participant_joined",
            "webinar.participant_joined",
            "webinar.participant_left",
            "webinar.participant_left",
            "webinar.ended",
            "webinar.deleted",
        ]
    );
    for event in events.as_array().unwrap() {
        assert_eq!(event["payload"]["object"]["type"], 5, "{event}");
    }
    let payload = |place: usize| &events[place]["payload"];
    assert_eq!(payload(0)["operator"], "olivia@sandbox.example");
    assert_eq!(payload(1)["old_object"]["topic"], "Before");
    assert_eq!(
        payload(5)["object"]["participant"]["leave_reason"],
        "Olivia Owner left the webinar.<br>Reason: Host ended the webinar."
    );
    assert_eq!(payload(7)["object"]["practice_session"], false);
}

#[tokio::test]
async fn one_occurrence_of_a_webinar_tells_of_itself_alone() {
    let mut receiver = Receiver::start().await;
    let client = told(&receiver, &["webinar.deleted"]).await;
    let recurrence = json!({"type": 1, "repeat_interval": 1, "end_times": 2});
    let series = json!({"type": 9, "start_time": "2026-03-05T10:00:00Z", "recurrence": recurrence});
    let (_, webinar) = client
        .call(Method::POST, "/users/me/webinars", Some(series))
        .await;
    let path = format!("/webinars/{}", webinar["id"]);
    let occurrence = &webinar["occurrences"][1]["occurrence_id"];
    let one = format!("{path}?occurrence_id={}", occurrence.as_str().unwrap());
    client.call(Method::DELETE, &one, None).await;
    client.call(Method::DELETE, &path, None).await;
    let events = published(&mut receiver, &client, 2).await;
    let told = |place: usize| {
        let payload = &events[place]["payload"];
        let occurrences = payload["object"]["occurrences"].as_array().unwrap();
        (payload["operation"].clone(), occurrences.len())
    };
    assert_eq!(told(0), (json!("single"), 1));
    assert_eq!(told(1), (json!("all"), 2));
}

#[tokio::test]
async fn registering_for_a_webinar_tells_as_published() {
    let mut receiver = Receiver::start().await;
    let registering = [
        "webinar.registration_created",
        "webinar.registration_approved",
        "webinar.registration_denied",
        "webinar.registration_cancelled",
    ];
    let client = told(&receiver, &registering).await;
    let webinar = json!({"settings": {"approval_type": 1}, "start_time": "2026-03-05T10:00:00Z"});
    let (_, webinar) = client
        .call(Method::POST, "/users/me/webinars", Some(webinar))
        .await;
    let path = format!("/webinars/{}/registrants", webinar["id"]);
    let guest = json!({"email": "guest@guests.example", "first_name": "Gus"});
    let named = json!([{"email": guest["email"]}]);
    client.call(Method::POST, &path, Some(guest)).await;
    for action in ["approve", "deny", "cancel"] {
        let change = json!({"action": action, "registrants": named});
        let path = format!("{path}/status");
        client.call(Method::PUT, &path, Some(change)).await;
    }
    let events = published(&mut receiver, &client, registering.len()).await;
    for (place, name) in registering.into_iter().enumerate() {
        let event = &events[place];
        let object = &event["payload"]["object"];
        assert_eq!(
            (&event["event"], &object["type"]),
            (&json!(name), &json!(5))
        );
        assert_eq!(object["registrant"]["email"], "guest@guests.example");
    }
}

#[tokio::test]
async fn a_summary_tells_when_it_is_written_and_when_it_goes_to_the_trash() {
    let mut receiver = Receiver::start().await;
    let written = ["meeting.summary_completed", "meeting.summary_trashed"];
    let client = told(&receiver, &written).await;
    let meeting = client
        .create(json!({
            "topic": "Planning", "start_time": "2026-03-04T12:30:00Z", "duration": 10,
            "settings": {"auto_start_meeting_summary": true},
        }))
        .await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(41));
    let path = format!("/meetings/{}/meeting_summary", meeting["id"]);
    let (_, summary) = client.get(&path).await;
    assert_eq!(client.call(Method::DELETE, &path, None).await.0, 204);
    let events = published(&mut receiver, &client, 2).await;
    assert_eq!(names(&events), written);
    let completed = &events[0]["payload"];
    assert_eq!(completed["object"]["meeting_uuid"], meeting["uuid"]);
    for member in ["summary_overview", "summary_details", "next_steps"] {
        assert_eq!(completed["object"][member], summary[member], "{member}");
    }
    assert_eq!(completed.get("operator"), None, "nobody did it");
    let trashed = &events[1]["payload"];
    assert_eq!(trashed["operator"], "olivia@sandbox.example");
    assert_eq!(trashed["object"].get("summary_overview"), None);
}

#[tokio::test]
async fn a_deleted_users_meetings_and_webinars_are_gone_for_good() {
    let mut receiver = Receiver::start().await;
    let client = Client::server_to_server().await;
    let body = json!({"email": "rosa@sandbox.example", "type": 2});
    let user = json!({"action": "create", "user_info": body});
    client.call(Method::POST, "/users", Some(user)).await;
    let rosa = "/users/rosa@sandbox.example";
    for what in ["meetings", "webinars"] {
        let body = Some(json!({"start_time": "2026-03-05T10:00:00Z"}));
        let path = format!("{rosa}/{what}");
        let (status, answer) = client.call(Method::POST, &path, body).await;
        assert_eq!(status, 201, "{answer}");
    }
    let gone = ["meeting.permanently_deleted", "webinar.permanently_deleted"];
    let subscription = receiver.subscription(&gone);
    client.sandbox.subscribe(subscription).await.unwrap();
    let delete = format!("{rosa}?action=delete");
    assert_eq!(client.call(Method::DELETE, &delete, None).await.0, 204);
    let events = published(&mut receiver, &client, 2).await;
    assert_eq!(names(&events), gone);
    assert_eq!(events[0]["payload"]["operator"], "olivia@sandbox.example");
}
