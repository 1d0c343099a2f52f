//! `delete-meeting-recordings`.

use insta::assert_snapshot;
use serde_json::json;

use zoom_connector::contract::Reply;

use crate::support::{begin, invoke, no_content, raw, resume, state};

#[test]
fn a_recording_goes_into_the_trash_or_away_for_good() {
    let input = json!({ "meeting_id": "/ajXp112QmuoKj4854875==" });
    assert_snapshot!(invoke("delete-meeting-recordings", input, [no_content()]));
    let input = json!({ "meeting_id": "6840331990", "action": "Delete" });
    assert_snapshot!(invoke("delete-meeting-recordings", input, [no_content()]));
}

#[test]
fn a_deletion_without_an_answer_is_not_made_again_since_a_number_may_stand_for_the_one_before() {
    for reply in [raw(502, &[], b""), Reply::Lost] {
        let step = begin(
            "delete-meeting-recordings",
            json!({ "meeting_id": 6840331990_u64 }),
        );
        let failure = resume(&state(&step.unwrap()).unwrap(), reply).unwrap_err();
        let message = failure.message.to_lowercase();
        assert!(
            message.contains("look before starting it again"),
            "{message}"
        );
    }
}
