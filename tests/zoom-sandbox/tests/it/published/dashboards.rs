//! Dashboards, of what goes on and of what is over.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;

/// They come with a room system, in a browser and by telephone.
const GUESTS: [&str; 3] = ["ada", "emil", "donald"];

pub(super) async fn call(client: &Client) {
    let group = Some(json!({"group_id": "TcjqVCTzRy6hLa0d8WpAIg"}));
    client.call(Method::PATCH, "/users/me", group).await;
    let invitees: Vec<Value> = GUESTS.map(|name| json!({"email": address(name)})).into();
    let body = json!({
        "settings": {
            "meeting_invitees": invitees,
            "custom_keys": [{"key": "Host Nation", "value": "DE"}],
        },
        "tracking_fields": [{"field": "Project", "value": "Moon"}],
    });
    let meeting = client.create(body).await;
    let body = json!({"settings": {"custom_keys": [{"key": "Host Nation", "value": "DE"}]}});
    let (_, webinar) = client
        .call(Method::POST, "/users/me/webinars", Some(body))
        .await;
    let panelists = format!("/webinars/{}/panelists", webinar["id"]);
    let guests: Vec<Value> = GUESTS
        .map(|name| json!({"name": name, "email": address(name)}))
        .into();
    let body = Some(json!({"panelists": guests}));
    client.call(Method::POST, &panelists, body).await;
    client.sandbox.clock().advance(SignedDuration::from_mins(5));
    look(client, "live", &meeting, &webinar).await;
    for (kind, created) in [("meetings", &meeting), ("webinars", &webinar)] {
        let status = format!("/{kind}/{}/status", created["id"]);
        let body = Some(json!({"action": "end"}));
        client.call(Method::PUT, &status, body).await;
    }
    look(client, "past", &meeting, &webinar).await;
}

fn address(name: &str) -> String {
    format!("{name}@guests.example")
}

async fn look(client: &Client, what: &str, meeting: &Value, webinar: &Value) {
    for (kind, one) in [("meetings", meeting), ("webinars", webinar)] {
        let path = format!("/metrics/{kind}");
        let period = "from=2026-02-10&to=2026-03-04 23:00:00";
        client.get(&format!("{path}?type={what}&{period}")).await;
        let one = format!("{path}/{}", one["id"]);
        client.get(&format!("{one}?type={what}")).await;
        client
            .get(&format!(
                "{one}/participants?type={what}&include_fields=registrant_id"
            ))
            .await;
    }
    let one = format!("/metrics/meetings/{}", meeting["id"]);
    client
        .get(&format!("{one}/participants/qos?type={what}&page_size=10"))
        .await;
    client
        .get(&format!(
            "/metrics/meetings?type={what}&from=2026-02-10&to=2026-03-04&include_fields=tracking_fields"
        ))
        .await;
}
