//! Reading an answer within the limits.

use bytes::{Bytes, BytesMut};
use http::response::Parts;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming as Content};
use tokio::time::{Instant, timeout, timeout_at};

use super::interim::{Fuse, size_of};
use super::watch::Watching;
use super::{EgressError, Limits};

/// An answer whose content has not been read yet.
#[derive(Debug)]
pub(crate) struct Incoming {
    head: Parts,
    content: Content,
    origin: String,
    limits: Limits,
    began: Instant,
    was_carried_out: bool,
    /// Tells what came of the exchange, once this is gone.
    watching: Option<Watching>,
}

impl Incoming {
    pub(super) fn new(
        response: Response<Content>,
        origin: String,
        limits: Limits,
        began: Instant,
    ) -> Result<Self, EgressError> {
        let (head, content) = response.into_parts();
        // It may have come at once with what came before it.
        if is_ended(&head) {
            return Err(EgressError::interim_answers(origin, &limits));
        }
        if size_of(&head.headers) > limits.headers {
            return Err(EgressError::TooLarge {
                origin,
                part: "header",
                limit: limits.headers,
            });
        }
        Ok(Self {
            head,
            content,
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

    /// The same in an exchange that began before its last request.
    pub(super) fn of_exchange_since(mut self, began: Instant) -> Self {
        self.began = began;
        self
    }

    /// Notes whether somebody waits for more of it from now on.
    fn set_awaited(&mut self, is_awaited: bool) {
        if let Some(watching) = &mut self.watching {
            watching.is_awaited = is_awaited;
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
        self.head.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The size that the server announces for the content.
    pub(crate) fn content_length(&self) -> Option<u64> {
        self.content.size_hint().exact()
    }

    /// The next piece of the content; none at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, EgressError> {
        self.set_awaited(true);
        let chunk = match timeout(self.limits.between_bytes, data(&mut self.content)).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(_)) if is_ended(&self.head) => Err(EgressError::interim_answers(
                self.origin.clone(),
                &self.limits,
            )),
            Ok(Err(error)) => Err(EgressError::broken_off(self.origin.clone(), &error)),
            Err(_) => Err(EgressError::Slow {
                origin: self.origin.clone(),
                waited_for: "the next part of the answer",
                seconds: self.limits.between_bytes.as_secs(),
            }),
        };
        self.set_awaited(false);
        self.noted(chunk)
    }

    /// The answer whole.
    pub(crate) async fn whole(mut self) -> Result<Response<Bytes>, EgressError> {
        let body = timeout_at(self.began + self.limits.total, self.read_all())
            .await
            .unwrap_or_else(|_| Err(EgressError::slow_in_total(&self.origin, &self.limits)));
        let body = self.noted(body)?;
        Ok(self.answer(body))
    }

    async fn read_all(&mut self) -> Result<Bytes, EgressError> {
        let Some(first) = self.chunk_within(0).await? else {
            return Ok(Bytes::new());
        };
        // Most are short and come at once.
        let Some(second) = self.chunk_within(first.len()).await? else {
            return Ok(first);
        };
        let mut body = BytesMut::from(first);
        body.extend_from_slice(&second);
        while let Some(chunk) = self.chunk_within(body.len()).await? {
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    /// The next piece of a content that is held in memory, of which there is so much.
    async fn chunk_within(&mut self, before: usize) -> Result<Option<Bytes>, EgressError> {
        let limit = self.limits.body;
        let chunk = self.chunk().await?;
        let length = chunk.as_ref().map_or(0, Bytes::len);
        if before.saturating_add(length) > limit {
            return Err(EgressError::TooLarge {
                origin: self.origin.clone(),
                part: "body",
                limit,
            });
        }
        Ok(chunk)
    }

    /// The answer with its content cut at `limit` bytes. What comes after is
    /// not fetched.
    pub(crate) async fn cut(mut self, limit: usize) -> Result<Response<Bytes>, EgressError> {
        let body = timeout_at(self.began + self.limits.total, self.read_until(limit))
            .await
            .unwrap_or_else(|_| Err(EgressError::slow_in_total(&self.origin, &self.limits)));
        let body = self.noted(body)?;
        Ok(self.answer(body))
    }

    async fn read_until(&mut self, limit: usize) -> Result<Bytes, EgressError> {
        let mut body = BytesMut::new();
        while body.len() < limit
            && let Some(chunk) = self.chunk().await?
        {
            body.extend_from_slice(&chunk);
        }
        body.truncate(limit);
        Ok(body.freeze())
    }

    fn answer(self, body: Bytes) -> Response<Bytes> {
        let mut answer = Response::new(body);
        *answer.status_mut() = self.head.status;
        *answer.version_mut() = self.head.version;
        *answer.headers_mut() = self.head.headers;
        answer
    }
}

/// Whether too many interim answers came over the connection of an answer, be it for
/// another.
fn is_ended(head: &Parts) -> bool {
    head.extensions.get().is_some_and(Fuse::is_blown)
}

/// The next piece of a content; none at its end. Trailers are passed over.
async fn data(content: &mut Content) -> Result<Option<Bytes>, hyper::Error> {
    while let Some(frame) = content.frame().await {
        if let Ok(data) = frame?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

#[cfg(test)]
impl Incoming {
    /// An answer with this content, as a connection has brought it.
    pub(crate) async fn with(content: &str) -> Self {
        let (response, _) = tests::brought(content.len(), content).await;
        tests::incoming(response, Limits::default())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http_body_util::Empty;
    use hyper::client::conn::http1::handshake;
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
    use tokio::task::JoinHandle;

    use super::*;

    /// An answer that is said to have so much content and has this, as a connection brings
    /// it, and what becomes the other end of the connection once all has been read.
    pub(super) async fn brought(
        length: usize,
        content: &str,
    ) -> (Response<Content>, JoinHandle<DuplexStream>) {
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{content}");
        let (near, mut far) = tokio::io::duplex(64);
        let far = tokio::spawn(async move {
            // Who speaks unasked is not heard.
            far.read_u8().await.unwrap();
            let _ = far.write_all(answer.as_bytes()).await;
            far
        });
        let (mut sender, connection) = handshake(TokioIo::new(near)).await.unwrap();
        tokio::spawn(connection);
        let request = http::Request::get("/").body(Empty::<Bytes>::new()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        (response, far)
    }

    pub(super) fn incoming(response: Response<Content>, limits: Limits) -> Incoming {
        let origin = "https://api.example".to_owned();
        Incoming::new(response, origin, limits, Instant::now()).unwrap()
    }

    /// As long as an exchange may take in all; that pieces come is waited for longer.
    const TOTAL: Duration = Duration::from_secs(20);

    fn limits() -> Limits {
        Limits {
            total: TOTAL,
            between_bytes: 2 * TOTAL,
            ..Limits::default()
        }
    }

    /// For how long an answer that never ends is read.
    async fn read_for<T>(read: impl Future<Output = Result<T, EgressError>>) -> Duration {
        let began = Instant::now();
        match read.await {
            Err(error @ EgressError::Slow { .. }) => assert!(!error.nothing_sent(), "{error}"),
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("it was read"),
        }
        began.elapsed()
    }

    fn is_about(took: Duration, expected: Duration) {
        // Timers have a grain of a millisecond.
        let grain = Duration::from_millis(2);
        assert!(took >= expected && took <= expected + grain, "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_cut_is_read_no_longer_than_an_exchange_may_take() {
        let (response, _stays_open) = brought(100, "begins").await;
        let answer = incoming(response, limits());
        is_about(read_for(answer.cut(50)).await, TOTAL);
    }

    #[tokio::test(start_paused = true)]
    async fn what_an_exchange_took_before_its_last_request_counts() {
        let before = Duration::from_secs(15);
        for is_cut in [false, true] {
            let began = Instant::now();
            tokio::time::advance(before).await;
            let (response, _stays_open) = brought(100, "begins").await;
            let answer = incoming(response, limits()).of_exchange_since(began);
            let took = match is_cut {
                true => read_for(answer.cut(50)).await,
                false => read_for(answer.whole()).await,
            };
            is_about(took, TOTAL - before);
        }
    }

    #[tokio::test]
    async fn a_connection_that_ends_by_its_fuse_says_so_while_content_is_read() {
        for is_blown in [false, true] {
            let (mut response, other_end) = brought(100, "begins").await;
            let fuse = Fuse::default();
            response.extensions_mut().insert(fuse.clone());
            let mut answer = incoming(response, Limits::default());
            assert_eq!(answer.chunk().await.unwrap().unwrap(), "begins");
            if is_blown {
                fuse.blow();
            }
            drop(other_end.await.unwrap());
            let error = answer.chunk().await.unwrap_err();
            let says_so = matches!(error, EgressError::InterimAnswers { .. });
            assert_eq!(says_so, is_blown, "{error}");
        }
    }
}
