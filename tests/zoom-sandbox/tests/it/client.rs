//! A client for the tests: a sandbox at a fixed time, and somebody signed in.

use jiff::Timestamp;
use reqwest::{Method, Response, redirect::Policy};
use serde_json::{Value, json};
use zoom_sandbox::{App, AppKind, Clock, Sandbox, ScopeType};

use crate::published;

pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:8917/oauth/callback";
pub(crate) const NOW: &str = "2026-03-04T12:00:00Z";

/// A sandbox with a client that may be signed in.
pub(crate) struct Client {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: reqwest::Client,
    token: String,
}

pub(crate) async fn sandbox() -> Sandbox {
    builder().start().await.unwrap()
}

pub(crate) fn builder() -> zoom_sandbox::Builder {
    let now: Timestamp = NOW.parse().unwrap();
    Sandbox::builder().clock(Clock::frozen_at(now))
}

impl Client {
    /// Nobody is signed in.
    pub(crate) fn anonymous(sandbox: Sandbox) -> Self {
        let _already_there = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .build()
            .unwrap();
        Self {
            sandbox,
            http,
            token: String::new(),
        }
    }

    /// The owner is signed in with the app of this client id.
    pub(crate) async fn signed_in(sandbox: Sandbox, client_id: &str) -> Self {
        let mut client = Self::anonymous(sandbox);
        let tokens = client.authorize(client_id).await;
        client.use_token(&tokens);
        client
    }

    /// A server-to-server app has its token.
    pub(crate) async fn server_to_server() -> Self {
        Self::server_to_server_at(sandbox().await).await
    }

    /// The same at a sandbox of one's own making.
    pub(crate) async fn server_to_server_at(sandbox: Sandbox) -> Self {
        let mut client = Self::anonymous(sandbox);
        let app = client.app("sandbox-server-to-server");
        let parameters = [
            ("grant_type", "account_credentials"),
            ("account_id", &app.account_id),
        ];
        let (status, tokens) = client.token(&app, &parameters).await;
        assert_eq!(status, 200, "{tokens}");
        client.use_token(&tokens);
        client
    }

    /// The owner is signed in with an app that has these scopes alone.
    pub(crate) async fn with_scopes(scope_type: ScopeType, scopes: &[&str]) -> Self {
        let app = App {
            redirect_uris: vec![REDIRECT_URI.into()],
            scopes: scopes.iter().map(ToString::to_string).collect(),
            ..App::new(AppKind::UserManaged, scope_type, "few-scopes", "secret")
        };
        Self::signed_in(builder().app(app).start().await.unwrap(), "few-scopes").await
    }

    pub(crate) fn app(&self, client_id: &str) -> App {
        self.sandbox
            .apps()
            .into_iter()
            .find(|app| app.client_id == client_id)
            .unwrap()
    }

    pub(crate) fn use_token(&mut self, tokens: &Value) {
        self.token = tokens["access_token"].as_str().unwrap().to_owned();
    }

    pub(crate) fn access_token(&self) -> &str {
        &self.token
    }

    /// Goes to the consent page, allows the app and gives back the code.
    pub(crate) async fn code(&self, client_id: &str, more: &[(&str, &str)]) -> String {
        let url = self.authorize_url(client_id, more);
        let answer = self
            .http
            .post(url)
            .form(&[("decision", "allow")])
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 302, "{}", answer.text().await.unwrap());
        query(&location(&answer), "code").unwrap()
    }

    pub(crate) fn authorize_url(&self, client_id: &str, more: &[(&str, &str)]) -> reqwest::Url {
        let mut url: reqwest::Url = format!("{}/oauth/authorize", self.sandbox.url())
            .parse()
            .unwrap();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", REDIRECT_URI)
            .extend_pairs(more);
        url
    }

    /// Redeems a code or the like.
    pub(crate) async fn token(&self, app: &App, parameters: &[(&str, &str)]) -> (u16, Value) {
        let answer = self
            .http
            .post(format!("{}/oauth/token", self.sandbox.url()))
            .basic_auth(&app.client_id, Some(&app.client_secret))
            .form(parameters)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// The whole authorization code flow.
    pub(crate) async fn authorize(&self, client_id: &str) -> Value {
        let code = self.code(client_id, &[]).await;
        let parameters = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT_URI),
        ];
        let (status, tokens) = self.token(&self.app(client_id), &parameters).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    /// Calls the API and gives back the status and the body, `Null` for none,
    /// after a look whether they are as published.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        // What a fault answers is not Zoom's.
        let as_published = self.sandbox.faults().all().is_empty();
        let mut request = self
            .http
            .request(method.clone(), format!("{}/v2{path}", self.sandbox.url()))
            .bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap()
        };
        if as_published {
            published::check(&method, path, status, &text);
        }
        (status, body)
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, None).await
    }

    /// Creates a meeting for `me`.
    pub(crate) async fn create(&self, body: Value) -> Value {
        let (status, meeting) = self
            .call(Method::POST, "/users/me/meetings", Some(body))
            .await;
        assert_eq!(status, 201, "{meeting}");
        meeting
    }

    /// Fetches any address with the token.
    pub(crate) async fn fetch(&self, url: &str) -> Response {
        self.http
            .get(url)
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap()
    }
}

pub(crate) fn location(answer: &Response) -> reqwest::Url {
    answer.headers()["location"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap()
}

pub(crate) fn query(url: &reqwest::Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

pub(crate) fn validation_failed(errors: &[(&str, &str)]) -> (u16, Value) {
    let errors: Vec<Value> = errors
        .iter()
        .map(|(field, message)| json!({"field": field, "message": message}))
        .collect();
    (
        400,
        json!({"code": 300, "message": "Validation Failed.", "errors": errors}),
    )
}

pub(crate) fn expired_access_token() -> (u16, Value) {
    (
        401,
        json!({"code": 124, "message": "Access token is expired."}),
    )
}

pub(crate) fn invalid_access_token() -> (u16, Value) {
    (
        401,
        json!({"code": 124, "message": "Invalid access token."}),
    )
}
