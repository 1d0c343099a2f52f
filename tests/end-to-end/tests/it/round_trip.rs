//! What a get answers, a change and a new meeting take back: tried with all sorts of meetings that
//! the local Zoom makes.

use end_to_end::{App, Stage};
use serde_json::{Value, json};

/// Inputs of meetings of all sorts.
fn meetings() -> Vec<Value> {
    let start = "2038-01-12T10:00:00Z";
    let series = |recurrence: Value| json!({ "topic": "Series", "type": 8, "start_time": start, "duration": 30, "recurrence": recurrence });
    vec![
        json!({ "topic": "Plain", "start_time": start }),
        json!({ "topic": "At once", "type": 1 }),
        json!({ "topic": "At any time", "type": 3 }),
        json!({ "topic": "Mine", "start_time": start, "settings": { "use_pmi": true } }),
        json!({ "topic": "With registration", "start_time": start, "timezone": "Asia/Tokyo",
            "settings": { "approval_type": 1, "registrants_email_notification": true } }),
        json!({ "topic": "With all sorts of settings", "start_time": start, "agenda": "a",
            "settings": {
                "waiting_room": true, "jbh_time": 5, "audio": "voip", "auto_recording": "cloud",
                "meeting_invitees": [{ "email": "anna@example.com" }],
                "authentication_exception": [{ "email": "anna@example.com", "name": "Anna" }],
                "breakout_room": { "enable": true, "rooms": [{ "name": "A", "participants": ["anna@example.com"] }] },
                "continuous_meeting_chat": { "enable": true }
            } }),
        series(json!({ "type": 1, "repeat_interval": 2, "end_times": 5 })),
        series(json!({ "type": 2, "weekly_days": "2,4", "end_date_time": "2038-03-01T00:00:00Z" })),
        series(json!({ "type": 3, "monthly_week": -1, "monthly_week_day": 2, "end_times": 4 })),
    ]
}

#[tokio::test]
async fn every_answer_of_get_is_taken_by_update_and_by_create() {
    let stage = Stage::connected(App::UserGranular).await;
    for input in meetings() {
        let topic = input["topic"].clone();
        let made = stage.invoke("create-meeting", &input).await.done().json();
        let asked = json!({ "meeting_id": made["id"] });
        let got = stage.invoke("get-meeting", &asked).await.done().json();

        let mut change = got.clone();
        change["meeting_id"] = got["id"].clone();
        change["topic"] = format!("{topic}, changed").into();
        // An instant meeting, or one at any time, tells of a start that was.
        change["allow_past_start"] = true.into();
        let changed = stage.invoke("update-meeting", &change).await.done().json();
        let sent = changed["updated_fields"].as_array().expect("a list");
        assert!(!sent.contains(&"recurrence".into()), "{changed}");
        let now = stage.invoke("get-meeting", &asked).await.done().json();
        assert_eq!(now["recurrence"], got["recurrence"], "{topic}");
        assert_eq!(now["occurrences"], got["occurrences"], "{topic}");

        let mut again = now;
        again["allow_past_start"] = true.into();
        let copy = stage.invoke("create-meeting", &again).await.done().json();
        assert_ne!(copy["id"], made["id"]);
        assert_eq!(copy["topic"], format!("{topic}, changed"));
    }
}
