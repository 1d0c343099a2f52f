//! `get-meeting`.

use insta::assert_snapshot;
use serde_json::json;

use super::meeting;
use crate::support::{answer, invoke};

#[test]
fn a_meeting_is_got_by_whatever_form_of_its_id() {
    for id in [
        json!(85_746_065_432_u64),
        json!("857 4606 5432"),
        json!("857-4606-5432"),
    ] {
        let input = json!({
            "meeting_id": id,
            "occurrence_id": "1648194360000",
            "show_previous_occurrences": false
        });
        assert_snapshot!(
            "get_meeting",
            invoke("get-meeting", input, [answer(200, meeting())])
        );
    }
}
