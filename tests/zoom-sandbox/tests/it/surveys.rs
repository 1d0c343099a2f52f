//! Surveys, and the tokens of bots.

use reqwest::Method;
use serde_json::json;

use crate::client::{Client, sandbox};

#[tokio::test]
async fn a_survey_is_made_changed_and_deleted() {
    let client = Client::server_to_server().await;
    let meeting = client
        .create(json!({"start_time": "2026-03-05T10:00:00Z"}))
        .await;
    let path = format!("/meetings/{}/survey", meeting["id"]);
    let none = (200, json!({"show_in_the_browser": true}));
    assert_eq!(client.get(&path).await, none);
    let link = json!({"third_party_survey": "https://survey.example/1"});
    let (status, _) = client.call(Method::PATCH, &path, Some(link.clone())).await;
    assert_eq!(status, 204);
    assert_eq!(client.get(&path).await, (200, link));
    let (status, _) = client.call(Method::DELETE, &path, None).await;
    assert_eq!(status, 204);
    assert_eq!(client.get(&path).await, none);
}

#[tokio::test]
async fn an_instant_meeting_has_no_survey() {
    let client = Client::server_to_server().await;
    let meeting = client.create(json!({"type": 1})).await;
    let path = format!("/meetings/{}/survey", meeting["id"]);
    let (status, error) = client.get(&path).await;
    assert_eq!((status, &error["code"]), (400, &json!(3000)));
}

#[tokio::test]
async fn a_bot_gets_a_token_for_two_minutes_and_another_the_next_time() {
    let client = Client::signed_in(sandbox().await, "sandbox-user-granular").await;
    let meeting = client
        .create(json!({"start_time": "2026-03-05T10:00:00Z"}))
        .await;
    let path = format!("/meetings/{}/jointoken/live_streaming", meeting["id"]);
    let (_, first) = client.get(&path).await;
    let (_, second) = client.get(&path).await;
    assert_eq!(first["expire_in"], 120);
    assert_ne!(first["token"], second["token"]);
    let (status, error) = client.get("/meetings/1/jointoken/live_streaming").await;
    assert_eq!((status, &error["code"]), (404, &json!(3001)));
}
