//! `download-recording`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Step;

use super::{file, files, processing, recording, text_file};
use crate::support::{self, answer, begin, downloaded, invoke, output, raw, state};

#[test]
fn the_file_that_shows_most_is_downloaded() {
    let replies = [
        answer(200, recording(&files())),
        downloaded("kept.mp4", 3_145_728, "video/mp4"),
    ];
    assert_snapshot!(invoke(
        "download-recording",
        json!({ "meeting_id": "684 033 1990" }),
        replies
    ));
}

#[test]
fn a_file_is_found_by_its_id_its_type_or_what_it_holds() {
    let chosen = |mut input: Value| {
        input["meeting_id"] = "6840331990".into();
        let step = begin("download-recording", input).unwrap();
        match support::resume(&state(&step).unwrap(), answer(200, recording(&files()))) {
            Ok(Step::Download(transfer)) => {
                format!("{}\n{}", transfer.request.url, transfer.file_name)
            }
            other => panic!("{other:?}"),
        }
    };
    assert_snapshot!(chosen(json!({ "recording_file_id": "audio-1" })));
    assert_snapshot!(chosen(json!({ "file_type": "TRANSCRIPT" })));
    assert_snapshot!(chosen(json!({ "recording_type": "gallery_view" })));
    assert_snapshot!(chosen(
        json!({ "file_type": "M4A", "recording_type": "audio_only" })
    ));
}

#[test]
fn a_download_tells_the_meeting_id_as_text_whichever_way_zoom_wrote_it() {
    for id in [json!(6_840_331_990_u64), json!("6840331990")] {
        let mut recording = recording(&files());
        recording["id"] = id;
        let input = json!({ "meeting_id": "6840331990" });
        let step = begin("download-recording", input).unwrap();
        let step = support::resume(&state(&step).unwrap(), answer(200, recording)).unwrap();
        let receipt = downloaded("kept.mp4", 1, "video/mp4");
        let output = output(support::resume(&state(&step).unwrap(), receipt));
        assert_eq!(output["meeting_id"], "6840331990");
    }
}

#[test]
fn what_cannot_be_downloaded_is_said() {
    let attempt = |files: Value, input: Value| {
        let mut input = input;
        input["meeting_id"] = "6840331990".into();
        let replies = [answer(200, recording(&files))];
        invoke("download-recording", input, replies)
            .split_once("\n\n")
            .unwrap()
            .1
            .to_owned()
    };
    assert_snapshot!(attempt(json!([processing()]), json!({})));
    assert_snapshot!(attempt(files(), json!({ "file_type": "CHAT" })));
    let mut elsewhere = file("e", "MP4", "active_speaker");
    elsewhere["download_url"] = "https://zoom.us.example.com/rec".into();
    assert_snapshot!(attempt(json!([elsewhere]), json!({})));
}

#[test]
fn a_web_page_in_place_of_the_file_is_a_failure() {
    let html = b"<html><title>Password Required - Zoom</title></html>";
    let replies = [
        answer(200, recording(&files())),
        raw(200, &[("content-type", "text/html")], html),
    ];
    let script = invoke(
        "download-recording",
        json!({ "meeting_id": "6840331990" }),
        replies,
    );
    assert_snapshot!(script.rsplit_once("\n\n").unwrap().1);
}

#[test]
fn a_file_that_is_gone_is_a_failure() {
    let replies = [answer(200, recording(&files())), raw(404, &[], b"")];
    let script = invoke(
        "download-recording",
        json!({ "meeting_id": "6840331990" }),
        replies,
    );
    assert_snapshot!(script.rsplit_once("\n\n").unwrap().1);
}

#[test]
fn a_text_whose_size_is_not_told_is_looked_at_before_it_is_kept() {
    let timeline = || {
        let mut file = text_file("t", "TIMELINE");
        file["file_extension"] = "JSON".into();
        json!([file])
    };
    let input = || json!({ "meeting_id": "6840331990", "file_type": "TIMELINE" });
    let json = |body: &[u8]| raw(200, &[("content-type", "application/json")], body);
    let replies = [
        answer(200, recording(&timeline())),
        json(b"{\"timeline\":[{\"ts\":\"00:00:01\"}]}"),
        downloaded("kept.json", 31, "application/json"),
    ];
    assert_snapshot!(invoke("download-recording", input(), replies));

    let page = raw(
        200,
        &[("content-type", "text/plain")],
        b"<!DOCTYPE html><html>Sign in</html>",
    );
    let error = json(b"{\"status\":false,\"errorCode\":3322,\"errorMessage\":\"gone\",\"code\":300,\"message\":\"The record does not exist.\"}");
    for instead in [page, error] {
        let replies = [answer(200, recording(&timeline())), instead];
        let script = invoke("download-recording", input(), replies);
        assert!(
            script.contains("failed: ") && !script.contains("done:"),
            "{script}"
        );
    }
    // The beginning is enough of what is long.
    let part = |body: &[u8]| raw(206, &[("content-type", "application/json")], body);
    let replies = [
        answer(200, recording(&timeline())),
        part(b"{\"timeline\":[{\"ts\":\"00:0"),
        downloaded("kept.json", 70_000, "application/json"),
    ];
    let script = invoke("download-recording", input(), replies);
    assert!(script.contains("done:"), "{script}");
    let error = part(b"{\"code\":300,\"message\":\"The record does not exist.\"}");
    let replies = [answer(200, recording(&timeline())), error];
    let script = invoke("download-recording", input(), replies);
    assert!(!script.contains("done:"), "{script}");
    // One that is overloaded is asked again.
    let replies = [
        answer(200, recording(&timeline())),
        raw(503, &[], b""),
        json(b"{\"timeline\":[]}"),
        downloaded("kept.json", 15, "application/json"),
    ];
    let script = invoke("download-recording", input(), replies);
    assert!(script.contains("done:"), "{script}");
}

#[test]
fn a_file_of_a_type_that_is_not_known_is_looked_at_too() {
    let board = || {
        let mut file = file("b", "TB", "");
        file.as_object_mut().unwrap().remove("file_size");
        json!([file])
    };
    let input = || json!({ "meeting_id": "6840331990", "recording_file_id": "b" });
    let error = raw(
        200,
        &[("content-type", "application/json")],
        b"{\"code\":3301,\"message\":\"There is no recording for this meeting.\"}",
    );
    let script = invoke(
        "download-recording",
        input(),
        [answer(200, recording(&board())), error],
    );
    assert!(
        script.contains("failed: ") && !script.contains("done:"),
        "{script}"
    );
    // A file without a first byte has no beginning.
    let empty = raw(416, &[("content-range", "bytes */0")], b"");
    let replies = [answer(200, recording(&board())), empty];
    let script = invoke("download-recording", input(), replies);
    assert!(
        script.contains("failed: unexpected-response")
            && script.contains("the file that Zoom gave is empty"),
        "{script}"
    );
    let replies = [
        answer(200, recording(&board())),
        raw(206, &[("content-type", "image/png")], b"\x89PNG\r\n\x1a\n"),
        downloaded("b.tb", 70_000, "image/png"),
    ];
    let script = invoke("download-recording", input(), replies);
    assert!(
        script.contains("range: bytes=0-65535") && script.contains("done:"),
        "{script}"
    );
}
