//! Keeping a call before something leaves that must not be sent twice.

use std::io;

use futures_util::future::BoxFuture;

use super::Progress;

/// Keeps how far a call is, at the one moment within a step that whoever finds the
/// call later has to know of: a request that must not be sent twice is about to
/// leave. What was kept is marked: taken up, it does not send the request again,
/// and the connector is told that its answer is lost.
pub trait Marking: Send {
    /// Keeps it. The request leaves once that is done.
    ///
    /// # Errors
    ///
    /// An error ends the step, and nothing is sent.
    fn mark<'a>(&'a mut self, progress: &'a Progress) -> BoxFuture<'a, io::Result<()>>;
}

/// Keeps nothing, for a call that nobody takes up when its process ends.
#[derive(Clone, Copy, Debug, Default)]
pub struct NotKept;

impl Marking for NotKept {
    fn mark<'a>(&'a mut self, _progress: &'a Progress) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(std::future::ready(Ok(())))
    }
}
