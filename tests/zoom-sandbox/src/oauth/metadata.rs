//! What the authorization server says of itself (RFC 8414).

use axum::{Json, extract::State as Extract};
use http::HeaderMap;
use serde_json::{Value, json};

use crate::{links::Links, sandbox::Shared};

/// `GET /.well-known/oauth-authorization-server`, which Zoom answers on `zoom.us` and
/// `api.zoom.us` alike. It was seen to name neither public clients nor the device flow;
/// the members beside issuer, grant types and authentication are a guess.
pub(crate) async fn show(Extract(shared): Extract<Shared>, headers: HeaderMap) -> Json<Value> {
    let issuer = Links::new(&headers, shared.address).oauth;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "response_types_supported": ["code"],
        "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
        ],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["plain", "S256"],
    }))
}
