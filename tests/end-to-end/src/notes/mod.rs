//! The API of the notes connector, answered on this machine.
//!
//! It is a service as there are many: it has clients with scopes, a journal of changes, files on a
//! storage host, and deliveries that it signs. What goes wrong at real services can be had on
//! demand: a lost answer, a list that lags behind, a change that shows late.

mod api;
mod changes;
mod clients;
mod deliveries;
mod line;
mod storage;
mod world;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use deliveries::{Answer, Delivery};
pub use world::Seen;

use world::Shared;

/// A running server of notes. Dropping it stops it.
#[derive(Debug)]
pub struct NotesServer {
    url: String,
    server: JoinHandle<()>,
    shared: Shared,
}

impl NotesServer {
    /// Starts one. It knows four clients with the secret `notes-secret`: `notes-client` has all
    /// scopes that there are for the parts, `notes-reader` and `notes-writer` have one, and
    /// `notes-keeper` has the one that stands for all.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let shared = Shared::default();
        let router = Router::new()
            .route("/token", post(clients::token))
            .route("/workspace", get(api::workspace))
            .route("/notes", get(api::list).post(api::create))
            .route("/notes/mine", get(api::mine))
            .route("/notes/{id}/attachment", get(storage::attachment))
            .route("/attachments/{id}", get(storage::file))
            .route("/status", get(api::status))
            .route("/changes", get(changes::list))
            .route("/changes/end", get(changes::end))
            .layer(from_fn_with_state(shared.clone(), note))
            .with_state(shared.clone());
        Self {
            url: format!("http://{address}"),
            server: tokio::spawn(line::serve(listener, router)),
            shared,
        }
    }

    /// What to put into `CONNECTOR_HOST_REROUTE`.
    #[must_use]
    pub fn reroutes(&self) -> String {
        [
            "https://login.notes.example",
            "https://api.notes.example",
            "https://*.storage.example",
        ]
        .map(|origin| format!("{origin}={}", self.url))
        .join(",")
    }

    /// The requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.world().seen.clone()
    }

    /// The requests so far with this method and this path.
    #[must_use]
    pub fn requests_to(&self, method: &str, path: &str) -> Vec<Seen> {
        let mut seen = self.requests();
        seen.retain(|seen| seen.method == method && seen.path() == path);
        seen
    }

    /// What the connector had heard whenever a token was asked for: it recites its settings there.
    #[must_use]
    pub fn recited_settings(&self) -> Vec<String> {
        self.shared.world().recited_settings.clone()
    }

    /// Somebody writes a note, by other means than the API. It is delivered when somebody
    /// subscribes.
    pub async fn write(&self, author: &str, text: &str) -> Value {
        let note = self.shared.world().write(author, text);
        deliveries::tell(&self.shared, &note).await;
        note
    }

    /// Loses the answer to the next note that is posted: the note is written, and the connection
    /// is closed.
    pub fn lose_the_next_answer(&self) {
        self.shared.world().loses_answer = true;
    }

    /// From now on, new notes are not among those that are listed as a client's own.
    pub fn lag_behind(&self) {
        self.shared.world().lags = true;
    }

    /// The next note that is written does not show in the journal until
    /// [`show_all_changes`](Self::show_all_changes).
    pub fn show_the_next_change_late(&self) {
        self.shared.world().shows_late = true;
    }

    /// Every change shows.
    pub fn show_all_changes(&self) {
        for change in &mut self.shared.world().changes {
            change.shows = true;
        }
    }

    /// From now on, attachments lie at another origin.
    pub fn move_attachments_to(&self, origin: &str) {
        self.shared.world().storage = origin.to_owned();
    }

    /// Enters an address for deliveries, as somebody does in the settings of the workspace. It is
    /// checked first, and taken when it knows the webhook secret.
    ///
    /// # Errors
    /// What was wrong with its answer.
    pub async fn subscribe(&self, address: &str) -> Result<(), String> {
        deliveries::check(address).await?;
        self.shared.world().subscriber = Some(address.to_owned());
        Ok(())
    }
}

impl Drop for NotesServer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Notes down each request.
async fn note(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let seen = Seen::of(&request);
    shared.world().seen.push(seen);
    next.run(request).await
}
