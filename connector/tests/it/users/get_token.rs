//! `get-user-token`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

#[test]
fn a_token_to_start_meetings_is_got_unless_another_is_asked_for() {
    let token = || answer(200, json!({ "token": "zak.example" }));
    assert_snapshot!(invoke(
        "get-user-token",
        json!({ "ttl": "3600" }),
        [token()]
    ));
    let input = json!({ "user_id": "a", "type": "onbehalf", "meeting_id": "857-4606-5432" });
    assert_snapshot!(invoke("get-user-token", input, [token()]));
}

#[test]
fn what_zoom_ignores_is_sent_and_said() {
    let script = invoke(
        "get-user-token",
        json!({ "type": "token", "ttl": 60, "meeting_id": 1 }),
        [],
    );
    assert!(
        script.contains("?type=token&ttl=60&meeting_id=1\n"),
        "{script}"
    );
    assert!(
        script.contains("ignores `ttl`") && script.contains("only for an `onbehalf`"),
        "{script}"
    );
}

#[test]
fn a_user_without_such_a_token_is_no_success() {
    let script = invoke(
        "get-user-token",
        json!({ "type": "token" }),
        [answer(200, json!({ "token": null }))],
    );
    assert!(script.contains("failed: unexpected-response"), "{script}");
}
