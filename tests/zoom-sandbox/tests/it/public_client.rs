//! Signing in without a secret: public clients with PKCE and a loopback redirect.

use reqwest::Response;
use serde_json::{Value, json};
use zoom_sandbox::{App, AppKind, ScopeType};

use crate::client::{Client, builder, location, query, sandbox};

const APP: &str = "sandbox-public";
/// A port that nobody has registered.
const CALLBACK: &str = "http://127.0.0.1:49152/oauth/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const S256: [(&str, &str); 2] = [
    (
        "code_challenge",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    ),
    ("code_challenge_method", "S256"),
];

async fn anonymous() -> Client {
    Client::anonymous(sandbox().await)
}

fn authorize_url(
    client: &Client,
    client_id: &str,
    redirect_uri: &str,
    more: &[(&str, &str)],
) -> reqwest::Url {
    let mut url: reqwest::Url = format!("{}/oauth/authorize", client.sandbox.url())
        .parse()
        .unwrap();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("state", "s")
        .extend_pairs(more);
    url
}

async fn allow(client: &Client, url: reqwest::Url) -> Response {
    let request = client.http.post(url).form(&[("decision", "allow")]);
    request.send().await.unwrap()
}

async fn code(client: &Client, redirect_uri: &str) -> String {
    let answer = allow(client, authorize_url(client, APP, redirect_uri, &S256)).await;
    assert_eq!(answer.status(), 302, "{}", answer.text().await.unwrap());
    let location = location(&answer);
    assert!(location.as_str().starts_with(redirect_uri), "{location}");
    query(&location, "code").unwrap()
}

/// What the token endpoint answers to a form and nothing else.
async fn redeem(client: &Client, form: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}/oauth/token", client.sandbox.url());
    let answer = client.http.post(url).form(form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn form<'a>(code: &'a str, redirect_uri: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("client_id", APP),
        ("code_verifier", VERIFIER),
    ]
}

async fn tokens(client: &Client) -> Value {
    let code = code(client, CALLBACK).await;
    let (status, tokens) = redeem(client, &form(&code, CALLBACK)).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

fn refresh_form(token: &Value) -> [(&str, &str); 3] {
    [
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str().unwrap()),
        ("client_id", APP),
    ]
}

fn invalid_client() -> (u16, Value) {
    (
        400,
        json!({"reason": "Invalid client_id or client_secret", "error": "invalid_client"}),
    )
}

async fn refusal(client: &Client, url: reqwest::Url) -> (u16, Value) {
    let answer = client.http.get(url).send().await.unwrap();
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], false);
    (status, body["errorMessage"].clone())
}

#[tokio::test]
async fn a_public_client_signs_in_with_its_id_and_a_proof_alone() {
    let mut client = anonymous().await;
    let tokens = tokens(&client).await;
    assert!(tokens["refresh_token"].is_string(), "{tokens}");
    assert_eq!(tokens["token_type"], "bearer");
    client.use_token(&tokens);
    let (status, user) = client.get("/users/me").await;
    assert_eq!(
        (status, &user["email"]),
        (200, &json!("olivia@sandbox.example"))
    );
}

#[tokio::test]
async fn a_loopback_redirect_may_have_any_port() {
    let client = anonymous().await;
    for redirect_uri in [
        "http://127.0.0.1:1/oauth/callback",
        "http://127.0.0.1/oauth/callback",
        "http://[::1]:65535/oauth/callback",
    ] {
        let code = code(&client, redirect_uri).await;
        let (status, tokens) = redeem(&client, &form(&code, redirect_uri)).await;
        assert_eq!(status, 200, "{redirect_uri}: {tokens}");
    }
}

#[tokio::test]
async fn the_code_is_redeemed_with_the_redirect_it_was_sent_to_the_port_included() {
    let client = anonymous().await;
    let code = code(&client, CALLBACK).await;
    let other = "http://127.0.0.1:1/oauth/callback";
    assert_eq!(
        redeem(&client, &form(&code, other)).await,
        (
            400,
            json!({"reason": "Redirect URI mismatch.", "error": "invalid_grant"})
        )
    );
}

#[tokio::test]
async fn nothing_but_the_port_may_differ_and_localhost_is_no_loopback_address() {
    let client = anonymous().await;
    for redirect_uri in [
        "http://localhost:49152/oauth/callback",
        "http://127.0.0.1:49152/callback",
        "http://127.0.0.1:49152/oauth/callback?a=b",
        "https://127.0.0.1:49152/oauth/callback",
    ] {
        let url = authorize_url(&client, APP, redirect_uri, &S256);
        assert_eq!(
            refusal(&client, url).await,
            (400, json!("Invalid redirect url")),
            "{redirect_uri}"
        );
    }
}

#[tokio::test]
async fn an_app_with_a_secret_is_told_of_another_port() {
    let client = anonymous().await;
    let url = authorize_url(&client, "sandbox-user-granular", CALLBACK, &S256);
    assert_eq!(
        refusal(&client, url).await,
        (400, json!(format!("Invalid redirect: {CALLBACK}")))
    );
}

#[tokio::test]
async fn a_public_client_needs_a_challenge_by_s256() {
    let client = anonymous().await;
    for (more, says) in [
        (&[][..], "Missing code_challenge"),
        (&S256[..1], "Invalid code_challenge_method: plain"),
        (
            &[S256[0], ("code_challenge_method", "plain")],
            "Invalid code_challenge_method: plain",
        ),
    ] {
        let url = authorize_url(&client, APP, CALLBACK, more);
        assert_eq!(refusal(&client, url).await, (400, json!(says)));
    }
}

