//! Troubles that answer in place of the true answer.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE};

use crate::{api::operations::Operation, pages};

/// An answer of one's own.
pub(super) fn own(status: u16, headers: &BTreeMap<String, String>, body: &str) -> Response {
    let mut response = Response::new(Body::from(body.to_owned()));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

pub(super) fn html() -> Response {
    pages::plain(StatusCode::OK, "We are down for maintenance.").into_response()
}

/// The form in which Zoom has been seen to answer clients that send no
/// `Accept` field.
pub(super) fn xml() -> Response {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
        <result><code>300</code><message>Validation Failed.</message></result>";
    let headers = [(CONTENT_TYPE, "application/xml;charset=UTF-8")];
    (StatusCode::BAD_REQUEST, headers, body).into_response()
}

/// A missing scope, in the form that has been seen to break JSON parsers.
pub(super) fn unescaped_quotes(operation: Option<&Operation>) -> Response {
    let scopes = operation.map_or(&[][..], |operation| &operation.published.scopes.granular);
    let scopes: Vec<String> = scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
    let scopes = scopes.join(",");
    let body = format!(
        "{{\"code\":104,\"message\":\"Invalid access token, does not contain scopes:[{scopes}]\"}}"
    );
    let headers = [(CONTENT_TYPE, "application/json;charset=UTF-8")];
    (StatusCode::BAD_REQUEST, headers, body).into_response()
}
