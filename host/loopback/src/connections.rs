//! The connections that a server of a person's own machine is asked by: so many at
//! once, and each for so long. Whoever can reach the address can open connections and
//! say nothing, or a byte a second; everybody else is answered all the same.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How long to wait when the system has no more connections to give.
const RESPITE: Duration = Duration::from_secs(1);

/// What connections may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How many there are at once; others wait.
    pub connections: usize,
    /// How long the head of a request may take.
    pub head: Duration,
    /// How long a connection lasts, its one request and the answer included.
    pub whole: Duration,
}

impl Default for Bounds {
    /// 256 connections, of which each lasts for half a minute, and is told apart from a
    /// silent one within ten seconds.
    fn default() -> Self {
        Self {
            connections: 256,
            head: Duration::from_secs(10),
            whole: Duration::from_secs(30),
        }
    }
}

/// Answers the requests that come, one a connection, and is told where each comes
/// from. When `end` has come it takes no more, closes what is silent, and waits for
/// the answers that are under way. Dropping it cuts all of them off.
pub async fn serve<A>(
    listener: TcpListener,
    bounds: Bounds,
    answer: impl Fn(SocketAddr, Request<Incoming>) -> A + Clone + Send + 'static,
    end: impl Future<Output = ()>,
) where
    A: Future<Output = Response<Body>> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(bounds.connections));
    let ended = CancellationToken::new();
    let mut connections = JoinSet::new();
    let mut end = pin!(end);
    loop {
        let come = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        tokio::select! {
            () = &mut end => break,
            Some(_) = connections.join_next() => {}
            (place, accepted) = come => {
                let Ok((stream, from)) = accepted else {
                    sleep(RESPITE).await;
                    continue;
                };
                let answer = answer.clone();
                let answer = move |request| answer(from, request);
                let connection = connection(stream, bounds, answer, ended.clone());
                connections.spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
        }
    }
    drop(listener);
    ended.cancel();
    while connections.join_next().await.is_some() {}
}

/// Answers the one request of a connection. Whoever goes away, or takes too long, is
/// not told so.
async fn connection<A>(
    stream: TcpStream,
    bounds: Bounds,
    answer: impl Fn(Request<Incoming>) -> A + Send,
    ended: CancellationToken,
) where
    A: Future<Output = Response<Body>> + Send,
{
    let service = service_fn(move |request| {
        let answer = answer(request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let whole = async {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = ended.cancelled() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    };
    let _ = timeout(bounds.whole, whole).await;
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::oneshot;

    use super::*;

    async fn served(bounds: Bounds) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let answer = |_, _| async { Response::new(Body::from("here")) };
        tokio::spawn(serve(listener, bounds, answer, pending()));
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
        let answer = |_, request: Request<Incoming>| async {
            let body = axum::body::to_bytes(Body::new(request.into_body()), 100).await;
            Response::new(Body::from(body.unwrap_or_default()))
        };
        tokio::spawn(serve(listener, bounds, answer, pending()));
        let mut stream = silent(address).await;
        let begun = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nbegin";
        stream.write_all(begun).await.expect("it is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("it is closed");
        assert!(answer.is_empty(), "{answer:?}");
    }

    #[tokio::test]
    async fn when_it_ends_the_silent_are_closed_and_the_answer_under_way_arrives() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (begun, begins) = oneshot::channel();
        let begun = Arc::new(std::sync::Mutex::new(Some(begun)));
        let (end, ends) = oneshot::channel::<()>();
        let (last, awaited) = tokio::sync::watch::channel(false);
        let answer = move |_, _| {
            let begun = begun.lock().expect("nobody panicked").take();
            let mut awaited = awaited.clone();
            async move {
                let _ = begun.map(|begun| begun.send(()));
                let _ = awaited.wait_for(|told| *told).await;
                Response::new(Body::from("farewell"))
            }
        };
        // Neither is cut off by a time.
        let bounds = Bounds {
            head: Duration::MAX / 4,
            whole: Duration::MAX / 4,
            ..Bounds::default()
        };
        let server = tokio::spawn(serve(listener, bounds, answer, async {
            let _ = ends.await;
        }));
        let mut quiet = silent(address).await;
        let asked = tokio::spawn(answered(address));
        begins.await.expect("the request has come");
        end.send(()).expect("the server waits for it");
        let mut rest = Vec::new();
        quiet.read_to_end(&mut rest).await.expect("it is closed");
        last.send(true).expect("the answer waits for it");
        assert!(asked.await.expect("it is answered").ends_with("farewell"));
        server.await.expect("the server has ended");
    }
}
