//! The connections that a server of a person's own machine is asked by: so many at
//! once, and each for so long. Whoever can reach the address can open connections and
//! say nothing, or a byte a second; everybody else is answered all the same: when all
//! places are taken, the connection whose request is on its way for the longest gives way.

use std::convert::Infallible;
use std::future::{Future, pending};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody as _};
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::arriving::Arriving;
use crate::silent::{Silence, Silent};
use crate::stream::Stream;

/// How long to wait when the system has no more connections to give.
const RESPITE: Duration = Duration::from_secs(1);

/// What connections may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How many there are at once; others wait until the one gives way whose request is on
    /// its way for the longest, and for more than a second.
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
    answer: impl Fn(SocketAddr, Request<Body>) -> A + Clone + Send + 'static,
    end: impl Future<Output = ()>,
) where
    A: Future<Output = Response<Body>> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(bounds.connections));
    let silent = Silent::default();
    let ended = CancellationToken::new();
    let mut connections = JoinSet::new();
    let mut end = pin!(end);
    loop {
        let accepted = tokio::select! {
            () = &mut end => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, from)) = accepted else {
            sleep(RESPITE).await;
            continue;
        };
        // Only now somebody waits for it, for whom others have to give way.
        let place = tokio::select! {
            () = &mut end => break,
            place = place(&places, &silent) => place,
        };
        let answer = answer.clone();
        let answer = move |request| answer(from, request);
        let stream = Stream::new(stream);
        let silence = silent.enter(Instant::now(), stream.unread());
        let connection = connection(stream, bounds, answer, ended.clone(), silence);
        connections.spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    ended.cancel();
    while connections.join_next().await.is_some() {}
}

/// A place for a connection that has come: where none is free, that of the one whose request
/// is on its way for the longest, as soon as that is long enough.
async fn place(
    places: &Arc<Semaphore>,
    silent: &Silent,
) -> Result<OwnedSemaphorePermit, AcquireError> {
    let mut free = pin!(Arc::clone(places).acquire_owned());
    loop {
        let Some(next_end) = silent.next_end() else {
            return free.await;
        };
        tokio::select! {
            biased;
            place = free.as_mut() => return place,
            () = sleep_until(next_end.into()) => {}
        }
        // It may have become another meanwhile.
        if silent.end_oldest(Instant::now()) {
            return free.await;
        }
    }
}

/// Answers the one request of a connection. Whoever goes away, takes too long or has to
/// give way is not told so.
async fn connection<A>(
    stream: Stream,
    bounds: Bounds,
    answer: impl Fn(Request<Body>) -> A + Send,
    ended: CancellationToken,
    silence: Silence,
) where
    A: Future<Output = Response<Body>> + Send,
{
    let silence = Arc::new(silence);
    let until_now = Arc::clone(&silence);
    let service = service_fn(move |request: Request<Incoming>| {
        // What has a body is whole with the end of that.
        let is_whole = request.body().is_end_stream();
        let gives_way = is_whole && !until_now.is_broken();
        let request = request.map(|body| Body::new(Arriving::new(body, Arc::clone(&until_now))));
        let answer = answer(request);
        async move {
            if gives_way {
                // Nothing is begun for it any more: the connection ends.
                pending::<()>().await;
            }
            Ok::<_, Infallible>(answer.await)
        }
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
    tokio::select! {
        _ = timeout(bounds.whole, whole) => {}
        () = silence.ended() => {}
    }
}

#[cfg(test)]
mod tests;
