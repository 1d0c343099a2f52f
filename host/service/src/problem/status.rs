//! Which status an error of the library has, and its title.
//!
//! The status follows from the error's class, that is from what is to be done about it;
//! where HTTP has a status of its own for what the code says, it is that one. What
//! may have been carried out has 500, which nothing repeats by itself. The title says of
//! what sort the trouble is, and so it follows the status where that says more than the
//! class does.

use axum::http::StatusCode;
use connector_host::{Class, Error};

/// The status of an error, and its title.
pub(super) fn of(error: &Error) -> (StatusCode, &'static str) {
    of_class(error.class(), error.code())
}

fn of_class(class: Class, code: &str) -> (StatusCode, &'static str) {
    let (usual, title) = match class {
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
    match of_code(code).filter(|_| class != Class::Unknown) {
        Some(status) => (status, of_status(class, status).unwrap_or(title)),
        None => (usual, title),
    }
}

/// The title that a status has by itself, whatever the class is.
fn of_status(class: Class, status: StatusCode) -> Option<&'static str> {
    match (class, status) {
        (_, StatusCode::UNAUTHORIZED) => Some("Wrong API key"),
        (_, StatusCode::NOT_FOUND) => Some("Not found"),
        (_, StatusCode::GATEWAY_TIMEOUT) => Some("It took too long"),
        (Class::Usage, StatusCode::CONFLICT) => Some("Not as things are"),
        (Class::Usage | Class::Other, StatusCode::SERVICE_UNAVAILABLE) => Some("Not just now"),
        (Class::Usage | Class::Other, StatusCode::TOO_MANY_REQUESTS) => Some("Not so soon"),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_follows_the_status_where_that_says_more_than_the_class() {
        for (class, code, status, title) in [
            (
                Class::Usage,
                "wrong-settings",
                422,
                "It cannot be like that",
            ),
            (Class::Usage, "wrong-api-key", 401, "Wrong API key"),
            (Class::Usage, "unknown-action", 404, "Not found"),
            (Class::Usage, "no-connection", 404, "Not found"),
            (Class::Refused, "not-found", 404, "Not found"),
            (Class::Usage, "tenant-in-use", 409, "Not as things are"),
            (
                Class::Connection,
                "connection-disabled",
                409,
                "The account needs connecting",
            ),
            (Class::Refused, "conflict", 409, "The API refused"),
            (Class::Refused, "rate-limited", 429, "The API refused"),
            (Class::Unavailable, "answer-slow", 504, "It took too long"),
            (
                Class::Unavailable,
                "unavailable",
                503,
                "The API is not available",
            ),
            (
                Class::Unknown,
                "not-found",
                500,
                "It may have been carried out",
            ),
        ] {
            let (of, told) = of_class(class, code);
            assert_eq!((of.as_u16(), told), (status, title), "{code}");
        }
    }
}
