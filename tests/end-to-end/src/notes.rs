//! The API of the notes connector, answered on this machine.

use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How many notes are on a page.
const PAGE: usize = 2;
const TOKEN: &str = "notes-token";

/// A running server of notes. Dropping it stops it.
#[derive(Debug)]
pub struct NotesServer {
    url: String,
    server: JoinHandle<()>,
    token_requests: TokenRequests,
}

/// The bodies of the requests for a token, as fields.
type TokenRequests = Arc<Mutex<Vec<Vec<(String, String)>>>>;
type Notes = Arc<Mutex<Vec<Value>>>;

impl NotesServer {
    /// Starts one that knows the client `notes-client` with the secret `notes-secret`.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let url = format!(
            "http://{}",
            listener.local_addr().expect("a listener has an address")
        );
        let token_requests = TokenRequests::default();
        let router = Router::new()
            .route(
                "/token",
                post(token).with_state(Arc::clone(&token_requests)),
            )
            .route("/workspace", get(workspace))
            .route("/notes", get(list).post(create))
            .with_state(Notes::default());
        let server =
            tokio::spawn(async move { axum::serve(listener, router).await.unwrap_or_default() });
        Self {
            url,
            server,
            token_requests,
        }
    }

    /// What the connector had heard whenever a token was asked for: it recites its settings there.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn recited_settings(&self) -> Vec<String> {
        let requests = self
            .token_requests
            .lock()
            .expect("no handler panics while it holds the requests");
        requests
            .iter()
            .flatten()
            .filter(|(name, _)| name == "heard")
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// What to put into `CONNECTOR_HOST_REROUTE`.
    #[must_use]
    pub fn reroutes(&self) -> String {
        ["https://login.notes.example", "https://api.notes.example"]
            .map(|origin| format!("{origin}={}", self.url))
            .join(",")
    }
}

impl Drop for NotesServer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// RFC 6749 section 4.4, with the client's credentials in the body.
async fn token(
    State(requests): State<TokenRequests>,
    Form(form): Form<Vec<(String, String)>>,
) -> impl IntoResponse {
    requests
        .lock()
        .expect("no handler panics while it holds the requests")
        .push(form.clone());
    let value = |name: &str| {
        form.iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    };
    if value("client_id") != Some("notes-client") || value("client_secret") != Some("notes-secret")
    {
        return (
            StatusCode::UNAUTHORIZED,
            Json(json!({ "error": "invalid_client" })),
        );
    }
    assert_eq!(value("grant_type"), Some("client_credentials"));
    assert_eq!(value("workspace"), Some("kitchen"));
    let scope = value("scope").unwrap_or_default();
    (
        StatusCode::OK,
        Json(
            json!({ "access_token": TOKEN, "token_type": "Bearer", "expires_in": 600, "scope": scope }),
        ),
    )
}

fn refuse_strangers(headers: &HeaderMap) -> Result<(), (StatusCode, &'static str)> {
    let bearer = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    if bearer == Some(&format!("Bearer {TOKEN}")) {
        Ok(())
    } else {
        Err((StatusCode::UNAUTHORIZED, "who are you?"))
    }
}

async fn workspace(headers: HeaderMap) -> Result<Json<Value>, (StatusCode, &'static str)> {
    refuse_strangers(&headers)?;
    Ok(Json(json!({ "id": "w1", "name": "Kitchen" })))
}

async fn create(
    State(notes): State<Notes>,
    headers: HeaderMap,
    Json(note): Json<Value>,
) -> Result<Json<Value>, (StatusCode, &'static str)> {
    refuse_strangers(&headers)?;
    let mut notes = notes
        .lock()
        .expect("no test panics while it holds the notes");
    let note = json!({ "id": format!("n{}", notes.len() + 1), "text": note["text"] });
    notes.push(note.clone());
    Ok(Json(note))
}

async fn list(
    State(notes): State<Notes>,
    headers: HeaderMap,
    Query(query): Query<Vec<(String, usize)>>,
) -> Result<impl IntoResponse, (StatusCode, &'static str)> {
    refuse_strangers(&headers)?;
    let after = query.first().map_or(0, |(_, after)| *after);
    let notes = notes
        .lock()
        .expect("no test panics while it holds the notes");
    let page: Vec<Value> = notes.iter().skip(after).take(PAGE).cloned().collect();
    let mut answer = HeaderMap::new();
    if after + page.len() < notes.len() {
        let next = (after + page.len()).to_string();
        answer.insert("next", next.parse().expect("digits make a header value"));
    }
    Ok((answer, Json(page)))
}
