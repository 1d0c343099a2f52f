//! A gate before a local server: it passes on what is asked and answered, and holds an answer back
//! until a test lets it through. What the server was asked to do is done by then, and whoever has
//! asked does not know it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONNECTION, TRANSFER_ENCODING};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The gate. Dropping it shuts it.
#[derive(Debug)]
pub struct Gate {
    address: SocketAddr,
    waiting: Waiting,
    serving: JoinHandle<()>,
}

/// Whose answers are to be held back.
type Waiting = Arc<Mutex<Vec<Awaited>>>;

/// A request that is waited for.
#[derive(Debug)]
struct Awaited {
    method: Method,
    /// How its path ends.
    path: String,
    answered: oneshot::Sender<()>,
    let_through: oneshot::Receiver<()>,
}

/// An answer that is held back, or will be.
#[derive(Debug)]
pub struct HeldAnswer {
    answered: oneshot::Receiver<()>,
    let_through: oneshot::Sender<()>,
}

impl Gate {
    /// One before a server on this machine, such as `http://127.0.0.1:8780`.
    ///
    /// # Panics
    /// When that is no such address, and when no port is free.
    pub async fn before(url: &str) -> Self {
        let server = url.strip_prefix("http://").map(str::parse);
        let server: SocketAddr = server
            .and_then(Result::ok)
            .expect("it is an address of this machine");
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let waiting = Waiting::default();
        let passed = Arc::clone(&waiting);
        let router = Router::new().fallback(move |request| pass(server, passed, request));
        let serving = tokio::spawn(async move {
            // It ends with the gate.
            let _ = axum::serve(listener, router).await;
        });
        Self {
            address,
            waiting,
            serving,
        }
    }

    /// Where it is, such as `http://127.0.0.1:8780`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Holds back the answer to the next request by this method whose path ends so.
    #[must_use]
    pub fn hold(&self, method: Method, path: &str) -> HeldAnswer {
        let (tell, answered) = oneshot::channel();
        let (let_through, told) = oneshot::channel();
        lock(&self.waiting).push(Awaited {
            method,
            path: path.to_owned(),
            answered: tell,
            let_through: told,
        });
        HeldAnswer {
            answered,
            let_through,
        }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl HeldAnswer {
    /// Waits until the server has answered: from then on its answer is here, and the work is done.
    ///
    /// # Panics
    /// When the gate is gone.
    pub async fn is_here(&mut self) {
        (&mut self.answered).await.expect("the gate is there");
    }

    /// Lets it through. Whoever has asked may be gone by now.
    pub fn let_through(self) {
        let _ = self.let_through.send(());
    }
}

fn lock(waiting: &Waiting) -> std::sync::MutexGuard<'_, Vec<Awaited>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes a request on, and its answer back once it may.
async fn pass(server: SocketAddr, waiting: Waiting, request: Request) -> Response {
    let awaited = {
        let mut waiting = lock(&waiting);
        let path = request.uri().path();
        let mut all = waiting.iter();
        let fits = |awaited: &Awaited| {
            awaited.method == *request.method() && path.ends_with(&awaited.path)
        };
        let first = all.position(fits);
        first.map(|first| waiting.remove(first))
    };
    let answer = ask(server, request).await;
    if let Some(awaited) = awaited {
        let _ = awaited.answered.send(());
        // Who lets go of it lets it through.
        let _ = awaited.let_through.await;
    }
    answer.unwrap_or_else(|error| (StatusCode::BAD_GATEWAY, error.to_string()).into_response())
}

/// What the server answers, whole.
async fn ask(server: SocketAddr, request: Request) -> io::Result<Response> {
    let (mut head, body) = request.into_parts();
    head.headers.remove(CONNECTION);
    let body = to_bytes(body, usize::MAX).await.map_err(io::Error::other)?;
    let stream = TcpStream::connect(server).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    tokio::spawn(connection);
    let request = Request::from_parts(head, Body::from(body));
    let answer = sender
        .send_request(request)
        .await
        .map_err(io::Error::other)?;
    let (mut head, body) = answer.into_parts();
    head.headers.remove(CONNECTION);
    head.headers.remove(TRANSFER_ENCODING);
    let body = to_bytes(Body::new(body), usize::MAX)
        .await
        .map_err(io::Error::other)?;
    Ok(Response::from_parts(head, Body::from(body)))
}
