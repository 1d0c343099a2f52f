//! The last requests with their answers, for assertions and for people.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, request, response};
use serde::Serialize;

use crate::faults::Trouble;

/// How many exchanges are kept.
const KEPT: usize = 1_000;
/// How much of a body is kept, in bytes.
const BODY: usize = 64 * 1024;

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// Counts up from 1.
    pub number: u64,
    /// The method, such as `GET`.
    pub method: String,
    /// The path and the query as they were sent.
    pub target: String,
    /// Header fields of the request, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body of the request, its first 64 KiB as text.
    pub body: String,
    /// What went wrong, when a fault struck.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Trouble>,
    /// The status code of the answer; 0 when the connection was reset before
    /// there was one.
    pub status: u16,
    /// Header fields of the answer.
    pub response_headers: Vec<(String, String)>,
    /// The body of the answer, its first 64 KiB as text.
    pub response_body: String,
}

impl Exchange {
    /// A request that is not answered yet.
    pub(crate) fn begin(request: &request::Parts, body: &Bytes, fault: Option<Trouble>) -> Self {
        Self {
            number: 0,
            method: request.method.to_string(),
            target: request.uri.to_string(),
            headers: headers_to_keep(&request.headers),
            body: body_to_keep(body),
            fault,
            status: 0,
            response_headers: Vec::new(),
            response_body: String::new(),
        }
    }

    /// Adds the answer.
    pub(crate) fn end(&mut self, response: &response::Parts, body: &Bytes) {
        self.status = response.status.as_u16();
        self.response_headers = headers_to_keep(&response.headers);
        self.response_body = body_to_keep(body);
    }

    /// A header field of the request; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    /// The path without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// The exchanges kept, oldest first. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Exchanges(Arc<Mutex<Log>>);

#[derive(Debug, Default)]
struct Log {
    seen: u64,
    kept: VecDeque<Exchange>,
}

impl Exchanges {
    /// The last thousand exchanges, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Exchange> {
        self.with(|log| log.kept.iter().cloned().collect())
    }

    /// Forgets them. Numbers count on.
    pub fn clear(&self) {
        self.with(|log| log.kept.clear());
    }

    pub(crate) fn record(&self, mut exchange: Exchange) {
        self.with(|log| {
            log.seen += 1;
            exchange.number = log.seen;
            if log.kept.len() == KEPT {
                log.kept.pop_front();
            }
            log.kept.push_back(exchange);
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Log) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn headers_to_keep(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect()
}

fn body_to_keep(body: &Bytes) -> String {
    String::from_utf8_lossy(&body[..body.len().min(BODY)]).into_owned()
}
