//! What ends a request of a browser, as a page.

use axum::http::HeaderValue;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use connector_host::Error;

use crate::pages::{Stopped, Why};

/// A request of a browser ends with a page that says why.
#[derive(Debug)]
pub(super) struct Stop(pub(super) Why);

impl From<Why> for Stop {
    fn from(why: Why) -> Self {
        Self(why)
    }
}

impl Stop {
    /// Where that error ends the way for good; none where it is for somebody to mend.
    pub(super) fn of(error: &Error) -> Option<Self> {
        Some(Self(match error.code() {
            "wrong-connect-link" | "no-connect-session" | "no-tenant" => Why::UnknownLink,
            "connect-link-used" => Why::UsedLink,
            "connect-session-expired" => Why::Expired,
            "other-browser" => Why::OtherBrowser,
            "no-connection" | "unknown-connector" | "unknown-method" => Why::Gone,
            _ => return None,
        }))
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::of(&error).unwrap_or_else(|| {
            tracing::error!(code = error.code(), %error, "a page could not be shown");
            Self(Why::Failed)
        })
    }
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let mut response = Stopped::For(self.0).page().into_response();
        if self.0 == Why::Busy {
            let second = HeaderValue::from_static("1");
            response.headers_mut().insert(RETRY_AFTER, second);
        }
        response
    }
}
