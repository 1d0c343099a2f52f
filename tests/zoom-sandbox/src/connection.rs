//! Connections that a fault can end without an answer.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use axum::{extract::connect_info::Connected, serve::IncomingStream};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::server::TlsStream;

/// How a connection ends when a fault ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Closed in order, by FIN.
    Close,
    /// Reset, by RST (RFC 9293 section 3.5.2).
    Reset,
}

/// A handle on the connection that a request came by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    ending: Arc<OnceLock<Ending>>,
    /// The number of the door that it came by; 0 for the usual one.
    pub(crate) door: u64,
}

impl Line {
    fn by(door: u64) -> Self {
        Self {
            door,
            ..Self::default()
        }
    }

    /// Ends the connection before anything more is written to it.
    pub(crate) fn end(&self, ending: Ending) {
        self.ending.get_or_init(|| ending);
    }
}

impl Connected<IncomingStream<'_, Listener>> for Line {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        stream.io().line.clone()
    }
}

/// Accepts connections that can be ended.
#[derive(Debug)]
pub(crate) enum Listener {
    /// With the number of the door that it is.
    Tcp(TcpListener, u64),
    /// Hands were shaken already.
    Tls {
        receiver: mpsc::Receiver<(Connection, SocketAddr)>,
        address: io::Result<SocketAddr>,
    },
}

impl axum::serve::Listener for Listener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        match self {
            Self::Tcp(listener, door) => {
                let (stream, address) = axum::serve::Listener::accept(listener).await;
                let line = Line::by(*door);
                (Connection::new(Stream::Tcp(stream), line), address)
            }
            Self::Tls { receiver, .. } => match receiver.recv().await {
                Some(accepted) => accepted,
                // The sandbox stops: nobody comes any more.
                None => std::future::pending().await,
            },
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Tcp(listener, _) => listener.local_addr(),
            Self::Tls { address, .. } => match address {
                Ok(address) => Ok(*address),
                Err(error) => Err(error.kind().into()),
            },
        }
    }
}

/// A connection that can be ended.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: Stream,
    line: Line,
}

#[derive(Debug)]
enum Stream {
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Connection {
    pub(crate) fn tls(stream: TlsStream<TcpStream>) -> Self {
        Self::new(Stream::Tls(Box::new(stream)), Line::default())
    }

    fn new(stream: Stream, line: Line) -> Self {
        Self { stream, line }
    }

    /// Fails once a fault has ended the connection, which makes the server drop
    /// it and so close the socket.
    fn check(&self) -> io::Result<()> {
        match self.line.ending.get() {
            None => Ok(()),
            Some(ending) => {
                if *ending == Ending::Reset {
                    let socket = match &self.stream {
                        Stream::Tcp(stream) => stream,
                        Stream::Tls(stream) => stream.get_ref().0,
                    };
                    socket.set_zero_linger()?;
                }
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }
}

/// Calls a method of whichever stream it is.
macro_rules! stream {
    ($connection:ident.$method:ident($($argument:expr),*)) => {
        match &mut $connection.stream {
            Stream::Tcp(stream) => Pin::new(stream).$method($($argument),*),
            Stream::Tls(stream) => Pin::new(stream).$method($($argument),*),
        }
    };
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        stream!(self.poll_read(context, buffer))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        stream!(self.poll_write(context, buffer))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        stream!(self.poll_write_vectored(context, buffers))
    }

    fn is_write_vectored(&self) -> bool {
        match &self.stream {
            Stream::Tcp(stream) => stream.is_write_vectored(),
            Stream::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        stream!(self.poll_flush(context))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        stream!(self.poll_shutdown(context))
    }
}
