//! What a user can still do who was deactivated: nothing, by whatever way.

use reqwest::{Method, Url};
use serde_json::{Value, json};

use crate::{
    client::{Client, REDIRECT_URI, invalid_access_token, location, query, sandbox},
    flows::{device_codes, poll},
};

const APP: &str = "sandbox-user-granular";
const BEN: &str = "/users/ben@sandbox.example";

/// The account's own app acts; Ben adds another one.
struct Account {
    client: Client,
    ben_id: String,
}

impl Account {
    async fn new() -> Self {
        let client = Client::server_to_server().await;
        let (_, ben) = client.get(BEN).await;
        let ben_id = ben["id"].as_str().unwrap().to_owned();
        Self { client, ben_id }
    }

    async fn set_status(&self, action: &str) {
        let path = format!("{BEN}/status");
        let body = Some(json!({"action": action}));
        assert_eq!(self.client.call(Method::PUT, &path, body).await.0, 204);
    }

    /// Lets Ben allow the app.
    async fn allow(&self) -> reqwest::Response {
        let url: Url = self.client.authorize_url(APP, &[]);
        let decision = [("decision", "allow"), ("user_id", &self.ben_id)];
        self.client
            .http
            .post(url)
            .form(&decision)
            .send()
            .await
            .unwrap()
    }

    async fn code(&self) -> String {
        query(&location(&self.allow().await), "code").unwrap()
    }

    async fn redeem(&self, code: &str) -> (u16, Value) {
        let parameters = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
        ];
        self.client.token(&self.client.app(APP), &parameters).await
    }

    /// Who the access token is good for.
    async fn me(&self, tokens: &Value) -> (u16, Value) {
        let token = tokens["access_token"].as_str().unwrap();
        let url = format!("{}/v2/users/me", self.client.sandbox.url());
        let request = self.client.http.get(url).bearer_auth(token);
        let answer = request.header("accept", "application/json");
        let answer = answer.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

#[tokio::test]
async fn the_tokens_of_a_deactivated_user_are_dead_and_stay_so() {
    let account = Account::new().await;
    let (_, tokens) = account.redeem(&account.code().await).await;
    assert_eq!(account.me(&tokens).await.1["id"], account.ben_id);
    account.set_status("deactivate").await;
    assert_eq!(account.me(&tokens).await, invalid_access_token());
    account.set_status("activate").await;
    assert_eq!(account.me(&tokens).await, invalid_access_token());
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    let (client, app) = (&account.client, account.client.app(APP));
    assert_eq!(
        client.token(&app, &refresh).await,
        (
            400,
            json!({"reason": "Invalid Token!", "error": "invalid_grant"})
        )
    );
}

#[tokio::test]
async fn a_deactivated_user_adds_no_app_until_activated() {
    let account = Account::new().await;
    let code = account.code().await;
    account.set_status("deactivate").await;
    let (status, refused) = account.redeem(&code).await;
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_grant")));
    assert_eq!(account.allow().await.status(), 400);
    account.set_status("activate").await;
    let (status, tokens) = account.redeem(&account.code().await).await;
    assert_eq!(status, 200, "{tokens}");
}

#[tokio::test]
async fn a_device_that_a_deactivated_user_allowed_gets_no_token() {
    let account = Account::new().await;
    let codes = device_codes(&account.client).await;
    let decision = [("decision", "allow"), ("user_id", &account.ben_id)];
    let page = codes["verification_uri_complete"].as_str().unwrap();
    let request = account.client.http.post(page).form(&decision);
    assert!(request.send().await.unwrap().status().is_success());
    account.set_status("deactivate").await;
    let (status, refused) = poll(&account.client, &codes).await;
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn nobody_else_is_signed_out() {
    let olivia = Client::signed_in(sandbox().await, "sandbox-admin-classic").await;
    let body = Some(json!({"action": "deactivate"}));
    let path = format!("{BEN}/status");
    assert_eq!(olivia.call(Method::PUT, &path, body).await.0, 204);
    assert_eq!(olivia.get("/users/me").await.0, 200);
}
