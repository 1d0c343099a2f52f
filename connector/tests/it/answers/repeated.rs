//! What was asked twice may have been done the first time.

use serde_json::{Value, json};
use zoom_connector::contract::{Exchange, Reply, Step};

use crate::answers::{ACTIONS, exchange, input};
use crate::support::{answer, begin, no_content, output, raw, resume, state};

/// Zoom does not know the meeting.
fn gone() -> Reply {
    answer(
        404,
        json!({ "code": 3001, "message": "Meeting does not exist: 1." }),
    )
}

/// Zoom does not know the one meeting of the series.
fn no_such_occurrence() -> Reply {
    answer(
        400,
        json!({ "code": 300, "message": "Invalid parameter: `occurrence_id`." }),
    )
}

fn one_of_a_series() -> Value {
    json!({ "meeting_id": 1, "occurrence_id": "1648194360000" })
}

/// The look that follows when the answer to a deletion is lost.
fn look_after_loss(input: Value) -> Exchange {
    let first = begin("delete-meeting", input).unwrap();
    let look = resume(&state(&first).unwrap(), Reply::Lost).unwrap();
    let look = exchange(&look).clone();
    assert_eq!(look.request.method, "GET");
    assert!(look.repeatable);
    look
}

/// A series with these meetings.
fn series(occurrences: Value) -> Reply {
    answer(
        200,
        json!({ "id": 1, "type": 8, "occurrences": occurrences }),
    )
}

