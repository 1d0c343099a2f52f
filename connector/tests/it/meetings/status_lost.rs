//! What `end-meeting` and `recover-meeting` do when Zoom's answer is lost, or when Zoom fails at first and
//! refuses it then.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, begin, invoke, lost, raw, refused_again, resume, state};

fn one() -> Value {
    json!({ "meeting_id": "85746065432" })
}

/// Zoom does not know it, or it does not go on.
fn none() -> Reply {
    answer(
        404,
        json!({ "code": 3001, "message": "Meeting does not exist: 85746065432." }),
    )
}

/// The latest instance that is over. The call begins at 12:00:00.
fn ended(at: &str) -> Reply {
    answer(
        200,
        json!({ "id": 85_746_065_432_u64, "uuid": "a==", "end_time": at }),
    )
}

fn meeting(status: &str) -> Reply {
    answer(200, json!({ "id": 85_746_065_432_u64, "status": status }))
}

fn not_allowed() -> Reply {
    let message = "Invalid access token, does not contain scopes:[meeting:read:meeting].";
    answer(400, json!({ "code": 4711, "message": message }))
}

#[test]
fn a_meeting_of_which_an_instance_has_ended_since_was_ended() {
    assert_snapshot!(lost("end-meeting", one(), [ended("2026-03-01T12:00:01Z")]));
}

#[test]
fn a_meeting_that_goes_on_was_not_ended() {
    let replies = [ended("2026-02-22T12:00:00Z"), meeting("started")];
    assert_snapshot!(lost("end-meeting", one(), replies));
}

#[test]
fn of_a_meeting_that_does_not_go_on_and_may_not_have_it_is_not_known_whether_it_was_ended() {
    for past in [
        none(),
        ended("2026-03-01T11:59:57Z"),
        ended("2026-03-01T12:00:04Z"),
        not_allowed(),
    ] {
        let script = lost("end-meeting", one(), [past, meeting("waiting")]);
        assert!(script.contains("failed: unknown-outcome"), "{script}");
        assert!(
            script.contains("may not have gone on before either"),
            "{script}"
        );
    }
    let script = lost("end-meeting", one(), [none(), not_allowed()]);
    assert!(script.contains("failed: unknown-outcome"), "{script}");
    assert!(script.contains("could not be looked at"), "{script}");
}

#[test]
fn a_meeting_that_can_not_be_ended_after_zoom_failed_at_it_may_have_been_ended_by_that() {
    let again = |replies: Vec<Reply>| refused_again("end-meeting", one(), none(), replies);
    assert_snapshot!(again(vec![ended("2026-03-01T12:00:01Z")]));
    assert_snapshot!(again(vec![none(), meeting("waiting")]));
    let goes_on = again(vec![none(), meeting("started")]);
    assert!(goes_on.contains("failed: not-found"), "{goes_on}");
    assert!(!goes_on.contains("may have been carried out"), "{goes_on}");
}

#[test]
fn what_zoom_refuses_the_first_time_is_refused_and_nothing_is_looked_at() {
    for action in ["end-meeting", "recover-meeting"] {
        let script = invoke(action, one(), [none()]);
        assert!(script.contains("failed: not-found"), "{action}: {script}");
        // Nor is what only came too soon before.
        let script = invoke(action, one(), [raw(429, &[], b"{}"), none()]);
        assert!(script.contains("failed: not-found"), "{action}: {script}");
    }
}

#[test]
fn what_a_refusal_says_of_other_things_is_not_doubted() {
    for action in ["end-meeting", "recover-meeting"] {
        let first = begin(action, one()).unwrap();
        let again = resume(&state(&first).unwrap(), raw(502, &[], b"")).unwrap();
        let failure = resume(&state(&again).unwrap(), not_allowed()).unwrap_err();
        assert_eq!(failure.kind, "missing-scope", "{action}");
    }
}

#[test]
fn a_meeting_that_is_there_was_recovered_or_not_deleted() {
    assert_snapshot!(lost("recover-meeting", one(), [meeting("waiting")]));
    assert_snapshot!(refused_again(
        "recover-meeting",
        one(),
        none(),
        [meeting("waiting")]
    ));
}

#[test]
fn a_meeting_that_is_not_there_was_not_recovered() {
    assert_snapshot!(lost("recover-meeting", one(), [none()]));
    let script = refused_again("recover-meeting", one(), none(), [none()]);
    assert!(script.contains("failed: not-found"), "{script}");
    let script = lost("recover-meeting", one(), [not_allowed()]);
    assert!(script.contains("failed: unknown-outcome"), "{script}");
}
