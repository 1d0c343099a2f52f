//! Reading an answer within the limits.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout, timeout_at};

use super::watch::Watching;
use super::{EgressError, Limits};

/// An answer whose content has not been read yet.
#[derive(Debug)]
pub(crate) struct Incoming {
    response: reqwest::Response,
    origin: String,
    limits: Limits,
    began: Instant,
    was_carried_out: bool,
    /// Tells what came of the exchange, once this is gone.
    watching: Option<Watching>,
}

impl Incoming {
    pub(crate) fn new(
        response: reqwest::Response,
        origin: String,
        limits: Limits,
        began: Instant,
    ) -> Result<Self, EgressError> {
        let size: usize = response
            .headers()
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if size > limits.headers {
            return Err(EgressError::TooLarge {
                origin,
                part: "header",
                limit: limits.headers,
            });
        }
        Ok(Self {
            response,
            origin,
            limits,
            began,
            was_carried_out: false,
            watching: None,
        })
    }

    /// The same with what tells of the exchange.
    pub(super) fn watched(mut self, watching: Watching) -> Self {
        self.watching = Some(watching);
        self
    }

    fn is_read(&mut self, is_read: bool) {
        if let Some(watching) = &mut self.watching {
            watching.is_read = is_read;
        }
    }

    /// The error, once it is noted.
    fn noted<T>(&mut self, outcome: Result<T, EgressError>) -> Result<T, EgressError> {
        if let (Err(error), Some(watching)) = (&outcome, &mut self.watching) {
            watching.failed(error);
        }
        outcome
    }

    /// The same with a lower limit for the size of its content.
    pub(crate) fn no_larger_than(mut self, body: usize) -> Self {
        self.limits.body = self.limits.body.min(body);
        self
    }

    /// The answer to what a request was redirected to that may have been carried out.
    pub(super) fn after_what_was_done(mut self) -> Self {
        self.was_carried_out = true;
        self
    }

    /// Whether it was redirected by a server that may have carried out what was asked.
    /// Then this answers what came after.
    pub(crate) fn was_carried_out(&self) -> bool {
        self.was_carried_out
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The size that the server announces for the content.
    pub(crate) fn content_length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece of the content; none at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, EgressError> {
        self.is_read(true);
        let chunk = match timeout(self.limits.between_bytes, self.response.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(error)) => Err(EgressError::from_reqwest(self.origin.clone(), None, &error)),
            Err(_) => Err(EgressError::Slow {
                origin: self.origin.clone(),
                waited_for: "the next part of the answer",
                seconds: self.limits.between_bytes.as_secs(),
            }),
        };
        self.is_read(false);
        self.noted(chunk)
    }

    /// The answer whole.
    pub(crate) async fn whole(mut self) -> Result<http::Response<Bytes>, EgressError> {
        let body = timeout_at(self.began + self.limits.total, self.read_all())
            .await
            .unwrap_or_else(|_| Err(EgressError::slow_in_total(&self.origin, &self.limits)));
        let body = self.noted(body)?;
        Ok(self.answer(body))
    }

    async fn read_all(&mut self) -> Result<BytesMut, EgressError> {
        let limit = self.limits.body;
        let mut body = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if body.len() + chunk.len() > limit {
                return Err(EgressError::TooLarge {
                    origin: self.origin.clone(),
                    part: "body",
                    limit,
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// The answer with its content cut at `limit` bytes. What comes after is
    /// not fetched.
    pub(crate) async fn cut(mut self, limit: usize) -> Result<http::Response<Bytes>, EgressError> {
        let mut body = BytesMut::new();
        while body.len() < limit
            && let Some(chunk) = self.chunk().await?
        {
            body.extend_from_slice(&chunk);
        }
        body.truncate(limit);
        Ok(self.answer(body))
    }

    fn answer(mut self, body: BytesMut) -> http::Response<Bytes> {
        let mut answer = http::Response::new(body.freeze());
        *answer.status_mut() = self.response.status();
        *answer.version_mut() = self.response.version();
        std::mem::swap(answer.headers_mut(), self.response.headers_mut());
        answer
    }
}