#[test]
fn a_meeting_that_is_gone_after_a_deletion_that_zoom_failed_at_was_deleted() {
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

#[test]
fn what_does_no_more_than_once_and_answers_the_same_is_all_that_the_host_repeats_by_itself() {
    for action in ACTIONS {
        let step = crate::answers::step(action, input(action), crate::answers::seen()).unwrap();
        let exchange = exchange(&step);
        let unseen = !["POST", "DELETE"].contains(&exchange.request.method.as_str());
        assert_eq!(exchange.repeatable, unseen, "{action}");
    }
}

#[test]
fn a_meeting_that_is_gone_after_a_deletion_without_an_answer_was_deleted() {
    let look = look_after_loss(input("delete-meeting"));
    assert!(
        look.request.url.ends_with("/meetings/1"),
        "{}",
        look.request.url
    );
    let done = output(resume(&look.state, gone()));
    assert_eq!(done["meeting_id"], "1");
    assert_eq!(done["deleted"], true);
    let warning = done["warnings"][0].as_str().unwrap();
    assert!(
        warning.contains("lost") && warning.contains("gone"),
        "{warning}"
    );
}

#[test]
fn a_meeting_that_is_there_after_a_deletion_without_an_answer_was_not_deleted() {
    let look = look_after_loss(input("delete-meeting"));
    let failure = resume(&look.state, answer(200, json!({ "id": 1 }))).unwrap_err();
    assert_eq!(failure.kind, "unavailable");
    assert!(
        failure.message.contains("still there"),
        "{}",
        failure.message
    );
}

#[test]
fn where_nobody_can_look_whether_a_meeting_was_deleted_is_not_known() {
    let look = look_after_loss(input("delete-meeting"));
    let lacking = json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:[meeting:read:meeting]." });
    let failure = resume(&look.state, answer(400, lacking)).unwrap_err();
    assert_eq!(failure.kind, "unknown-outcome");
    for said in ["looked at", "does no harm"] {
        assert!(failure.message.contains(said), "{}", failure.message);
    }
    // What tells of users tells nothing of meetings.
    let nobody = json!({ "code": 1001, "message": "User does not exist: x." });
    let failure = resume(&look.state, answer(404, nobody)).unwrap_err();
    assert_eq!(failure.kind, "unknown-outcome");
}

#[test]
fn a_look_after_a_deletion_that_zoom_is_too_busy_for_is_made_again() {
    let look = look_after_loss(input("delete-meeting"));
    let again = resume(&look.state, raw(429, &[], b"{}")).unwrap();
    let again = resume(&state(&again).unwrap(), raw(503, &[], b"")).unwrap();
    assert_eq!(exchange(&again).request, look.request);
    let done = output(resume(&state(&again).unwrap(), gone()));
    assert_eq!(done["deleted"], true);
}

#[test]
fn one_meeting_of_a_series_without_an_answer_is_looked_for_among_all_of_them() {
    let look = look_after_loss(one_of_a_series());
    assert!(
        look.request
            .url
            .ends_with("/meetings/1?show_previous_occurrences=true"),
        "{}",
        look.request.url
    );
    let other = json!({ "occurrence_id": "1648280760000", "status": "available" });
    let deleted = json!({ "occurrence_id": "1648194360000", "status": "deleted" });
    let available = json!({ "occurrence_id": 1_648_194_360_000_u64, "status": "available" });
    for seen in [
        series(json!([other, deleted])),
        series(json!([other])),
        series(json!([])),
        gone(),
    ] {
        let done = output(resume(&look.state, seen));
        assert_eq!(done["occurrence_id"], "1648194360000");
        assert_eq!(done["deleted"], true);
    }
    let failure = resume(&look.state, series(json!([other, available]))).unwrap_err();
    assert_eq!(failure.kind, "unavailable");
    // It does not say: so nobody does.
    let failure = resume(&look.state, answer(200, json!({ "id": 1 }))).unwrap_err();
    assert_eq!(failure.kind, "unknown-outcome");
}

#[test]
fn one_meeting_of_a_series_that_is_gone_after_a_deletion_that_zoom_failed_at_was_deleted() {
    let first = begin("delete-meeting", one_of_a_series()).unwrap();
    let again = resume(&state(&first).unwrap(), raw(502, &[], b"")).unwrap();
    let look = resume(&state(&again).unwrap(), no_such_occurrence()).unwrap();
    assert_eq!(exchange(&look).request.method, "GET");
    let look = state(&look).unwrap();
    let done = output(resume(&look, series(json!([]))));
    assert_eq!(done["deleted"], true);
    assert!(
        done["warnings"][0].as_str().unwrap().contains("gone"),
        "{done}"
    );
    // What is there, or cannot be looked at, was refused as Zoom says.
    let there = series(json!([{ "occurrence_id": "1648194360000", "status": "available" }]));
    for reply in [there, raw(403, &[], b"{}"), answer(200, json!({ "id": 1 }))] {
        let failure = resume(&look, reply).unwrap_err();
        assert_eq!(failure.kind, "invalid-input");
        assert_eq!(failure.code.as_deref(), Some("300"));
        assert!(
            failure.message.contains("occurrence_id"),
            "{}",
            failure.message
        );
    }
    // Without a failure before, it is the input that is wrong.
    let failure = resume(&state(&first).unwrap(), no_such_occurrence()).unwrap_err();
    assert_eq!(failure.kind, "invalid-input");
    // And so it is of a whole meeting.
    let whole = begin("delete-meeting", input("delete-meeting")).unwrap();
    let again = resume(&state(&whole).unwrap(), raw(502, &[], b"")).unwrap();
    assert!(resume(&state(&again).unwrap(), no_such_occurrence()).is_err());
}

#[test]
fn a_change_that_is_refused_after_zoom_failed_at_it_may_have_been_made_and_that_is_said() {
    let input = json!({ "meeting_id": 1, "type": 2, "topic": "x" });
    let first = begin("update-meeting", input).unwrap();
    let refusal = || answer(400, json!({ "code": 300, "message": "Invalid topic." }));
    let message = |state: &[u8]| resume(state, refusal()).unwrap_err().message;
    let said = "may have been carried out";
    assert!(!message(&state(&first).unwrap()).contains(said));
    let again = resume(&state(&first).unwrap(), raw(504, &[], b"")).unwrap();
    assert!(message(&state(&again).unwrap()).contains(said));
    assert!(matches!(
        resume(&state(&again).unwrap(), no_content()),
        Ok(Step::Done(_))
    ));
}

#[test]
fn a_reply_is_lost_only_where_it_was_not_to_be_repeated() {
    for action in ACTIONS {
        let step = crate::answers::step(action, input(action), crate::answers::seen()).unwrap();
        let repeatable = exchange(&step).repeatable;
        let outcome = resume(&state(&step).unwrap(), Reply::Lost);
        let refused = matches!(&outcome, Err(failure) if failure.kind == "invalid-input");
        assert_eq!(refused, repeatable, "{action}: {outcome:?}");
    }
}
