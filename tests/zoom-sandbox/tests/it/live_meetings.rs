//! Controlling a meeting that goes on: what is accepted, and which events tell that it has happened.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    client::{Client, sandbox},
    receiver::Receiver,
    webhooks::{names, published, told},
};

const APP: &str = "sandbox-user-granular";

async fn control(client: &Client, meeting: &Value, method: &str, params: Value) -> (u16, Value) {
    let path = format!("/live_meetings/{}/events", meeting["id"]);
    let body = json!({"method": method, "params": params});
    client.call(Method::PATCH, &path, Some(body)).await
}

async fn accepted(client: &Client, meeting: &Value, method: &str, params: Value) {
    let answer = control(client, meeting, method, params).await;
    assert_eq!(answer, (202, Value::Null), "{method}");
}

async fn going_on(client: &Client) -> Value {
    let meeting = client.create(json!({"topic": "Now", "duration": 60})).await;
    client.sandbox.clock().advance(SignedDuration::from_mins(1));
    meeting
}

#[tokio::test]
async fn a_recording_is_started_paused_resumed_and_stopped_and_is_there_after_the_meeting() {
    let mut receiver = Receiver::start().await;
    let course = [
        "recording.started",
        "recording.paused",
        "recording.resumed",
        "recording.stopped",
        "recording.completed",
    ];
    let client = told(&receiver, &course).await;
    let meeting = going_on(&client).await;
    for method in [
        "recording.start",
        "recording.start",
        "recording.pause",
        "recording.resume",
        "recording.stop",
    ] {
        accepted(&client, &meeting, method, json!({})).await;
    }
    let path = format!("/meetings/{}/status", meeting["id"]);
    client
        .call(Method::PUT, &path, Some(json!({"action": "end"})))
        .await;
    let events = published(&mut receiver, &client, course.len()).await;
    assert_eq!(names(&events), course);
    let (status, _) = client
        .get(&format!("/meetings/{}/recordings", meeting["id"]))
        .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn people_are_invited_and_put_out_and_telephones_ring() {
    let mut receiver = Receiver::start().await;
    let client = Client::signed_in(sandbox().await, APP).await;
    let meeting = going_on(&client).await;
    let told = [
        "meeting.invitation_dispatched",
        "meeting.participant_joined",
        "meeting.participant_left",
        "meeting.participant_phone_callout_ringing",
        "meeting.participant_room_system_callout_ringing",
    ];
    client
        .sandbox
        .subscribe(receiver.subscription(&told))
        .await
        .unwrap();
    let contacts =
        json!({"contacts": [{"email": "lena@sandbox.example"}, {"email": "x@elsewhere.example"}]});
    accepted(&client, &meeting, "participant.invite", contacts).await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_secs(10));
    let phone = json!({"phone_number": "+1 202 555 0142", "invitee_name": "Ben"});
    accepted(&client, &meeting, "participant.invite.callout", phone).await;
    let room = json!({"call_type": "sip", "device_ip": "192.0.2.7"});
    accepted(
        &client,
        &meeting,
        "participant.invite.room_system_callout",
        room,
    )
    .await;
    let events = published(&mut receiver, &client, 4).await;
    assert_eq!(
        names(&events),
        [
            "meeting.invitation_dispatched",
            "meeting.participant_joined",
            "meeting.participant_phone_callout_ringing",
            "meeting.participant_room_system_callout_ringing",
        ]
    );
    let uuid = &events[1]["payload"]["object"]["participant"]["participant_uuid"];
    let who = json!({"participant_uuid": uuid});
    accepted(&client, &meeting, "participant.remove", who.clone()).await;
    let events = published(&mut receiver, &client, 1).await;
    assert_eq!(names(&events), ["meeting.participant_left"]);
    // Who is out is not put out again, and nobody is invited who is not of the account.
    let (status, body) = control(&client, &meeting, "participant.remove", who).await;
    assert_eq!((status, &body["code"]), (400, &json!(300)));
    let nobody = json!({"contacts": [{"email": "x@elsewhere.example"}]});
    let (status, body) = control(&client, &meeting, "participant.invite", nobody).await;
    assert_eq!((status, &body["code"]), (400, &json!(300)));
}

#[tokio::test]
async fn what_ai_companion_has_summed_up_is_there_unless_it_was_deleted() {
    let mut receiver = Receiver::start().await;
    let course = [
        "meeting.ai_companion_started",
        "meeting.ai_companion_stopped",
    ];
    let client = told(&receiver, &course).await;
    for (deletes, status) in [(false, 200), (true, 404)] {
        let meeting = going_on(&client).await;
        accepted(&client, &meeting, "ai_companion.start", json!({})).await;
        let stop = json!({"delete_meeting_assets": deletes});
        accepted(&client, &meeting, "ai_companion.stop", stop).await;
        let events = published(&mut receiver, &client, 2).await;
        assert_eq!(names(&events), course);
        let (_, past) = (
            client
                .call(
                    Method::PUT,
                    &format!("/meetings/{}/status", meeting["id"]),
                    Some(json!({"action": "end"})),
                )
                .await,
            client
                .get(&format!("/past_meetings/{}", meeting["id"]))
                .await,
        );
        let uuid = past.1["uuid"].as_str().unwrap();
        let uuid = uuid.replace('/', "%252F").replace('+', "%2B");
        let summary = client
            .get(&format!("/meetings/{uuid}/meeting_summary"))
            .await;
        assert_eq!(summary.0, status);
    }
    let meeting = going_on(&client).await;
    accepted(&client, &meeting, "ai_companion.disable", json!({})).await;
    let (status, body) = control(&client, &meeting, "ai_companion.start", json!({})).await;
    assert_eq!((status, &body["code"]), (403, &json!(2314)));
}

#[tokio::test]
async fn only_what_goes_on_is_controlled_but_a_telephone_may_ring_before() {
    let client = Client::signed_in(sandbox().await, APP).await;
    let later = json!({"start_time": "2026-04-04T12:30:00Z"});
    let meeting = client.create(later).await;
    let (status, body) = control(&client, &meeting, "recording.start", json!({})).await;
    assert_eq!((status, &body["code"]), (404, &json!(3001)));
    let phone = json!({"phone_number": "+12025550142"});
    accepted(&client, &meeting, "participant.invite.callout", phone).await;
    let meeting = going_on(&client).await;
    let shown = json!({"waiting_room_title": "Soon"});
    accepted(&client, &meeting, "waiting_room.update", shown).await;
}
