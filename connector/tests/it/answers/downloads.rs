//! Which file is fetched, and what comes in its place.

use serde_json::{Value, json};
use zoom_connector::contract::{Credential, Redirects, Reply, Step, Transfer};

use crate::support::{answer, begin, downloaded, output, raw, resume, state};

fn file(id: &str, file_type: &str, recording_type: &str, status: &str) -> Value {
    json!({ "id": id, "file_type": file_type, "recording_type": recording_type, "status": status,
        "file_extension": file_type, "file_size": 10, "recording_start": "2026-02-11T09:00:12Z",
        "download_url": format!("https://us02web.zoom.us/rec/download/{id}") })
}

fn begun(input: Value, files: Value) -> Result<Step, zoom_connector::contract::Failure> {
    let mut input = input;
    input["meeting_id"] = 1.into();
    let step = begin("download-recording", input).unwrap();
    let recording = json!({ "uuid": "a", "id": 1, "recording_files": files });
    resume(&state(&step).unwrap(), answer(200, recording))
}

fn transfer(step: Step) -> Transfer {
    match step {
        Step::Download(transfer) => transfer,
        other => panic!("no download: {other:?}"),
    }
}

fn chosen(input: Value, files: Value) -> String {
    let url = transfer(begun(input, files).unwrap()).request.url;
    url.rsplit('/').next().unwrap().to_owned()
}

fn video() -> Value {
    json!([file("v", "MP4", "active_speaker", "completed")])
}

#[test]
fn a_finished_file_is_taken_before_one_that_is_still_processed() {
    let files = json!([
        file(
            "best",
            "MP4",
            "shared_screen_with_speaker_view",
            "processing"
        ),
        file("ready", "MP4", "gallery_view", "completed"),
    ]);
    assert_eq!(chosen(json!({}), files), "ready");
    let failure = begun(
        json!({}),
        json!([file("best", "MP4", "gallery_view", "processing")]),
    )
    .unwrap_err();
    assert_eq!(failure.kind, "conflict");
}

#[test]
fn where_there_is_no_video_the_sound_is_the_recording() {
    let sound = json!([
        file("chat", "CHAT", "chat_file", "completed"),
        file("sound", "M4A", "audio_only", "completed")
    ]);
    assert_eq!(chosen(json!({}), sound.clone()), "sound");
    let failure = begun(json!({ "file_type": "MP4" }), sound).unwrap_err();
    assert_eq!(failure.kind, "not-found");
    let both = json!([
        file("sound", "M4A", "audio_only", "completed"),
        file("v", "MP4", "gallery_view", "completed")
    ]);
    assert_eq!(chosen(json!({}), both), "v");
}

#[test]
fn a_video_that_is_still_processed_is_waited_for_rather_than_replaced_by_the_sound() {
    let files = json!([
        file("sound", "M4A", "audio_only", "completed"),
        file("v", "MP4", "gallery_view", "processing")
    ]);
    assert_eq!(begun(json!({}), files).unwrap_err().kind, "conflict");
}

#[test]
fn a_file_may_lie_where_zoom_sends_to_without_the_credential() {
    let transfer = transfer(begun(json!({}), video()).unwrap());
    assert_eq!(transfer.credential, Credential::Connection);
    assert_eq!(transfer.redirects, Redirects::Public);
    assert_eq!(transfer.after_ms, 0);
}

#[test]
fn a_file_is_asked_for_again_when_zoom_is_busy_or_failing() {
    for (reply, most) in [(raw(429, &[], b""), 4), (raw(503, &[], b""), 2)] {
        let mut step = begun(json!({}), video()).unwrap();
        let mut waits = Vec::new();
        let failure = loop {
            match resume(&state(&step).unwrap(), reply.clone()) {
                Ok(next) => {
                    waits.push(transfer(next.clone()).after_ms);
                    step = next;
                }
                Err(failure) => break failure,
            }
        };
        assert_eq!(waits, [1000, 2000, 4000, 8000][..most]);
        assert!(
            ["rate-limited", "unavailable"].contains(&failure.kind.as_str()),
            "{failure:?}"
        );
    }
    let busy = raw(429, &[("retry-after", "7")], b"");
    let again = resume(&state(&begun(json!({}), video()).unwrap()).unwrap(), busy).unwrap();
    assert_eq!(transfer(again.clone()).after_ms, 7000);
    let receipt = downloaded("kept.mp4", 10, "video/mp4");
    assert_eq!(output(resume(&state(&again).unwrap(), receipt))["size"], 10);
}

#[test]
fn a_file_that_does_not_take_the_credential_is_not_the_end_of_the_connection() {
    let step = begun(json!({}), video()).unwrap();
    let failure = resume(&state(&step).unwrap(), raw(401, &[], b"")).unwrap_err();
    assert_eq!(failure.kind, "forbidden");
    assert!(
        !failure.message.contains("Connect the account again"),
        "{}",
        failure.message
    );
    // The API itself is another matter.
    let step = begin("download-recording", json!({ "meeting_id": 1 })).unwrap();
    let reply = answer(
        401,
        json!({ "code": 124, "message": "Invalid access token." }),
    );
    assert_eq!(
        resume(&state(&step).unwrap(), reply).unwrap_err().kind,
        "unauthenticated"
    );
}

#[test]
fn an_empty_file_is_none() {
    let mut files = video();
    files[0]["file_size"] = 0.into();
    let step = begun(json!({}), files).unwrap();
    let receipt = downloaded("kept.mp4", 0, "video/mp4");
    let failure = resume(&state(&step).unwrap(), receipt).unwrap_err();
    assert_eq!(failure.kind, "unexpected-response");
}

#[test]
fn a_page_with_any_status_of_success_is_not_the_file() {
    let step = begun(json!({}), video()).unwrap();
    let html = raw(
        200,
        &[("content-type", "text/html")],
        b"<title>Password Required - Zoom</title>",
    );
    assert_eq!(
        resume(&state(&step).unwrap(), html).unwrap_err().kind,
        "forbidden"
    );
    let json = answer(
        200,
        json!({ "code": 3301, "message": "There is no recording." }),
    );
    let failure = resume(&state(&step).unwrap(), json).unwrap_err();
    assert!(
        failure.message.contains("There is no recording."),
        "{}",
        failure.message
    );
}

#[test]
fn a_lost_reply_is_none_that_was_asked_for() {
    let step = begun(json!({}), video()).unwrap();
    assert_eq!(
        resume(&state(&step).unwrap(), Reply::Lost)
            .unwrap_err()
            .kind,
        "invalid-input"
    );
}
