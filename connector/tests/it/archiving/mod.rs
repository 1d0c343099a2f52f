//! Archives.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{answer, invoke};

fn archive() -> Value {
    json!({ "id": 1, "uuid": "a/b==", "account_name": "Example", "host_id": "h", "topic": "Weekly review", "type": 2,
        "meeting_type": "internal", "start_time": "2026-02-15T01:00:00Z", "timezone": "UTC", "duration": 1, "duration_in_second": 30,
        "is_breakout_room": false, "status": "completed", "complete_time": "2026-02-15T01:40:00Z", "recording_count": 1, "total_size": 3,
        "archive_files": [{ "id": "f", "file_type": "TRANSCRIPT", "file_extension": "VTT", "file_size": 3, "status": "completed",
            "recording_type": "audio_transcript", "individual": true, "participant_email": "anna@example.com",
            "participant_join_time": "", "participant_leave_time": "", "encryption_fingerprint": "x", "storage_location": "EU",
            "auto_delete": false, "download_url": "https://us02web.zoom.us/rec/archive/download/x" }] })
}

#[test]
fn archives_are_listed_and_one_is_got() {
    let page = json!({ "from": "2026-02-14T00:00:00Z", "to": "2026-02-20T00:00:00Z", "meetings": [archive()], "page_size": 30,
        "total_records": 1, "next_page_token": "" });
    let input = json!({ "from": "2026-02-14T00:00:00Z", "to": "2026-02-20T00:00:00Z", "query_date_type": "archive_complete_time",
        "group_ids": "g,h" });
    let list = invoke("list-archive-files", input, [answer(200, page)]);
    assert_snapshot!(
        list + &invoke(
            "get-archived-files",
            json!({ "meeting_id": "a//b==" }),
            [answer(200, archive())]
        )
    );
}
