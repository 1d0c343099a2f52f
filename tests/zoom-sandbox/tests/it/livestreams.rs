//! Streaming a meeting or a webinar to a service of one's own.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox};

fn service() -> Value {
    json!({
        "stream_url": "rtmp://live.example/in",
        "stream_key": "not-a-secret",
        "page_url": "https://live.example/watch",
        "resolution": "720p",
    })
}

#[tokio::test]
async fn a_stream_is_set_up_and_started_once_the_meeting_goes_on() {
    let client = Client::signed_in(sandbox().await, "sandbox-user-granular").await;
    let meeting = client.create(json!({"duration": 60})).await;
    let body = json!({"duration": 60});
    let (_, webinar) = client
        .call(Method::POST, "/users/me/webinars", Some(body))
        .await;
    for (path, nowhere, not_set_up, not_started) in [
        (
            format!("/meetings/{}/livestream", meeting["id"]),
            (200, Value::Null),
            3000,
            4927,
        ),
        (
            format!("/webinars/{}/livestream", webinar["id"]),
            (400, json!(200)),
            3000,
            200,
        ),
    ] {
        let act = async |action: &str| {
            let body = json!({"action": action});
            let status = format!("{path}/status");
            client.call(Method::PATCH, &status, Some(body)).await
        };
        // Nobody has said where to: of a meeting there is not even a body.
        let (status, body) = client.get(&path).await;
        assert_eq!((status, body["code"].clone()), nowhere);
        assert_eq!(act("start").await.1["code"], not_set_up);
        let set_up = client.call(Method::PATCH, &path, Some(service())).await;
        assert_eq!(set_up, (204, Value::Null));
        assert_eq!(client.get(&path).await, (200, service()));
        assert_eq!(act("start").await.1["code"], not_started);
        let missing = json!({"stream_url": "rtmp://live.example/in"});
        assert_eq!(
            client.call(Method::PATCH, &path, Some(missing)).await.0,
            400
        );
    }
    client.sandbox.clock().advance(SignedDuration::from_secs(2));
    for path in [
        format!("/meetings/{}/livestream/status", meeting["id"]),
        format!("/webinars/{}/livestream/status", webinar["id"]),
    ] {
        for action in ["start", "stop"] {
            let body = json!({"action": action});
            assert_eq!(client.call(Method::PATCH, &path, Some(body)).await.0, 204);
        }
    }
}

#[tokio::test]
async fn a_meeting_with_end_to_end_encryption_is_not_streamed() {
    let client = Client::signed_in(sandbox().await, "sandbox-user-granular").await;
    let meeting = client
        .create(json!({"settings": {"encryption_type": "e2ee"}}))
        .await;
    let path = format!("/meetings/{}/livestream", meeting["id"]);
    client.call(Method::PATCH, &path, Some(service())).await;
    let body = json!({"action": "start"});
    let (status, refused) = client
        .call(Method::PATCH, &format!("{path}/status"), Some(body))
        .await;
    assert_eq!((status, &refused["code"]), (400, &json!(4400)));
}
