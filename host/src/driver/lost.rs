//! Requests whose answers were lost, which are never sent again.

use crate::contract::HttpRequest;
use crate::egress::EgressError;

/// The requests of one call whose answers were lost.
#[derive(Debug, Default)]
pub(super) struct LostAnswers {
    requests: Vec<HttpRequest>,
    /// How the last of them was lost.
    cause: Option<EgressError>,
}

impl LostAnswers {
    pub(super) fn note(&mut self, request: &HttpRequest, cause: EgressError) {
        self.requests.push(request.clone());
        self.cause = Some(cause);
    }

    /// Whether the answer to such a request was lost. What is in the header
    /// makes no other request of it.
    pub(super) fn has(&self, request: &HttpRequest) -> bool {
        self.requests.iter().any(|lost| {
            (&lost.method, &lost.url, &lost.body) == (&request.method, &request.url, &request.body)
        })
    }

    /// How the last answer was lost.
    pub(super) fn take_cause(&mut self) -> Option<EgressError> {
        self.cause.take()
    }
}
