//! `get-meeting-recordings`.

use insta::assert_snapshot;
use serde_json::json;

use super::{files, recording};
use crate::support::{answer, invoke};

#[test]
fn recordings_are_got_by_uuid_with_ids_and_types_made_uniform() {
    let input = json!({ "meeting_id": "/ajXp112QmuoKj4854875==", "include_fields": "download_access_token", "ttl": 0 });
    assert_snapshot!(invoke(
        "get-meeting-recordings",
        input,
        [answer(200, recording(&files()))]
    ));
}
