//! Errors in the API's own form: `{"code":…,"message":…}`, with `errors` for
//! the fields that are wrong.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Serialize;

/// An error answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ApiError {
    #[serde(skip)]
    pub(crate) status: StatusCode,
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

    pub(crate) fn invalid_field(field: &str) -> Self {
        Self::validation(vec![FieldError::invalid(field)])
    }

    pub(crate) fn route_not_found() -> Self {
        Self::not_found(64041, "Route Not Found")
    }

    pub(crate) fn invalid_access_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 124, "Invalid access token.")
    }

    pub(crate) fn missing_scopes(scopes: &[String]) -> Self {
        let scopes = scopes.join(", ");
        Self::bad_request(
            4711,
            format!("Invalid access token, does not contain scopes:[{scopes}]."),
        )
    }

    pub(crate) fn user_does_not_exist(user: &str) -> Self {
        Self::not_found(1001, format!("User does not exist: {user}."))
    }

    pub(crate) fn meeting_does_not_exist(meeting: impl std::fmt::Display) -> Self {
        Self::not_found(3001, format!("Meeting does not exist: {meeting}."))
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

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}
