//! Reports on what took place.

use serde_json::Value;

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let period = "from=2026-02-01&to=2026-03-04";
    let (_, list) = client
        .get(&format!("/report/users/me/meetings?{period}"))
        .await;
    for (kind, topic) in [
        ("meetings", "Retrospective"),
        ("webinars", "Product launch"),
    ] {
        let meetings = list["meetings"].as_array().unwrap();
        let found = meetings.iter().find(|item| item["topic"] == topic);
        let id = found.map_or(&Value::Null, |item| &item["id"]);
        let path = format!("/report/{kind}/{id}");
        client.get(&path).await;
        client
            .get(&format!("{path}/participants?include_fields=registrant_id"))
            .await;
    }
}
