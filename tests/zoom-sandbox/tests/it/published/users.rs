//! Users, by each of their names, and what belongs to one.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    for user in ["me", "lena@sandbox.example"] {
        client.get(&format!("/users/{user}")).await;
    }
    for more in [
        "",
        "?include_fields=custom_attributes",
        "?include_fields=host_key",
    ] {
        client.get(&format!("/users{more}")).await;
    }
    client.get("/users/email?email=ben@sandbox.example").await;
    client.get("/users/summary").await;
    client.get("/accounts/me/plans/usage").await;
    let (_, groups) = client.get("/groups").await;
    let group = groups["groups"][0]["id"].as_str().unwrap();
    let into = json!({"group_id": group});
    client
        .call(Method::PATCH, "/users/lena@sandbox.example", Some(into))
        .await;
    client.get(&format!("/groups/{group}/members")).await;
    client.get("/users/me/zak").await;
    for part in [
        "token?type=zak",
        "permissions",
        "assistants",
        "settings",
        "meeting_summary_templates",
    ] {
        client.get(&format!("/users/me/{part}")).await;
    }
    for option in [
        "meeting_authentication",
        "recording_authentication",
        "meeting_security",
    ] {
        client
            .get(&format!("/users/me/settings?option={option}"))
            .await;
    }
    let changed = json!({"in_meeting": {"waiting_room": true}});
    client
        .call(Method::PATCH, "/users/me/settings", Some(changed))
        .await;
    let adam = "/users/adam@sandbox.example/schedulers";
    let (_, list) = client.get(adam).await;
    let scheduler = list["schedulers"][0]["id"].as_str().unwrap();
    client
        .call(Method::DELETE, &format!("{adam}/{scheduler}"), None)
        .await;
    let assistants = json!({"assistants": [{"email": "lena@sandbox.example"}]});
    client
        .call(Method::POST, "/users/me/assistants", Some(assistants))
        .await;
    one_user(client).await;
}

/// A user from creation to deletion.
async fn one_user(client: &Client) {
    let body = json!({"action": "custCreate", "user_info": everything()});
    let (_, user) = client.call(Method::POST, "/users", Some(body)).await;
    let path = format!("/users/{}", user["id"].as_str().unwrap());
    client.call(Method::PATCH, &path, Some(changes())).await;
    client.get(&path).await;
    client.get("/users").await;
    client.get("/users?include_fields=custom_attributes").await;
    let deactivate = json!({"action": "deactivate"});
    client
        .call(Method::PUT, &format!("{path}/status"), Some(deactivate))
        .await;
    client.call(Method::DELETE, &path, None).await;
}

fn licenses() -> Value {
    json!([{"license_type": "MEETING", "license_option": 2, "subscription_id": "SUB-1"}])
}

fn everything() -> Value {
    json!({
        "email": "nora@sandbox.example", "first_name": "Nora", "last_name": "New",
        "display_name": "Nora N.", "type": 2, "license_info_list": licenses(),
    })
}

fn changes() -> Value {
    json!({
        "manager": "olivia@sandbox.example",
        "custom_attributes": [{"key": "k", "name": "Shoe size", "value": "39"}],
        "phone_numbers": [{"code": "+1", "country": "US", "label": "Mobile", "number": "5550100"}],
    })
}
