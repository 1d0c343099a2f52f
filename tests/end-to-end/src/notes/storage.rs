//! Attachments. They lie on a storage host, which the API redirects to.

use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::clients::{Client, Refusal};
use super::world::Shared;

/// Where the attachment is.
pub(super) async fn attachment(
    State(shared): State<Shared>,
    client: Client,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    client.needs(&["notes.read", "attachments.read"])?;
    let world = shared.world();
    if world.notes.iter().all(|note| note["id"] != *id) {
        return Err((StatusCode::NOT_FOUND, "there is no such note"));
    }
    let location = format!("{}/attachments/{id}?signature=s-{id}", world.storage);
    Ok((StatusCode::FOUND, [(LOCATION, location)]).into_response())
}

/// The attachment itself. Whoever has its signed address may have it, and like many a storage host
/// this one takes no other credential beside it.
pub(super) async fn file(Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Refusal> {
    if headers.contains_key(AUTHORIZATION) {
        return Err((StatusCode::BAD_REQUEST, "there are two credentials"));
    }
    let content = format!("Attached to {id}: rye, not too dark.\n");
    Ok(([(CONTENT_TYPE, "text/plain")], content).into_response())
}
