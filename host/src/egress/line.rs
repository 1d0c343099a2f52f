//! A connection to a server, as the client reads and writes it.
//!
//! It ends when more interim answers come over it than are allowed.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper_util::client::legacy::connect::{Connected, Connection};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::frames::Frames;
use super::interim::{Allowed, Fuse, TooMany};

/// A connection.
#[derive(Debug)]
pub(super) struct Line {
    stream: Stream,
    fuse: Fuse,
    /// What the server sends, where it is HTTP/2.
    frames: Option<Frames>,
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Line {
    /// A connection without TLS, and so with HTTP/1.
    pub(super) fn plain(stream: TcpStream) -> Self {
        Self {
            stream: Stream::Plain(stream),
            fuse: Fuse::default(),
            frames: None,
        }
    }

    /// A connection with TLS, in which the version of HTTP was agreed on (RFC 7301).
    pub(super) fn tls(stream: TlsStream<TcpStream>, allowed: Allowed) -> Self {
        let speaks_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        Self {
            stream: Stream::Tls(Box::new(stream)),
            fuse: Fuse::default(),
            frames: speaks_http2.then(|| Frames::new(allowed)),
        }
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut dyn Both> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream),
            Stream::Tls(stream) => Pin::new(stream),
        }
    }
}

/// What is read and written.
trait Both: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Both for T {}

impl Connection for Line {
    fn connected(&self) -> Connected {
        let connected = Connected::new().extra(self.fuse.clone());
        match self.frames {
            Some(_) => connected.negotiated_h2(),
            None => connected,
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.fuse.is_blown() {
            return Poll::Ready(Err(io::Error::other(TooMany)));
        }
        let before = buffer.filled().len();
        ready!(self.as_mut().stream().poll_read(context, buffer))?;
        let read = &buffer.filled()[before..];
        if let Some(frames) = &mut self.frames
            && let Err(too_many) = frames.read(read)
        {
            self.fuse.blow();
            return Poll::Ready(Err(io::Error::other(too_many)));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_shutdown(context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        match &self.stream {
            Stream::Plain(stream) => stream.is_write_vectored(),
            Stream::Tls(stream) => stream.is_write_vectored(),
        }
    }
}
