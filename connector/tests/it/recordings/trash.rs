//! Deleting a file, recovering, and who may see a recording.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke, no_content, raw};

#[test]
fn a_file_goes_into_the_trash_and_comes_back() {
    let file = json!({ "meeting_id": "/a//b==", "recording_id": "6e1b2c5d-8f1e" });
    let script = invoke("delete-recording-file", file.clone(), [no_content()]);
    assert_snapshot!(script + &invoke("recover-recording-file", file, [no_content()]));
}

#[test]
fn what_is_deleted_for_good_is_warned_of() {
    let input = json!({ "meeting_id": 1, "recording_id": "f", "action": "delete" });
    let script = invoke("delete-recording-file", input, []);
    assert!(
        script.contains("/meetings/1/recordings/f?action=delete\n"),
        "{script}"
    );
    assert!(script.contains("warning: Nobody can recover"), "{script}");
}

#[test]
fn all_files_come_out_of_the_trash() {
    let input = json!({ "meeting_id": "/a//b==" });
    assert_snapshot!(invoke("recover-recordings", input, [raw(200, &[], b"")]));
}

#[test]
fn the_settings_that_were_got_can_be_set() {
    let settings = json!({ "topic": "Weekly review", "share_recording": "publicly", "recording_authentication": false,
        "authentication_option": "o", "authentication_name": "Signed in", "authentication_domains": "a.example", "viewer_download": true,
        "password": "Gf4kx!9p", "on_demand": true, "approval_type": 0, "send_email_to_host": true, "show_social_share_buttons": false,
        "auto_delete": true, "auto_delete_date": "2026-10-15" });
    let script = invoke(
        "get-recording-settings",
        json!({ "meeting_id": 1 }),
        [answer(200, settings.clone())],
    );
    let mut input = settings;
    input["meeting_id"] = json!(1);
    assert_snapshot!(script + &invoke("update-recording-settings", input, [no_content()]));
}

#[test]
fn a_setting_that_zoom_would_not_heed_is_warned_of() {
    let script = invoke(
        "update-recording-settings",
        json!({ "meeting_id": 1, "approval_type": 1 }),
        [],
    );
    assert!(
        script.contains("warning: Zoom heeds `approval_type` 0 and 1 only"),
        "{script}"
    );
    let script = invoke(
        "update-recording-settings",
        json!({ "meeting_id": 1, "password": "short" }),
        [],
    );
    assert!(
        script.contains("a text of 8 to 10 characters, not one of 5"),
        "{script}"
    );
}

#[test]
fn those_who_registered_for_a_recording_are_listed() {
    let page = json!({ "registrants": [{ "id": "a", "email": "anna@example.com", "first_name": "Anna", "status": "pending", "org": "" }],
        "page_size": 30, "total_records": 1, "next_page_token": "" });
    let input = json!({ "meeting_id": "a==", "status": "pending" });
    assert_snapshot!(invoke(
        "list-recording-registrants",
        input,
        [answer(200, page)]
    ));
}
