//! The tracking fields of the account.

use reqwest::Method;
use serde_json::json;

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    client.get("/tracking_fields").await;
    let field = json!({"field": "Budget", "recommended_values": ["Small"], "required": true});
    let (_, created) = client
        .call(Method::POST, "/tracking_fields", Some(field))
        .await;
    let path = format!("/tracking_fields/{}", created["id"].as_str().unwrap());
    client.get(&path).await;
    client
        .call(Method::PATCH, &path, Some(json!({"visible": false})))
        .await;
    client.call(Method::DELETE, &path, None).await;
}
