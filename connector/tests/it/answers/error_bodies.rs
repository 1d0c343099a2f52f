//! What went wrong is shown, in whatever form it is told.

use serde_json::{Value, json};

use crate::answers::outcome;
use crate::support::{answer, begin, raw};

#[test]
fn a_body_of_an_unknown_form_is_shown() {
    let message = |status, body: Value| {
        outcome("create-meeting", answer(status, body))
            .unwrap_err()
            .message
    };
    for (body, shown) in [
        (
            json!({ "detail": [{ "loc": ["body", "topic"], "msg": "too long" }] }),
            "too long",
        ),
        (
            json!({ "detail": "Not allowed here" }),
            "\"Not allowed here\"",
        ),
        (
            json!({ "fault": { "faultstring": "Rejected by policy 7" } }),
            "Rejected by policy 7",
        ),
        (json!({ "error": { "message": "Blocked" } }), "\"Blocked\""),
        (
            json!({ "error": "invalid_request", "error_description": "No such thing" }),
            "\"No such thing\"",
        ),
        (
            json!({ "status": false, "errorCode": 4702, "errorMessage": "Invalid client" }),
            "\"Invalid client\"",
        ),
        (json!(["Rejected"]), "Rejected"),
        (json!("Rejected"), "Rejected"),
    ] {
        for status in [400, 403, 422, 503] {
            let message = message(status, body.clone());
            assert!(message.contains(shown), "{status} {body}: {message}");
        }
    }
}

#[test]
fn what_is_shown_is_cut() {
    for body in [
        json!({ "x": "y".repeat(100_000) }).to_string(),
        "z".repeat(100_000),
    ] {
        let message = outcome("create-meeting", raw(422, &[], body.as_bytes()))
            .unwrap_err()
            .message;
        assert!(message.len() < 1000, "{}", message.len());
    }
    let errors: Vec<_> = (0..10_000)
        .map(|n| json!({ "field": format!("f{n}"), "message": "Bad." }))
        .collect();
    let failure = outcome(
        "create-meeting",
        answer(400, json!({ "code": 300, "errors": errors })),
    )
    .unwrap_err();
    assert!(failure.problems.len() <= 50);
}

#[test]
fn what_a_plan_does_not_include_is_told_as_such() {
    for message in [
        "Only available for Paid account.",
        "Only available for paid users: abc.",
        "Only available for Paid or ZMP account: abc.",
        "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars for this user in order to perform this action.",
        "Webinar plan subscription is missing. Enable webinar for this user once the subscription is added:abc.",
    ] {
        let failure = outcome(
            "list-recordings",
            answer(400, json!({ "code": 200, "message": message })),
        )
        .unwrap_err();
        assert_eq!(failure.kind, "plan-required", "{message}");
        assert!(failure.message.contains("plan"), "{}", failure.message);
    }
    for message in ["No permission.", "Kein Recht."] {
        let failure = outcome(
            "list-recordings",
            answer(400, json!({ "code": 200, "message": message })),
        )
        .unwrap_err();
        assert_eq!(failure.kind, "forbidden");
    }
}

#[test]
fn a_long_name_of_a_field_or_an_action_is_neither_searched_for_nor_repeated_whole() {
    let long = "start_time".repeat(10_000);
    let mut input = json!({});
    input[&long] = 1.into();
    let failure = begin("create-meeting", input).unwrap_err();
    assert!(failure.message.len() < 1000);
    assert!(failure.problems[0].field.len() < 300);
    let failure = begin(&long, json!({})).unwrap_err();
    assert!(failure.message.len() < 300, "{}", failure.message);
    assert!(
        !failure.message.contains("Did you mean"),
        "{}",
        failure.message
    );
}

#[test]
fn of_very_many_problems_the_first_are_named() {
    let many: serde_json::Map<_, _> = (0..20_000)
        .map(|n| (format!("topic{n}"), json!(1)))
        .collect();
    let failure = begin("create-meeting", Value::Object(many)).unwrap_err();
    assert!(failure.problems.len() <= 50, "{}", failure.problems.len());
    assert!(failure.message.contains("20000"), "{}", failure.message);
    let list: Vec<_> = (0..20_000).map(|_| json!({ "email": 1 })).collect();
    let failure = begin(
        "create-meeting",
        json!({ "settings": { "meeting_invitees": list } }),
    )
    .unwrap_err();
    assert!(failure.problems.len() <= 50);
}
