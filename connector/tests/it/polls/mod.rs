//! Polls.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{answer, invoke, no_content};

fn poll() -> Value {
    json!({ "id": "p", "title": "How was it?", "status": "notstart", "poll_type": 2, "anonymous": false, "questions": [
        { "name": "Was it of use?", "type": "single", "answers": ["Yes", "No"], "answer_required": true, "show_as_dropdown": false },
        { "name": "From 0 to 10?", "type": "rating_scale", "rating_min_value": 0, "rating_max_value": 10, "rating_min_label": "no",
            "rating_max_label": "very" },
        { "name": "What is where?", "type": "matching", "prompts": [{ "prompt_question": "a", "prompt_right_answers": ["b"] }],
            "answers": ["b", "c"] }] })
}

#[test]
fn polls_are_listed_and_one_is_got() {
    let input = json!({ "meeting_id": 1, "anonymous": true });
    let list = invoke(
        "list-meeting-polls",
        input,
        [answer(
            200,
            json!({ "polls": [poll()], "total_records": 1 }),
        )],
    );
    let one = invoke(
        "get-meeting-poll",
        json!({ "meeting_id": 1, "poll_id": "p/q==" }),
        [answer(200, poll())],
    );
    assert_snapshot!(list + &one);
}

#[test]
fn what_was_got_is_made_anew_and_put_in_the_place_of_another() {
    let mut input = poll();
    input["meeting_id"] = json!(2);
    let made = invoke("create-meeting-poll", input.clone(), [answer(201, poll())]);
    input["poll_id"] = json!("p");
    assert_snapshot!(made + &invoke("update-meeting-poll", input, [no_content()]));
}

#[test]
fn several_polls_are_made_in_one_request() {
    let polls = json!([{ "title": "A", "questions": [{ "name": "B?", "type": "multiple", "answers": ["C", "D"] }] }]);
    let made =
        json!({ "polls": [{ "id": "p", "title": "A", "status": "notstart", "questions": [] }] });
    assert_snapshot!(invoke(
        "create-meeting-polls",
        json!({ "meeting_id": 1, "polls": polls }),
        [answer(201, made)]
    ));
    let many = invoke(
        "create-meeting-polls",
        json!({ "meeting_id": 1, "polls": vec![json!({}); 26] }),
        [],
    );
    assert!(many.contains("at most 25 entries, not 26"), "{many}");
    let none = invoke(
        "create-meeting-polls",
        json!({ "meeting_id": 1, "polls": [] }),
        [],
    );
    assert!(none.contains("at least one poll"), "{none}");
}

#[test]
fn what_a_question_can_t_have_is_named() {
    let questions = json!([{ "type": "essay", "rating_max_value": 11, "rating_min_value": -1, "name": "x".repeat(1025) }]);
    assert_snapshot!(invoke(
        "create-meeting-poll",
        json!({ "meeting_id": 1, "title": "x".repeat(65), "questions": questions }),
        []
    ));
}

#[test]
fn a_poll_is_deleted() {
    assert_snapshot!(invoke(
        "delete-meeting-poll",
        json!({ "meeting_id": 1, "poll_id": "p" }),
        [no_content()]
    ));
}
