//! `get-transcript-text`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Redirects, Reply, Step};

use crate::support::{self, answer, begin, invoke, raw, resume, state};

const UUID: &str = "aDYlohsHRtCd4ii1uC2+hA==";
const VTT: &str = "WEBVTT\r\n\r\n1\r\n00:00:02.000 --> 00:00:04.500\r\nAnna Huber: Good morning.\r\n\r\n\
    2\r\n00:00:04.500 --> 00:00:06.000\r\nAnna Huber: Shall we?\r\n\r\n\
    3\r\n00:00:06.000 --> 00:00:07.000\r\nBen: Yes.\r\n";

fn file(kind: &str, id: &str, start: &str) -> Value {
    json!({ "id": id, "file_type": kind, "status": "completed", "recording_start": start,
        "download_url": format!("https://us02web.zoom.us/rec/download/{id}") })
}

fn recording(files: Value) -> Reply {
    answer(
        200,
        json!({ "id": 85_746_065_432_u64, "uuid": UUID, "topic": "Review", "recording_files": files }),
    )
}

fn vtt() -> Reply {
    raw(200, &[("content-type", "text/vtt")], VTT.as_bytes())
}

fn not_found(code: u64) -> Reply {
    answer(404, json!({ "code": code, "message": "nein" }))
}

fn lacking() -> Reply {
    answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[cloud_recording:read:meeting_transcript]." }),
    )
}

/// The output, and the paths that were asked.
fn came(input: Value, replies: impl IntoIterator<Item = Reply>) -> (Value, Vec<String>) {
    let mut step = begin("get-transcript-text", input).unwrap();
    let mut asked = Vec::new();
    for reply in replies {
        let Step::Send(exchange) = &step else {
            panic!("{step:?}");
        };
        let reads = exchange.request.url.contains("/download/");
        let follows = if reads {
            Redirects::Public
        } else {
            Redirects::Origins
        };
        assert_eq!(exchange.redirects, follows);
        let (_, path) = exchange.request.url.split_once("zoom.us").unwrap();
        asked.push(path.to_owned());
        step = resume(&state(&step).unwrap(), reply).unwrap();
    }
    (support::output(Ok(step)), asked)
}

#[test]
fn the_transcript_of_a_recording_is_read_part_by_part() {
    let files = json!([
        file("MP4", "v", "2026-02-20T10:00:00Z"),
        file("TRANSCRIPT", "b", "2026-02-20T10:30:00Z"),
        file("TRANSCRIPT", "a", "2026-02-20T10:00:00Z"),
        file("CC", "c", "2026-02-20T10:00:00Z"),
    ]);
    let second = raw(
        200,
        &[],
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nBen: Again.\n",
    );
    let replies = [recording(files), vtt(), second];
    let (told, asked) = came(json!({ "meeting_id": UUID }), replies);
    assert_eq!(
        asked,
        [
            "/v2/meetings/aDYlohsHRtCd4ii1uC2%2BhA%3D%3D/recordings",
            "/rec/download/a",
            "/rec/download/b"
        ]
    );
    assert_snapshot!(format!("{told:#}"));
}

#[test]
fn what_zoom_keeps_without_a_recording_is_found_by_the_latest_instance() {
    let latest = answer(
        200,
        json!({ "id": 1, "uuid": UUID, "topic": "Review", "start_time": "2026-02-20T10:00:00Z" }),
    );
    let kept = answer(
        200,
        json!({ "meeting_id": UUID, "meeting_topic": "Review", "can_download": true,
            "download_url": "https://zoom.us/rec/meeting/transcript/download/x" }),
    );
    let (told, asked) = came(
        json!({ "meeting_id": "857 4606 5432" }),
        [not_found(3301), latest, kept, vtt()],
    );
    assert_eq!(
        asked[1..],
        [
            "/v2/past_meetings/85746065432",
            "/v2/meetings/aDYlohsHRtCd4ii1uC2%2BhA%3D%3D/transcript",
            "/rec/meeting/transcript/download/x"
        ]
    );
    assert_eq!(told["source"], "meeting_transcript");
    assert_eq!(
        told["text"],
        "Anna Huber: Good morning. Shall we?\n\nBen: Yes."
    );
}

