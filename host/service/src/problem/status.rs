//! Which status an error of the library has.
//!
//! The status follows from the error's class, that is from what is to be done about it;
//! where HTTP has a status of its own for what the code says, it is that one. What
//! may have been carried out has 500, which nothing repeats by itself.

use axum::http::StatusCode;
use connector_host::{Class, Error};

/// The status of an error.
pub(super) fn of(error: &Error) -> StatusCode {
    of_class(error.class(), error.code())
}

fn of_class(class: Class, code: &str) -> StatusCode {
    let usual = match class {
        Class::Usage | Class::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        Class::Connection => StatusCode::CONFLICT,
        Class::Unavailable => StatusCode::BAD_GATEWAY,
        Class::Unknown | Class::Other => StatusCode::INTERNAL_SERVER_ERROR,
        Class::Consent => StatusCode::FORBIDDEN,
    };
    // What the code says holds for the last request, and not for those before.
    match of_code(code) {
        Some(status) if class != Class::Unknown => status,
        _ => usual,
    }
}

fn of_code(code: &str) -> Option<StatusCode> {
    Some(match code {
        "wrong-api-key" | "api-key-expired" => StatusCode::UNAUTHORIZED,
        "forbidden" | "plan-required" => StatusCode::FORBIDDEN,
        "unknown-connector" | "unknown-method" | "unknown-action" | "unknown-trigger"
        | "unknown-lookup" | "no-connection" | "no-tenant" | "no-api-key" | "not-found"
        | "no-connect-session" | "not-added" | "unknown-app" | "no-such-app" | "no-app-secret" => {
            StatusCode::NOT_FOUND
        }
        "connector-in-use"
        | "connector-unusable"
        | "no-app"
        | "app-of-other-name"
        | "app-rotation-under-way"
        | "too-many-apps"
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
        | "grant-gone"
        | "conflict" => StatusCode::CONFLICT,
        "rate-limited" | "quota-exceeded" | "wait-too-long" | "too-many-connect-sessions" => {
            StatusCode::TOO_MANY_REQUESTS
        }
        "unavailable" | "renewal-unavailable" | "grant-busy" => StatusCode::SERVICE_UNAVAILABLE,
        "answer-slow" | "call-too-long" => StatusCode::GATEWAY_TIMEOUT,
        "output-too-long" | "output-too-large" | "too-many-steps" | "too-much-computing"
        | "too-many-files" | "file-too-large" => StatusCode::UNPROCESSABLE_ENTITY,
        _ => return None,
    })
}

/// The same of one that is not told: where it is nothing that the caller could do
/// otherwise, it is the host that has failed.
pub(super) fn of_hidden(error: &Error) -> StatusCode {
    match error.class() {
        Class::Consent | Class::Unavailable | Class::Unknown => of(error),
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_follows_the_class_unless_the_code_has_one_of_its_own() {
        for (class, code, status) in [
            (Class::Usage, "wrong-settings", 422),
            (Class::Usage, "wrong-api-key", 401),
            (Class::Usage, "unknown-action", 404),
            (Class::Usage, "no-connection", 404),
            (Class::Refused, "not-found", 404),
            (Class::Usage, "tenant-in-use", 409),
            (Class::Connection, "connection-disabled", 409),
            (Class::Other, "grant-gone", 409),
            (Class::Refused, "conflict", 409),
            (Class::Refused, "rate-limited", 429),
            (Class::Unavailable, "answer-slow", 504),
            (Class::Unavailable, "unavailable", 503),
            (Class::Unknown, "not-found", 500),
        ] {
            assert_eq!(of_class(class, code).as_u16(), status, "{code}");
        }
    }
}
