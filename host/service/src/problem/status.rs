//! Which status an error of the library has.
//!
//! It follows from the error's class, that is from what is to be done about it;
//! where HTTP has a status of its own for what the code says, it is that one. What
//! may have been carried out has 500, which nothing repeats by itself.

use axum::http::StatusCode;
use connector_host::{Class, Error};

/// The status of an error, and its class in a few words.
pub(super) fn of(error: &Error) -> (StatusCode, &'static str) {
    let (usual, title) = match error.class() {
        Class::Usage => (StatusCode::UNPROCESSABLE_ENTITY, "It cannot be like that"),
        Class::Connection => (StatusCode::CONFLICT, "The account needs connecting"),
        Class::Refused => (StatusCode::UNPROCESSABLE_ENTITY, "The API refused"),
        Class::Unavailable => (StatusCode::BAD_GATEWAY, "The API is not available"),
        Class::Unknown => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "It may have been carried out",
        ),
        Class::Consent => (StatusCode::FORBIDDEN, "Nobody has agreed to it"),
        Class::Other => (StatusCode::INTERNAL_SERVER_ERROR, "The host failed"),
    };
    // What the code says holds for the last request, and not for those before.
    let of_code = of_code(error.code()).filter(|_| error.class() != Class::Unknown);
    (of_code.unwrap_or(usual), title)
}

fn of_code(code: &str) -> Option<StatusCode> {
    Some(match code {
        "wrong-api-key" | "api-key-expired" => StatusCode::UNAUTHORIZED,
        "forbidden" | "plan-required" => StatusCode::FORBIDDEN,
        "unknown-connector" | "unknown-method" | "unknown-action" | "unknown-trigger"
        | "unknown-lookup" | "no-connection" | "no-tenant" | "no-api-key" | "not-found"
        | "no-connect-session" | "not-added" => StatusCode::NOT_FOUND,
        "connector-in-use"
        | "connector-unusable"
        | "no-app"
        | "name-in-use"
        | "name-taken"
        | "no-sign-in"
        | "sign-in-claimed"
        | "sign-in-overtaken"
        | "connect-session-overtaken"
        | "tenant-exists"
        | "tenant-in-use"
        | "tenant-default"
        | "ambiguous-connection"
        | "conflict" => StatusCode::CONFLICT,
        "rate-limited" | "quota-exceeded" | "wait-too-long" => StatusCode::TOO_MANY_REQUESTS,
        "unavailable" | "renewal-unavailable" | "grant-busy" => StatusCode::SERVICE_UNAVAILABLE,
        "answer-slow" | "call-too-long" => StatusCode::GATEWAY_TIMEOUT,
        "output-too-long" | "output-too-large" | "too-many-steps" | "too-much-computing"
        | "too-many-files" | "file-too-large" => StatusCode::UNPROCESSABLE_ENTITY,
        _ => return None,
    })
}

/// The same of one that is not told: where it is nothing that the caller could do
/// otherwise, it is the host that has failed.
pub(super) fn of_hidden(error: &Error) -> (StatusCode, &'static str) {
    match error.class() {
        Class::Consent | Class::Unavailable | Class::Unknown => of(error),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "The host failed"),
    }
}
