//! The revocation endpoint (RFC 7009).

use axum::{
    Json,
    extract::State as Extract,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, Uri};
use serde_json::json;

use super::{
    client::{self, Parameters},
    error::OAuthError,
};
use crate::{sandbox::Shared, state::State};

/// `POST /oauth/revoke`: ends the grant, and with it every token of it.
pub(crate) async fn handle(
    Extract(shared): Extract<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let parameters = Parameters::read(&uri, &body);
    match answer(&mut shared.state(), &headers, &parameters) {
        Ok(()) => Json(json!({"status": "success"})).into_response(),
        Err(error) => error.into_response(),
    }
}

fn answer(
    state: &mut State,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<(), OAuthError> {
    let client_id = client::authenticate(state, headers, parameters)?
        .client_id
        .clone();
    let token = parameters.require("token")?;
    // RFC 7009 has an unknown token taken for revoked; that Zoom refuses it is a guess.
    state
        .grants
        .by_token(token)
        .filter(|grant| grant.client_id == client_id)
        .ok_or_else(OAuthError::invalid_token)?;
    state.grants.revoke(token);
    Ok(())
}
