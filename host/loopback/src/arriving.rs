//! The body of a request that is on its way: with its end, the request is whole, and its
//! connection no longer one that gives way to others.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::BoxError;
use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use crate::silent::Silence;

/// A body that says when all of it was read.
#[derive(Debug)]
pub struct Arriving {
    body: Incoming,
    silence: Arc<Silence>,
}

impl Arriving {
    /// The body of a request of the connection that is silent until it is whole.
    #[must_use]
    pub fn new(body: Incoming, silence: Arc<Silence>) -> Self {
        Self { body, silence }
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        let is_whole = frame.is_none() || self.body.is_end_stream();
        if is_whole && !self.silence.is_broken() {
            let gave_way = io::Error::from(io::ErrorKind::ConnectionAborted);
            return Poll::Ready(Some(Err(gave_way.into())));
        }
        Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
