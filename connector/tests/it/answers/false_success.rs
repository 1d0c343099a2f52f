//! An answer is not believed by its status alone.

use serde_json::{Value, json};
use zoom_connector::contract::{Failure, Reply, Step};

use crate::answers::{ACTIONS, input, outcome};
use crate::support::{answer, no_content, raw};

/// What no action that reads or makes something can end with.
fn hollow() -> Vec<(&'static str, Reply)> {
    vec![
        ("no body", raw(200, &[], b"")),
        ("blanks", raw(200, &[], b" \n ")),
        ("204", no_content()),
        ("null", raw(200, &[], b"null")),
        ("a list", raw(200, &[], b"[]")),
        ("a text", raw(200, &[], b"\"ok\"")),
        ("a number", raw(200, &[], b"1")),
        ("an empty object", raw(200, &[], b"{}")),
        ("a web page", raw(200, &[], b"<html>Welcome</html>")),
        ("half an answer", raw(200, &[], b"{\"id\":1,")),
        (
            "something else",
            answer(200, json!({ "status": "success" })),
        ),
        (
            "an id of the wrong type",
            answer(201, json!({ "id": {}, "meetings": "none" })),
        ),
    ]
}

/// Errors that have been seen to come, or may come, with a status of success.
fn errors() -> Vec<Value> {
    vec![
        json!({ "code": 200, "message": "No permission." }),
        json!({ "code": "300", "message": "Validation Failed." }),
        json!({ "code": 3001, "message": "Meeting does not exist: 1." }),
        json!({ "status": false, "errorCode": 4702, "errorMessage": "Invalid client.", "result": null }),
        json!({ "error": { "code": 500, "message": "Internal" } }),
        json!({ "error": "invalid_request", "reason": "Bad" }),
        json!({ "errors": [{ "field": "topic", "message": "Invalid field." }] }),
    ]
}

fn changes_something(action: &str) -> bool {
    ["update-meeting", "delete-meeting"].contains(&action)
}

#[test]
fn nothing_but_what_was_asked_for_is_taken_for_success() {
    for action in ACTIONS
        .into_iter()
        .filter(|action| !changes_something(action))
    {
        for (what, reply) in hollow() {
            let failure = outcome(action, reply).expect_err(action);
            assert_eq!(failure.kind, "unexpected-response", "{action}: {what}");
            assert_eq!(
                failure.tracking_id.as_deref(),
                Some("v=2.0;clid=us02;rid=WEB_1")
            );
        }
    }
}

#[test]
fn an_error_with_a_status_of_success_is_the_error() {
    for action in ACTIONS {
        for error in errors() {
            let failure = outcome(action, answer(200, error.clone())).expect_err(action);
            assert!(
                failure.message.contains("failed"),
                "{action} {error}: {}",
                failure.message
            );
        }
        let kind = |error: Value| outcome(action, answer(200, error)).expect_err(action).kind;
        assert_eq!(kind(errors().remove(0)), "forbidden", "{action}");
        assert_eq!(kind(errors().remove(1)), "invalid-input", "{action}");
        assert_eq!(kind(errors().remove(2)), "not-found", "{action}");
    }
}

#[test]
fn a_change_is_done_when_any_success_comes_without_content() {
    for action in ["update-meeting", "delete-meeting"] {
        for status in [200, 202, 204] {
            for body in [&b""[..], b" ", b"{}", br#"{"status":"success"}"#] {
                assert!(matches!(
                    outcome(action, raw(status, &[], body)),
                    Ok(Step::Done(_))
                ));
            }
        }
    }
}

#[test]
fn a_change_is_not_done_when_something_else_comes_in_its_place() {
    for action in ["update-meeting", "delete-meeting"] {
        for body in [
            &b"null"[..],
            b"[]",
            b"\"ok\"",
            b"<html>Sign in to the network</html>",
            b"{",
        ] {
            let failure: Failure = outcome(action, raw(200, &[], body)).unwrap_err();
            assert_eq!(failure.kind, "unexpected-response", "{action}");
        }
    }
}

#[test]
fn a_part_of_an_answer_is_no_answer() {
    for action in ACTIONS {
        let failure = outcome(
            action,
            answer(206, json!({ "id": 1, "uuid": "a", "meetings": [] })),
        );
        assert_eq!(failure.unwrap_err().kind, "unexpected-response", "{action}");
    }
}

#[test]
fn what_may_have_been_made_is_not_made_again_without_a_look() {
    for (_, reply) in hollow() {
        let message = outcome("create-meeting", reply).unwrap_err().message;
        assert!(message.contains("ook "), "{message}");
        assert!(
            !message.contains("try again") && !message.contains("Try again"),
            "{message}"
        );
    }
    assert_eq!(
        input("create-meeting"),
        json!({ "topic": "x", "start_time": "2026-09-15T10:00:00Z" })
    );
}
