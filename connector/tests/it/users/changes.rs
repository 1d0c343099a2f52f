//! Making users, taking them out of the account, and what the account knows beside them.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke, no_content};

#[test]
fn a_user_is_invited() {
    let input = json!({ "action": "create", "user_info": { "email": "anna@example.com", "type": "1", "first_name": "Anna",
        "last_name": "Huber", "division_ids": ["d"], "feature": { "zoom_phone": false, "zoom_one_type": 16 } } });
    let user = json!({ "id": "u", "email": "anna@example.com", "first_name": "Anna", "last_name": "Huber", "type": 1 });
    assert_snapshot!(invoke("create-user", input, [answer(201, user)]));
}

#[test]
fn what_a_new_user_lacks_is_named() {
    let input = json!({ "action": "invite", "user_info": { "email": "anna", "password": "short", "type": 3, "first_nme": "A" } });
    assert_snapshot!(invoke("create-user", input, []));
}

#[test]
fn a_user_leaves_and_what_the_user_has_goes_to_another() {
    let input = json!({ "user_id": "anna@example.com", "action": "delete", "transfer_email": "ben@example.com",
        "transfer_recording": true, "transfer_events": false });
    assert_snapshot!(invoke("delete-user", input, [no_content()]));
    let lost = invoke(
        "delete-user",
        json!({ "user_id": "a", "transfer_recording": true }),
        [],
    );
    assert!(
        lost.contains("\"transfer_email\" is missing; `transfer_recording` says"),
        "{lost}"
    );
}

#[test]
fn a_user_is_deactivated() {
    let input =
        json!({ "user_id": "u", "action": "deactivate", "transfer_email": "ben@example.com" });
    assert_snapshot!(invoke("update-user-status", input, [no_content()]));
}

#[test]
fn the_tracking_fields_of_the_account_are_listed() {
    let list = json!({ "total_records": 1, "tracking_fields": [{ "id": "t", "field": "Course", "required": false, "visible": true,
        "recommended_values": ["Law"] }] });
    assert_snapshot!(invoke(
        "list-tracking-fields",
        json!({}),
        [answer(200, list)]
    ));
}
