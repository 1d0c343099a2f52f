//! `delete-meeting-recordings`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{invoke, no_content};

#[test]
fn a_recording_goes_into_the_trash_or_away_for_good() {
    let input = json!({ "meeting_id": "/ajXp112QmuoKj4854875==" });
    assert_snapshot!(invoke("delete-meeting-recordings", input, [no_content()]));
    let input = json!({ "meeting_id": "6840331990", "action": "Delete" });
    assert_snapshot!(invoke("delete-meeting-recordings", input, [no_content()]));
}
