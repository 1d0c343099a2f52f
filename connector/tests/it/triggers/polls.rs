//! Polls: what they ask, what they tell, and that nothing is lost or told twice by a host that keeps
//! the ids.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};
use zoom_connector::contract::{Failure, Reply, Step};

use super::support::{received, triggers};
use crate::support::{self, NOW, answer, connection, play, resume, state};

fn cursor() -> Value {
    json!({ "first": NOW - 864_000, "since": NOW - 300, "account": "A", "user": "u" })
}

fn poll(trigger: &str, input: Value, cursor: Option<&Value>) -> Result<Step, Failure> {
    let cursor = cursor.map(Value::to_string);
    zoom_connector::poll(
        &connection(&[]),
        trigger,
        &input.to_string(),
        cursor.as_deref(),
    )
}

/// What a poll told of, on all its pages, and its cursor.
fn polled(
    step: Result<Step, Failure>,
    replies: impl IntoIterator<Item = Reply>,
) -> (Vec<Value>, Value) {
    let mut replies = replies.into_iter();
    let mut step = step.unwrap();
    let mut events = Vec::new();
    while let Some(state) = state(&step) {
        if let Step::Page(page) = &step {
            events.extend(serde_json::from_str::<Vec<Value>>(&page.items).unwrap());
        }
        step = resume(&state, replies.next().unwrap()).unwrap();
    }
    assert!(replies.next().is_none(), "an answer too many");
    let output = support::output(Ok(step));
    events.extend(output["events"].as_array().unwrap().iter().cloned());
    (events, output["cursor"].clone())
}

fn ids(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["id"].as_str().unwrap())
        .collect()
}

fn recording(uuid: &str, files: Value) -> Value {
    json!({ "uuid": uuid, "id": 85_746_065_432_u64, "account_id": "A", "host_id": "u", "topic": "T", "type": 2, "start_time": "2026-03-01T11:00:00Z", "recording_files": files })
}

fn file(id: &str, kind: &str, status: &str) -> Value {
    json!({ "id": id, "file_type": kind, "status": status, "recording_end": "2026-03-01T11:30:00Z", "download_url": "https://us02web.zoom.us/rec/download/x" })
}

/// An answer with an item that the list of the trigger has.
fn listed(trigger: &str) -> Reply {
    let meeting = json!({ "id": 85_746_065_432_u64, "uuid": "aDYl==", "host_id": "u", "topic": "T", "type": 2, "start_time": "2026-03-02T09:00:00Z", "created_at": "2026-03-01T11:58:00Z" });
    let over = |kind: u64| json!({ "id": 85_746_065_432_u64, "uuid": "aDYl==", "topic": "T", "type": kind, "start_time": "2026-03-01T10:00:00Z", "end_time": "2026-03-01T10:30:00Z", "user_email": "host@example.com" });
    answer(
        200,
        match trigger {
            "meeting-created" => json!({ "meetings": [meeting] }),
            "webinar-created" => json!({ "webinars": [meeting] }),
            "meeting-ended" | "webinar-ended" => {
                json!({ "from": "2026-02-28", "to": "2026-03-01", "meetings": [over(2), over(5)] })
            }
            "meeting-summary-completed" => {
                json!({ "summaries": [{ "meeting_uuid": "aDYl==", "meeting_id": 85_746_065_432_u64, "meeting_host_id": "h", "summary_created_time": "2026-03-01T11:57:00Z" }] })
            }
            _ => {
                json!({ "from": "2026-02-26", "to": "2026-03-01", "meetings": [recording("aDYl==", json!([file("a", "MP4", "completed"), file("b", "TRANSCRIPT", "completed"), file("c", "M4A", "processing"), file("", "", "completed")]))] })
            }
        },
    )
}

fn polled_triggers() -> Vec<Value> {
    let mut triggers = triggers();
    triggers.retain(|trigger| trigger["poll"].is_object());
    triggers
}

#[test]
fn each_poll_asks_its_list_for_what_is_new() {
    for trigger in polled_triggers() {
        let id = trigger["id"].as_str().unwrap();
        let conversation = play(poll(id, json!({}), Some(&cursor())), [listed(id)]);
        assert_snapshot!(format!("poll_of_{id}"), conversation);
    }
}

