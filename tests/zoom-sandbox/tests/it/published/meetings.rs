//! Meetings with everything that can be asked of one.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let by_day = json!({"type": 3, "monthly_day": 5, "end_times": 2});
    let by_week = json!({"type": 2, "weekly_days": "2,4", "end_times": 2});
    for recurrence in [by_day, by_week] {
        let meeting = client
            .create(json!({"type": 8, "recurrence": recurrence}))
            .await;
        client.get(&format!("/meetings/{}", meeting["id"])).await;
    }
    let template = json!({"meeting_id": client.create(json!({})).await["id"], "name": "Usual"});
    let (_, template) = client
        .call(Method::POST, "/users/me/meeting_templates", Some(template))
        .await;
    let meeting = client.create(everything(&template["id"])).await;
    let path = format!("/meetings/{}", meeting["id"]);
    client.get(&path).await;
    for user in ["me", "lena@sandbox.example"] {
        let (_, list) = client.get(&format!("/users/{user}/meetings")).await;
        for meeting in list["meetings"].as_array().unwrap() {
            client.get(&format!("/meetings/{}", meeting["id"])).await;
        }
    }
    for part in ["invitation", "token"] {
        client.get(&format!("{path}/{part}")).await;
    }
    let attendees = json!({"attendees": [{"name": "Ben"}]});
    client
        .call(
            Method::POST,
            &format!("{path}/invite_links"),
            Some(attendees),
        )
        .await;
    client.get("/users/me/upcoming_meetings").await;
    let topic = json!({"topic": "New"});
    client.call(Method::PATCH, &path, Some(topic)).await;
    client.call(Method::DELETE, &path, None).await;
}

/// A meeting with every field set.
fn everything(template_id: &Value) -> Value {
    json!({
        "type": 8,
        "agenda": "All that there is",
        "start_time": "2026-03-05T10:00:00Z",
        "schedule_for": "lena@sandbox.example",
        "recurrence": {
            "type": 3, "repeat_interval": 1, "monthly_week": 1, "monthly_week_day": 5,
            "end_date_time": "2026-09-01T00:00:00Z",
        },
        "tracking_fields": [{"field": "Project", "value": "Moon"}],
        "template_id": template_id,
        "sensitivity_label_id": "WAzVaIjFR1Cxd767i9jksw",
        "settings": {
            "approval_type": 0,
            "use_pmi": true,
            "calendar_type": 1,
            "approved_or_denied_countries_or_regions": {
                "enable": true, "method": "approve", "approved_list": ["DE"], "denied_list": [],
            },
            "auto_add_recording_to_video_management": {
                "enable": true, "channels": [{"channel_id": "Uyh5qeykTDiA66YQEYmFPg", "name": "Talks"}],
            },
            "breakout_room": {"enable": true, "rooms": [{"name": "A", "participants": ["ben@sandbox.example"]}]},
            "authentication_exception": [{"email": "guest@guests.example", "name": "Guest"}],
            "language_interpretation": {
                "enable": true,
                "interpreters": [{"email": "ben@sandbox.example", "languages": "US,FR", "interpreter_languages": "English,French"}],
            },
            "sign_language_interpretation": {
                "enable": true,
                "interpreters": [{"email": "ben@sandbox.example", "sign_language": "American"}],
            },
            "resources": [{"resource_type": "whiteboard", "resource_id": "X4Hy02w3QUOdskKofgb9Jg", "permission_level": "editor"}],
            "global_dial_in_countries": ["US"],
            "meeting_invitees": [{"email": "ben@sandbox.example"}],
        },
    })
}
