//! `create-invite-links`.

use insta::assert_snapshot;
use serde_json::json;
use zoom_connector::contract::Reply;

use crate::support::{answer, begin, invoke, resume, state};

#[test]
fn each_person_gets_a_link() {
    let links = json!({ "attendees": [{ "name": "Anna", "join_url": "https://us02web.zoom.us/w/1?tk=a" }] });
    let input = json!({ "meeting_id": 85_746_065_432_u64, "ttl": 0,
        "attendees": [{ "name": " Anna ", "disable_video": "true" }] });
    assert_snapshot!(invoke("create-invite-links", input, [answer(201, links)]));
}

#[test]
fn what_zoom_does_not_say_of_a_life_of_nought_is_not_made_up() {
    let input = json!({ "meeting_id": 1, "ttl": 0, "attendees": [{ "name": "Anna" }] });
    let script = invoke("create-invite-links", input, []);
    assert!(script.contains("\"ttl\": 0"), "{script}");
    assert!(
        script.contains("Zoom does not say for how long"),
        "{script}"
    );
}

#[test]
fn what_zoom_refuses_is_named() {
    let input = json!({ "meeting_id": 1, "ttl": 7_776_001, "attendees": [{ "name": "" }, { "name": "x".repeat(65) }, {}] });
    assert_snapshot!(invoke("create-invite-links", input, []));
    assert_snapshot!(invoke(
        "create-invite-links",
        json!({ "meeting_id": 1, "attendees": [] }),
        []
    ));
    let many = vec![json!({ "name": "x" }); 501];
    let script = invoke(
        "create-invite-links",
        json!({ "meeting_id": 1, "attendees": many }),
        [],
    );
    assert!(script.contains("at most 500 entries, not 501"), "{script}");
}

#[test]
fn links_whose_answer_is_lost_are_not_made_again() {
    let input = json!({ "meeting_id": 1, "attendees": [{ "name": "Anna" }] });
    let step = begin("create-invite-links", input).unwrap();
    let failure = resume(&state(&step).unwrap(), Reply::Lost).unwrap_err();
    assert_eq!(failure.kind, "unknown-outcome");
}
