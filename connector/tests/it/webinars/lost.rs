//! What `end-webinar` does when Zoom's answer is lost, or when Zoom fails at first and refuses it then.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke, lost, refused_again};

fn one() -> Value {
    json!({ "webinar_id": "95204914252" })
}

fn none() -> Reply {
    answer(
        404,
        json!({ "code": 3001, "message": "Webinar does not exist: 95204914252." }),
    )
}

/// The report of the latest instance. The call begins at 12:00:00.
fn ended(at: &str) -> Reply {
    answer(
        200,
        json!({ "id": 95_204_914_252_u64, "uuid": "a==", "end_time": at }),
    )
}

#[test]
fn a_webinar_that_has_ended_since_was_ended() {
    assert_snapshot!(lost("end-webinar", one(), [ended("2026-03-01T12:00:01Z")]));
    let replies = [ended("2026-03-01T12:00:01Z")];
    let script = refused_again("end-webinar", one(), none(), replies);
    assert!(script.contains("\"ended\": true"), "{script}");
}

#[test]
fn of_a_webinar_whose_report_does_not_tell_it_is_not_known_whether_it_was_ended() {
    assert_snapshot!(lost("end-webinar", one(), [ended("2026-02-22T12:00:00Z")]));
    assert_snapshot!(lost("end-webinar", one(), [none()]));
    let script = refused_again("end-webinar", one(), none(), [none()]);
    assert!(script.contains("failed: not-found"), "{script}");
    assert!(script.contains("may have been carried out"), "{script}");
}

#[test]
fn a_webinar_that_does_not_go_on_the_first_time_is_not_found() {
    let script = invoke("end-webinar", one(), [none()]);
    assert!(script.contains("failed: not-found"), "{script}");
}
