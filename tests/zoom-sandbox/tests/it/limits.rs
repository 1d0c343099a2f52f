//! Limits and settings.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use zoom_sandbox::Plan;

use crate::client::{Client, builder, expired_access_token};

const APP: &str = "sandbox-user-granular";

async fn limited(plan: Plan) -> Client {
    Client::signed_in(builder().rate_limits(plan).start().await.unwrap(), APP).await
}

fn second() -> SignedDuration {
    SignedDuration::from_secs(1)
}

#[tokio::test]
async fn a_free_account_makes_four_light_requests_a_second_and_two_medium_ones() {
    let client = limited(Plan::Free).await;
    for _ in 0..4 {
        assert_eq!(client.get("/users/me").await.0, 200);
    }
    let (status, body) = client.get("/users/me").await;
    assert_eq!((status, &body["code"]), (429, &json!(429)));
    for _ in 0..2 {
        assert_eq!(client.get("/users/me/meetings").await.0, 200);
    }
    assert_eq!(client.get("/users/me/meetings").await.0, 429);
    client.sandbox.clock().advance(second());
    assert_eq!(client.get("/users/me").await.0, 200);
}

#[tokio::test]
async fn the_users_of_an_account_share_its_limits() {
    let mut client = limited(Plan::Free).await;
    for _ in 0..4 {
        client.get("/users/me").await;
    }
    let tokens = client.authorize("sandbox-user-classic").await;
    client.use_token(&tokens);
    assert_eq!(client.get("/users/me").await.0, 429);
}

#[tokio::test]
async fn a_user_creates_and_updates_a_hundred_meetings_a_day() {
    let client = limited(Plan::Business).await;
    let meeting = client.create(json!({"topic": "First"})).await;
    let path = format!("/meetings/{}", meeting["id"]);
    for _ in 1..100 {
        client.sandbox.clock().advance(second());
        let change = Some(json!({"topic": "Changed"}));
        assert_eq!(client.call(Method::PATCH, &path, change).await.0, 204);
    }
    let (status, body) = client
        .call(Method::POST, "/users/me/meetings", Some(json!({})))
        .await;
    assert_eq!(status, 429);
    let message = body["message"].as_str().unwrap();
    assert!(message.starts_with("You have exceeded the daily rate limit (100)"));
    // Reading is not limited so, and a new day begins at midnight, UTC.
    assert_eq!(client.get(&path).await.0, 200);
    client
        .sandbox
        .clock()
        .set("2026-03-05T00:00:00Z".parse().unwrap());
    let tokens = client.authorize(APP).await;
    let mut client = client;
    client.use_token(&tokens);
    client.create(json!({"topic": "Next day"})).await;
}

#[tokio::test]
async fn webinars_count_towards_the_same_hundred_as_meetings() {
    let client = limited(Plan::Business).await;
    client.create(json!({"topic": "A meeting"})).await;
    let create = async || {
        let topic = json!({"topic": "A webinar"});
        let path = "/users/me/webinars";
        client.call(Method::POST, path, Some(topic)).await
    };
    let (_, webinar) = create().await;
    let path = format!("/webinars/{}", webinar["id"]);
    for _ in 2..100 {
        client.sandbox.clock().advance(second());
        let change = Some(json!({"topic": "Changed"}));
        assert_eq!(client.call(Method::PATCH, &path, change).await.0, 204);
    }
    let (status, body) = create().await;
    assert_eq!(status, 429, "{body}");
    let (status, _) = client
        .call(Method::POST, "/users/me/meetings", Some(json!({})))
        .await;
    assert_eq!(status, 429);
}

#[tokio::test]
async fn a_registrant_registers_three_times_and_changes_status_ten_times_a_day() {
    let client = limited(Plan::Business).await;
    let meeting = json!({"settings": {"approval_type": 1}, "start_time": "2026-03-06T10:00:00Z"});
    let meeting = client.create(meeting).await;
    let path = format!("/meetings/{}/registrants", meeting["id"]);
    let guest = json!({"email": "guest@guests.example", "first_name": "Gus"});
    let register = async || client.call(Method::POST, &path, Some(guest.clone())).await;
    for _ in 0..3 {
        assert_eq!(register().await.0, 201);
    }
    assert_eq!(register().await.0, 429);
    let (_, list) = client.get(&format!("{path}?status=pending")).await;
    let named = json!([{"id": list["registrants"][0]["id"]}]);
    let change = json!({"action": "approve", "registrants": named});
    let status = format!("{path}/status");
    for _ in 0..10 {
        let approved = client
            .call(Method::PUT, &status, Some(change.clone()))
            .await;
        assert_eq!(approved.0, 204);
    }
    assert_eq!(client.call(Method::PUT, &status, Some(change)).await.0, 429);
}

#[tokio::test]
async fn nothing_is_limited_unless_asked() {
    let client = Client::signed_in(builder().start().await.unwrap(), APP).await;
    for _ in 0..120 {
        assert_eq!(client.get("/users/me").await.0, 200);
    }
}

#[tokio::test]
async fn access_tokens_live_as_long_as_set() {
    let lifetime = SignedDuration::from_secs(30);
    let sandbox = builder().access_token_lifetime(lifetime).start().await;
    let mut client = Client::anonymous(sandbox.unwrap());
    let tokens = client.authorize(APP).await;
    assert_eq!(tokens["expires_in"], 30);
    client.use_token(&tokens);
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_secs(29));
    assert_eq!(client.get("/users/me").await.0, 200);
    client.sandbox.clock().advance(second());
    assert_eq!(client.get("/users/me").await, expired_access_token());
}

#[tokio::test]
async fn a_small_page_makes_a_small_account_span_pages() {
    let sandbox = builder().max_page_size(2).start().await.unwrap();
    let client = Client::signed_in(sandbox, APP).await;
    let (_, list) = client.get("/users/me/meetings?page_size=300").await;
    assert_eq!(list["meetings"].as_array().unwrap().len(), 2);
    assert_eq!(list["page_size"], 2);
    assert_ne!(list["next_page_token"], "");
}

#[tokio::test]
async fn a_client_that_accepts_nothing_gets_errors_in_xml() {
    let client = Client::signed_in(builder().start().await.unwrap(), APP).await;
    // A client library adds the field by itself, so this is HTTP by hand.
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let address = client.sandbox.url().replace("http://", "");
    let mut connection = tokio::net::TcpStream::connect(&address).await.unwrap();
    let request = format!(
        "GET /v2/meetings/1?show_previous_occurrences=maybe HTTP/1.1\r\nhost: {address}\r\n\
         authorization: Bearer {}\r\nconnection: close\r\n\r\n",
        client.access_token()
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    assert_eq!(
        body,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><result><code>300</code>\
         <message>Validation Failed.</message><errors><field>show_previous_occurrences</field>\
         <message>Invalid field.</message></errors></result>"
    );
    let meeting: (u16, Value) = client.get("/meetings/1").await;
    assert_eq!(meeting.1["code"], 3001);
}
