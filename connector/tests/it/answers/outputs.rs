//! An output fits its published schema, whatever Zoom answers.

use serde_json::{Value, json};

use crate::answers::output;
use crate::support::answer;

#[test]
fn a_member_that_is_null_or_of_another_type_is_left_out() {
    let meeting = json!({
        "id": 1, "topic": null, "type": "two", "duration": [30], "start_time": 5.5, "agenda": { "a": 1 },
        "timezone": true,
        "settings": { "waiting_room": "perhaps", "jbh_time": null, "meeting_invitees": "nobody", "audio": "quadraphonic" },
        "occurrences": [{ "occurrence_id": "1", "duration": "x" }, null, "2", []],
        "recurrence": null,
        "brand_new": null
    });
    assert_eq!(
        output("create-meeting", answer(201, meeting)),
        json!({
            "id": "1",
            "settings": { "audio": "quadraphonic" },
            "occurrences": [{ "occurrence_id": "1" }],
            "brand_new": null
        })
    );
}

#[test]
fn a_member_in_another_spelling_is_brought_into_its_type() {
    let meeting = json!({
        "id": "86220627999", "type": "2", "duration": 30.0, "topic": 7, "pmi": 1_234_567_890,
        "settings": { "waiting_room": "true", "host_video": 1, "jbh_time": "5" },
        "occurrences": [{ "occurrence_id": 1_648_194_360_000_u64, "duration": "30" }]
    });
    assert_eq!(
        output("create-meeting", answer(201, meeting)),
        json!({
            "id": "86220627999", "type": 2, "duration": 30, "topic": "7", "pmi": "1234567890",
            "settings": { "waiting_room": true, "host_video": true, "jbh_time": 5 },
            "occurrences": [{ "occurrence_id": "1648194360000", "duration": 30 }]
        })
    );
}

#[test]
fn an_item_that_is_none_is_left_out_of_a_list() {
    let page = json!({ "meetings": [{ "id": 1 }, null, "x", { "id": "2" }], "next_page_token": null, "page_size": "30" });
    let output = output("list-meetings", answer(200, page));
    assert_eq!(output["meetings"], json!([{ "id": "1" }, { "id": "2" }]));
    assert_eq!(output["page_size"], 30);
    assert!(output.get("next_page_token").is_none());
}

#[test]
fn what_recordings_are_seen_to_have_is_in_their_schema() {
    let recording = json!({
        "uuid": "a", "id": 1, "share_url": "https://us02web.zoom.us/rec/share/x", "timezone": "Asia/Tokyo",
        "host_email": "host@example.com", "recording_files": []
    });
    let got = output("get-meeting-recordings", answer(200, recording.clone()));
    let listed = output(
        "list-recordings",
        answer(200, json!({ "meetings": [recording] })),
    );
    for seen in [&got, &listed["meetings"][0]] {
        assert_eq!(seen["share_url"], "https://us02web.zoom.us/rec/share/x");
    }
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    let actions = manifest["actions"].as_array().unwrap();
    let action = |id: &str| actions.iter().find(|action| action["id"] == id).unwrap();
    let got = &action("get-meeting-recordings")["output"];
    let listed = &action("list-recordings")["output"]["properties"]["meetings"]["items"];
    for shape in [got, listed] {
        for member in ["share_url", "timezone", "host_email"] {
            assert!(shape["properties"][member].is_object(), "{member}");
        }
    }
    let sensitive = action("get-meeting-recordings")["sensitive"].to_string();
    assert!(sensitive.contains("\"/share_url\""), "{sensitive}");
}
