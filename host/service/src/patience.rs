//! A stream whose other end has to take what it is sent: one that is waited for too
//! long while it takes next to nothing is given up. Without that a reader who stops,
//! or takes a byte now and then, would keep its connection, and the answer that waits
//! for it, for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// How many bytes a reader has to take to be waited for anew.
const ENOUGH: usize = 4096;

/// A stream that waits so long for its reader and no longer.
#[derive(Debug)]
pub(crate) struct Patient<S> {
    stream: S,
    patience: Duration,
    /// Since when it waits, and until when.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    /// How long it has waited since the reader last took enough.
    waited: Duration,
    /// How much the reader has taken since.
    taken: usize,
}

impl<S> Patient<S> {
    pub(crate) fn new(stream: S, patience: Duration) -> Self {
        Self {
            stream,
            patience,
            waiting: None,
            waited: Duration::ZERO,
            taken: 0,
        }
    }

    /// What came of writing, unless nothing has for too long.
    fn within_patience(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(outcome) = written {
            if let Some((since, _)) = self.waiting.take() {
                self.waited += since.elapsed();
            }
            self.taken = self.taken.saturating_add(*outcome.as_ref().unwrap_or(&0));
            if self.taken >= ENOUGH {
                (self.waited, self.taken) = (Duration::ZERO, 0);
            }
            return Poll::Ready(outcome);
        }
        let left = self.patience.saturating_sub(self.waited);
        let (_, until) = self
            .waiting
            .get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
        ready!(until.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within_patience(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.within_patience(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

    use super::*;

    #[tokio::test]
    async fn a_reader_who_takes_nothing_is_given_up() {
        let (ours, _theirs) = duplex(8);
        let mut stream = Patient::new(ours, Duration::from_millis(20));
        let refused = stream.write_all(&[0; 9]).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_reader_who_takes_a_byte_now_and_then_is_given_up() {
        let (ours, mut theirs) = duplex(8);
        let mut stream = Patient::new(ours, Duration::from_millis(20));
        tokio::spawn(async move {
            while theirs.read_u8().await.is_ok() {
                sleep(Duration::from_millis(5)).await;
            }
        });
        let refused = stream.write_all(&[0; ENOUGH]).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::TimedOut);
    }

    /// Whether bytes can be written now.
    async fn takes(stream: &mut Patient<DuplexStream>) -> bool {
        poll_fn(|context| {
            let written = Pin::new(&mut *stream).poll_write(context, &[0; ENOUGH]);
            Poll::Ready(written.is_ready())
        })
        .await
    }

    #[tokio::test]
    async fn a_reader_who_takes_enough_is_waited_for_anew() {
        let (ours, mut theirs) = duplex(ENOUGH);
        let mut stream = Patient::new(ours, Duration::from_secs(600));
        assert!(takes(&mut stream).await);
        assert!(!takes(&mut stream).await);
        assert!(stream.waiting.is_some());
        theirs.read_exact(&mut [0; ENOUGH]).await.unwrap();
        stream.waited = Duration::from_secs(599);
        assert!(takes(&mut stream).await);
        assert!(stream.waiting.is_none());
        assert_eq!((stream.waited, stream.taken), (Duration::ZERO, 0));
    }
}
