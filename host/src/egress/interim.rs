//! Interim answers (1xx, RFC 9110 section 15.2): how much of them may come before an
//! answer.
//!
//! HTTP bounds neither their number nor their size, and whoever reads an answer has to
//! read them all first. A server that sends them without end would be read without end.
//! So they are counted for each exchange, and a connection over which too much of them
//! comes ends at once: it has a [`Fuse`], and what reads from the connection looks at it.
//! Over HTTP/1 the client tells of each interim answer ([`bound`]). Over HTTP/2 it does
//! not, and they are told by the frames of the connection (`Frames`).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http::{Extensions, HeaderMap, Request};
use hyper::ext::on_informational;
use hyper_util::client::legacy::connect::{Connected, capture_connection};

use super::Limits;

/// How much of them may come before an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowed {
    answers: usize,
    bytes: usize,
}

impl Allowed {
    pub(super) fn by(limits: &Limits) -> Self {
        Self {
            answers: limits.interim_answers,
            bytes: limits.headers,
        }
    }
}

/// How much of them has come.
#[derive(Debug, Default)]
pub(super) struct Came {
    answers: usize,
    bytes: usize,
}

impl Came {
    /// One more, of this size.
    pub(super) fn one_of(&mut self, bytes: usize) {
        self.answers += 1;
        self.more(bytes);
    }

    /// More of the last one.
    pub(super) fn more(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
    }

    pub(super) fn is_within(&self, allowed: Allowed) -> bool {
        self.answers <= allowed.answers && self.bytes <= allowed.bytes
    }
}

/// What ends a connection over which too much of them came. Clones belong to one
/// connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Fuse(Arc<AtomicBool>);

/// Why the connection has ended.
#[derive(Debug, thiserror::Error)]
#[error("there were too many interim answers")]
pub(super) struct TooMany;

impl Fuse {
    /// The fuse of that connection.
    pub(super) fn of(connection: &Connected) -> Option<Self> {
        let mut extras = Extensions::new();
        connection.get_extras(&mut extras);
        extras.remove()
    }

    pub(super) fn blow(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_blown(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Has the connection that the request goes over end when more comes before the answer
/// than is allowed.
pub(super) fn bound<B>(request: &mut Request<B>, allowed: Allowed) {
    let connection = capture_connection(request);
    let came = Mutex::new(Came::default());
    on_informational(request, move |answer| {
        let mut came = came.lock().unwrap_or_else(PoisonError::into_inner);
        let was_within = came.is_within(allowed);
        came.one_of(size_of(answer.headers()));
        // What was read along with the one too many is told of as well.
        if !was_within || came.is_within(allowed) {
            return;
        }
        if let Some(connection) = &*connection.connection_metadata() {
            connection.poison();
            if let Some(fuse) = Fuse::of(connection) {
                fuse.blow();
            }
        }
    });
}

/// The size of header fields, in bytes.
pub(super) fn size_of(headers: &HeaderMap) -> usize {
    let sizes = headers.iter();
    sizes
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum()
}
