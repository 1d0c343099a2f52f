//! `validate-app-manifest` and `pre-approve-app`.

use insta::assert_snapshot;
use serde_json::json;

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
