//! `list-records`, `get-record`, `create-record`, `update-record` and `delete-record`: each asks what the
//! action of the object asks.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{answer, begin, invoke, no_content, play};

/// What the first request of an action is.
fn asks(action: &str, input: Value) -> String {
    play(begin(action, input), [])
}

#[test]
fn a_record_of_any_object_is_what_the_action_of_that_object_is() {
    for (record, action, of_action) in [
        (
            "get-record",
            "get-meeting",
            json!({ "meeting_id": "1", "occurrence_id": "1648194360000" }),
        ),
        ("get-record", "get-webinar", json!({ "webinar_id": "1" })),
        (
            "get-record",
            "get-user",
            json!({ "user_id": "1", "encrypted_email": true }),
        ),
        (
            "get-record",
            "get-meeting-recordings",
            json!({ "meeting_id": "1" }),
        ),
        (
            "get-record",
            "get-registrant",
            json!({ "registrant_id": "1", "meeting_id": 2 }),
        ),
        (
            "create-record",
            "create-meeting",
            json!({ "topic": "x", "type": 1 }),
        ),
        (
            "create-record",
            "create-webinar",
            json!({ "topic": "x", "type": 6 }),
        ),
        (
            "create-record",
            "create-user",
            json!({ "action": "create", "user_info": { "email": "a@example.com", "type": 1 } }),
        ),
        (
            "create-record",
            "add-registrant",
            json!({ "meeting_id": 2, "email": "a@example.com", "first_name": "A" }),
        ),
        (
            "update-record",
            "update-meeting",
            json!({ "meeting_id": "1", "topic": "x" }),
        ),
        (
            "update-record",
            "update-webinar",
            json!({ "webinar_id": "1", "topic": "x" }),
        ),
        (
            "update-record",
            "update-user",
            json!({ "user_id": "1", "dept": "x" }),
        ),
        (
            "update-record",
            "update-recording-settings",
            json!({ "meeting_id": "1", "viewer_download": false }),
        ),
        (
            "delete-record",
            "delete-meeting",
            json!({ "meeting_id": "1" }),
        ),
        (
            "delete-record",
            "delete-webinar",
            json!({ "webinar_id": "1" }),
        ),
        (
            "delete-record",
            "delete-user",
            json!({ "user_id": "1", "action": "delete" }),
        ),
        (
            "delete-record",
            "delete-meeting-recordings",
            json!({ "meeting_id": "1", "action": "trash" }),
        ),
        (
            "delete-record",
            "delete-registrant",
            json!({ "registrant_id": "1", "meeting_id": 2 }),
        ),
        (
            "list-records",
            "list-meetings",
            json!({ "type": "live", "page_size": 5 }),
        ),
        (
            "list-records",
            "list-webinars",
            json!({ "all_pages": true }),
        ),
        ("list-records", "list-users", json!({ "status": "active" })),
        (
            "list-records",
            "list-recordings",
            json!({ "from": "2026-02-01", "to": "2026-02-20" }),
        ),
        (
            "list-records",
            "list-registrants",
            json!({ "meeting_id": 2, "next_page_token": "t" }),
        ),
    ] {
        let object = match action {
            "get-meeting-recordings"
            | "update-recording-settings"
            | "delete-meeting-recordings" => "recording",
            action => ["meeting", "webinar", "user", "recording", "registrant"]
                .into_iter()
                .find(|object| action.contains(object))
                .unwrap(),
        };
        let mut input = json!({ "object": object, "fields": {} });
        for (name, value) in of_action.as_object().unwrap() {
            let which = json!("1") == *value && name.ends_with("_id");
            let paging = ["page_size", "all_pages", "next_page_token"].contains(&name.as_str());
            if which {
                input["id"] = value.clone();
            } else if paging {
                input[name] = value.clone();
            } else {
                input["fields"][name] = value.clone();
            }
        }
        let script = asks(record, input);
        assert!(!script.contains("failed"), "{action}: {script}");
        assert_eq!(script, asks(action, of_action), "{action}");
    }
}

