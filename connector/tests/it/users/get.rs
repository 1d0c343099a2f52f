//! `get-user` and `get-current-user`.

use insta::assert_snapshot;
use serde_json::json;

use super::user;
use crate::support::{answer, invoke};

#[test]
fn a_user_is_got_by_an_address() {
    let input =
        json!({ "user_id": " anna@example.com ", "login_type": "100", "encrypted_email": false });
    assert_snapshot!(invoke("get-user", input, [answer(200, user())]));
}

#[test]
fn a_user_is_the_connected_one_unless_another_is_named() {
    let script = invoke("get-user", json!({ "user_id": null }), []);
    assert!(
        script.starts_with("GET https://api.zoom.us/v2/users/me\n"),
        "{script}"
    );
}

#[test]
fn the_connected_user_is_got_without_being_named() {
    assert_snapshot!(invoke("get-current-user", json!({}), [answer(200, user())]));
    let script = invoke(
        "get-current-user",
        json!({ "user_id": "anna@example.com" }),
        [],
    );
    assert!(
        script.contains("`user_id` is not a known field"),
        "{script}"
    );
}
