//! Polls of every kind, of a meeting and of a webinar, and what was answered.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let meeting = client
        .create(json!({"start_time": "2026-03-08T10:00:00Z"}))
        .await;
    let meeting = format!("/meetings/{}", meeting["id"]);
    every_call(client, &meeting).await;
    let batch = json!({"polls": [everything()]});
    let path = format!("{meeting}/batch_polls");
    client.call(Method::POST, &path, Some(batch)).await;

    let (_, webinar) = client
        .call(Method::POST, "/users/me/webinars", Some(json!({})))
        .await;
    every_call(client, &format!("/webinars/{}", webinar["id"])).await;

    let (_, list) = client
        .get("/users/me/meetings?type=previous_meetings")
        .await;
    let meetings = list["meetings"].as_array().unwrap();
    let voted = meetings
        .iter()
        .find(|meeting| meeting["topic"] == "Retrospective");
    let path = format!("/past_meetings/{}/polls", voted.unwrap()["id"]);
    client.get(&path).await;
}

async fn every_call(client: &Client, of: &str) {
    let polls = format!("{of}/polls");
    let (_, poll) = client.call(Method::POST, &polls, Some(everything())).await;
    client.get(&polls).await;
    let one = format!("{polls}/{}", poll["id"].as_str().unwrap());
    client.get(&one).await;
    let title = json!({"title": "Afterwards"});
    client.call(Method::PUT, &one, Some(title)).await;
    client.call(Method::DELETE, &one, None).await;
}

/// A poll in which every published field is set.
fn everything() -> Value {
    json!({
        "title": "How was it?",
        "poll_type": 2,
        "anonymous": false,
        "questions": [{
            "name": "Which words fit?",
            "type": "matching",
            "answer_required": true,
            "show_as_dropdown": false,
            "answers": ["Short", "Long"],
            "right_answers": ["Short"],
            "prompts": [{"prompt_question": "It was", "prompt_right_answers": ["Short"]}],
            "answer_min_character": 1,
            "answer_max_character": 200,
            "rating_min_value": 1,
            "rating_max_value": 5,
            "rating_min_label": "Bad",
            "rating_max_label": "Good",
            "case_sensitive": false,
        }],
    })
}
