//! What registers people, decides on registrations, and asks questions.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, begin, invoke, no_content, output, resume, state};

#[test]
fn somebody_is_registered_with_all_that_is_known_of_them() {
    let input = json!({
        "meeting_id": "857 4606 5432", "occurrence_ids": ["1648194360000", 1_648_798_800_000_u64], "email": " anna@example.com ",
        "first_name": "Anna", "last_name": "Huber", "no_of_employees": "101-500", "language": "de-de", "auto_approve": "true",
        "custom_questions": [{ "title": "Why?", "value": "So." }], "purchasing_time_frame": ""
    });
    let registered = json!({ "id": 85_746_065_432_u64, "registrant_id": "r", "topic": "Weekly review",
        "start_time": "2026-03-02T01:00:00Z", "join_url": "https://us02web.zoom.us/w/1?tk=x", "participant_pin_code": 380_303,
        "occurrences": [{ "occurrence_id": "1648194360000", "start_time": "2026-03-02T01:00:00Z", "duration": 30, "status": "available" }] });
    assert_snapshot!(invoke("add-registrant", input, [answer(201, registered)]));
}

#[test]
fn a_registrant_who_was_listed_can_be_registered_for_another_meeting() {
    let page = json!({ "registrants": [{ "id": "a", "email": "anna@example.com", "first_name": "Anna", "status": "approved",
        "no_of_employees": "251-500", "join_url": "https://us02web.zoom.us/w/1?tk=x", "create_time": "2026-02-20T08:00:00Z" }] });
    let step = begin("list-registrants", json!({ "meeting_id": 1 })).unwrap();
    let mut listed = output(resume(&state(&step).unwrap(), answer(200, page)));
    let mut input = listed["registrants"][0].take();
    input["meeting_id"] = json!(2);
    assert_snapshot!(invoke("add-registrant", input, []));
}

#[test]
fn what_zoom_would_refuse_of_a_registrant_is_named_at_once() {
    let input = json!({ "meeting_id": 1, "email": "nobody", "no_of_employees": "12", "occurrence_ids": [],
        "custom_questions": [{ "value": "x".repeat(129) }], "jon_title": "x" });
    assert_snapshot!(invoke("add-registrant", input, []));
}

#[test]
fn many_are_registered_in_one_request() {
    let input = json!({ "meeting_id": 1, "auto_approve": true, "registrants_confirmation_email": false,
        "registrants": [{ "email": "anna@example.com", "first_name": "Anna" }, { "email": "ben@example.com", "first_name": "Ben", "last_name": "B" }] });
    let registered = json!({ "registrants": [
        { "email": "anna@example.com", "registrant_id": "a", "join_url": "https://us02web.zoom.us/w/1?tk=x", "participant_pin_code": 1 },
        { "email": "ben@example.com", "registrant_id": "b" }] });
    assert_snapshot!(invoke(
        "batch-add-registrants",
        input,
        [answer(201, registered)]
    ));
    let person = json!({ "email": "anna@example.com", "first_name": "Anna" });
    let script = invoke(
        "batch-add-registrants",
        json!({ "meeting_id": 1, "registrants": vec![person; 901] }),
        [],
    );
    assert!(script.contains("at most 900 entries, not 901"), "{script}");
    let script = invoke(
        "batch-add-registrants",
        json!({ "meeting_id": 1, "registrants": [] }),
        [],
    );
    assert!(script.contains("at least one person"), "{script}");
}

#[test]
fn registrations_are_decided_on() {
    let input = json!({ "meeting_id": 1, "occurrence_id": "1648194360000", "action": "Cancel",
        "registrants": [{ "id": "a", "email": "anna@example.com", "status": "approved" }] });
    assert_snapshot!(invoke("update-registrant-status", input, [no_content()]));
    let script = invoke(
        "update-registrant-status",
        json!({ "meeting_id": 1, "action": "approve", "registrants": [] }),
        [],
    );
    assert!(script.contains("at least one person"), "{script}");
}

#[test]
fn a_registration_is_deleted() {
    let input = json!({ "meeting_id": 1, "registrant_id": "a/b+c==" });
    assert_snapshot!(invoke("delete-registrant", input, [no_content()]));
    let script = invoke(
        "delete-registrant",
        json!({ "meeting_id": 1, "registrant_id": "../status" }),
        [],
    );
    assert!(script.contains("must be an id as Zoom gave it"), "{script}");
}

#[test]
fn the_questions_that_were_got_can_be_set() {
    let questions = json!({ "questions": [{ "field_name": "last_name", "required": "true" }],
        "custom_questions": [{ "title": "Why?", "type": "single", "required": false, "answers": ["So.", "Because."] }] });
    let script = invoke(
        "get-registration-questions",
        json!({ "meeting_id": 1 }),
        [answer(200, questions.clone())],
    );
    let mut input = questions;
    input["meeting_id"] = json!(2);
    let script = script + &invoke("update-registration-questions", input, [no_content()]);
    assert_snapshot!(script);
    let script = invoke(
        "update-registration-questions",
        json!({ "meeting_id": 1 }),
        [],
    );
    assert!(script.contains("changes nothing"), "{script}");
}