#[tokio::test]
async fn a_code_without_its_verifier_is_worth_nothing() {
    let client = anonymous().await;
    for verifier in [None, Some("another")] {
        let code = code(&client, CALLBACK).await;
        let mut form = form(&code, CALLBACK);
        form.pop();
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let (status, body) = redeem(&client, &form).await;
        assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    }
}

#[tokio::test]
async fn a_secret_or_an_authorization_header_is_refused() {
    let client = anonymous().await;
    let code = code(&client, CALLBACK).await;
    let form = form(&code, CALLBACK);
    let secret = [&form[..], &[("client_secret", "x")]].concat();
    assert_eq!(redeem(&client, &secret).await, invalid_client());
    let url = format!("{}/oauth/token", client.sandbox.url());
    for secret in [None, Some(""), Some("x")] {
        let request = client.http.post(&url).basic_auth(APP, secret).form(&form);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 400);
        assert_eq!(answer.json::<Value>().await.unwrap(), invalid_client().1);
    }
    // Nobody was asked for the code, so it is good still.
    assert_eq!(redeem(&client, &form).await.0, 200);
}

#[tokio::test]
async fn the_id_of_an_app_with_a_secret_can_do_nothing_without_it() {
    let client = anonymous().await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "x"),
        ("client_id", "sandbox-user-granular"),
    ];
    assert_eq!(redeem(&client, &form).await, invalid_client());
}

#[tokio::test]
async fn what_was_never_issued_is_refused_in_the_words_that_were_seen() {
    let client = anonymous().await;
    let refused = |reason: &str| (400, json!({"reason": reason, "error": "invalid_grant"}));
    assert_eq!(
        redeem(&client, &refresh_form(&json!("bogus"))).await,
        refused("Invalid refresh token")
    );
    assert_eq!(
        redeem(&client, &form("bogus", CALLBACK)).await,
        refused("Invalid authorization code")
    );
}

#[tokio::test]
async fn a_public_clients_refresh_token_works_once_and_asks_nobody() {
    let mut client = anonymous().await;
    let first = tokens(&client).await;
    let (status, second) = redeem(&client, &refresh_form(&first["refresh_token"])).await;
    assert_eq!(status, 200, "{second}");
    let again = redeem(&client, &refresh_form(&first["refresh_token"])).await;
    assert_eq!(again.1["reason"], "Invalid refresh token");
    client.use_token(&second);
    assert_eq!(client.get("/users/me").await.0, 200);
    let pages = client.sandbox.requests().all();
    let pages = pages
        .iter()
        .filter(|seen| seen.path() == "/oauth/authorize");
    assert_eq!(
        pages.count(),
        1,
        "the consent page is not shown for a refresh"
    );
}

#[tokio::test]
async fn the_consent_page_is_shown_for_every_authorization() {
    let client = anonymous().await;
    for _ in 0..2 {
        let url = authorize_url(&client, APP, CALLBACK, &S256);
        let page = client.http.get(url).send().await.unwrap();
        assert_eq!(page.status(), 200);
        assert!(page.text().await.unwrap().contains("Allow"));
        tokens(&client).await;
    }
}

#[tokio::test]
async fn a_public_client_has_no_token_of_its_own_and_no_device() {
    let client = anonymous().await;
    for grant_type in [
        "client_credentials",
        "account_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
    ] {
        let form = [("grant_type", grant_type), ("client_id", APP)];
        let (status, body) = redeem(&client, &form).await;
        assert_eq!(
            (status, &body["error"]),
            (400, &json!("unsupported_grant_type"))
        );
    }
    let url = format!("{}/oauth/devicecode?client_id={APP}", client.sandbox.url());
    assert_eq!(client.http.post(url).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_public_client_ends_its_grant_by_its_id() {
    let mut client = anonymous().await;
    let tokens = tokens(&client).await;
    client.use_token(&tokens);
    let form = [
        ("token", tokens["access_token"].as_str().unwrap()),
        ("client_id", APP),
    ];
    let url = format!("{}/oauth/revoke", client.sandbox.url());
    let answer = client.http.post(url).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(client.get("/users/me").await.0, 401);
}

#[tokio::test]
async fn a_public_client_of_ones_own_has_the_addresses_that_it_names() {
    let app = App {
        redirect_uris: vec!["http://[::1]:3000/back".into()],
        scopes: vec!["user:read:user".into()],
        ..App::new(AppKind::Public, ScopeType::Granular, "mine", "")
    };
    let client = Client::anonymous(builder().app(app).start().await.unwrap());
    let open = async |redirect_uri: &str| {
        let url = authorize_url(&client, "mine", redirect_uri, &S256);
        client.http.get(url).send().await.unwrap().status()
    };
    assert_eq!(open("http://[::1]:4000/back").await, 200);
    assert_eq!(open("http://127.0.0.1:3000/back").await, 400);
}

#[tokio::test]
async fn the_server_says_of_itself_what_zooms_does() {
    let client = anonymous().await;
    let url = format!(
        "{}/.well-known/oauth-authorization-server",
        client.sandbox.url()
    );
    let about = async |host: &str| {
        let request = client.http.get(&url).header("host", host);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let zoom = about("api.zoom.us").await;
    assert_eq!(zoom["issuer"], "https://zoom.us");
    assert_eq!(zoom["token_endpoint"], "https://zoom.us/oauth/token");
    assert_eq!(
        zoom["token_endpoint_auth_methods_supported"],
        json!(["client_secret_basic"])
    );
    let here = about("localhost").await;
    assert_eq!(here["issuer"], client.sandbox.url());
}
