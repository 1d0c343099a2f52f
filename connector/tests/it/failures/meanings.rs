//! What statuses and codes mean.

use insta::assert_snapshot;
use serde_json::json;

use super::{failure, told};
use crate::support::{answer, raw};

#[test]
fn each_status_and_code_has_its_kind_at_each_endpoint() {
    let cases = [
        ("create-meeting", 401, 124, "unauthenticated"),
        ("create-meeting", 400, 124, "unauthenticated"),
        ("create-meeting", 401, 4741, "unauthenticated"),
        ("create-meeting", 400, 4711, "missing-scope"),
        ("create-meeting", 401, 4700, "missing-scope"),
        ("create-meeting", 404, 1001, "not-found"),
        ("create-meeting", 400, 1120, "conflict"),
        ("create-meeting", 400, 300, "invalid-input"),
        ("create-meeting", 400, 3000, "refused"),
        ("create-meeting", 400, 3161, "forbidden"),
        ("create-meeting", 400, 99_999, "refused"),
        ("get-meeting", 404, 3001, "not-found"),
        ("get-meeting", 400, 3000, "refused"),
        ("update-meeting", 404, 3001, "not-found"),
        ("update-meeting", 403, 1, "forbidden"),
        ("update-meeting", 409, 1, "conflict"),
        ("delete-meeting", 400, 300, "invalid-input"),
        ("delete-meeting", 400, 3018, "conflict"),
        ("delete-meeting", 400, 3037, "conflict"),
        ("list-meetings", 403, 2306, "forbidden"),
        ("list-meetings", 400, 300, "invalid-input"),
        ("list-recordings", 404, 1001, "not-found"),
        ("list-recordings", 400, 200, "forbidden"),
        ("get-meeting-recordings", 404, 3301, "not-found"),
        ("get-meeting-recordings", 400, 1010, "not-found"),
        ("get-meeting-recordings", 401, 1010, "not-found"),
        ("download-recording", 404, 3301, "not-found"),
        ("get-meeting", 404, 64_041, "unexpected-response"),
        ("get-meeting", 418, 0, "refused"),
    ];
    for (action, status, code, kind) in cases {
        let failure = failure(
            action,
            answer(status, json!({ "code": code, "message": "nein" })),
        );
        assert_eq!(failure.kind, kind, "{action} {status} {code}");
        assert_eq!(failure.status, Some(status));
        assert_eq!(failure.code, Some(code.to_string()));
        assert_eq!(
            failure.tracking_id.as_deref(),
            Some("v=2.0;clid=us02;rid=WEB_1")
        );
    }
}

#[test]
fn a_code_means_what_it_means_at_its_endpoint() {
    let message = |action| failure(action, answer(400, json!({ "code": 300 }))).message;
    assert_snapshot!(message("delete-meeting"));
    assert_snapshot!(message("list-meetings"));
    assert_snapshot!(message("create-meeting"));
}

#[test]
fn fields_that_zoom_refuses_are_named() {
    let body = json!({ "code": 300, "message": "Validation Failed.",
        "errors": [{ "field": "settings.alternative_hosts", "message": "Invalid field." }] });
    assert_snapshot!(told("create-meeting", [answer(400, body)]));
}

#[test]
fn a_redirect_that_leads_nowhere_is_unexpected() {
    assert_eq!(
        failure("get-meeting", raw(302, &[], b"")).kind,
        "unexpected-response"
    );
}

#[test]
fn a_status_that_http_does_not_have_is_no_answer() {
    for status in [0, 1, 99] {
        let failure = failure("get-meeting", raw(status, &[], b"{}"));
        assert_eq!(failure.kind, "unexpected-response", "{status}");
    }
}

#[test]
fn a_list_without_its_list_is_unexpected() {
    let failure = failure("list-meetings", answer(200, json!({ "meetings": {} })));
    assert_eq!(failure.kind, "unexpected-response");
}
