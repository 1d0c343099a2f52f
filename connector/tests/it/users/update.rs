//! `update-user`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

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

/// The user as it is, to be looked at.
fn has(plans: Value) -> Reply {
    let mut user = user();
    for (name, value) in plans.as_object().unwrap() {
        user[name] = value.clone();
    }
    answer(200, user)
}

#[test]
fn several_plans_are_taken_where_one_alone_changes() {
    let input =
        json!({ "user_id": "a", "login_type": 101, "type": 1, "zoom_one_type": 16, "dept": "Law" });
    assert_snapshot!(invoke(
        "update-user",
        input,
        [has(json!({ "zoom_one_type": 16 })), no_content()]
    ));
}

#[test]
fn several_plans_that_change_are_refused_for_zoom_changes_one_at_a_time() {
    let input =
        || json!({ "user_id": "a", "type": 1, "plan_united_type": "2", "zoom_one_type": 0 });
    assert_snapshot!(invoke(
        "update-user",
        input(),
        [has(json!({ "zoom_one_type": 16 }))]
    ));
    let lacking = answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[user:read:user]." }),
    );
    let script = invoke("update-user", input(), [lacking]);
    assert!(script.contains("one at a time"), "{script}");
}

#[test]
fn plans_that_stay_as_they_are_change_nothing() {
    // Zoom's documents have large numbers with the last digits rounded away.
    let input = json!({ "user_id": "a", "type": 2, "zoom_one_type": 72_057_594_037_927_940_u64 });
    let seen = || has(json!({ "zoom_one_type": 72_057_594_037_927_936_u64 }));
    let script = invoke("update-user", input.clone(), [seen()]);
    assert!(script.contains("changes nothing"), "{script}");
    let mut input = input;
    input["remove_tsp_credentials"] = true.into();
    let script = invoke("update-user", input, [seen(), no_content()]);
    assert!(script.contains("?remove_tsp_credentials=true"), "{script}");
}

#[test]
fn what_get_user_answers_is_taken_back() {
    let step = begin("get-user", json!({})).unwrap();
    let mut got = support::output(resume(&state(&step).unwrap(), answer(200, user())));
    got["user_id"] = got["id"].clone();
    let step = begin("update-user", got).unwrap();
    let script = support::play(Ok(step), [answer(200, user()), no_content()]);
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
    for field in ["custom_attributes", "display_name", "pmi", "timezone"] {
        assert!(sent.contains(field), "{field}: {sent}");
    }
    for plan in ["`type` is not sent", "`plan_united_type` is not sent"] {
        assert!(script.contains(plan), "{plan}: {script}");
    }
}

#[test]
fn what_get_user_answers_is_taken_back_with_one_plan_changed() {
    let step = begin("get-user", json!({})).unwrap();
    let mut got = support::output(resume(&state(&step).unwrap(), answer(200, user())));
    got["user_id"] = got["id"].clone();
    got["type"] = 1.into();
    let script = support::play(
        begin("update-user", got),
        [answer(200, user()), no_content()],
    );
    assert!(script.contains("\"type\": 1"), "{script}");
    assert!(!script.contains("\"plan_united_type\": "), "{script}");
}
