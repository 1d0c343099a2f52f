//! Whoever is told of exchanges: of each request that leaves, or fails to, and of
//! what came of it.
//!
//! A request goes on with its content, and may be given up at any moment. So what
//! is known of it stands in a [`Watching`], which tells it when it is dropped:
//! whatever becomes of an exchange, it is told once.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use tokio::time::Instant;
use tracing::Span;
use tracing::field::Empty;
use url::Url;

use super::EgressError;

/// The code of an exchange that nobody waited for any more.
const GIVEN_UP: &str = "given-up";

/// Is told of exchanges.
pub(crate) trait Watch: fmt::Debug + Send + Sync {
    /// A request is about to leave.
    fn begins(&self, method: &Method, url: &Url) -> Watched;
}

/// What is known of a request before it leaves, and who is told what came of it.
pub(crate) struct Watched {
    /// The template of its path; none where it is not known.
    pub(crate) path: Option<String>,
    pub(crate) ends: Box<dyn FnOnce(Ended) + Send + Sync>,
}

/// What came of an exchange.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Option<u16>,
    /// The code of what went wrong: without a status before the answer began, and
    /// beside one while its content came.
    pub(crate) error: Option<&'static str>,
    pub(crate) took: Duration,
    /// The server's own id of the exchange.
    pub(crate) tracking_id: Option<String>,
}

/// An exchange under way.
pub(super) struct Watching {
    span: Span,
    began: Instant,
    ends: Option<Box<dyn FnOnce(Ended) + Send + Sync>>,
    status: Option<u16>,
    error: Option<&'static str>,
    tracking_id: Option<String>,
    /// Whether somebody waits for more of the answer.
    pub(super) is_awaited: bool,
}

impl Watching {
    /// An exchange that begins. Its span has the names of OpenTelemetry's semantic
    /// conventions for HTTP clients. Of the path it has the template alone, and
    /// nothing of the query.
    pub(super) fn begin(by: Option<&Arc<dyn Watch>>, method: &Method, url: &Url) -> Self {
        let watched = by.map(|by| by.begins(method, url));
        let (path, ends) = match watched {
            Some(watched) => (watched.path, Some(watched.ends)),
            None => (None, None),
        };
        let (space, template) = path.as_deref().map_or(("", ""), |path| (" ", path));
        let span = tracing::info_span!(
            "exchange",
            otel.kind = "client",
            otel.name = format_args!("{method}{space}{template}"),
            otel.status_code = Empty,
            http.request.method = method.as_str(),
            server.address = url.host_str().filter(|host| host.len() <= 253),
            server.port = url.port_or_known_default().map(i64::from),
            url.template = path.as_deref(),
            http.response.status_code = Empty,
            "error.type" = Empty,
        );
        Self {
            span,
            began: Instant::now(),
            ends,
            status: None,
            error: None,
            tracking_id: None,
            is_awaited: false,
        }
    }

    /// The span of the exchange.
    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Notes that an answer has begun.
    pub(super) fn answered(&mut self, status: StatusCode, tracking_id: Option<String>) {
        self.status = Some(status.as_u16());
        self.tracking_id = tracking_id;
    }

    /// Notes what went wrong.
    pub(super) fn failed(&mut self, error: &EgressError) {
        self.error = Some(error.code());
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let error = match (self.error, self.status) {
            (None, None) => Some(GIVEN_UP),
            (None, Some(_)) if self.is_awaited => Some(GIVEN_UP),
            (error, _) => error,
        };
        if let Some(status) = self.status {
            let status = i64::from(status);
            self.span.record("http.response.status_code", status);
        }
        let is_refused = self.status.is_some_and(|status| status >= 400);
        match (error, self.status) {
            (Some(error), _) => {
                self.span.record("error.type", error);
            }
            (None, Some(status)) if is_refused => {
                self.span.record("error.type", status.to_string());
            }
            _ => {}
        }
        if error.is_some() || is_refused {
            self.span.record("otel.status_code", "ERROR");
        }
        if let Some(ends) = self.ends.take() {
            ends(Ended {
                status: self.status,
                error,
                took: self.began.elapsed(),
                tracking_id: self.tracking_id.take(),
            });
        }
    }
}

impl fmt::Debug for Watching {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Watching")
            .field("status", &self.status)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures_util::FutureExt as _;

    use super::*;
    use crate::egress::incoming::Incoming;

    #[derive(Debug, Default)]
    struct Told(Arc<Mutex<Vec<String>>>);

    impl Watch for Told {
        fn begins(&self, method: &Method, url: &Url) -> Watched {
            let told = Arc::clone(&self.0);
            let asked = format!("{method} {}", url.path());
            let ends = move |ended: Ended| {
                let Ended {
                    status,
                    error,
                    tracking_id,
                    ..
                } = ended;
                let line = format!("{asked}: {status:?} {error:?} {tracking_id:?}");
                told.lock().unwrap().push(line);
            };
            Watched {
                path: None,
                ends: Box::new(ends),
            }
        }
    }

    #[tokio::test]
    async fn whatever_becomes_of_an_exchange_it_is_told_once() {
        let told = Told::default();
        let lines = Arc::clone(&told.0);
        let watch: Arc<dyn Watch> = Arc::new(told);
        let url: Url = "https://api.example/a?b".parse().unwrap();
        let begin = || Watching::begin(Some(&watch), &Method::GET, &url);
        let too_large = EgressError::TooLarge {
            origin: "https://api.example".to_owned(),
            part: "body",
            limit: 1,
        };
        drop(begin());
        begin().failed(&EgressError::Token);
        begin().answered(StatusCode::NOT_FOUND, Some("id".to_owned()));
        let mut broken = begin();
        broken.answered(StatusCode::OK, None);
        broken.failed(&too_large);
        assert_eq!(lines.lock().unwrap().len(), 3);
        drop(broken);
        // Somebody goes away while more of the answer is to come.
        let mut answered = begin();
        answered.answered(StatusCode::OK, None);
        let much = Incoming::with(&"x".repeat(100_000)).await;
        let mut much = much.watched(answered);
        while let Some(piece) = much.chunk().now_or_never() {
            assert!(piece.unwrap().is_some(), "it is not all there yet");
        }
        drop(much);
        // Nobody has to listen.
        drop(Watching::begin(None, &Method::GET, &url));
        insta::assert_snapshot!(lines.lock().unwrap().join("\n"), @r#"
        GET /a: None Some("given-up") None
        GET /a: None Some("token-malformed") None
        GET /a: Some(404) None Some("id")
        GET /a: Some(200) Some("answer-too-large") None
        GET /a: Some(200) Some("given-up") None
        "#);
    }
}
