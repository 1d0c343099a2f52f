//! The REST API under `/v2`: finds the operation, checks the token, its scopes
//! and what was sent, and calls the handler.

mod archiving;
pub(crate) mod call;
mod dashboards;
pub(crate) mod error;
mod groups;
mod join_tokens;
mod live_meetings;
mod livestreams;
mod marketplace;
pub(crate) mod meeting_registrants;
pub(crate) mod meeting_summaries;
mod meeting_surveys;
mod meeting_templates;
pub(crate) mod meetings;
mod operation_log;
pub(crate) mod operations;
mod pagination;
mod past_meetings;
mod past_webinars;
mod path;
mod period;
mod plans;
mod polls;
mod recording_registrants;
pub(crate) mod recordings;
pub(crate) mod registration;
mod reports;
mod tracking_fields;
mod users;
pub(crate) mod validate;
mod webinar_panelists;
mod webinar_registrants;
mod webinars;

use axum::{
    Extension, Json,
    extract::State as Extract,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode, Uri,
    header::{ACCEPT, AUTHORIZATION},
};
use jiff::Timestamp;
use serde_json::Value;

use crate::{clock::Arrival, links::Links, sandbox::Shared, state::State, webhooks::Webhooks};
use call::{Call, Caller};
use error::ApiError;
use operations::Operation;

/// Answers every request under `/v2`, and those that nothing else answers: that
/// there is no such route on the other hosts either is a guess.
pub(crate) async fn handle(
    Extract(shared): Extract<Shared>,
    Extension(Arrival(now)): Extension<Arrival>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    content: Bytes,
) -> Response {
    let links = Links::new(&headers, shared.address);
    let mut state = shared.state();
    state.catch_up(now);
    let tracking_id = state.ids.hex(32).to_uppercase();
    let asked = Asked {
        method,
        uri,
        headers: &headers,
        content,
        links,
        webhooks: &shared.webhooks,
        now,
    };
    let answer = answer(&mut state, &asked);
    if !state.happenings.is_empty() {
        shared.webhooks.news.notify_one();
    }
    drop(state);
    let mut response = answer.unwrap_or_else(|error| {
        if headers.contains_key(ACCEPT) {
            error.into_response()
        } else {
            error.into_xml()
        }
    });
    let tracking_id = HeaderValue::from_str(&format!("v=2.0;clid=us02;rid=WEB_{tracking_id}"))
        .expect("hexadecimal digits make a header value");
    response
        .headers_mut()
        .insert("x-zm-trackingid", tracking_id);
    response
}

/// A request, and what goes with it.
struct Asked<'a> {
    method: Method,
    uri: Uri,
    headers: &'a HeaderMap,
    content: Bytes,
    links: Links,
    webhooks: &'a Webhooks,
    now: Timestamp,
}

fn answer(state: &mut State, asked: &Asked<'_>) -> Result<Response, ApiError> {
    let Asked {
        method,
        uri,
        headers,
        content,
        links,
        webhooks,
        now,
    } = asked;
    let now = *now;
    let path = uri.path().strip_prefix("/v2").unwrap_or_default();
    // A method that a path does not have gets the same answer: a guess.
    let (operation, parameters) =
        operations::find(method, path).ok_or_else(ApiError::route_not_found)?;
    let caller = caller(state, operation, headers, now)?;
    state
        .rate_limits
        .count(operation.published.rate_label, now)?;
    let Operation {
        published,
        query,
        body,
        handler,
    } = operation;
    let path: Vec<_> = parameters
        .into_iter()
        .map(|(name, raw)| (name, path::parameter(raw)))
        .collect();
    let mut call = Call {
        published,
        offset: None,
        numbered: published.query.properties.contains_key("page_number"),
        path,
        query: validate::query(uri.query().unwrap_or_default(), &published.query, query)
            .map_err(|error| marketplace::own_refusal(&published.id, error))?,
        body: match body {
            Some(body) => validate::body(content, body)?,
            None => serde_json::Map::new(),
        },
        caller,
        links,
        webhooks,
        now,
    };
    pagination::resume(&mut call, state)?;
    let status = StatusCode::from_u16(published.success).unwrap_or(StatusCode::OK);
    let entry = operation_log::entry(published, &call, state);
    let answer = handler(&call, state)?;
    state.audit.operations.extend(entry);
    Ok(match answer {
        Value::Null => status.into_response(),
        body => (status, Json(body)).into_response(),
    })
}

/// Who holds the bearer token, if it is good and carries one of the scopes.
fn caller(
    state: &State,
    operation: &Operation,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<Caller, ApiError> {
    let token = bearer(headers).ok_or_else(ApiError::invalid_access_token)?;
    if state.grants.is_replaced(token) {
        return Err(ApiError::revoked_access_token());
    }
    if state.grants.has_expired(token, now) {
        return Err(ApiError::expired_access_token());
    }
    let grant = state
        .grants
        .by_access_token(token, now)
        .ok_or_else(ApiError::invalid_access_token)?;
    let app = state
        .app(&grant.client_id)
        .ok_or_else(ApiError::invalid_access_token)?;
    // A token of the app's own has no user.
    let user = state.user(&grant.user_id);
    let is_disabled = match user {
        Some(user) => state.awaits_approval_for(app, user),
        None => state.awaits_approval(app),
    };
    if is_disabled {
        return Err(ApiError::disabled_access_token());
    }
    let wanted = operation.published.scopes.of(app.scope_type);
    if !wanted.iter().any(|scope| grant.scopes.contains(scope)) {
        return Err(if operation.published.path.starts_with("/marketplace/") {
            ApiError::missing_scopes_for_apps(wanted)
        } else {
            ApiError::missing_scopes(wanted)
        });
    }
    let user = user.ok_or_else(ApiError::invalid_access_token)?;
    Ok(Caller {
        user_id: user.id.clone(),
        app: app.kind,
        app_name: app.name.clone(),
        is_admin: user.is_admin(),
    })
}

/// The token of an `Authorization: Bearer` header (RFC 6750 section 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
