//! Troubles on demand, as a client meets them.

use std::{collections::BTreeSet, error::Error as _, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use zoom_sandbox::{Fault, RateLimit, Trouble};

use crate::client::{
    Client, NOW, REDIRECT_URI, builder, expired_access_token, invalid_access_token, location,
    sandbox,
};

const APP: &str = "sandbox-user-granular";
const ME: &str = "/v2/users/me";

async fn owner() -> Client {
    Client::signed_in(sandbox().await, APP).await
}

/// A client whose next request of this method and path meets the trouble.
async fn troubled(method: &str, path: &str, trouble: Trouble) -> Client {
    let client = owner().await;
    client
        .sandbox
        .faults()
        .add(Fault::new(method, path, trouble));
    client
}

impl Client {
    async fn raw(&self, path: &str) -> reqwest::Result<reqwest::Response> {
        let url = format!("{}{path}", self.sandbox.url());
        let request = self.http.get(url).header("connection", "close");
        request.bearer_auth(self.access_token()).send().await
    }
}

/// What the system says about a connection that broke.
fn broken(error: &reqwest::Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        texts.push(error.to_string());
        source = error.source();
    }
    texts.join(": ")
}

#[tokio::test]
async fn an_answer_is_lost_after_the_work_was_done() {
    let client = troubled("POST", "/v2/users/*/meetings", Trouble::LostAnswer).await;
    let lost = client
        .http
        .post(format!("{}/v2/users/me/meetings", client.sandbox.url()))
        .bearer_auth(client.access_token())
        .json(&json!({"topic": "Made, but nobody knows"}))
        .send()
        .await
        .unwrap_err();
    assert!(lost.is_request(), "{}", broken(&lost));
    let (_, list) = client.get("/users/me/meetings?page_size=300").await;
    assert!(list.to_string().contains("Made, but nobody knows"));
    let kept = client.sandbox.requests().all();
    let exchange = kept
        .iter()
        .find(|exchange| exchange.fault == Some(Trouble::LostAnswer))
        .unwrap();
    assert_eq!(exchange.status, 201);
}

#[tokio::test]
async fn a_reset_connection_leaves_the_work_undone() {
    let client = troubled("POST", "/v2/users/*/meetings", Trouble::ConnectionReset).await;
    let reset = client
        .http
        .post(format!("{}/v2/users/me/meetings", client.sandbox.url()))
        .bearer_auth(client.access_token())
        .json(&json!({"topic": "Never made"}))
        .send()
        .await
        .unwrap_err();
    assert!(broken(&reset).contains("reset"), "{}", broken(&reset));
    let (_, list) = client.get("/users/me/meetings?page_size=300").await;
    assert!(!list.to_string().contains("Never made"));
}

