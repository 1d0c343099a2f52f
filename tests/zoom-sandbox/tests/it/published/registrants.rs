//! Registrants of meetings and of recordings.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let series = client
        .create(json!({
            "type": 8,
            "recurrence": {"type": 1, "end_times": 2},
            "settings": {"approval_type": 0},
        }))
        .await;
    let path = format!("/meetings/{}/registrants", series["id"]);
    let questions = format!("{path}/questions");
    client.call(Method::PATCH, &questions, Some(asked())).await;
    client.get(&questions).await;
    let (_, added) = client.call(Method::POST, &path, Some(everything())).await;
    client.get(&path).await;
    let one = format!("{path}/{}", added["registrant_id"].as_str().unwrap());
    client.get(&one).await;
    let deny = json!({"action": "deny", "registrants": [{"id": added["registrant_id"]}]});
    client
        .call(Method::PUT, &format!("{path}/status"), Some(deny))
        .await;
    client.call(Method::DELETE, &one, None).await;

    let meeting = client
        .create(json!({"start_time": "2026-03-06T10:00:00Z", "settings": {"approval_type": 0}}))
        .await;
    let batch = json!({"registrants": [{"email": "ada@guests.example", "first_name": "Ada"}]});
    let path = format!("/meetings/{}/batch_registrants", meeting["id"]);
    client.call(Method::POST, &path, Some(batch)).await;

    let (_, list) = client.get("/users/me/recordings?from=2026-02-10").await;
    let recording = format!("/meetings/{}/recordings", list["meetings"][1]["id"]);
    let path = format!("{recording}/registrants");
    let questions = format!("{path}/questions");
    client.call(Method::PATCH, &questions, Some(asked())).await;
    client.get(&questions).await;
    let (_, added) = client.call(Method::POST, &path, Some(everything())).await;
    client.get(&path).await;
    let approve = json!({"action": "approve", "registrants": [{"id": added["registrant_id"]}]});
    client
        .call(Method::PUT, &format!("{path}/status"), Some(approve))
        .await;
}

fn asked() -> Value {
    json!({
        "questions": [{"field_name": "city", "required": true}],
        "custom_questions": [
            {"title": "Vegetarian?", "type": "single", "answers": ["Yes", "No"], "required": true},
        ],
    })
}

/// A registrant who tells everything.
pub(super) fn everything() -> Value {
    json!({
        "email": "ada@guests.example",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "address": "1 Some Street",
        "city": "London",
        "state": "England",
        "zip": "W1",
        "country": "GB",
        "phone": "+44 5550100",
        "comments": "Looking forward to it",
        "custom_questions": [{"title": "Vegetarian?", "value": "Yes"}],
        "industry": "Computing",
        "job_title": "Mathematician",
        "no_of_employees": "1-20",
        "org": "Analytical Engines",
        "purchasing_time_frame": "Within a month",
        "role_in_purchase_process": "Decision Maker",
    })
}
