//! The journal of changes.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::api::page;
use super::clients::{Client, Refusal};
use super::world::{Change, Shared};

#[derive(Deserialize)]
pub(super) struct Begin {
    from: u64,
}

/// A page of changes, from the one with this number on.
pub(super) async fn list(
    State(shared): State<Shared>,
    client: Client,
    Query(Begin { from }): Query<Begin>,
) -> Result<Response, Refusal> {
    client.needs(&["notes.read"])?;
    let world = shared.world();
    let shown: Vec<&Change> = world
        .changes
        .iter()
        .filter(|change| change.shows && change.number >= from)
        .collect();
    let all: Vec<Value> = shown.iter().map(|change| change.told.clone()).collect();
    Ok(page(&all, 0, |index| shown[index].number))
}

/// The number that the next change will have.
pub(super) async fn end(
    State(shared): State<Shared>,
    client: Client,
) -> Result<Json<Value>, Refusal> {
    client.needs(&["notes.read"])?;
    Ok(Json(json!({ "next": shared.world().changes.len() })))
}