#[tokio::test]
async fn requests_pass_before_a_fault_strikes() {
    let client = owner().await;
    let fault = Fault::answer("GET", ME, http::StatusCode::BAD_GATEWAY);
    client.sandbox.faults().add(fault.after(2));
    for status in [200, 200, 502, 200] {
        assert_eq!(client.raw(ME).await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn a_download_is_cut_in_the_middle() {
    let client = troubled("GET", "/cmr/replay/*", Trouble::CutBody).await;
    let (_, list) = client
        .get("/users/me/recordings?from=2026-02-20&to=2026-03-04")
        .await;
    let recording = list["meetings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|meeting| meeting["topic"] == "Retrospective")
        .unwrap();
    let file = &recording["recording_files"][0];
    let size = file["file_size"].as_u64().unwrap();
    let redirect = client.fetch(file["download_url"].as_str().unwrap()).await;
    let mut answer = client.http.get(location(&redirect)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.content_length(), Some(size));
    let mut received = 0;
    let cut = loop {
        match answer.chunk().await {
            Ok(piece) => received += piece.unwrap().len() as u64,
            Err(error) => break error,
        }
    };
    assert!(cut.is_body() || cut.is_decode(), "{}", broken(&cut));
    assert_eq!(received, size / 2);
    let again = client.http.get(location(&redirect)).send().await.unwrap();
    assert_eq!(again.bytes().await.unwrap().len() as u64, size);
}

#[tokio::test]
async fn a_truncated_body_is_no_json_and_nothing_else_tells() {
    let client = troubled("GET", ME, Trouble::TruncatedBody).await;
    let answer = client.raw(ME).await.unwrap();
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    assert!(text.starts_with('{'), "{text}");
    assert!(serde_json::from_str::<Value>(&text).is_err(), "{text}");
}

#[tokio::test(start_paused = true)]
async fn latency_delays_the_true_answer() {
    let client = troubled("GET", ME, Trouble::Latency { milliseconds: 1500 }).await;
    let begun = tokio::time::Instant::now();
    assert_eq!(client.raw(ME).await.unwrap().status(), 200);
    assert!(begun.elapsed() >= Duration::from_millis(1500));
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_comes_whole_in_the_end() {
    let slow = Trouble::SlowBody {
        bytes_per_second: 100,
    };
    let client = troubled("GET", ME, slow).await;
    let begun = tokio::time::Instant::now();
    let whole = client.raw(ME).await.unwrap().bytes().await.unwrap();
    let seconds = u64::try_from(whole.len()).unwrap() / 100;
    assert!(begun.elapsed() >= Duration::from_secs(seconds));
    assert!(serde_json::from_slice::<Value>(&whole).is_ok());
}

#[tokio::test]
async fn pages_and_xml_and_broken_json_come_instead_of_json() {
    for (trouble, status, media_type, begins) in [
        (Trouble::Html, 200, "text/html", "<!DOCTYPE html>"),
        (Trouble::Xml, 400, "application/xml", "<?xml version="),
        (
            Trouble::UnescapedQuotes,
            400,
            "application/json",
            r#"{"code":104,"message":"Invalid access token, does not contain scopes:["user:read:user""#,
        ),
    ] {
        let client = troubled("GET", ME, trouble).await;
        let answer = client.raw(ME).await.unwrap();
        assert_eq!(answer.status(), status);
        let content_type = answer.headers()["content-type"].to_str().unwrap();
        assert!(content_type.starts_with(media_type), "{content_type}");
        let text = answer.text().await.unwrap();
        assert!(text.starts_with(begins), "{text}");
        assert!(serde_json::from_str::<Value>(&text).is_err());
    }
}

#[tokio::test]
async fn each_rate_limit_answers_with_its_own_header_fields() {
    let mut answers = Vec::new();
    for limit in [
        RateLimit::PerSecond,
        RateLimit::Daily,
        RateLimit::UserDaily,
        RateLimit::Concurrent,
    ] {
        let client = troubled("GET", ME, Trouble::RateLimit(limit)).await;
        let answer = client.raw(ME).await.unwrap();
        let fields: BTreeSet<String> = answer
            .headers()
            .iter()
            .filter(|(name, _)| name.as_str().starts_with("x-ratelimit") || *name == "retry-after")
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap();
        answers.push(json!({"status": status, "fields": fields, "body": body}));
    }
    insta::assert_json_snapshot!(answers);
}

#[tokio::test]
async fn a_skewed_clock_shows_in_the_date_and_in_when_tokens_end() {
    let ten_minutes_behind = Trouble::ClockSkew { seconds: -600 };
    let mut client = Client::anonymous(sandbox().await);
    let fault = Fault::new("POST", "/oauth/token", ten_minutes_behind);
    client.sandbox.faults().add(fault);
    let tokens = client.authorize(APP).await;
    assert_eq!(tokens["expires_in"], 3600);
    client.use_token(&tokens);
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(49));
    let answer = client.raw(ME).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["date"], "Wed, 04 Mar 2026 12:49:00 GMT");
    client.sandbox.clock().advance(SignedDuration::from_mins(1));
    assert_eq!(client.get("/users/me").await, expired_access_token());

    let now: Timestamp = NOW.parse().unwrap();
    client.sandbox.clock().set(now);
    let ahead = Trouble::ClockSkew { seconds: 7200 };
    client.sandbox.faults().add(Fault::new("GET", ME, ahead));
    let answer = client.raw(ME).await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.headers()["date"], "Wed, 04 Mar 2026 14:00:00 GMT");
}

#[tokio::test]
async fn a_token_is_revoked_when_it_is_used() {
    let client = troubled("GET", ME, Trouble::TokenRevoked).await;
    assert_eq!(client.get("/users/me").await, invalid_access_token());
    assert_eq!(client.get("/users/me").await, invalid_access_token());
}

#[tokio::test]
async fn a_refresh_token_is_revoked_when_it_is_used() {
    let client = Client::anonymous(sandbox().await);
    let tokens = client.authorize(APP).await;
    let fault = Fault::new("POST", "/oauth/token", Trouble::TokenRevoked);
    client.sandbox.faults().add(fault);
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let parameters = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
    ];
    let (status, body) = client.token(&client.app(APP), &parameters).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn a_token_response_names_another_region() {
    let client = Client::anonymous(sandbox().await);
    let api_url = "https://api-eu.zoom.us".to_owned();
    let fault = Fault::new("POST", "/oauth/token", Trouble::RegionChange { api_url });
    client.sandbox.faults().add(fault);
    let tokens = client.authorize(APP).await;
    assert_eq!(tokens["api_url"], "https://api-eu.zoom.us");
}

#[tokio::test]
async fn answers_have_unknown_members_and_values() {
    let client = troubled("GET", ME, Trouble::UnknownFields).await;
    let (_, user) = client.get("/users/me").await;
    assert!(user["sandbox_unknown"].is_object(), "{user}");
    assert_eq!(user["type"], 2);
    let values = Fault::new("GET", ME, Trouble::UnknownValues);
    client.sandbox.faults().add(values);
    let (_, user) = client.get("/users/me").await;
    assert_eq!(user["type"], 999_999);
    assert_eq!(user["status"], "sandbox_unknown");
    assert_eq!(user["email"], "olivia@sandbox.example");
}

#[tokio::test]
async fn a_request_may_bring_its_own_fault() {
    let client = owner().await;
    let url = format!("{}{ME}", client.sandbox.url());
    let send = async |fault: &str| {
        let request = client.http.get(&url).bearer_auth(client.access_token());
        let answer = request.header("x-sandbox-fault", fault).send().await;
        answer.unwrap()
    };
    assert_eq!(send(r#"{"status":504}"#).await.status(), 504);
    let refused = send(r#"{"trouble":"flood"}"#).await;
    assert_eq!(refused.status(), 400);
    let text = refused.text().await.unwrap();
    assert!(
        text.starts_with("x-sandbox-fault: unknown variant"),
        "{text}"
    );
    assert_eq!(client.get("/users/me").await.0, 200);
}

#[tokio::test]
async fn a_fault_may_be_on_from_the_start() {
    let fault: Fault = r#"{"path":"/oauth/*","status":503}"#.parse().unwrap();
    let client = Client::anonymous(builder().fault(fault).start().await.unwrap());
    let url = format!(
        "{}/oauth/authorize?redirect_uri={REDIRECT_URI}",
        client.sandbox.url()
    );
    assert_eq!(client.http.get(url).send().await.unwrap().status(), 503);
}
