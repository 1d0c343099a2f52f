//! Lists, licences and limits.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use zoom_sandbox::{Fault, RateLimit, Trouble};

use super::{APP, owner, refusal, register};
use crate::client::{Client, builder};

// Row 17
#[tokio::test]
async fn a_missing_license_is_answered_with_the_code_of_a_missing_permission() {
    let client = Client::server_to_server().await;
    let ben = "/users/ben@sandbox.example";
    let (_, meeting) = client
        .call(
            Method::POST,
            &format!("{ben}/meetings"),
            Some(json!({"settings": {"approval_type": 0}})),
        )
        .await;
    let unlicensed = register(&client, &meeting, json!({})).await;
    assert_eq!(refusal(&unlicensed).1, 200);
    assert!(refusal(&unlicensed).2.contains("paid"));
    let (status, refused) = client
        .call(Method::POST, &format!("{ben}/webinars"), Some(json!({})))
        .await;
    assert_eq!((status, &refused["code"]), (400, &json!(200)));
}

// Row 18
#[tokio::test]
async fn another_account_answers_empty_lists_and_names_itself() {
    let mine = owner().await;
    let other = builder().seed(1).empty().start().await.unwrap();
    let other = Client::signed_in(other, APP).await;
    for list in ["meetings", "recordings"] {
        let (status, list) = other.get(&format!("/users/me/{list}")).await;
        assert_eq!((status, &list["total_records"]), (200, &json!(0)));
    }
    let account = async |client: &Client| client.get("/users/me").await.1["account_id"].clone();
    assert_ne!(account(&mine).await, account(&other).await);
}

// Row 19
#[tokio::test]
async fn a_page_token_dies_after_a_quarter_of_an_hour() {
    let client = owner().await;
    let (_, first) = client.get("/users/me/meetings?page_size=2").await;
    let token = first["next_page_token"].as_str().unwrap();
    let next = format!("/users/me/meetings?page_size=2&next_page_token={token}");
    let clock = client.sandbox.clock();
    clock.advance(SignedDuration::from_secs(15 * 60 - 1));
    assert_eq!(client.get(&next).await.0, 200);
    clock.advance(SignedDuration::from_secs(1));
    assert_eq!(refusal(&client.get(&next).await).1, 300);
}

// Row 20
#[tokio::test]
async fn after_the_limit_of_a_day_one_may_have_to_wait_for_hours() {
    let client = owner().await;
    let daily = Trouble::RateLimit(RateLimit::Daily);
    client
        .sandbox
        .faults()
        .add(Fault::new("GET", "/v2/users/me", daily));
    let url = format!("{}/v2/users/me", client.sandbox.url());
    let answer = client.fetch(&url).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "2026-03-05T00:00:00Z");
}
