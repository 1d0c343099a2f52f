//! Authorization: consent, codes, tokens, and their ends.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::client::{
    Client, REDIRECT_URI, expired_access_token, invalid_access_token, location, query, sandbox,
};

const APP: &str = "sandbox-user-granular";

async fn anonymous() -> Client {
    Client::anonymous(sandbox().await)
}

fn invalid_token() -> (u16, Value) {
    (
        400,
        json!({"reason": "Invalid Token!", "error": "invalid_grant"}),
    )
}

async fn refresh(client: &Client, token: &Value) -> (u16, Value) {
    let parameters = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str().unwrap()),
    ];
    client.token(&client.app(APP), &parameters).await
}

#[tokio::test]
async fn the_consent_page_names_the_app_and_its_scopes() {
    let client = anonymous().await;
    let answer = client
        .http
        .get(client.authorize_url(APP, &[]))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let page = answer.text().await.unwrap().replace("<wbr>", "");
    assert!(page.contains("User-managed app, granular scopes"), "{page}");
    assert!(page.contains("meeting:write:meeting"), "{page}");
}

#[tokio::test]
async fn allowing_redirects_with_a_code_and_the_state() {
    let client = anonymous().await;
    let url = client.authorize_url(APP, &[("state", "a b/c")]);
    let answer = client
        .http
        .post(url)
        .form(&[("decision", "allow")])
        .send()
        .await
        .unwrap();
    let location = location(&answer);
    assert!(location.as_str().starts_with(REDIRECT_URI), "{location}");
    assert_eq!(query(&location, "state").as_deref(), Some("a b/c"));
    assert_eq!(query(&location, "code").unwrap().len(), 32);
}

#[tokio::test]
async fn declining_redirects_with_access_denied() {
    let client = anonymous().await;
    let url = client.authorize_url(APP, &[("state", "s")]);
    let answer = client
        .http
        .post(url)
        .form(&[("decision", "decline")])
        .send()
        .await
        .unwrap();
    let location = location(&answer);
    assert_eq!(query(&location, "error").as_deref(), Some("access_denied"));
    assert_eq!(query(&location, "code"), None);
    assert_eq!(query(&location, "state").as_deref(), Some("s"));
}

#[tokio::test]
async fn another_redirect_uri_is_refused_on_the_page() {
    let client = anonymous().await;
    let url = format!(
        "{}/oauth/authorize?response_type=code&client_id={APP}&redirect_uri=http://127.0.0.1:1/",
        client.sandbox.url()
    );
    let answer = client.http.get(url).send().await.unwrap();
    assert_eq!(
        answer.json::<Value>().await.unwrap(),
        json!({"status": false, "errorCode": 4700, "errorMessage": "Invalid redirect url", "result": null})
    );
}

#[tokio::test]
async fn a_token_response_has_zooms_form() {
    let client = anonymous().await;
    let tokens = client.authorize("sandbox-user-classic").await;
    assert_eq!(tokens["token_type"], "bearer");
    assert_eq!(tokens["expires_in"], 3600);
    assert_eq!(tokens["api_url"], client.sandbox.url());
    assert_eq!(
        tokens["scope"],
        client.app("sandbox-user-classic").scopes.join(" ")
    );
    assert!(tokens["refresh_token"].is_string());
}

#[tokio::test]
async fn a_code_works_once() {
    let client = anonymous().await;
    let code = client.code(APP, &[]).await;
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
    ];
    assert_eq!(client.token(&client.app(APP), &parameters).await.0, 200);
    let reason = format!("Invalid authorization code {code}");
    assert_eq!(
        client.token(&client.app(APP), &parameters).await,
        (400, json!({"reason": reason, "error": "invalid_grant"}))
    );
}

#[tokio::test]
async fn a_code_expires_after_five_minutes() {
    let client = anonymous().await;
    let code = client.code(APP, &[]).await;
    client.sandbox.clock().advance(SignedDuration::from_mins(5));
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
    ];
    assert_eq!(
        client.token(&client.app(APP), &parameters).await,
        (
            400,
            json!({"reason": "Code is expired", "error": "invalid_grant"})
        )
    );
}

#[tokio::test]
async fn a_code_with_a_challenge_needs_its_verifier() {
    let challenge = (
        "code_challenge",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
    for (verifier, status) in [
        ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", 200),
        ("another", 400),
        ("", 400),
    ] {
        let client = anonymous().await;
        let code = client
            .code(APP, &[challenge, ("code_challenge_method", "S256")])
            .await;
        let parameters = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", verifier),
        ];
        assert_eq!(
            client.token(&client.app(APP), &parameters).await.0,
            status,
            "{verifier}"
        );
    }
}

#[tokio::test]
async fn the_token_endpoint_takes_query_parameters_too() {
    let client = anonymous().await;
    let app = client.app("sandbox-server-to-server");
    let url = format!(
        "{}/oauth/token?grant_type=account_credentials&account_id={}",
        client.sandbox.url(),
        app.account_id
    );
    let answer = client
        .http
        .post(url)
        .basic_auth(&app.client_id, Some(&app.client_secret))
        .send()
        .await
        .unwrap();
    let tokens: Value = answer.json().await.unwrap();
    assert!(tokens["access_token"].is_string(), "{tokens}");
    assert_eq!(tokens.get("refresh_token"), None);
}

