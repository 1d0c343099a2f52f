//! The last requests with their answers, for assertions and for people.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, Method, Uri, request, response};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::{faults::Trouble, journal::Journal};

/// How many exchanges are kept.
const KEPT: usize = 1_000;
/// How much of a body is kept, in bytes.
const BODY: usize = 64 * 1024;

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Counts up from 1.
    pub number: u64,
    /// The number of the [door](crate::Door) that it came by; 0 for the usual one.
    #[serde(skip)]
    pub door: u64,
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
    /// The status code of the answer; 0 when the connection was reset, or the
    /// client went away, before there was one.
    pub status: u16,
    /// Header fields of the answer.
    pub response_headers: Vec<(String, String)>,
    /// The body of the answer, its first 64 KiB as text; in a journal whole,
    /// unless it is a file's.
    pub response_body: String,
}

impl Exchange {
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

/// An exchange as it came, of which an [`Exchange`] is made for whoever looks:
/// most are never looked at.
#[derive(Clone, Debug)]
struct Raw {
    number: u64,
    door: u64,
    method: Method,
    target: Uri,
    headers: HeaderMap,
    body: Bytes,
    fault: Option<Trouble>,
    status: u16,
    response_headers: HeaderMap,
    response_body: Bytes,
}

impl Raw {
    /// A request that is not answered yet.
    fn begin(request: &request::Parts, body: &Bytes, fault: Option<Trouble>) -> Self {
        Self {
            number: 0,
            door: 0,
            method: request.method.clone(),
            target: request.uri.clone(),
            headers: request.headers.clone(),
            body: to_keep(body),
            fault,
            status: 0,
            response_headers: HeaderMap::new(),
            response_body: Bytes::new(),
        }
    }

    /// Adds the answer.
    fn end(&mut self, response: &response::Parts, body: &Bytes) {
        self.status = response.status.as_u16();
        self.response_headers = response.headers.clone();
        self.response_body = to_keep(body);
    }

    fn exchange(&self) -> Exchange {
        Exchange {
            number: self.number,
            door: self.door,
            method: self.method.to_string(),
            target: self.target.to_string(),
            headers: fields(&self.headers),
            body: text(&self.body),
            fault: self.fault.clone(),
            status: self.status,
            response_headers: fields(&self.response_headers),
            response_body: text(&self.response_body),
        }
    }
}

/// An exchange under way. It is recorded when it is dropped: once it has its
/// answer, or because the client went away.
#[derive(Debug)]
pub(crate) struct Pending {
    exchanges: Exchanges,
    /// Which it is of those that were begun.
    ticket: u64,
    /// The exchange, and what is answered, whole.
    begun: Option<(Raw, Bytes)>,
}

impl Pending {
    /// Adds the answer, and records the exchange.
    pub(crate) fn end(mut self, response: &response::Parts, body: &Bytes) {
        if let Some((raw, answer)) = &mut self.begun {
            raw.end(response, body);
            answer.clone_from(body);
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some((raw, answer)) = self.begun.take() {
            self.exchanges.record(self.ticket, raw, &answer);
        }
    }
}

/// The exchanges kept, oldest first. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Exchanges(Arc<Mutex<Log>>);

#[derive(Debug, Default)]
struct Log {
    journal: Journal,
    seen: u64,
    kept: VecDeque<Raw>,
    begun: u64,
    /// The door and the target of what was begun and has no answer yet.
    under_way: BTreeMap<u64, (u64, Uri)>,
    followers: Vec<mpsc::UnboundedSender<Exchange>>,
}

impl Exchanges {
    pub(crate) fn new(journal: Journal) -> Self {
        Self(Arc::new(Mutex::new(Log {
            journal,
            ..Log::default()
        })))
    }

    /// The last thousand exchanges, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Exchange> {
        self.with(|log| log.kept.iter().map(Raw::exchange).collect())
    }

    /// Forgets them. Numbers count on.
    pub fn clear(&self) {
        self.with(|log| log.kept.clear());
    }

    /// Receives every exchange from now on, as soon as its answer is made.
    #[must_use]
    pub fn follow(&self) -> mpsc::UnboundedReceiver<Exchange> {
        let (follower, exchanges) = mpsc::unbounded_channel();
        self.with(|log| log.followers.push(follower));
        exchanges
    }

    /// How many requests for a path came by a door and have no answer yet.
    #[must_use]
    pub fn under_way(&self, door: u64, path: &str) -> usize {
        self.with(|log| {
            let under_way = log.under_way.values();
            under_way
                .filter(|(by, target)| *by == door && target.path() == path)
                .count()
        })
    }

    /// Begins to record an exchange that came by a door.
    pub(crate) fn begin(
        &self,
        door: u64,
        request: &request::Parts,
        body: &Bytes,
        fault: Option<Trouble>,
    ) -> Pending {
        let raw = Raw {
            door,
            ..Raw::begin(request, body, fault)
        };
        let ticket = self.with(|log| {
            log.begun += 1;
            log.under_way.insert(log.begun, (door, raw.target.clone()));
            log.begun
        });
        Pending {
            exchanges: self.clone(),
            ticket,
            begun: Some((raw, Bytes::new())),
        }
    }

    /// Keeps an exchange. `body` is what was answered, whole.
    fn record(&self, ticket: u64, mut raw: Raw, body: &Bytes) {
        self.with(|log| {
            log.under_way.remove(&ticket);
            log.seen += 1;
            raw.number = log.seen;
            log.journal.exchange(|| {
                let mut exchange = raw.exchange();
                if exchange.path().starts_with("/v2/") {
                    exchange.response_body = text(body);
                }
                exchange
            });
            log.followers
                .retain(|follower| follower.send(raw.exchange()).is_ok());
            if log.kept.len() == KEPT {
                log.kept.pop_front();
            }
            log.kept.push_back(raw);
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Log) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The body, or its beginning alone when it is long.
fn to_keep(body: &Bytes) -> Bytes {
    if body.len() <= BODY {
        body.clone()
    } else {
        Bytes::copy_from_slice(&body[..BODY])
    }
}

fn fields(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())))
        .collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
