//! `list-user-summaries`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke};

fn days() -> Value {
    json!({ "from": "2026-02-01", "to": "2026-02-07" })
}

fn meetings(ids: &[u64], next: &str) -> Reply {
    let list: Vec<Value> = ids
        .iter()
        .map(|id| json!({ "id": id, "topic": "Review" }))
        .collect();
    answer(200, json!({ "meetings": list, "next_page_token": next }))
}

fn instances(uuids: &[&str]) -> Reply {
    let list: Vec<Value> = uuids
        .iter()
        .map(|uuid| json!({ "uuid": uuid, "start_time": "2026-02-03T01:00:00Z" }))
        .collect();
    answer(200, json!({ "meetings": list }))
}

fn summary(uuid: &str) -> Reply {
    answer(
        200,
        json!({ "meeting_id": 1, "meeting_uuid": uuid, "meeting_topic": "Review", "summary_content": "## Recap\n\nAll went well." }),
    )
}

fn none() -> Reply {
    answer(
        404,
        json!({ "code": 3001, "message": "Meeting does not exist." }),
    )
}

#[test]
fn the_summary_of_each_time_that_a_meeting_took_place_is_told() {
    let replies = [
        meetings(&[1, 1], "second"),
        instances(&["a==", "/b=="]),
        summary("a=="),
        // Once more, with the id encoded in the other way.
        none(),
        none(),
        meetings(&[1, 2], ""),
        instances(&[]),
    ];
    assert_snapshot!(invoke("list-user-summaries", days(), replies));
}

#[test]
fn it_stops_at_as_many_as_are_wanted() {
    let mut input = days();
    input["max_items"] = 1.into();
    let script = invoke(
        "list-user-summaries",
        input,
        [
            meetings(&[1], ""),
            instances(&["a==", "b=="]),
            summary("a=="),
        ],
    );
    assert!(script.contains("\"has_more\": true"), "{script}");
}

#[test]
fn what_is_kept_back_of_one_hides_no_other_and_a_missing_scope_is_a_failure() {
    let kept_back = answer(403, json!({ "code": 2305, "message": "No permission." }));
    let replies = [
        meetings(&[1], ""),
        instances(&["a==", "b=="]),
        kept_back,
        summary("b=="),
    ];
    let script = invoke("list-user-summaries", days(), replies);
    assert!(
        script.contains("\"meeting_id\": \"a==\"") && script.contains("All went well."),
        "{script}"
    );
    let lacking = answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[meeting:read:summary]." }),
    );
    let script = invoke(
        "list-user-summaries",
        days(),
        [meetings(&[1], ""), instances(&["a=="]), lacking],
    );
    assert!(script.contains("failed: missing-scope"), "{script}");
    let wrong = json!({ "from": "2026-02-07", "to": "2026-02-01" });
    assert!(invoke("list-user-summaries", wrong, []).contains("must not be after"));
}
