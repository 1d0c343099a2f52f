//! A plain proxy for tests. It gives each request to the next of its servers in turn, whichever
//! connection it came by, so that a client meets another server with each request: whatever one
//! of them knows for itself alone comes to light.
//!
//! The tests beside it are those of the service, with two replicas on PostgreSQL behind it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http_body_util::{Either, Empty};
use hyper::body::Incoming;
use hyper::client;
use hyper::header::CONNECTION;
use hyper::server;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The proxy, which takes no connection any more once this is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

/// The servers, and whose turn it is.
#[derive(Debug)]
struct Turns {
    servers: Vec<SocketAddr>,
    next: AtomicUsize,
}

type Answer = Response<Either<Incoming, Empty<Bytes>>>;

impl Proxy {
    /// Starts one on the loopback interface before these servers.
    ///
    /// # Errors
    /// When it can't listen.
    pub async fn before(servers: impl Into<Vec<SocketAddr>>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let turns = Arc::new(Turns {
            servers: servers.into(),
            next: AtomicUsize::new(0),
        });
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, Arc::clone(&turns)));
            }
        });
        Ok(Self { address, accepting })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening.
    pub async fn end(mut self) {
        self.accepting.abort();
        // It was aborted.
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Carries the requests of one connection, one after the other.
async fn carry(client: TcpStream, turns: Arc<Turns>) {
    let _ = client.set_nodelay(true);
    let forward = service_fn(move |request| {
        let turns = Arc::clone(&turns);
        async move { Ok::<_, io::Error>(turns.forward(request).await) }
    });
    // Whoever sends something else than HTTP, or goes away, is not told so.
    let _ = server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(client), forward)
        .await;
}

impl Turns {
    /// What the next server answers. One that takes no connection is passed over; what was sent to
    /// another is never sent again.
    async fn forward(&self, request: Request<Incoming>) -> Answer {
        for _ in &self.servers {
            let turn = self.next.fetch_add(1, Ordering::Relaxed);
            let server = self.servers[turn % self.servers.len()];
            if let Ok(stream) = TcpStream::connect(server).await {
                let answer = ask(stream, request).await;
                return answer.unwrap_or_else(|_| bad_gateway());
            }
        }
        bad_gateway()
    }
}

/// Sends a request on a connection of its own. The bodies pass as they come, with the fields behind
/// them; whoever goes away on one side is gone on the other.
async fn ask(stream: TcpStream, mut request: Request<Incoming>) -> hyper::Result<Answer> {
    // It is of the connection to the proxy.
    request.headers_mut().remove(CONNECTION);
    let _ = stream.set_nodelay(true);
    let (mut sender, connection) = client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let answer = sender.send_request(request).await?;
    Ok(answer.map(Either::Left))
}

fn bad_gateway() -> Answer {
    let mut answer = Response::new(Either::Right(Empty::new()));
    *answer.status_mut() = StatusCode::BAD_GATEWAY;
    answer
}
