//! `validate-app-manifest`, `pre-approve-app` and `list-webhook-logs`.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{answer, invoke};

#[test]
fn that_a_manifest_is_wrong_is_an_answer() {
    let wrong = json!({ "ok": false, "error": "invalid_manifest",
        "errors": [{ "setting": "/oauth_information/usage", "message": "x is not a valid usage" }] });
    let input = json!({ "manifest": { "oauth_information": { "usage": "x" } } });
    let script = invoke("validate-app-manifest", input.clone(), [answer(200, wrong)]);
    let right = json!({ "ok": true, "error": "", "errors": null });
    assert_snapshot!(script + &invoke("validate-app-manifest", input, [answer(200, right)]));
}

#[test]
fn an_app_is_approved_for_those_that_are_named() {
    let done = json!({ "executed_at": "2026-03-01T12:00:00Z", "user_ids": ["u"], "group_ids": [] });
    let input = json!({ "app_id": "a", "action": "approve_user", "user_ids": ["u"] });
    let script = invoke("pre-approve-app", input, [answer(201, done)]);
    let odd = json!({ "app_id": "a", "action": "approve_group", "user_ids": ["u"] });
    assert_snapshot!(script + &invoke("pre-approve-app", odd, []));
    let nobody = json!({ "app_id": "a", "action": "approve_user", "user_ids": [] });
    let script = invoke("pre-approve-app", nobody, []);
    assert!(script.contains("\"user_ids\" is missing"), "{script}");
}

#[test]
fn a_missing_scope_is_told_by_another_error_than_elsewhere() {
    let missing = json!({ "code": 201, "message": "Invalid access token, does not contain scopes:[marketplace:write:app_pre_approve:admin]." });
    let off = json!({ "code": 1404, "message": "application_pre_approved_status_off" });
    let gone = json!({ "code": 1401, "message": "App ID does not exist: a" });
    let input = || json!({ "app_id": "a", "action": "approve_all" });
    let scripts = [(401, missing), (400, off), (404, gone)]
        .map(|(status, body)| invoke("pre-approve-app", input(), [answer(status, body)]));
    assert_snapshot!(scripts.concat());
}

#[test]
fn approving_for_some_warns_of_those_who_are_left_out() {
    let warnings = |action: &str, of: &str| {
        let mut input = json!({ "app_id": "a", "action": action });
        if !of.is_empty() {
            input[of] = json!(["x"]);
        }
        let script = invoke("pre-approve-app", input, []);
        script
            .matches("warning: By Zoom's documents the app is")
            .count()
    };
    for (action, of, told) in [
        ("approve_all", "", 0),
        ("disapprove_all", "", 0),
        ("approve_user", "user_ids", 1),
        ("disapprove_user", "user_ids", 1),
        ("approve_group", "group_ids", 1),
        ("disapprove_group", "group_ids", 1),
    ] {
        assert_eq!(warnings(action, of), told, "{action}");
    }
}

#[test]
fn one_code_is_a_missing_scope_where_words_name_scopes_and_else_the_role_of_the_user() {
    let input = || json!({ "app_id": "a" });
    let failure = |message: &str| {
        let body = json!({ "code": 201, "message": message });
        invoke("list-webhook-logs", input(), [answer(401, body)])
    };
    let of_scope = failure(
        "Invalid access token, does not contain scopes:[marketplace_app:read, marketplace_app:read:admin].",
    );
    let of_role = failure("You do not have permission to access the targeted resource.");
    assert_snapshot!(of_scope + &of_role);
    for of_credential in [
        "Invalid access token.",
        "This API only supports OAuth2 for authorization.",
        "Unauthenticated users are not permitted access to the targeted resource.",
    ] {
        let script = failure(of_credential);
        assert!(script.contains("failed: unauthenticated"), "{script}");
    }
}

#[test]
fn what_an_address_answered_is_as_sensitive_as_what_it_was_sent() {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    let mut actions = manifest["actions"].as_array().unwrap().iter();
    let logs = actions.find(|it| it["id"] == "list-webhook-logs").unwrap();
    let sensitive = logs["sensitive"].as_array().unwrap();
    for member in [
        "request_headers",
        "request_body",
        "response_headers",
        "response_body",
    ] {
        let pointer = json!(format!("/webhook_logs/*/{member}"));
        assert!(sensitive.contains(&pointer), "{member}");
    }
}

#[test]
fn what_was_delivered_to_an_app_is_listed_with_what_came_of_it() {
    let log = json!({ "event": "meeting.created", "status": -1, "failed_reason_type": 1, "endpoint": "https://example.com/zoom",
        "request_body": "{}", "date_time": "2026-02-28T08:11:38Z", "request_id": "e8ca3e3c", "retry_num": "0" });
    let page = |token: &str| {
        answer(
            200,
            json!({ "webhook_logs": [log], "page_size": 300, "next_page_token": token }),
        )
    };
    let input = json!({ "app_id": "a", "from": "2026-02-27T01:00:00+01:00", "type": "1", "event": "meeting.created",
        "retry_num": 0, "all_pages": true });
    assert_snapshot!(invoke("list-webhook-logs", input, [page("t"), page("")]));
}