#[test]
fn the_items_of_every_list_are_called_records() {
    let page = |token: &str| {
        let user = json!({ "id": "u", "email": "anna@example.com", "type": "2" });
        answer(
            200,
            json!({ "users": [user], "next_page_token": token, "page_size": 300 }),
        )
    };
    let input = json!({ "object": "user", "all_pages": true });
    assert_snapshot!(invoke("list-records", input, [page("t"), page("")]));
}

#[test]
fn a_registration_is_decided_on_as_a_record() {
    let input = json!({ "object": "registrant", "id": "r",
        "fields": { "meeting_id": 1, "action": "approve", "email": "anna@example.com" } });
    assert_snapshot!(invoke("update-record", input, [no_content()]));
}

#[test]
fn what_is_wrong_is_told_of_the_fields_of_the_record() {
    let input =
        json!({ "object": "meeting", "id": "one", "fields": { "topik": "x", "duration": "long" } });
    let script = invoke("update-record", input, []);
    assert_snapshot!(script);
    for wrong in [
        json!({ "object": "recording", "fields": {} }),
        json!({ "fields": {} }),
    ] {
        let script = invoke("create-record", wrong, []);
        assert!(script.contains("- \"object\""), "{script}");
    }
}

#[test]
fn what_the_record_says_is_not_said_by_the_fields_once_more() {
    for (action, input, twice) in [
        (
            "delete-record",
            json!({ "object": "meeting", "id": "1", "fields": { "meeting_id": "2" } }),
            "fields.meeting_id",
        ),
        (
            "list-records",
            json!({ "object": "user", "page_size": 5, "fields": { "page_size": 300 } }),
            "fields.page_size",
        ),
        (
            "update-record",
            json!({ "object": "registrant", "id": "r", "fields": { "meeting_id": 1, "action": "deny", "registrants": [{ "id": "s" }] } }),
            "fields.registrants",
        ),
    ] {
        let script = invoke(action, input, []);
        assert!(
            script.contains("failed: invalid-input") && script.contains(&format!("- {twice:?}")),
            "{script}"
        );
    }
    // Where the record does not say it, the fields may.
    let input = json!({ "object": "user", "fields": { "page_size": 300 } });
    assert!(asks("list-records", input).contains("page_size=300"));
}

#[test]
fn a_problem_of_a_registrant_names_the_field_that_the_record_has() {
    let fields = json!({ "meeting_id": 1, "action": "deny", "email": ["anna@example.com"] });
    let input = json!({ "object": "registrant", "id": 5, "fields": fields });
    let script = invoke("update-record", input, []);
    assert!(script.contains("- \"fields.email\""), "{script}");
}

#[test]
fn what_is_sensitive_of_any_object_is_sensitive_of_the_records() {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    let actions = manifest["actions"].as_array().unwrap();
    let sensitive = |id: &str| {
        let mut actions = actions.iter();
        let action = actions.find(|action| action["id"] == id).unwrap();
        action["sensitive"].as_array().unwrap().clone()
    };
    let records = sensitive("list-records");
    assert!(
        records.contains(&json!("/records/*/join_url")),
        "{records:?}"
    );
    let of_one = sensitive("get-record");
    for pointer in sensitive("get-meeting") {
        assert!(of_one.contains(&pointer), "{pointer}");
    }
}

#[test]
fn a_record_takes_the_scopes_of_one_of_the_objects_and_the_smallest_rate_limit_of_any() {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    let action = |id: &str| {
        let mut actions = manifest["actions"].as_array().unwrap().iter();
        actions.find(|action| action["id"] == id).unwrap().clone()
    };
    let (record, meeting, user) = (
        action("create-record"),
        action("create-meeting"),
        action("create-user"),
    );
    for family in ["classic", "granular_user", "granular_admin"] {
        let sets = record["scopes"][family].as_array().unwrap();
        for of_object in [&meeting, &user] {
            for set in of_object["scopes"][family].as_array().unwrap() {
                assert!(sets.contains(set), "{family}: {set}");
            }
        }
        assert!(!sets.contains(&json!([])), "{family}");
    }
    assert_eq!(action("list-records")["rate_label"], "MEDIUM");
    assert_eq!(action("get-record")["rate_label"], "LIGHT");
}
