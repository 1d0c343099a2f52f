//! Errors in the API's own form: `{"code":…,"message":…}`, with `errors` for
//! the fields that are wrong.

use std::mem;

use axum::{
    Json,
    response::{AppendHeaders, IntoResponse, Response},
};
use http::{StatusCode, header::CONTENT_TYPE};
use maud::html;
use serde::Serialize;

/// An error answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ApiError {
    #[serde(skip)]
    pub(crate) status: StatusCode,
    /// Header fields that say more.
    #[serde(skip)]
    pub(crate) headers: Vec<(&'static str, String)>,
    code: u32,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// What is wrong with one field.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FieldError {
    pub(crate) field: String,
    pub(crate) message: String,
}

impl FieldError {
    pub(crate) fn invalid(field: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: "Invalid field.".into(),
        }
    }

    pub(crate) fn missing(field: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: "Missing field.".into(),
        }
    }
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            code,
            message: message.into(),
            errors: Vec::new(),
        }
    }

    pub(crate) fn bad_request(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn not_found(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    pub(crate) fn validation(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::bad_request(300, "Validation Failed.")
        }
    }

    /// Whether the value of that field alone is what is wrong.
    pub(crate) fn is_about(&self, field: &str) -> bool {
        matches!(self.errors.as_slice(), [error] if error.field == field)
    }

    pub(crate) fn invalid_field(field: &str) -> Self {
        Self::validation(vec![FieldError::invalid(field)])
    }

    pub(crate) fn route_not_found() -> Self {
        Self::not_found(64041, "Route Not Found")
    }

    pub(crate) fn invalid_access_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 124, "Invalid access token.")
    }

    /// The words have been seen, and are published with another status.
    pub(crate) fn expired_access_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 124, "Access token is expired.")
    }

    /// The user has authorized the same app once more since. The code and the
    /// words are published, the status is a guess.
    pub(crate) fn revoked_access_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            4741,
            "The token has been revoked.",
        )
    }

    /// An admin has withdrawn the approval. The code and the words are
    /// published, the status is a guess.
    pub(crate) fn disabled_access_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            4738,
            "The token is disabled by admin.",
        )
    }

    pub(crate) fn missing_scopes(scopes: &[String]) -> Self {
        let scopes = scopes.join(", ");
        Self::bad_request(
            4711,
            format!("Invalid access token, does not contain scopes:[{scopes}]."),
        )
    }

    /// How apps of the Marketplace are told of missing scopes.
    pub(crate) fn missing_scopes_for_apps(scopes: &[String]) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            code: 201,
            ..Self::missing_scopes(scopes)
        }
    }

    pub(crate) fn user_does_not_exist(user: &str) -> Self {
        Self::not_found(1001, format!("User does not exist: {user}."))
    }

    pub(crate) fn meeting_does_not_exist(meeting: impl std::fmt::Display) -> Self {
        Self::not_found(3001, format!("Meeting does not exist: {meeting}."))
    }

    /// A call for meetings names a webinar.
    pub(crate) fn is_webinar() -> Self {
        Self::bad_request(3000, "Cannot access webinar info.")
    }

    /// A call for webinars names a meeting.
    pub(crate) fn is_meeting() -> Self {
        Self::bad_request(3000, "Cannot access meeting info.")
    }

    pub(crate) fn webinar_does_not_exist(webinar: impl std::fmt::Display) -> Self {
        Self::not_found(3001, format!("Webinar does not exist: {webinar}."))
    }

    /// The user may not touch what belongs to another. The status and the words
    /// are published, the code is a guess.
    pub(crate) fn no_permission() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            200,
            "authenticated user has not permitted access to the targeted resource",
        )
    }

    pub(crate) fn invalid_page_token() -> Self {
        Self::bad_request(300, "The next page token is invalid or expired.")
    }
}

impl ApiError {
    /// What is wrong, for a person: the fields, or else the message.
    pub(crate) fn explain(&self) -> String {
        if self.errors.is_empty() {
            return self.message.clone();
        }
        let fields = self.errors.iter();
        let fields = fields.map(|error| format!("{}: {}", error.field, error.message));
        fields.collect::<Vec<_>>().join(" ")
    }

    /// The same in XML, which Zoom has been seen to answer when a client sends
    /// no `Accept` field. How it writes `errors` is a guess.
    pub(crate) fn into_xml(self) -> Response {
        let xml = html! {
            result {
                code { (self.code) }
                message { (self.message) }
                @for error in &self.errors {
                    errors { field { (error.field) } message { (error.message) } }
                }
            }
        };
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{}",
            xml.into_string()
        );
        let media_type = [(CONTENT_TYPE, "application/xml;charset=UTF-8")];
        (self.status, AppendHeaders(self.headers), media_type, body).into_response()
    }
}

impl IntoResponse for ApiError {
    fn into_response(mut self) -> Response {
        let headers = AppendHeaders(mem::take(&mut self.headers));
        (self.status, headers, Json(self)).into_response()
    }
}
