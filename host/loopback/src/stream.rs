//! The stream of a connection, at which somebody else can look: whether anything lies there
//! that whoever answers has not got round to reading.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, ready};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A connection's stream. One task reads and writes it.
#[derive(Debug)]
pub struct Stream(Arc<TcpStream>);

/// What there is to be read of a stream, as long as that is open.
#[derive(Clone, Debug, Default)]
pub struct Unread(Weak<TcpStream>);

impl Stream {
    /// A connection that has come.
    #[must_use]
    pub fn new(stream: TcpStream) -> Self {
        Self(Arc::new(stream))
    }

    /// By which others see whether anything is to be read.
    #[must_use]
    pub fn unread(&self) -> Unread {
        Unread(Arc::downgrade(&self.0))
    }

    /// Whether the stream may be written, as soon as it may.
    fn poll_write_with(
        &self,
        context: &mut Context<'_>,
        mut write: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.poll_write_ready(context))?;
            match write(&self.0) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                written => return Poll::Ready(written),
            }
        }
    }
}

impl Unread {
    /// Whether something has come that nobody has read. Asks the system itself: what tells a
    /// program of its connections may be as late as the program.
    #[must_use]
    pub fn is_there(&self) -> bool {
        let Some(stream) = self.0.upgrade() else {
            return false;
        };
        let peeked = SockRef::from(&*stream).peek(&mut [MaybeUninit::uninit()]);
        peeked.is_ok_and(|bytes| bytes > 0)
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.0.poll_read_ready(context))?;
            match self.0.try_read_buf(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return Poll::Ready(read.map(|_| ())),
            }
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_write_with(context, |stream| stream.try_write(bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_write_with(context, |stream| stream.try_write_vectored(slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(SockRef::from(&*self.0).shutdown(std::net::Shutdown::Write))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// A stream, and the other end of it.
    pub(crate) async fn connected() -> (Stream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let client = TcpStream::connect(address).await.expect("it listens");
        let (stream, _) = listener.accept().await.expect("one has come");
        (Stream::new(stream), client)
    }

    #[tokio::test]
    async fn what_has_come_is_seen_until_it_is_read() {
        let (mut stream, mut client) = connected().await;
        let unread = stream.unread();
        assert!(!unread.is_there());
        client.write_all(b"one").await.expect("it is sent");
        assert!(unread.is_there());
        let mut read = [0; 3];
        stream.read_exact(&mut read).await.expect("it has come");
        assert_eq!(&read, b"one");
        assert!(!unread.is_there());
        client.write_all(b"two").await.expect("it is sent");
        drop(stream);
        assert!(!unread.is_there(), "nobody reads it");
    }

    #[tokio::test]
    async fn an_end_is_nothing_to_be_read() {
        let (mut stream, client) = connected().await;
        drop(client);
        stream.read_to_end(&mut Vec::new()).await.expect("an end");
        assert!(!stream.unread().is_there());
    }

    #[tokio::test]
    async fn what_is_more_than_there_is_room_for_is_written_as_it_is_read() {
        let (mut stream, mut client) = connected().await;
        let sent: Vec<u8> = (0..8 << 20)
            .map(|place: u32| place.to_le_bytes()[0])
            .collect();
        let wanted = sent.clone();
        let writing = tokio::spawn(async move {
            stream.write_all(&sent).await.expect("it is taken");
            stream.shutdown().await.expect("it is open");
            stream
        });
        let mut read = Vec::new();
        client.read_to_end(&mut read).await.expect("it is sent");
        assert!(read == wanted);
        let mut stream = writing.await.expect("it ends");
        // The other way is open still.
        client.write_all(b"thanks").await.expect("it is sent");
        drop(client);
        let mut read = String::new();
        stream.read_to_string(&mut read).await.expect("it has come");
        assert_eq!(read, "thanks");
    }
}
