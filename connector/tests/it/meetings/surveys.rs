//! Surveys and the tokens of bots.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, begin, invoke, no_content, output, resume, state};

#[test]
fn a_survey_that_was_got_can_be_set_and_is_deleted() {
    let survey = json!({ "show_in_the_browser": true, "third_party_survey": "", "custom_survey": { "title": "How was it?",
        "questions": [{ "name": "Rate", "type": "rating_scale", "rating_min_value": 0, "rating_max_value": 10, "rating_min_label": "No" }] } });
    let step = begin("get-meeting-survey", json!({ "meeting_id": 1 })).unwrap();
    let mut input = output(resume(&state(&step).unwrap(), answer(200, survey.clone())));
    input["meeting_id"] = 2.into();
    let script = invoke(
        "get-meeting-survey",
        json!({ "meeting_id": 1 }),
        [answer(200, survey)],
    ) + &invoke("update-meeting-survey", input, [no_content()])
        + &invoke(
            "delete-meeting-survey",
            json!({ "meeting_id": 2 }),
            [no_content()],
        );
    assert_snapshot!(script);
}

#[test]
fn what_can_not_be_asked_is_named() {
    let input = json!({ "meeting_id": 1, "custom_survey": { "title": "x".repeat(65), "questions": [{ "type": "essay", "rating_max_value": 11 }] } });
    assert_snapshot!(invoke("update-meeting-survey", input, []));
    assert!(
        invoke("update-meeting-survey", json!({ "meeting_id": 1 }), []).contains("changes nothing")
    );
    let off = answer(
        400,
        json!({ "code": 3000, "message": "Meeting survey disabled." }),
    );
    let script = invoke("get-meeting-survey", json!({ "meeting_id": 1 }), [off]);
    assert!(script.contains("Switch on \"Meeting Survey\""), "{script}");
}

#[test]
fn a_bot_gets_a_token_for_what_it_is_to_do() {
    let token = || answer(200, json!({ "token": "2njt50mj", "expire_in": 120 }));
    let mut script = String::new();
    for (kind, more) in [
        ("local_recording", true),
        ("live_streaming", false),
        ("local_archiving", false),
    ] {
        let mut input = json!({ "meeting_id": "857 4606 5432", "kind": kind });
        if more {
            input["bypass_waiting_room"] = true.into();
        }
        script += &invoke("get-join-token", input, [token()]);
    }
    assert_snapshot!(script);
    let input = json!({ "meeting_id": 1, "kind": "live_streaming" });
    let off = answer(
        400,
        json!({ "code": 3000, "message": "Not allowed to start live streaming." }),
    );
    assert!(invoke("get-join-token", input.clone(), [off]).contains("Allow livestreaming"));
    let none = answer(200, json!({ "expire_in": 120 }));
    assert!(invoke("get-join-token", input, [none]).contains("failed: unexpected-response"));
}