#[tokio::test]
async fn a_wrong_secret_is_an_invalid_client() {
    let client = anonymous().await;
    let mut app = client.app(APP);
    app.client_secret.push('x');
    assert_eq!(
        client
            .token(
                &app,
                &[("grant_type", "refresh_token"), ("refresh_token", "x")]
            )
            .await,
        (
            400,
            json!({"reason": "Invalid client_id or client_secret", "error": "invalid_client"})
        )
    );
}

#[tokio::test]
async fn account_credentials_are_for_server_to_server_apps_alone() {
    let client = anonymous().await;
    let app = client.app(APP);
    let parameters = [
        ("grant_type", "account_credentials"),
        ("account_id", &app.account_id),
    ];
    assert_eq!(
        client.token(&app, &parameters).await,
        (
            400,
            json!({"reason": "unsupported grant type", "error": "unsupported_grant_type"})
        )
    );
}

#[tokio::test]
async fn a_refresh_token_works_once_and_the_next_one_after_it() {
    let client = anonymous().await;
    let first = client.authorize(APP).await;
    let (status, second) = refresh(&client, &first["refresh_token"]).await;
    assert_eq!(status, 200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(
        refresh(&client, &first["refresh_token"]).await,
        invalid_token()
    );
    assert_eq!(refresh(&client, &second["refresh_token"]).await.0, 200);
}

#[tokio::test]
async fn a_second_authorization_of_the_same_user_and_app_ends_the_first() {
    let mut client = anonymous().await;
    let first = client.authorize(APP).await;
    let second = client.authorize(APP).await;
    assert_eq!(
        refresh(&client, &first["refresh_token"]).await,
        invalid_token()
    );
    client.use_token(&first);
    assert_eq!(
        client.get("/users/me").await,
        (
            401,
            json!({"code": 4741, "message": "The token has been revoked."})
        )
    );
    client.use_token(&second);
    assert_eq!(client.get("/users/me").await.0, 200);
}

#[tokio::test]
async fn grants_of_two_apps_live_side_by_side() {
    let mut client = anonymous().await;
    let first = client.authorize(APP).await;
    client.authorize("sandbox-user-classic").await;
    client.use_token(&first);
    assert_eq!(client.get("/users/me").await.0, 200);
}

#[tokio::test]
async fn an_access_token_expires_after_an_hour() {
    let client = Client::signed_in(sandbox().await, APP).await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(59));
    assert_eq!(client.get("/users/me").await.0, 200);
    client.sandbox.clock().advance(SignedDuration::from_mins(1));
    assert_eq!(client.get("/users/me").await, expired_access_token());
}

#[tokio::test]
async fn a_refresh_token_expires_after_ninety_days() {
    let client = anonymous().await;
    let tokens = client.authorize(APP).await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_hours(90 * 24));
    assert_eq!(
        refresh(&client, &tokens["refresh_token"]).await,
        invalid_token()
    );
}

#[tokio::test]
async fn revoking_ends_access_and_refresh_token() {
    let mut client = anonymous().await;
    let tokens = client.authorize(APP).await;
    let app = client.app(APP);
    let answer = client
        .http
        .post(format!("{}/oauth/revoke", client.sandbox.url()))
        .basic_auth(&app.client_id, Some(&app.client_secret))
        .form(&[("token", tokens["access_token"].as_str().unwrap())])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.json::<Value>().await.unwrap(),
        json!({"status": "success"})
    );
    assert_eq!(
        refresh(&client, &tokens["refresh_token"]).await,
        invalid_token()
    );
    client.use_token(&tokens);
    assert_eq!(client.get("/users/me").await, invalid_access_token());
}

#[tokio::test]
async fn a_rerouted_client_is_told_zooms_own_addresses() {
    let client = anonymous().await;
    let app = client.app("sandbox-server-to-server");
    let answer = client
        .http
        .post(format!("{}/oauth/token", client.sandbox.url()))
        .header("host", "zoom.us")
        .basic_auth(&app.client_id, Some(&app.client_secret))
        .form(&[
            ("grant_type", "account_credentials"),
            ("account_id", &app.account_id),
        ])
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.json::<Value>().await.unwrap()["api_url"],
        "https://api.zoom.us"
    );
}

#[tokio::test]
async fn the_buttons_come_before_the_scopes_the_primary_one_first() {
    let client = anonymous().await;
    let url = client.authorize_url(APP, &[]);
    let page = client.http.get(url).send().await.unwrap();
    let page = page.text().await.unwrap();
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    assert!(
        place("class=\"primary\" name=\"decision\" value=\"allow\"") < place("value=\"decline\"")
    );
    assert!(place("value=\"decline\"") < place("It asks for"));
    for wanted in [
        "width=device-width",
        "color-scheme: light dark",
        "rel=\"icon\"",
    ] {
        place(wanted);
    }
}
