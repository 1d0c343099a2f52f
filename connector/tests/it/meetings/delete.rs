//! `delete-meeting`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{invoke, no_content};

#[test]
fn a_meeting_is_deleted_and_who_is_told_is_said_outright() {
    let input = json!({
        "meeting_id": "85746065432",
        "schedule_for_reminder": false,
        "cancel_meeting_reminder": false
    });
    assert_snapshot!(invoke("delete-meeting", input, [no_content()]));
}
