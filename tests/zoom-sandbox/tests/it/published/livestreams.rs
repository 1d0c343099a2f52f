//! Streaming a meeting and a webinar that go on, and controlling the meeting.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let meeting = client.create(json!({"duration": 60})).await;
    let (_, webinar) = client
        .call(Method::POST, "/users/me/webinars", Some(json!({})))
        .await;
    client.sandbox.clock().advance(SignedDuration::from_secs(2));
    for path in [
        format!("/meetings/{}/livestream", meeting["id"]),
        format!("/webinars/{}/livestream", webinar["id"]),
    ] {
        let service = json!({
            "stream_url": "rtmp://live.example/in",
            "stream_key": "not-a-secret",
            "page_url": "https://live.example/watch",
            "resolution": "720p",
        });
        client.call(Method::PATCH, &path, Some(service)).await;
        client.get(&path).await;
        let start = json!({"action": "start", "settings": {"display_name": "All hands"}});
        let status = format!("{path}/status");
        client.call(Method::PATCH, &status, Some(start)).await;
    }
    let body = json!({"method": "recording.start"});
    let path = format!("/live_meetings/{}/events", meeting["id"]);
    client.call(Method::PATCH, &path, Some(body)).await;
}
