//! The less travelled ways to a token: devices, apps without a user, accounts
//! with rules of their own.

use jiff::SignedDuration;
use serde_json::{Value, json};
use zoom_sandbox::approve;

use crate::client::{Client, builder, location, sandbox};

const APP: &str = "sandbox-user-granular";
const SERVER: &str = "sandbox-server-to-server";
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A device that has asked for its codes.
async fn device() -> (Client, Value) {
    let client = Client::anonymous(sandbox().await);
    let codes = device_codes(&client).await;
    (client, codes)
}

pub(crate) async fn device_codes(client: &Client) -> Value {
    let app = client.app(APP);
    let answer = client
        .http
        .post(format!(
            "{}/oauth/devicecode?client_id={APP}",
            client.sandbox.url()
        ))
        .basic_auth(&app.client_id, Some(&app.client_secret))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

pub(crate) async fn poll(client: &Client, codes: &Value) -> (u16, Value) {
    let parameters = [
        ("grant_type", DEVICE_CODE),
        ("device_code", codes["device_code"].as_str().unwrap()),
    ];
    client.token(&client.app(APP), &parameters).await
}

fn seconds(client: &Client, seconds: i64) {
    let clock = client.sandbox.clock();
    clock.advance(SignedDuration::from_secs(seconds));
}

#[tokio::test]
async fn a_device_waits_until_it_is_allowed() {
    let (mut client, codes) = device().await;
    assert_eq!(
        (&codes["expires_in"], &codes["interval"]),
        (&json!(900), &json!(5))
    );
    let (status, body) = poll(&client, &codes).await;
    assert_eq!(
        (status, &body["error"]),
        (400, &json!("authorization_pending"))
    );
    approve(codes["verification_uri_complete"].as_str().unwrap())
        .await
        .unwrap();
    seconds(&client, 5);
    let (status, tokens) = poll(&client, &codes).await;
    assert_eq!(status, 200, "{tokens}");
    assert!(tokens["refresh_token"].is_string());
    client.use_token(&tokens);
    assert_eq!(client.get("/users/me").await.0, 200);
    seconds(&client, 5);
    assert_eq!(poll(&client, &codes).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_device_that_asks_too_often_has_to_slow_down() {
    let (client, codes) = device().await;
    let ask = async || poll(&client, &codes).await.1["error"].clone();
    assert_eq!(ask().await, "authorization_pending");
    seconds(&client, 4);
    assert_eq!(ask().await, "slow_down");
    seconds(&client, 9);
    assert_eq!(ask().await, "slow_down");
    seconds(&client, 15);
    assert_eq!(ask().await, "authorization_pending");
}

#[tokio::test]
async fn a_device_is_declined_or_comes_too_late() {
    let (client, codes) = device().await;
    zoom_sandbox::decline(codes["verification_uri_complete"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(poll(&client, &codes).await.1["error"], "access_denied");
    seconds(&client, 900);
    assert_eq!(poll(&client, &codes).await.1["error"], "expired_token");
}

#[tokio::test]
async fn the_code_a_device_shows_leads_to_the_consent_page() {
    let (client, codes) = device().await;
    let answer = client
        .http
        .post(codes["verification_uri"].as_str().unwrap())
        .form(&[("user_code", codes["user_code"].as_str().unwrap())])
        .send()
        .await
        .unwrap();
    let path = answer.headers()["location"].to_str().unwrap().to_owned();
    let page = client
        .http
        .get(format!("{}{path}", client.sandbox.url()))
        .send()
        .await
        .unwrap();
    assert!(page.text().await.unwrap().contains("Allow"));
    let unknown = format!("{}/oauth/device/complete/nobody", client.sandbox.url());
    assert_eq!(client.http.get(unknown).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn an_app_gets_a_token_of_its_own_that_reaches_no_user() {
    let mut client = Client::anonymous(sandbox().await);
    let parameters = [("grant_type", "client_credentials")];
    let (status, tokens) = client.token(&client.app(APP), &parameters).await;
    assert_eq!((status, tokens.get("refresh_token")), (200, None));
    client.use_token(&tokens);
    assert_eq!(client.get("/users/me").await.1["code"], 4711);
    // A user who adds the app replaces no token but their own.
    client.authorize(APP).await;
    assert_eq!(client.get("/users/me").await.1["code"], 4711);
}

async fn two_account_tokens(client: &Client) -> (Value, Value) {
    let app = client.app(SERVER);
    let parameters = [
        ("grant_type", "account_credentials"),
        ("account_id", app.account_id.as_str()),
    ];
    let first = client.token(&app, &parameters).await.1;
    (first, client.token(&app, &parameters).await.1)
}

#[tokio::test]
async fn account_tokens_live_side_by_side_unless_the_old_rule_is_on() {
    let mut client = Client::anonymous(sandbox().await);
    let (first, _) = two_account_tokens(&client).await;
    client.use_token(&first);
    assert_eq!(client.get("/users/me").await.0, 200);

    let sandbox = builder().one_account_token().start().await.unwrap();
    let mut client = Client::anonymous(sandbox);
    let (first, second) = two_account_tokens(&client).await;
    client.use_token(&first);
    assert_eq!(client.get("/users/me").await.0, 401);
    client.use_token(&second);
    assert_eq!(client.get("/users/me").await.0, 200);
}

#[tokio::test]
async fn an_app_that_no_admin_approved_shows_no_consent_page() {
    let client = Client::anonymous(builder().admin_pre_approval().start().await.unwrap());
    let url = client.authorize_url(APP, &[]);
    let press = async |decision: &str| {
        let request = client.http.post(url.clone());
        request
            .form(&[("decision", decision)])
            .send()
            .await
            .unwrap()
    };
    let refused = press("allow").await;
    assert_eq!(refused.status(), 200);
    assert!(refused.text().await.unwrap().contains("needs your admin"));
    let approved = press("approve").await;
    assert_eq!(approved.status(), 303);
    let allowed = press("allow").await;
    assert!(location(&allowed).query().unwrap().starts_with("code="));
}

#[tokio::test]
async fn an_approval_that_is_withdrawn_disables_the_tokens() {
    let client = Client::anonymous(builder().admin_pre_approval().start().await.unwrap());
    let url = format!("{}/_sandbox/approved_apps/{APP}", client.sandbox.url());
    let approved = client.http.put(&url).send().await.unwrap();
    assert_eq!(approved.status(), 204);
    let client = Client::signed_in(client.sandbox, APP).await;
    assert_eq!(client.get("/users/me").await.0, 200);
    client.http.delete(&url).send().await.unwrap();
    assert_eq!(
        client.get("/users/me").await,
        (
            401,
            json!({"code": 4738, "message": "The token is disabled by admin."})
        )
    );
}