#[test]
fn the_first_poll_asks_whose_account_it_is_and_tells_of_nothing() {
    for trigger in polled_triggers() {
        let id = trigger["id"].as_str().unwrap();
        let me = answer(
            200,
            json!({ "id": "u", "account_id": "A", "email": "anna@example.com" }),
        );
        let (events, cursor) = polled(poll(id, json!({}), None), [me]);
        assert_eq!(events, [Value::Null; 0], "{id}");
        assert_eq!(
            cursor,
            json!({ "first": NOW, "since": NOW, "account": "A", "user": "u" })
        );
    }
}

#[test]
fn a_connection_that_does_not_know_its_account_is_not_polled() {
    let refused = answer(
        400,
        json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:[user:read:user]." }),
    );
    assert_snapshot!(play(poll("meeting-created", json!({}), None), [refused]));
}

#[test]
fn only_what_is_of_the_host_that_was_named_is_looked_at() {
    let step = poll(
        "meeting-created",
        json!({ "host_id": "30R7kT7bTIKSNUFEuH_Qlg", "meeting_id": "85746065432" }),
        Some(&cursor()),
    );
    let Ok(Step::Send(exchange)) = &step else {
        panic!("{step:?}")
    };
    assert!(
        exchange
            .request
            .url
            .contains("/users/30R7kT7bTIKSNUFEuH_Qlg/meetings?"),
        "{}",
        exchange.request.url
    );
    // A report does not say who the host was.
    let (events, _) = polled(
        poll("meeting-ended", json!({ "host_id": "h" }), Some(&cursor())),
        [listed("meeting-ended")],
    );
    assert_eq!(events[0]["data"]["object"]["host_id"], "h");
    assert_eq!(events[0]["subject"], json!({ "account": "A", "user": "h" }));
}

#[test]
fn the_poll_and_the_delivery_of_one_thing_have_one_id() {
    for trigger in polled_triggers() {
        let id = trigger["id"].as_str().unwrap();
        let (events, _) = polled(poll(id, json!({}), Some(&cursor())), [listed(id)]);
        let event = &events[0];
        let mut object = event["data"]["object"].clone();
        if let Some(file) = object.as_object_mut().unwrap().remove("recording_file") {
            object["recording_files"] = json!([file]);
        }
        let delivered = received(&json!({
            "event": event["data"]["event"], "event_ts": (NOW + 7) * 1_000,
            "payload": { "account_id": "A", "object": object },
        }));
        let told = delivered["events"].as_array().unwrap();
        assert!(
            told.iter()
                .any(|told| told["id"] == event["id"] && told["trigger"] == event["trigger"]),
            "{id}: {event} {delivered}"
        );
    }
}

#[test]
fn a_polled_transcript_is_of_the_event_that_tells_of_transcripts() {
    for (trigger, expected) in [
        (
            "recording-file-completed",
            vec!["recording.completed", "recording.transcript_completed"],
        ),
        (
            "transcript-completed",
            vec!["recording.transcript_completed"],
        ),
    ] {
        let (events, _) = polled(poll(trigger, json!({}), Some(&cursor())), [listed(trigger)]);
        let names: Vec<_> = events.iter().map(|event| &event["data"]["event"]).collect();
        assert_eq!(names, expected);
    }
}

#[test]
fn what_was_there_before_the_first_poll_is_never_told() {
    let young = json!({ "first": NOW - 30, "since": NOW - 30, "account": "A" });
    for trigger in polled_triggers() {
        let id = trigger["id"].as_str().unwrap();
        let (events, cursor) = polled(poll(id, json!({}), Some(&young)), [listed(id)]);
        assert_eq!(events, [Value::Null; 0], "{id}");
        assert_eq!(
            cursor,
            json!({ "first": NOW - 30, "since": NOW, "account": "A" })
        );
    }
}

