//! What deliveries tell.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use super::support::{TOKEN, hex, judged, received, signed, signed_at, triggers};
use crate::support::NOW;

fn meeting() -> Value {
    json!({
        "uuid": "4444AAAiAAAAAiAiAiiAii==", "id": 1_234_567_890_u64, "host_id": "x1yCzABCDEfg23HiJKl4mN",
        "topic": "My Meeting", "type": 8, "start_time": "2021-07-13T21:44:51Z", "duration": 60,
        "timezone": "America/Los_Angeles",
    })
}

/// The body of an event, as Zoom sends it.
fn event(name: &str, object: Value) -> Value {
    json!({
        "event": name, "event_ts": 1_626_230_691_572_u64,
        "payload": { "account_id": "AAAAAABBBB", "operator": "admin@example.com", "operator_id": "z8yC", "object": object },
    })
}

fn with(mut object: Value, more: Value) -> Value {
    object
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    object
}

/// The event of a trigger among those of a reception.
fn of<'a>(reception: &'a Value, trigger: &str) -> &'a Value {
    let mut events = reception["events"].as_array().unwrap().iter();
    events.find(|event| event["trigger"] == trigger).unwrap()
}

#[test]
fn each_trigger_tells_of_its_event() {
    for trigger in triggers() {
        let events = trigger["webhook"]["events"].as_array().unwrap();
        let id = trigger["id"].as_str().unwrap();
        let name = events
            .first()
            .map_or("meeting.sharing_started", |name| name.as_str().unwrap());
        let object = match name.split('.').next().unwrap() {
            "user" => json!({ "id": "abcD3ojfdbjfg", "email": "jchill@example.com", "type": 3 }),
            "recording" => with(
                meeting(),
                json!({ "recording_files": [{ "id": "ed6c2f27", "file_type": if name.contains("transcript") { "TRANSCRIPT" } else { "M4A" }, "status": "completed" }] }),
            ),
            _ if name.contains("summary") => {
                json!({ "meeting_id": 97_763_643_886_u64, "meeting_uuid": "aDYl==", "meeting_host_id": "30R7", "summary_title": "S" })
            }
            _ if name.contains("participant") => with(
                meeting(),
                json!({ "participant": { "user_id": "16778240", "user_name": "Jill", "participant_uuid": "55555", "date_time": "2021-07-13T21:44:51Z" } }),
            ),
            _ if name.contains("registration") => with(
                meeting(),
                json!({ "registrant": { "id": "iFxe", "email": "jchill@example.com", "participant_pin_code": 380_303 } }),
            ),
            _ => meeting(),
        };
        let reception = received(&event(name, object));
        assert_json_snapshot!(format!("told_of_{id}"), of(&reception, id));
    }
}

#[test]
fn a_delivery_is_answered_with_nothing_and_is_told_by_its_own_trigger_alone() {
    let reception = received(&event("meeting.created", meeting()));
    assert_eq!(reception["response"], json!({ "status": 200 }));
    assert_eq!(reception["ended"], json!([]));
    assert_eq!(reception["events"].as_array().unwrap().len(), 1);
}

#[test]
fn an_id_that_is_a_number_and_one_that_is_a_text_are_the_same_in_both_generations() {
    let number = received(&event("meeting.started", meeting()));
    let text = received(&event(
        "meeting.started",
        with(meeting(), json!({ "id": "1234567890" })),
    ));
    assert_eq!(number, text);
    assert_eq!(number["events"][0]["data"]["object"]["id"], "1234567890");
    let joined = |participant: Value| {
        let object = with(meeting(), json!({ "participant": participant }));
        received(&event("meeting.participant_joined", object))["events"][0]["data"]["object"]["participant"].clone()
    };
    // As the schema has it, and as the example has it.
    assert_eq!(
        joined(json!({ "join_time": "2021-07-13T21:44:51Z" }))["join_time"],
        "2021-07-13T21:44:51Z"
    );
    assert_eq!(
        joined(json!({ "date_time": "2021-07-13T21:44:51Z", "user_id": 16_778_240 })),
        json!({ "date_time": "2021-07-13T21:44:51Z", "user_id": "16778240" })
    );
}

#[test]
fn a_recording_is_told_as_a_whole_and_file_by_file_and_its_transcript_by_two_triggers() {
    let files = json!([{ "id": "a", "file_type": "MP4" }, { "id": "b", "file_type": "M4A" }]);
    let mut told = event(
        "recording.completed",
        with(
            meeting(),
            json!({ "recording_files": files, "password": "132456" }),
        ),
    );
    told["download_token"] = "token".into();
    let reception = received(&told);
    let ids: Vec<_> = reception["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids[1..],
        ["recording-file-completed a", "recording-file-completed b"]
    );
    assert!(
        ids[0].starts_with("recording-completed 1626230691572 "),
        "{ids:?}"
    );
    for event in reception["events"].as_array().unwrap() {
        assert_eq!(event["data"]["download_token"], "token");
    }
    let transcript = with(
        meeting(),
        json!({ "recording_files": [{ "id": "c", "file_type": "TRANSCRIPT" }] }),
    );
    let reception = received(&event("recording.transcript_completed", transcript));
    assert_eq!(
        of(&reception, "transcript-completed")["id"],
        "transcript-completed c"
    );
    assert_eq!(
        of(&reception, "recording-file-completed")["id"],
        "recording-file-completed c"
    );
}

