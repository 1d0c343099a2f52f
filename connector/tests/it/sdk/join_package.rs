//! `create-join-package`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke};

fn meeting() -> Reply {
    answer(
        200,
        json!({ "id": 85_746_065_432_u64, "topic": "Open day", "password": "tulip",
            "settings": { "approval_type": 0, "meeting_authentication": true } }),
    )
}

fn signature() -> Reply {
    Reply::Signature(vec![7; 32])
}

#[test]
fn a_host_gets_a_zak_the_passcode_and_a_signature() {
    let input = json!({ "meeting_id": "857 4606 5432", "role": 1, "user_id": "host@example.com" });
    let replies = [
        answer(200, json!({ "token": "zak" })),
        meeting(),
        signature(),
    ];
    assert_snapshot!(invoke("create-join-package", input, replies));
}

#[test]
fn a_participant_with_a_passcode_needs_nothing_of_zoom() {
    let input = json!({ "meeting_id": 85_746_065_432_u64, "passcode": "tulip" });
    let script = invoke("create-join-package", input, [signature()]);
    assert!(!script.contains("GET "), "{script}");
    assert!(script.contains("\"passcode\": \"tulip\""), "{script}");
}

#[test]
fn what_the_connection_may_not_ask_for_is_named_and_the_rest_is_given() {
    let missing = |scope: &str| {
        let message = format!("Invalid access token, does not contain scopes:[{scope}].");
        answer(400, json!({ "code": 4711, "message": message }))
    };
    let input = json!({ "meeting_id": 1, "role": 1 });
    let replies = [
        missing("user:read:token"),
        missing("meeting:read:meeting"),
        signature(),
    ];
    assert_snapshot!(invoke("create-join-package", input, replies));
}

#[test]
fn a_meeting_that_does_not_exist_and_a_user_who_does_not_end_it() {
    let gone = |code: i64| answer(404, json!({ "code": code, "message": "nein" }));
    let unknown_user = invoke(
        "create-join-package",
        json!({ "meeting_id": 1, "role": 1 }),
        [gone(1001)],
    );
    let unknown_meeting = invoke(
        "create-join-package",
        json!({ "meeting_id": 1 }),
        [gone(3001)],
    );
    assert_snapshot!(unknown_user + &unknown_meeting);
}

#[test]
fn an_obf_token_is_for_the_meeting_and_starts_none() {
    let input = json!({ "meeting_id": 1, "token": "onbehalf", "passcode": "x" });
    let script = invoke(
        "create-join-package",
        input,
        [answer(200, json!({ "token": "obf" })), signature()],
    );
    assert!(
        script.contains("/users/me/token?type=onbehalf&meeting_id=1"),
        "{script}"
    );
    assert!(script.contains("\"obf_token\": \"obf\""), "{script}");
    let refused: Value = json!({ "meeting_id": 1, "token": "onbehalf", "role": 1 });
    assert!(invoke("create-join-package", refused, []).contains("lets nobody start a meeting"));
}
