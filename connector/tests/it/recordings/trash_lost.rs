//! What recovering out of the trash does when Zoom's answer is lost, or when Zoom fails at first and
//! refuses it then.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke, lost, raw, refused_again};

/// Nothing of it is outside the trash, or in it.
fn none() -> Reply {
    answer(
        404,
        json!({ "code": 3301, "message": "There is no recording for this meeting." }),
    )
}

/// The recording, as it is outside the trash.
fn recording() -> Reply {
    answer(
        200,
        json!({ "id": 1, "uuid": "/a//b==", "host_id": "h", "recording_files": [{ "id": "f" }],
        "participant_audio_files": [{ "id": "p" }] }),
    )
}

fn trash(uuids: &[&str], next: &str) -> Reply {
    let recordings: Vec<Value> = uuids
        .iter()
        .map(|uuid| json!({ "id": 1, "uuid": uuid }))
        .collect();
    answer(
        200,
        json!({ "meetings": recordings, "next_page_token": next }),
    )
}

fn all() -> Value {
    json!({ "meeting_id": "/a//b==" })
}

fn file(id: &str) -> Value {
    json!({ "meeting_id": "/a//b==", "recording_id": id })
}

#[test]
fn a_recording_of_which_nothing_is_in_the_trash_any_more_was_recovered() {
    let replies = [
        recording(),
        trash(&["c=="], "more"),
        trash(&[], ""),
        trash(&["d=="], ""),
    ];
    assert_snapshot!(lost("recover-recordings", all(), replies));
    let replies = [recording(), trash(&[], ""), trash(&[], "")];
    let script = refused_again("recover-recordings", all(), none(), replies);
    assert!(script.contains("\"recovered\": true"), "{script}");
    assert!(
        script.contains("refused it when it was asked again"),
        "{script}"
    );
}

#[test]
fn a_recording_that_is_in_the_trash_was_not_recovered() {
    assert_snapshot!(lost(
        "recover-recordings",
        all(),
        [recording(), trash(&["/a//b=="], "")]
    ));
    assert_snapshot!(lost("recover-recordings", all(), [none()]));
    let script = refused_again("recover-recordings", all(), none(), [none()]);
    assert!(script.contains("failed: not-found"), "{script}");
}

#[test]
fn a_number_stands_for_several_recordings_of_which_others_may_be_in_the_trash() {
    let replies = [recording(), trash(&["c=="], "")];
    let script = lost("recover-recordings", json!({ "meeting_id": 1 }), replies);
    assert!(script.contains("failed: unknown-outcome"), "{script}");
    assert!(script.contains("of other instances"), "{script}");
}

#[test]
fn whoever_may_see_their_own_trash_alone_is_shown_that() {
    let not_another = answer(
        401,
        json!({ "code": 124, "message": "Invalid access token." }),
    );
    let replies = [recording(), not_another, trash(&[], ""), trash(&[], "")];
    let script = lost("recover-recordings", all(), replies);
    assert!(script.contains("/users/me/recordings?"), "{script}");
    assert!(script.contains("\"recovered\": true"), "{script}");
    let script = lost(
        "recover-recordings",
        all(),
        [recording(), raw(403, &[], b"{}")],
    );
    assert!(script.contains("failed: unknown-outcome"), "{script}");
    let script = lost("recover-recordings", all(), [raw(403, &[], b"{}")]);
    assert!(script.contains("failed: unknown-outcome"), "{script}");
}

#[test]
fn a_file_that_is_there_was_recovered() {
    assert_snapshot!(lost("recover-recording-file", file("f"), [recording()]));
    let script = lost("recover-recording-file", file("p"), [recording()]);
    assert!(script.contains("\"recovered\": true"), "{script}");
    let script = refused_again("recover-recording-file", file("f"), none(), [recording()]);
    assert!(script.contains("\"recovered\": true"), "{script}");
}

#[test]
fn a_file_that_is_not_there_was_not_recovered() {
    assert_snapshot!(lost("recover-recording-file", file("g"), [recording()]));
    for reply in [recording(), none()] {
        let script = refused_again("recover-recording-file", file("g"), none(), [reply]);
        assert!(script.contains("failed: not-found"), "{script}");
    }
    // A number stands for the latest instance, and the file may be of another one.
    let input = json!({ "meeting_id": 1, "recording_id": "g" });
    for reply in [recording(), none(), raw(403, &[], b"{}")] {
        let script = lost("recover-recording-file", input.clone(), [reply]);
        assert!(script.contains("failed: unknown-outcome"), "{script}");
    }
}

#[test]
fn what_is_not_in_the_trash_the_first_time_is_not_found() {
    for (action, input) in [
        ("recover-recordings", all()),
        ("recover-recording-file", file("f")),
    ] {
        let script = invoke(action, input, [none()]);
        assert!(script.contains("failed: not-found"), "{action}: {script}");
    }
}
