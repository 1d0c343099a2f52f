//! The workspace and its notes.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::clients::{Client, Refusal};
use super::deliveries;
use super::line::AnswerLost;
use super::world::Shared;

/// How many items are on a page.
const PAGE: usize = 2;

/// A page of items as it is answered. Where there is another, the header says in `next` how it is
/// asked for, which `name` makes of the index of its first item.
pub(super) fn page(all: &[Value], from: usize, name: impl Fn(usize) -> u64) -> Response {
    let page: Vec<Value> = all.iter().skip(from).take(PAGE).cloned().collect();
    let end = from + page.len();
    let mut headers = HeaderMap::new();
    if end < all.len() {
        headers.insert("next", name(end).into());
    }
    (headers, Json(page)).into_response()
}

pub(super) async fn status() -> Json<Value> {
    Json(json!({ "up": true }))
}

pub(super) async fn workspace(client: Client) -> Json<Value> {
    let mut workspace = json!({ "id": "w1", "name": "Kitchen" });
    if client.is_personal {
        workspace["member"] = client.author.into();
    }
    Json(workspace)
}

pub(super) async fn create(
    State(shared): State<Shared>,
    client: Client,
    Json(note): Json<Value>,
) -> Result<Response, Refusal> {
    client.needs(&["notes.write"])?;
    let text = note["text"].as_str().unwrap_or_default();
    let note = shared.world().write(client.author, text);
    deliveries::tell(&shared, &note).await;
    Ok(if std::mem::take(&mut shared.world().loses_answer) {
        Extension(AnswerLost).into_response()
    } else {
        Json(note).into_response()
    })
}

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: usize,
}

pub(super) async fn list(
    State(shared): State<Shared>,
    client: Client,
    Query(After { after }): Query<After>,
) -> Result<Response, Refusal> {
    client.needs(&["notes.read"])?;
    let name = |index| u64::try_from(index).expect("an index fits");
    Ok(page(&shared.world().notes, after, name))
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    /// Seconds since 1970.
    since: i64,
    text: String,
}

/// A client's own notes with this text.
pub(super) async fn mine(
    State(shared): State<Shared>,
    client: Client,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<Value>>, Refusal> {
    client.needs(&["notes.read"])?;
    let world = shared.world();
    let is_wanted = |note: &&Value| {
        let written: Timestamp = note["written_at"]
            .as_str()
            .and_then(|time| time.parse().ok())
            .expect("each note has a time");
        note["author"] == client.author
            && note["text"] == *wanted.text
            && written.as_second() >= wanted.since
    };
    let notes = if world.lags {
        &[]
    } else {
        world.notes.as_slice()
    };
    Ok(Json(notes.iter().filter(is_wanted).cloned().collect()))
}
