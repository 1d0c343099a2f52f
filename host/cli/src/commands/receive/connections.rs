//! The connections that deliveries come by: so many at once, and each for so long.
//! Whoever can reach the address can open connections and say nothing, or a byte a
//! second; the API is answered all the same.

use std::{convert::Infallible, future::Future, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{Request, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpListener,
    sync::Semaphore,
    time::{sleep, timeout},
};

/// How long to wait when the system has no more connections to give.
const RESPITE: Duration = Duration::from_secs(1);

/// What connections may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// How many there are at once; others wait.
    pub(super) connections: usize,
    /// How long the head of a request may take.
    pub(super) head: Duration,
    /// How long a connection lasts, its one request and the answer included.
    pub(super) whole: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 256,
            head: Duration::from_secs(10),
            whole: Duration::from_secs(30),
        }
    }
}

/// Answers the requests that come, one a connection. It has no end.
pub(super) async fn serve<A>(
    listener: TcpListener,
    bounds: Bounds,
    answer: impl Fn(Request<Incoming>) -> A + Clone + Send + 'static,
) where
    A: Future<Output = Response<Body>> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(bounds.connections));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(RESPITE).await;
            continue;
        };
        let answer = answer.clone();
        let service = service_fn(move |request| {
            let answer = answer(request);
            async move { Ok::<_, Infallible>(answer.await) }
        });
        tokio::spawn(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(bounds.head)
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service);
            // Whoever goes away, or takes too long, is not told so.
            let _ = timeout(bounds.whole, connection).await;
            drop(place);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };

    use super::*;

    async fn served(bounds: Bounds) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let answer = |_| async { Response::new(Body::from("here")) };
        tokio::spawn(serve(listener, bounds, answer));
        address
    }

    async fn answered(address: SocketAddr) -> String {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        let request = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(request).await.expect("it is sent");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .await
            .expect("it is answered");
        answer
    }

    async fn silent(address: SocketAddr) -> TcpStream {
        TcpStream::connect(address).await.expect("it listens")
    }

    #[tokio::test]
    async fn two_hundred_that_say_nothing_keep_nobody_waiting() {
        // They would stay for ever.
        let bounds = Bounds {
            head: Duration::MAX / 4,
            whole: Duration::MAX / 4,
            ..Bounds::default()
        };
        let address = served(bounds).await;
        let mut all = Vec::new();
        for _ in 0..200 {
            all.push(silent(address).await);
        }
        assert!(answered(address).await.ends_with("here"));
    }

    #[tokio::test]
    async fn more_than_there_is_room_for_wait_until_the_silent_are_sent_away() {
        let bounds = Bounds {
            connections: 2,
            head: Duration::from_millis(100),
            ..Bounds::default()
        };
        let address = served(bounds).await;
        let mut first = silent(address).await;
        let _second = silent(address).await;
        assert!(answered(address).await.ends_with("here"));
        let mut rest = Vec::new();
        first.read_to_end(&mut rest).await.expect("it is closed");
    }

    #[tokio::test]
    async fn a_request_that_never_ends_is_cut_off() {
        let bounds = Bounds {
            whole: Duration::from_millis(100),
            ..Bounds::default()
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let answer = |request: Request<Incoming>| async {
            let body = axum::body::to_bytes(Body::new(request.into_body()), 100).await;
            Response::new(Body::from(body.unwrap_or_default()))
        };
        tokio::spawn(serve(listener, bounds, answer));
        let mut stream = silent(address).await;
        let begun = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nbegin";
        stream.write_all(begun).await.expect("it is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("it is closed");
        assert!(answer.is_empty(), "{answer:?}");
    }
}
