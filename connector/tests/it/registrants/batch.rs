//! `batch-add-registrants`, for more people than Zoom registers at once.

use serde_json::{Value, json};
use zoom_connector::contract::{Reply, Step};

use crate::support::{answer, begin, output, resume, state};

fn people(count: usize) -> Vec<Value> {
    (0..count)
        .map(|n| json!({ "email": format!("p{n}@example.com"), "first_name": "P" }))
        .collect()
}

/// How many people each request has.
fn sent(step: &Step) -> usize {
    let Step::Send(exchange) = step else {
        panic!("{step:?}")
    };
    let body: Value = serde_json::from_slice(exchange.request.body.as_deref().unwrap()).unwrap();
    assert_eq!(body["auto_approve"], true);
    assert!(!exchange.repeatable);
    body["registrants"].as_array().unwrap().len()
}

fn registered(id: &str) -> Reply {
    answer(
        201,
        json!({ "registrants": [{ "email": "p@example.com", "registrant_id": id }] }),
    )
}

fn started(count: usize) -> Step {
    let input = json!({ "meeting_id": 1, "auto_approve": true, "registrants": people(count) });
    begin("batch-add-registrants", input).unwrap()
}

#[test]
fn many_people_are_registered_thirty_at_a_time() {
    let mut step = started(61);
    for (size, id) in [(30, "a"), (30, "b")] {
        assert_eq!(sent(&step), size);
        step = resume(&state(&step).unwrap(), registered(id)).unwrap();
    }
    assert_eq!(sent(&step), 1);
    let told = output(resume(&state(&step).unwrap(), registered("c")));
    let ids: Vec<_> = told["registrants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["registrant_id"])
        .collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert!(
        told.get("not_registered").is_none() && told.get("warnings").is_none(),
        "{told}"
    );
}

#[test]
fn those_registered_before_a_failure_are_told_and_so_are_the_others() {
    let full = || {
        answer(
            400,
            json!({ "code": 3043, "message": "Meeting has reached maximum attendee capacity." }),
        )
    };
    for failure in [full(), Reply::Lost] {
        let step = started(31);
        let step = resume(&state(&step).unwrap(), registered("a")).unwrap();
        let told = output(resume(&state(&step).unwrap(), failure));
        assert_eq!(told["registrants"][0]["registrant_id"], "a");
        assert_eq!(told["not_registered"], json!(["p30@example.com"]));
        assert!(
            told["reason"].is_string() && told["warnings"].is_array(),
            "{told}"
        );
    }
    // Where nobody was registered, it is a failure.
    let failure = resume(&state(&started(31)).unwrap(), full()).unwrap_err();
    assert_eq!(failure.kind, "conflict");
    let failure = resume(&state(&started(31)).unwrap(), Reply::Lost).unwrap_err();
    assert_eq!(failure.kind, "unknown-outcome");
}