#[test]
fn that_there_is_none_yet_is_an_outcome() {
    let processing = json!([{ "id": "t", "file_type": "", "status": "processing", "download_url": "https://zoom.us/x" }]);
    let refused = |reason: &str| {
        answer(
            200,
            json!({ "meeting_id": UUID, "can_download": false, "download_restriction_reason": reason }),
        )
    };
    let none = json!([file("MP4", "v", "2026-02-20T10:00:00Z")]);
    for (first, second, reason) in [
        (recording(none.clone()), not_found(3322), "not_there"),
        (recording(processing), not_found(3322), "processing"),
        (recording(none.clone()), refused("NOT_READY"), "NOT_READY"),
        (recording(none), refused("brand new"), "not_there"),
        (
            not_found(3301),
            refused("DELETED_OR_TRASHED"),
            "DELETED_OR_TRASHED",
        ),
    ] {
        let (told, _) = came(json!({ "meeting_id": UUID }), [first, second]);
        assert_eq!(
            (&told["available"], &told["reason"]),
            (&json!(false), &json!(reason))
        );
        assert!(
            told["message"].is_string() && told.get("text").is_none(),
            "{told}"
        );
    }
}

#[test]
fn a_place_that_can_not_be_seen_is_named_and_two_fail() {
    let (told, _) = came(
        json!({ "meeting_id": UUID }),
        [recording(json!([])), lacking()],
    );
    assert_eq!(told["passed_over"][0]["source"], "meeting_transcript");
    let script = invoke(
        "get-transcript-text",
        json!({ "meeting_id": UUID }),
        [lacking(), lacking()],
    );
    assert!(script.contains("failed: missing-scope"), "{script}");
    let (told, _) = came(json!({ "meeting_id": UUID }), [lacking(), not_found(3322)]);
    assert_eq!(told["passed_over"][0]["source"], "recording");
}

#[test]
fn a_page_in_place_of_the_file_is_no_transcript() {
    let page = || {
        raw(
            200,
            &[("content-type", "text/html")],
            b"<html>Password Required - Zoom</html>",
        )
    };
    let files = || recording(json!([file("TRANSCRIPT", "a", "")]));
    let (told, asked) = came(
        json!({ "meeting_id": UUID }),
        [files(), page(), not_found(3322)],
    );
    assert!(asked[2].ends_with("/transcript"), "{asked:?}");
    assert_eq!(told["passed_over"][0]["source"], "recording");
    for (reply, kind) in [
        (raw(200, &[], b"hello"), "unexpected-response"),
        (answer(404, json!({})), "not-found"),
    ] {
        let kept = answer(
            200,
            json!({ "meeting_id": UUID, "download_url": "https://zoom.us/rec/meeting/transcript/download/x" }),
        );
        let script = invoke(
            "get-transcript-text",
            json!({ "meeting_id": UUID }),
            [not_found(3301), kept, reply],
        );
        assert!(script.contains(&format!("failed: {kind}")), "{script}");
    }
}

#[test]
fn an_empty_file_and_a_failing_one_are_no_empty_transcript() {
    let files = || recording(json!([file("TRANSCRIPT", "a", "")]));
    let step = begin("get-transcript-text", json!({ "meeting_id": UUID })).unwrap();
    let reading = resume(&state(&step).unwrap(), files()).unwrap();
    let again = resume(&state(&reading).unwrap(), raw(503, &[], b"")).unwrap();
    let Step::Send(again) = &again else {
        panic!("{again:?}");
    };
    assert!(again.after_ms > 0 && again.request.url.ends_with("/rec/download/a"));
    let empty = resume(&state(&reading).unwrap(), raw(200, &[], b""));
    assert!(!matches!(empty, Ok(Step::Done(_))), "{empty:?}");
}

#[test]
fn a_file_elsewhere_than_at_zoom_is_not_asked_with_the_credential() {
    let elsewhere = json!([{ "id": "a", "file_type": "TRANSCRIPT", "status": "completed",
        "download_url": "https://zoom.us.example.com/a" }]);
    let (told, asked) = came(
        json!({ "meeting_id": UUID }),
        [recording(elsewhere), not_found(3322)],
    );
    assert_eq!(told["available"], false);
    assert!(asked[1].ends_with("/transcript"), "{asked:?}");
}
