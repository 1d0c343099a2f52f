//! Requests whose answers were lost, which are never sent again.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::contract::HttpRequest;
use crate::egress::EgressError;

/// The requests of one call whose answers were lost. A connector may lose many
/// large ones, so what is kept of each is its digest.
#[derive(Debug, Default)]
pub(super) struct LostAnswers {
    pub(super) requests: BTreeSet<[u8; 32]>,
    /// How the last of them was lost.
    pub(super) cause: Option<EgressError>,
}

impl LostAnswers {
    pub(super) fn note(&mut self, request: &HttpRequest, cause: EgressError) {
        self.requests.insert(digest(request));
        self.cause = Some(cause);
    }

    /// Whether the answer to such a request was lost.
    pub(super) fn has(&self, request: &HttpRequest) -> bool {
        !self.requests.is_empty() && self.requests.contains(&digest(request))
    }

    /// How the last answer was lost.
    pub(super) fn take_cause(&mut self) -> Option<EgressError> {
        self.cause.take()
    }
}

/// What makes a request the same as another. What is in the header makes no other
/// request of it. Neither a method nor a URL has a line break.
fn digest(request: &HttpRequest) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in [&request.method, &request.url] {
        hasher.update(part);
        hasher.update("\n");
    }
    if let Some(body) = &request.body {
        hasher.update("\n");
        hasher.update(body);
    }
    hasher.finalize().into()
}
