//! `get-recording-link`.

use insta::assert_snapshot;
use serde_json::json;

use super::{file, files, processing, recording};
use crate::support::{self, answer, begin, invoke, resume, state};

#[test]
fn the_address_of_a_file_comes_with_a_token_for_it() {
    let mut recording = recording(&files());
    recording["download_access_token"] = "a.token".into();
    recording["password"] = "abc".into();
    recording["recording_play_passcode"] = "xyz".into();
    let input = json!({ "meeting_id": "6840331990", "file_type": "mp4", "ttl": 900 });
    assert_snapshot!(invoke(
        "get-recording-link",
        input,
        [answer(200, recording)]
    ));
}

#[test]
fn an_address_without_a_token_is_told_for_what_it_is() {
    let step = begin("get-recording-link", json!({ "meeting_id": 1 })).unwrap();
    let output = support::output(resume(
        &state(&step).unwrap(),
        answer(200, recording(&files())),
    ));
    assert!(output.get("download_access_token").is_none());
    assert!(
        output["warnings"].to_string().contains("no token"),
        "{output}"
    );
}

#[test]
fn a_file_that_is_not_there_yet_or_lies_elsewhere_has_no_address() {
    let kind = |files| {
        let input = json!({ "meeting_id": 1, "file_type": "MP4" });
        let step = begin("get-recording-link", input).unwrap();
        resume(&state(&step).unwrap(), answer(200, recording(&files)))
            .unwrap_err()
            .kind
    };
    let mut elsewhere = file("e", "MP4", "active_speaker");
    elsewhere["download_url"] = "https://zoom.us.example.com/rec".into();
    assert_eq!(kind(json!([processing()])), "conflict");
    assert_eq!(kind(json!([])), "not-found");
    assert_eq!(kind(json!([elsewhere])), "unexpected-response");
}
