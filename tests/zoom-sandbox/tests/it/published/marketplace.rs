//! Apps: their manifests, who may add them, and what they were told.

use reqwest::Method;
use serde_json::json;

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    for usage in ["USER_OPERATION", "nobody"] {
        let manifest = json!({"oauth_information": {"usage": usage}});
        let body = json!({"manifest": manifest});
        client
            .call(
                Method::POST,
                "/marketplace/apps/manifest/validate",
                Some(body),
            )
            .await;
    }
    let app = "/marketplace/apps/sandbox-user-granular";
    let (_, ben) = client.get("/users/ben@sandbox.example").await;
    let (_, groups) = client.get("/groups").await;
    for body in [
        json!({"action": "approve_user", "user_ids": [ben["id"]]}),
        json!({"action": "approve_group", "group_ids": [groups["groups"][0]["id"]]}),
    ] {
        let path = format!("{app}/preApprove");
        client.call(Method::POST, &path, Some(body)).await;
    }
}

/// What has no granular scope.
pub(super) async fn call_classic(client: &Client) {
    let app = "/marketplace/apps/sandbox-user-granular";
    client.get(&format!("{app}/webhook_logs?type=1")).await;
}
