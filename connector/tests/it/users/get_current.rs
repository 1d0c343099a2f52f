//! `get-current-user`.

use insta::assert_snapshot;
use serde_json::json;

use super::user;
use crate::support::{answer, invoke};

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