#[test]
fn a_file_is_told_when_it_is_ready_though_its_recording_was_told_before() {
    let at = |files: Value| {
        answer(
            200,
            json!({ "from": "2026-02-26", "to": "2026-03-01", "meetings": [recording("r", files)] }),
        )
    };
    let poll = |reply| {
        polled(
            poll("recording-file-completed", json!({}), Some(&cursor())),
            [reply],
        )
        .0
    };
    let first = poll(at(json!([
        file("a", "MP4", "completed"),
        file("b", "TRANSCRIPT", "processing")
    ])));
    assert_eq!(ids(&first), ["recording-file-completed a"]);
    let second = poll(at(json!([
        file("a", "MP4", "completed"),
        file("b", "TRANSCRIPT", "completed")
    ])));
    assert_eq!(
        ids(&second),
        ["recording-file-completed a", "recording-file-completed b"]
    );
}

#[test]
fn what_began_before_midnight_and_ended_after_the_first_poll_is_asked_for() {
    // The first poll was made at 00:10, this one at 01:00.
    let midnight = NOW - 12 * 3_600;
    let first = midnight + 600;
    let cursor = json!({ "first": first, "since": first, "account": "A", "user": "u" }).to_string();
    let mut connection = connection(&[]);
    connection.now = midnight + 3_600;
    for trigger in [
        "recording-file-completed",
        "transcript-completed",
        "meeting-ended",
        "webinar-ended",
    ] {
        let step = zoom_connector::poll(&connection, trigger, "{}", Some(&cursor));
        let Ok(Step::Send(exchange)) = &step else {
            panic!("{step:?}")
        };
        let url = &exchange.request.url;
        let (_, from) = url.split_once("from=").unwrap();
        assert!(&from[..10] < "2026-02-28", "{trigger}: {url}");
    }
    let mut late = recording("r", json!([file("a", "MP4", "completed")]));
    late["start_time"] = "2026-02-28T23:50:00Z".into();
    late["recording_files"][0]["recording_end"] = "2026-03-01T00:30:00Z".into();
    let step = zoom_connector::poll(&connection, "recording-file-completed", "{}", Some(&cursor));
    let listed = answer(
        200,
        json!({ "from": "2026-02-26", "to": "2026-03-01", "meetings": [late] }),
    );
    assert_eq!(
        ids(&polled(step, [listed]).0),
        ["recording-file-completed a"]
    );
}

#[test]
fn a_file_without_an_id_has_one_name_in_every_poll_and_delivery() {
    let timeline = |more: Value| {
        let mut file = json!({ "file_type": "TIMELINE", "recording_type": "timeline", "recording_start": "2026-03-01T11:00:00Z", "recording_end": "2026-03-01T11:30:00Z" });
        file.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        file
    };
    let poll = |files: Value, total: u64| {
        let mut recording = recording("r", files);
        recording["total_size"] = total.into();
        let page = json!({ "from": "2026-02-26", "to": "2026-03-01", "meetings": [recording] });
        let step = poll("recording-file-completed", json!({}), Some(&cursor()));
        polled(step, [answer(200, page)]).0
    };
    let name = "recording-file-completed r TIMELINE timeline 2026-03-01T11:00:00Z";
    let first = poll(json!([timeline(json!({}))]), 1);
    assert_eq!(ids(&first), [name]);
    // Another file has got ready, so that the recording is larger.
    let second = poll(
        json!([timeline(json!({ "id": "" })), file("a", "MP4", "completed")]),
        2,
    );
    assert_eq!(ids(&second), [name, "recording-file-completed a"]);
    let delivered = received(&json!({
        "event": "recording.completed", "event_ts": NOW * 1_000,
        "payload": { "account_id": "A", "object": recording("r", json!([timeline(json!({}))])) },
    }));
    let told = delivered["events"].as_array().unwrap();
    assert!(told.iter().any(|told| told["id"] == name), "{delivered}");
    // Another one of the same recording, of which less is told.
    let mut untyped = timeline(json!({ "recording_start": "2026-03-01T11:10:00Z" }));
    untyped.as_object_mut().unwrap().remove("recording_type");
    assert_eq!(
        ids(&poll(json!([untyped]), 1)),
        ["recording-file-completed r TIMELINE 2026-03-01T11:10:00Z"]
    );
}

