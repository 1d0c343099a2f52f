//! The actions on meetings: what is sent, and what comes out.

mod alternative_hosts;
mod create;
mod create_invite_links;
mod definition;
mod delete;
mod find;
mod get;
mod get_invitation;
mod list;
mod pick_host;
mod planned;
mod recovery;
mod requests;
mod reschedule;
mod status;
mod status_lost;
mod surveys;
mod update;

use serde_json::{Value, json};

/// A meeting as Zoom has been seen to answer it, quirks included.
pub(crate) fn meeting() -> Value {
    json!({
        "uuid": "JiiwKxyz+KA==",
        "id": 86_220_627_999_u64,
        "host_id": "8SCtMbX32Q",
        "host_email": "host@example.com",
        "topic": "Sample Meeting",
        "type": 2,
        "status": "waiting",
        "start_time": "2026-09-15T01:00:00Z",
        "duration": 30,
        "timezone": "Asia/Tokyo",
        "created_at": "2026-03-01T12:00:00Z",
        "start_url": "https://us06web.zoom.us/s/86220627999?zak=example",
        "join_url": "https://us06web.zoom.us/j/86220627999?pwd=example",
        "pmi": 1_234_567_890,
        "password": "216899",
        "occurrences": [{ "occurrence_id": "1648194360000", "start_time": "", "status": "moved" }],
        "settings": { "jbh_time": 0, "audio": "quadraphonic", "brand_new_setting": { "on": true } },
        "brand_new_member": [1, 2, 3]
    })
}
