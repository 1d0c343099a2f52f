//! What each documented error comes to that a caller can act on: by action, HTTP status and Zoom's
//! code.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Failure;

use crate::support::{answer, begin, resume, state};

fn failure(action: &str, status: u16, code: i64, message: &str) -> Failure {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    let mut actions = manifest["actions"].as_array().unwrap().iter();
    let known = actions.find(|known| known["id"] == action).unwrap();
    let step = begin(action, known["sample"]["input"].clone()).unwrap();
    let error = json!({ "code": code, "message": message });
    resume(&state(&step).unwrap(), answer(status, error)).unwrap_err()
}

#[test]
fn each_documented_error_is_the_failure_that_a_caller_can_act_on() {
    let mut told = String::new();
    for (action, status, code, kind) in [
        ("get-meeting-invitation", 404, 3001, "not-found"),
        ("get-meeting-invitation", 400, 3161, "forbidden"),
        ("create-invite-links", 400, 300, "invalid-input"),
        ("create-invite-links", 400, 3000, "refused"),
        ("create-invite-links", 400, 3161, "forbidden"),
        ("create-invite-links", 404, 3001, "not-found"),
        ("list-registrants", 400, 300, "invalid-input"),
        ("list-registrants", 400, 3000, "refused"),
        ("list-registrants", 400, 3161, "forbidden"),
        ("list-registrants", 404, 3001, "not-found"),
        ("end-meeting", 400, 3063, "refused"),
        ("end-meeting", 404, 3001, "not-found"),
        ("recover-meeting", 404, 3001, "not-found"),
        ("list-meeting-polls", 400, 4400, "forbidden"),
        ("create-meeting-poll", 400, 4400, "forbidden"),
        ("create-meeting-poll", 404, 404, "not-found"),
        ("create-meeting-polls", 400, 300, "invalid-input"),
        ("update-meeting-poll", 404, 404, "not-found"),
        ("update-meeting-poll", 404, 3001, "not-found"),
        ("delete-meeting-poll", 404, 404, "not-found"),
        ("add-registrant", 400, 3000, "refused"),
        ("add-registrant", 400, 3027, "refused"),
        ("add-registrant", 400, 3038, "conflict"),
        ("add-registrant", 400, 3043, "conflict"),
        ("add-registrant", 404, 1001, "not-found"),
        ("batch-add-registrants", 400, 303, "refused"),
        ("batch-add-registrants", 400, 404, "refused"),
        ("batch-add-registrants", 400, 3038, "conflict"),
        ("batch-add-registrants", 400, 3043, "conflict"),
        ("update-registrant-status", 400, 3000, "refused"),
        ("delete-registrant", 400, 200, "forbidden"),
        ("delete-registrant", 400, 300, "invalid-input"),
        ("get-registration-questions", 404, 3001, "not-found"),
        ("update-registration-questions", 404, 3001, "not-found"),
        ("get-past-meeting", 400, 200, "forbidden"),
        ("get-past-meeting", 400, 12702, "invalid-input"),
        ("get-past-meeting", 404, 3001, "not-found"),
        ("list-past-participants", 400, 200, "forbidden"),
        ("list-past-participants", 404, 3001, "not-found"),
        ("list-past-qa", 401, 1010, "not-found"),
        ("list-past-qa", 404, 3001, "not-found"),
        ("list-past-polls", 400, 12702, "invalid-input"),
        ("get-meeting-summary", 400, 200, "forbidden"),
        ("get-meeting-summary", 403, 2305, "forbidden"),
        ("get-meeting-summary", 404, 3001, "not-found"),
        ("list-meeting-summaries", 400, 3000, "refused"),
        ("list-meeting-summaries", 403, 2305, "forbidden"),
        ("delete-meeting-summary", 400, 2313, "refused"),
        ("delete-meeting-summary", 403, 2305, "forbidden"),
        ("get-meeting-transcript", 404, 3322, "not-found"),
        ("delete-meeting-transcript", 404, 3322, "not-found"),
        ("list-past-instances", 404, 3001, "not-found"),
        ("get-recording-link", 400, 1010, "not-found"),
        ("get-recording-link", 404, 3301, "not-found"),
        ("delete-meeting-recordings", 400, 1010, "not-found"),
        ("delete-meeting-recordings", 400, 3303, "conflict"),
        ("delete-meeting-recordings", 400, 3310, "conflict"),
        ("delete-meeting-recordings", 400, 3332, "conflict"),
        ("delete-meeting-recordings", 404, 1001, "not-found"),
        ("delete-meeting-recordings", 404, 3301, "not-found"),
        ("delete-recording-file", 400, 3303, "conflict"),
        ("delete-recording-file", 400, 3310, "conflict"),
        ("delete-recording-file", 404, 3301, "not-found"),
        ("recover-recordings", 400, 3309, "plan-required"),
        ("recover-recordings", 404, 3301, "not-found"),
        ("recover-recording-file", 400, 3309, "plan-required"),
        ("recover-recording-file", 404, 3301, "not-found"),
        ("get-recording-settings", 404, 3301, "not-found"),
        ("update-recording-settings", 404, 3301, "not-found"),
        ("list-recording-registrants", 404, 3301, "not-found"),
        ("report-meeting-participants", 400, 200, "forbidden"),
        ("report-meeting-participants", 400, 1010, "not-found"),
        ("report-meeting-participants", 400, 12702, "invalid-input"),
        ("report-meeting-participants", 404, 3001, "not-found"),
        ("report-user-meetings", 400, 200, "forbidden"),
        ("report-user-meetings", 400, 300, "invalid-input"),
        ("report-user-meetings", 404, 1001, "not-found"),
        ("report-active-hosts", 400, 200, "forbidden"),
        ("get-current-user", 401, 124, "unauthenticated"),
        ("get-user", 400, 1120, "conflict"),
        ("get-user", 404, 1001, "not-found"),
        ("list-users", 400, 124, "unauthenticated"),
        ("list-users", 400, 300, "invalid-input"),
        ("list-users", 400, 2300, "forbidden"),
        ("list-users", 403, 1, "forbidden"),
        ("update-user", 400, 200, "forbidden"),
        ("update-user", 400, 300, "invalid-input"),
        ("update-user", 400, 1108, "forbidden"),
        ("update-user", 400, 1109, "plan-required"),
        ("update-user", 400, 1120, "conflict"),
        ("update-user", 400, 2033, "plan-required"),
        ("update-user", 400, 2034, "plan-required"),
        ("update-user", 400, 2038, "plan-required"),
        ("update-user", 400, 2039, "plan-required"),
        ("update-user", 400, 3412, "plan-required"),
        ("update-user", 400, 4100, "conflict"),
        ("update-user", 404, 1001, "not-found"),
        ("update-user", 404, 1102, "plan-required"),
        ("list-schedulers", 404, 1001, "not-found"),
        ("get-user-settings", 400, 1120, "conflict"),
        ("get-user-settings", 404, 1001, "not-found"),
        ("get-user-token", 400, 124, "unauthenticated"),
        ("get-user-token", 400, 2300, "forbidden"),
        ("get-user-token", 404, 1001, "not-found"),
        ("http-request", 400, 300, "invalid-input"),
        ("http-request", 404, 64041, "not-found"),
    ] {
        let failure = failure(action, status, code, "nein");
        assert_eq!(failure.kind, kind, "{action} {status} {code}");
        assert_eq!(failure.code, Some(code.to_string()));
        told += &format!("{status}/{code} {}\n", failure.message);
    }
    assert_snapshot!(told);
}

#[test]
fn what_takes_a_paid_plan_says_so() {
    let failure = failure(
        "report-user-meetings",
        400,
        200,
        "This is only available for paid account: a.",
    );
    assert_eq!(failure.kind, "plan-required");
    for (action, message) in [
        ("delete-registrant", "Only available for paid users: u."),
        ("get-past-meeting", "Only available for paid account: a."),
        ("get-meeting-summary", "Only available for Paid account."),
    ] {
        let failure = self::failure(action, 400, 200, message);
        assert_eq!(failure.kind, "plan-required", "{action}");
    }
}