#[test]
fn a_poll_goes_on_through_all_pages() {
    let page = |ids: [u64; 2], token: &str| {
        let meetings: Vec<_> = ids.iter().map(|id| json!({ "id": id, "uuid": id.to_string(), "created_at": format!("2026-03-01T11:5{}:00Z", id % 10) })).collect();
        answer(
            200,
            json!({ "meetings": meetings, "next_page_token": token }),
        )
    };
    let step = poll("meeting-created", json!({}), Some(&cursor()));
    let (events, _) = polled(
        step,
        [
            page([85_746_065_437, 85_746_065_435], "t"),
            page([85_746_065_439, 85_746_065_431], ""),
        ],
    );
    // Within a page the oldest comes first.
    assert_eq!(
        ids(&events),
        [
            "meeting-created 85746065435",
            "meeting-created 85746065437",
            "meeting-created 85746065431",
            "meeting-created 85746065439"
        ]
    );
}

#[test]
fn a_failure_of_the_list_is_the_failure_of_the_poll() {
    let refused = answer(
        400,
        json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:[meeting:read:list_meetings]." }),
    );
    let failure = resume(
        &state(&poll("meeting-created", json!({}), Some(&cursor())).unwrap()).unwrap(),
        refused,
    )
    .expect_err("it fails");
    assert_eq!(failure.kind, "missing-scope");
    let missing = failure.missing_scopes.concat();
    assert!(
        missing.contains(&"meeting:read:list_meetings".to_owned()),
        "{missing:?}"
    );
}

#[test]
fn what_can_not_be_polled_says_so() {
    for (trigger, kind) in [
        ("meeting-updated", "unsupported"),
        ("other-event", "unsupported"),
        ("meeting-craeted", "unsupported"),
    ] {
        assert_eq!(
            poll(trigger, json!({}), None).expect_err(trigger).kind,
            kind
        );
    }
    let typo = poll("meeting-craeted", json!({}), None).expect_err("there is none");
    assert!(
        typo.message.contains("`meeting-created`"),
        "{}",
        typo.message
    );
    for input in [
        json!({ "host": "h" }),
        json!({ "meeting_id": "857 4606 5432" }),
        json!([]),
    ] {
        assert_eq!(
            poll("meeting-created", input, None)
                .expect_err("it is refused")
                .kind,
            "invalid-input"
        );
    }
    for cursor in [json!(7), json!({}), json!({ "since": 1 }), json!(null)] {
        let refused = poll("meeting-created", json!({}), Some(&cursor)).expect_err("it is refused");
        assert_eq!(refused.kind, "invalid-input");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Meetings are made at any moments, show late in the list, and polls come at any moments.
    #[test]
    fn a_host_that_keeps_the_ids_is_told_of_each_thing_once(
        made in prop::collection::vec((0_u64..20_000, 0_u64..3_000), 0..12),
        waits in prop::collection::vec(1_u64..6_000, 1..10),
    ) {
        let start = NOW;
        let mut cursor = json!({ "first": start, "since": start, "account": "A" });
        let mut now = start;
        let mut told = BTreeSet::new();
        for wait in waits.into_iter().chain([30_000]) {
            now += wait;
            let meetings: Vec<_> = made.iter().enumerate()
                .filter(|(_, (at, late))| start + at + late <= now)
                .map(|(id, (at, _))| {
                    let at = jiff::Timestamp::from_second(i64::try_from(start + at).unwrap()).unwrap();
                    json!({ "id": 85_746_065_000 + id, "uuid": id.to_string(), "created_at": at.to_string() })
                })
                .collect();
            let mut connection = connection(&[]);
            connection.now = now;
            let step = zoom_connector::poll(&connection, "meeting-created", "{}", Some(&cursor.to_string()));
            let (events, next) = polled(step, [answer(200, json!({ "meetings": meetings }))]);
            for id in ids(&events) {
                told.insert(id.to_owned());
            }
            cursor = next;
        }
        prop_assert_eq!(told.len(), made.len());
    }

    #[test]
    fn no_cursor_and_no_input_make_a_poll_panic(cursor in ".{0,40}", input in ".{0,40}", first: u64, since: u64) {
        let _ = zoom_connector::poll(&connection(&[]), "recording-file-completed", &input, Some(&cursor));
        let cursor = json!({ "first": first, "since": since, "account": "A" }).to_string();
        let _ = zoom_connector::poll(&connection(&[]), "recording-file-completed", "{}", Some(&cursor));
    }
}
