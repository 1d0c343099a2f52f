//! Apps and their tokens.

use serde_json::{Value, json};
use zoom_sandbox::{Fault, Trouble};

use super::{APP, owner, refusal};
use crate::client::{Client, sandbox};

const SERVER: &str = "sandbox-server-to-server";

// Row 22
#[tokio::test]
async fn a_wrong_client_id_is_told_on_the_page() {
    let client = owner().await;
    let url = client.authorize_url("nobody", &[]);
    let page = client.http.get(url).send().await.unwrap();
    assert_eq!(
        page.json::<Value>().await.unwrap(),
        json!({"status": false, "errorCode": 4702, "errorMessage": "Invalid client_id: nobody", "result": null})
    );
}

async fn account_token(client: &Client) -> Value {
    let app = client.app(SERVER);
    let parameters = [
        ("grant_type", "account_credentials"),
        ("account_id", app.account_id.as_str()),
    ];
    let (status, tokens) = client.token(&app, &parameters).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

// Row 25
#[tokio::test]
async fn a_new_server_to_server_app_gets_a_token_without_scopes_at_first() {
    let mut client = Client::anonymous(sandbox().await);
    let young = Fault::new("POST", "/oauth/token", Trouble::TokenWithoutScopes);
    client.sandbox.faults().add(young);
    let tokens = account_token(&client).await;
    assert_eq!(tokens["scope"], "");
    client.use_token(&tokens);
    assert_eq!(refusal(&client.get("/users/me").await).1, 4711);
    let tokens = account_token(&client).await;
    assert_ne!(tokens["scope"], "");
    client.use_token(&tokens);
    assert_eq!(client.get("/users/me").await.0, 200);
}

// Row 34
#[tokio::test]
async fn an_account_token_may_die_before_its_time_and_the_next_one_is_good() {
    let mut client = Client::server_to_server().await;
    let revoked = Fault::new("GET", "/v2/users/me", Trouble::TokenRevoked);
    client.sandbox.faults().add(revoked);
    assert_eq!(refusal(&client.get("/users/me").await).1, 124);
    assert_eq!(refusal(&client.get("/users/me").await).1, 124);
    let tokens = account_token(&client).await;
    client.use_token(&tokens);
    assert_eq!(client.get("/users/me").await.0, 200);
}

// Row 35
#[tokio::test]
async fn a_refresh_token_whose_successor_is_lost_is_lost_too() {
    let client = Client::anonymous(sandbox().await);
    let tokens = client.authorize(APP).await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    let lost = Fault::new("POST", "/oauth/token", Trouble::LostAnswer);
    client.sandbox.faults().add(lost);
    let app = client.app(APP);
    let url = format!("{}/oauth/token", client.sandbox.url());
    let request = client.http.post(url).form(&form);
    let request = request.basic_auth(&app.client_id, Some(&app.client_secret));
    assert!(request.send().await.is_err());
    let (status, refused) = client.token(&app, &form).await;
    assert_eq!(
        (status, &refused["reason"]),
        (400, &json!("Invalid Token!"))
    );
}

// Row 36
#[tokio::test]
async fn a_machine_with_a_wrong_clock_takes_a_new_token_for_expired_and_says_what_time_it_has() {
    let mut client = Client::anonymous(sandbox().await);
    let tokens = account_token(&client).await;
    client.use_token(&tokens);
    let wrong = Trouble::ClockSkew { seconds: 7200 };
    client
        .sandbox
        .faults()
        .add(Fault::new("GET", "/v2/users/me", wrong));
    let url = format!("{}/v2/users/me", client.sandbox.url());
    let answer = client.fetch(&url).await;
    assert_eq!(answer.headers()["date"], "Wed, 04 Mar 2026 14:00:00 GMT");
    let answer = (answer.status().as_u16(), answer.json().await.unwrap());
    assert_eq!(refusal(&answer), (401, 124, "Access token is expired."));
    assert_eq!(client.get("/users/me").await.0, 200);
}
