//! An invocation answered page by page, as lines of JSON.
//!
//! The status waits for the first page: what goes wrong before it is an ordinary
//! problem. A page is fetched once the one before was taken, so that a slow reader
//! slows the fetching down, and one that goes away ends it. A stream whose last line
//! is neither an output nor a problem was cut short.

use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use connector_host::driver::{Output, PageSink};
use futures_util::future::BoxFuture;
use futures_util::stream;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc;
use utoipa::ToSchema;

use super::Whole;
use super::call::Call;
use crate::answers;
use crate::problem::{Code, Problem, Told};
use crate::room::Work;
use crate::service::Shared;

/// A line of the stream.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = InvocationLine)]
pub(crate) enum Line {
    /// The items of a page that is not the last.
    Page {
        /// In their order.
        items: Vec<Value>,
    },
    /// The last line: the output, which has the items of the last page alone, under the
    /// member that the action's `items_member` names.
    End(Whole),
    /// The last line: what ended it early.
    Problem {
        /// What went wrong.
        #[schema(value_type = Told)]
        problem: Problem,
    },
}

impl Line {
    fn bytes(&self) -> io::Result<Bytes> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes.into())
    }
}

/// What goes to the reader.
enum Message {
    Line(Bytes),
    /// It ended before there was anything to say.
    Refused(Problem),
}

/// Hands pages on as lines.
struct Lines {
    lines: mpsc::Sender<Message>,
    any: bool,
    shared: Arc<Shared>,
    work: Arc<Work>,
    /// Why a page was not handed on for which there was no room.
    refused: Option<Problem>,
}

impl Lines {
    async fn send(&mut self, message: Message) -> io::Result<()> {
        self.any = true;
        let sent = self.lines.send(message).await;
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    /// A line that has room until it is read.
    fn line(&self, line: &Line) -> Result<Bytes, NoLine> {
        let bytes = line.bytes()?;
        Ok(answers::part(&self.shared.room, &self.work, bytes)?)
    }

    async fn end(mut self, outcome: Result<Output, Problem>) {
        let outcome = match self.refused.take() {
            Some(refused) => Err(refused),
            None => outcome,
        };
        let last = match outcome {
            Ok(output) => Line::End(output.into()),
            Err(problem) if !self.any => {
                let _ = self.send(Message::Refused(problem)).await;
                return;
            }
            Err(problem) => Line::Problem { problem },
        };
        let message = match self.line(&last) {
            Ok(last) => Message::Line(last),
            Err(NoLine::Room(refused)) if !self.any => Message::Refused(refused),
            Err(NoLine::Room(problem)) => match (Line::Problem { problem }).bytes() {
                Ok(last) => Message::Line(last),
                Err(_) => return,
            },
            Err(NoLine::Unwritten(_)) => return,
        };
        // A reader who has gone away misses nothing.
        let _ = self.send(message).await;
    }
}

impl PageSink for Lines {
    fn page(&mut self, items: Vec<Value>) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(async move {
            match self.line(&Line::Page { items }) {
                Ok(line) => self.send(Message::Line(line)).await,
                Err(NoLine::Unwritten(error)) => Err(error),
                Err(NoLine::Room(refused)) => {
                    self.refused = Some(refused);
                    Err(io::ErrorKind::OutOfMemory.into())
                }
            }
        })
    }
}

/// Why there is no line.
enum NoLine {
    Unwritten(io::Error),
    /// There is no room for it.
    Room(Problem),
}

impl From<io::Error> for NoLine {
    fn from(error: io::Error) -> Self {
        Self::Unwritten(error)
    }
}

impl From<Problem> for NoLine {
    fn from(problem: Problem) -> Self {
        Self::Room(problem)
    }
}

/// The answer, once there is something to say.
pub(super) async fn answer(call: Call) -> Result<Response, Problem> {
    let (lines, mut taken) = mpsc::channel(1);
    let left = call.work().left().clone();
    let reader = lines.clone();
    let gone = async move { reader.closed().await };
    let lines = Lines {
        lines,
        any: false,
        shared: Arc::clone(call.shared()),
        work: Arc::clone(call.work()),
        refused: None,
    };
    call.stream(lines, gone, Lines::end);
    let first = tokio::select! {
        first = taken.recv() => first,
        // With what it would be told by, so that the call hears of it.
        () = left.cancelled() => None,
    };
    let first = match first {
        Some(Message::Line(line)) => line,
        Some(Message::Refused(problem)) => return Err(problem),
        None => {
            return Err(Problem::new(
                Code::Internal,
                "the call ended without a word",
            ));
        }
    };
    let rest = stream::unfold(taken, |mut taken| async move {
        match taken.recv().await {
            Some(Message::Line(line)) => Some((Ok::<_, io::Error>(line), taken)),
            Some(Message::Refused(_)) | None => None,
        }
    });
    let body = futures_util::StreamExt::chain(stream::iter([Ok(first)]), rest);
    let fields = [
        (CONTENT_TYPE, "application/x-ndjson"),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((fields, Body::from_stream(body)).into_response())
}
