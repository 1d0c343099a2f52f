//! `list-schedulers`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

#[test]
fn those_whom_a_user_may_schedule_for_are_listed_whole() {
    let schedulers = json!({ "schedulers": [{ "id": "b", "email": "professor@example.com", "pmi": 5_550_100_002_u64 }] });
    assert_snapshot!(invoke(
        "list-schedulers",
        json!({}),
        [answer(200, schedulers)]
    ));
    let none = invoke(
        "list-schedulers",
        json!({ "user_id": "a" }),
        [answer(200, json!({ "schedulers": [] }))],
    );
    assert!(none.contains("\"has_more\": false"), "{none}");
}
