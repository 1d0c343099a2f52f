//! `report-meeting-results`.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{answer, invoke};

fn polls() -> Value {
    json!({ "id": 85_746_065_432_u64, "uuid": "aDYl==", "start_time": "2026-02-20T10:00:00Z", "questions": [{
        "name": "Anna", "email": "anna@example.com", "first_name": "Anna", "last_name": "Huber",
        "question_details": [{ "question": "How was it?", "answer": "Good", "polling_id": "p", "date_time": "2026-02-20T10:20:00Z" }] }] })
}

#[test]
fn answers_to_polls_questions_and_a_survey_are_told_in_one_form() {
    let questions = json!({ "id": 1, "uuid": "aDYl==", "questions": [{ "user_id": "u", "name": "Ben", "email": "",
        "question_details": [{ "question": "When?", "answer": "Soon", "question_id": "q", "create_time": "2026-02-20T10:21:00Z",
            "question_status": "answered", "answer_details": [{ "name": "Anna", "content": "Soon", "type": "host_answered_publicly" }] }] }] });
    let survey = json!({ "meeting_id": 1, "meeting_uuid": "aDYl==", "survey_id": "s", "survey_name": "Afterwards", "survey_answers": [{
        "name": "Ben", "answer_details": [{ "question": "Again?", "question_id": "q", "answer": "Yes", "date_time": "" }] }] });
    let mut script = String::new();
    for (kind, report) in [("polls", polls()), ("qa", questions), ("survey", survey)] {
        let input = json!({ "meeting_id": "857 4606 5432", "kind": kind });
        script += &invoke("report-meeting-results", input, [answer(200, report)]);
    }
    assert_snapshot!(script);
}

#[test]
fn those_of_webinars_stand_elsewhere() {
    for (kind, path) in [("polls", "polls"), ("qa", "qa"), ("survey", "survey")] {
        let input = json!({ "meeting_id": 1, "kind": kind, "is_webinar": true });
        let script = invoke("report-meeting-results", input, []);
        let asks = format!("GET https://api.zoom.us/v2/report/webinars/1/{path}\n");
        assert!(script.starts_with(&asks), "{script}");
    }
}
