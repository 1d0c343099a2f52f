//! Meetings that took place, and what was written about them.

use reqwest::Method;
use serde_json::json;

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let (_, list) = client
        .get("/users/me/meetings?type=previous_meetings")
        .await;
    let meetings = list["meetings"].as_array().unwrap();
    let retrospective = meetings
        .iter()
        .find(|meeting| meeting["topic"] == "Retrospective")
        .unwrap();
    let path = format!("/past_meetings/{}", retrospective["id"]);
    client.get(&path).await;
    for part in ["participants", "instances", "qa"] {
        client.get(&format!("{path}/{part}")).await;
    }
    client.get("/meetings/meeting_summaries").await;
    let summary = format!("/meetings/{}/meeting_summary", retrospective["id"]);
    client.get(&summary).await;
    client.call(Method::DELETE, &summary, None).await;

    let (_, list) = client.get("/users/me/meetings?type=live").await;
    let status = format!("/meetings/{}/status", list["meetings"][0]["id"]);
    client
        .call(Method::PUT, &status, Some(json!({"action": "end"})))
        .await;
}
