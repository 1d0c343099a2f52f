//! A template, which only classic scopes let one look into.

use reqwest::Method;
use serde_json::json;

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let meeting = client.create(json!({})).await;
    let template = json!({"meeting_id": meeting["id"], "name": "Weekly"});
    let path = "/users/me/meeting_templates";
    let (_, created) = client.call(Method::POST, path, Some(template)).await;
    client.get(path).await;
    let id = created["id"].as_str().unwrap();
    client.get(&format!("{path}/{id}")).await;
}
