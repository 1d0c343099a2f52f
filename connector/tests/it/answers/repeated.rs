//! What was asked twice may have been done the first time.

use serde_json::json;

use crate::answers::input;
use crate::support::{answer, begin, output, raw, resume, state};

#[test]
fn a_meeting_that_is_gone_after_a_deletion_that_zoom_failed_at_was_deleted() {
    let gone = || {
        answer(
            404,
            json!({ "code": 3001, "message": "Meeting does not exist: 1." }),
        )
    };
    let first = begin("delete-meeting", input("delete-meeting")).unwrap();
    let again = resume(&state(&first).unwrap(), raw(502, &[], b"")).unwrap();
    let done = output(resume(&state(&again).unwrap(), gone()));
    assert_eq!(done["deleted"], true);
    assert!(
        done["warnings"][0].as_str().unwrap().contains("gone"),
        "{done}"
    );
    // Without a failure before, it was not there.
    assert_eq!(
        resume(&state(&first).unwrap(), gone()).unwrap_err().kind,
        "not-found"
    );
}

#[test]
fn a_deletion_that_only_came_too_soon_was_not_made() {
    let gone = || answer(404, json!({ "code": 3001 }));
    let first = begin("delete-meeting", input("delete-meeting")).unwrap();
    let again = resume(&state(&first).unwrap(), raw(429, &[], b"{}")).unwrap();
    assert_eq!(
        resume(&state(&again).unwrap(), gone()).unwrap_err().kind,
        "not-found"
    );
}

#[test]
fn a_deletion_that_failed_and_then_came_too_soon_may_have_been_made() {
    let first = begin("delete-meeting", input("delete-meeting")).unwrap();
    let again = resume(&state(&first).unwrap(), raw(500, &[], b"")).unwrap();
    let again = resume(&state(&again).unwrap(), raw(429, &[], b"{}")).unwrap();
    let done = output(resume(
        &state(&again).unwrap(),
        answer(404, json!({ "code": 3001 })),
    ));
    assert_eq!(done["deleted"], true);
}

#[test]
fn what_is_not_there_to_be_changed_or_read_is_not_found_whatever_was_before() {
    for action in ["get-meeting", "update-meeting"] {
        let first = begin(action, input(action)).unwrap();
        let again = resume(&state(&first).unwrap(), raw(500, &[], b"")).unwrap();
        let failure = resume(
            &state(&again).unwrap(),
            answer(404, json!({ "code": 3001 })),
        )
        .unwrap_err();
        assert_eq!(failure.kind, "not-found", "{action}");
    }
}
