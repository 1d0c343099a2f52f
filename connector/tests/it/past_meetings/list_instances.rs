//! `list-past-instances`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{self, answer, begin, invoke, resume, state};

#[test]
fn each_time_that_a_meeting_took_place_is_listed_with_its_uuid() {
    let meetings = json!({ "meetings": [
        { "uuid": "/aDYlohsHRtCd4ii1uC2+hA==", "start_time": "2026-02-15T01:00:00Z" },
        { "uuid": "LBbrAvzKQYyZ4fLCF1rKCA==", "start_time": "2026-02-08T01:00:00Z" }
    ] });
    let input = json!({ "meeting_id": "https://us02web.zoom.us/j/85746065432?pwd=x",
        "from": "2026-02-01T00:00:00Z", "to": "2026-02-28" });
    assert_snapshot!(invoke(
        "list-past-instances",
        input,
        [answer(200, meetings)]
    ));
}

#[test]
fn an_empty_list_says_that_zoom_forgets() {
    let step = begin("list-past-instances", json!({ "meeting_id": 1 })).unwrap();
    let output = support::output(resume(
        &state(&step).unwrap(),
        answer(200, json!({ "meetings": [] })),
    ));
    let warnings = output["warnings"].to_string();
    assert!(warnings.contains("15 months"), "{warnings}");
}

#[test]
fn a_day_alone_is_sent_and_said_to_be_ignored() {
    let script = invoke(
        "list-past-instances",
        json!({ "meeting_id": 1, "from": "2026-02-01" }),
        [],
    );
    assert!(script.contains("?from=2026-02-01"), "{script}");
    assert!(script.contains("ignores `from` without `to`"), "{script}");
    let script = invoke(
        "list-past-instances",
        json!({ "meeting_id": 1, "from": "2026-02-02", "to": "2026-02-01" }),
        [],
    );
    assert!(script.contains("must not be after `to`"), "{script}");
}
