//! `update-user`.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::user;
use crate::support::{self, answer, begin, invoke, no_content, resume, state};

#[test]
fn a_user_is_changed_where_the_input_says_so() {
    let input = json!({
        "user_id": "anna@example.com", "login_type": 101, "type": "2", "dept": "", "pmi": "555-010-0001", "use_pmi": "true",
        "timezone": "europe/vienna", "phone_numbers": [{ "code": "+43", "number": 12345, "label": "mobile" }],
        "license_info_list": [{ "license_type": "MEETING", "license_option": 2, "subscription_id": "s" }],
        "additional_fields": { "brand_new": 1 }
    });
    assert_snapshot!(invoke("update-user", input, [no_content()]));
}

#[test]
fn every_wrong_field_is_named_and_nothing_is_sent() {
    let input = json!({ "type": 3, "pmi": 12, "host_key": "1", "phone_numbers": [1, 2, 3, 4], "zoom_one_type": 5,
        "first_name": "x".repeat(65), "division_ids": ["a", "b"], "license_info_list": [{}], "email": "new@example.com" });
    assert_snapshot!(invoke("update-user", input, []));
    assert_snapshot!(invoke("update-user", json!({ "user_id": "a" }), []));
}

#[test]
fn plans_that_zoom_changes_one_at_a_time_are_warned_of() {
    let script = invoke(
        "update-user",
        json!({ "user_id": "a", "type": 1, "zoom_one_type": 0 }),
        [],
    );
    assert!(
        script.contains("warning: Zoom does not change `type`"),
        "{script}"
    );
}

#[test]
fn what_get_user_answers_is_taken_back() {
    let step = begin("get-user", json!({})).unwrap();
    let mut got = support::output(resume(&state(&step).unwrap(), answer(200, user())));
    got["user_id"] = got["id"].clone();
    let step = begin("update-user", got).unwrap();
    let script = support::play(Ok(step), [no_content()]);
    for left_out in [
        "`id`",
        "`email`",
        "`status`",
        "`phone_numbers[0].verified`",
        "`zoom_one_type`",
    ] {
        assert!(script.contains(left_out), "{left_out}: {script}");
    }
    let (_, output) = script.rsplit_once("done: ").unwrap();
    let output: Value = serde_json::from_str(output).unwrap();
    let sent = output["updated_fields"].to_string();
    for field in [
        "custom_attributes",
        "display_name",
        "pmi",
        "timezone",
        "type",
    ] {
        assert!(sent.contains(field), "{field}: {sent}");
    }
}