#[test]
fn a_file_that_is_not_ready_is_not_told_of_and_is_told_when_it_is() {
    let ids = |name: &str, files: Value| {
        let reception = received(&event(
            name,
            with(meeting(), json!({ "recording_files": files })),
        ));
        let events = reception["events"].as_array().unwrap().clone();
        let ids = events
            .iter()
            .map(|event| event["id"].as_str().unwrap().to_owned());
        ids.filter(|id| !id.starts_with("recording-completed "))
            .collect::<Vec<_>>()
    };
    let file = |id: &str, kind: &str, status: &str| json!({ "id": id, "file_type": kind, "status": status });
    let first = json!([
        file("a", "MP4", "completed"),
        file("b", "TRANSCRIPT", "processing"),
        file("c", "", "completed"),
        { "id": "d" }
    ]);
    assert_eq!(
        ids("recording.completed", first),
        ["recording-file-completed a"]
    );
    let later = json!([
        file("b", "TRANSCRIPT", "completed"),
        file("e", "CC", "completed"),
        file("f", "TRANSCRIPT", "processing")
    ]);
    // Captions come in the same delivery, and are no transcript.
    let told = ids("recording.transcript_completed", later);
    assert_eq!(
        told,
        [
            "recording-file-completed b",
            "recording-file-completed e",
            "transcript-completed b"
        ]
    );
}

#[test]
fn what_is_repeated_has_one_id_though_its_links_and_tokens_are_others() {
    let told = |token: &str, url: &str| {
        let file = json!({ "id": "a", "file_type": "MP4", "download_url": url });
        let mut told = event(
            "recording.completed",
            with(meeting(), json!({ "recording_files": [file] })),
        );
        told["download_token"] = token.into();
        received(&told)["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["id"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told("one", "https://example.com/1"),
        told("two", "https://example.com/2")
    );
    let joined = |participant: &str| {
        let object = with(
            meeting(),
            json!({ "participant": { "participant_uuid": participant } }),
        );
        received(&event("meeting.participant_joined", object))["events"][0]["id"].clone()
    };
    // Two people at one moment are two.
    assert_ne!(joined("a"), joined("b"));
    assert_eq!(joined("a"), joined("a"));
}

#[test]
fn who_has_removed_the_app_is_told_and_that_the_grant_has_ended() {
    let removal = json!({ "event": "app_deauthorized", "payload": {
        "account_id": "AAAAAABBBB", "user_id": "abcD3ojfdbjfg", "client_id": "ABCDEFGHIJKLMNOPQRST!V",
        "signature": "827edc34", "deauthorization_time": "2020-06-17T13:52:28.632Z", "event_ts": "2024-09-08 15:58:40",
    } });
    assert_json_snapshot!(received(&removal));
    // In another form the moment stands beside the payload.
    let mut other = removal;
    other["event_ts"] = 1_592_401_948_632_u64.into();
    other["payload"].as_object_mut().unwrap().remove("event_ts");
    let reception = received(&other);
    assert_eq!(
        reception["events"][0]["occurred_at"],
        "2020-06-17T13:52:28.632Z"
    );
    assert_eq!(
        reception["ended"],
        json!([{ "account": "AAAAAABBBB", "user": "abcD3ojfdbjfg" }])
    );
}

#[test]
fn an_address_is_validated_with_the_proof_that_the_token_is_known() {
    let asked = json!({ "payload": { "plainToken": "qgg8vlvZRS6UYooatFL8Aw" }, "event_ts": 1_654_503_849_680_u64, "event": "endpoint.url_validation" });
    let reception = received(&asked);
    assert_eq!(
        reception,
        json!({
            "response": { "status": 200, "json": {
                "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
                "encryptedToken": hex(&signed(b"qgg8vlvZRS6UYooatFL8Aw")),
            } },
            "events": [], "ended": [],
        })
    );
    assert!(!reception.to_string().contains(TOKEN));
}

#[test]
fn a_token_of_a_validation_may_have_all_that_base64_has_and_be_long() {
    let long = "a".repeat(256);
    for token in ["qgg8vlvZRS6UYooatFL8Aw==", "qgg8+lvZ/S6UYooa-FL8_w", &long] {
        let asked =
            json!({ "payload": { "plainToken": token }, "event": "endpoint.url_validation" });
        let answer = &received(&asked)["response"]["json"];
        assert_eq!(answer["plainToken"], token);
        assert_eq!(answer["encryptedToken"], hex(&signed(token.as_bytes())));
    }
}

#[test]
fn a_delivery_may_be_signed_ninety_minutes_ago() {
    let body = event("meeting.created", meeting()).to_string();
    for timestamp in [NOW - 5_400, NOW - 5_100, NOW + 300] {
        let reception = judged(&signed_at(body.as_bytes(), timestamp)).unwrap();
        assert_eq!(reception["events"][0]["id"], "meeting-created 1234567890");
        // It happened when it says, and not when it arrived.
        assert_eq!(
            reception["events"][0]["occurred_at"],
            "2021-07-14T02:44:51.572Z"
        );
    }
}

#[test]
fn every_event_that_has_no_trigger_is_told_by_its_name_as_it_came() {
    let object = with(
        meeting(),
        json!({ "participant": { "id": 7, "more": [null, true] } }),
    );
    let reception = received(&event("meeting.sharing_started", object.clone()));
    let [event] = reception["events"].as_array().unwrap().as_slice() else {
        panic!("{reception}")
    };
    assert_eq!(event["trigger"], "other-event");
    assert_eq!(event["data"]["event"], "meeting.sharing_started");
    assert_eq!(event["data"]["object"], object);
}
