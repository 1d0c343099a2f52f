//! The server: so many connections at once, each as long as it behaves, and an end
//! at which nobody loses what is under way.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use connector_host_loopback::arriving::Arriving;
use connector_host_loopback::silent::{Silence, Silent};
use connector_host_loopback::stream::Stream;
use hyper::Request;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, sleep_until, timeout};
use tokio_util::task::TaskTracker;
use tower_service::Service as _;

use crate::guard::Crowded;
use crate::patience::Patient;
use crate::peer::Peer;
use crate::service::Service;
use crate::standing::Standing;

/// How long to wait when the system has no more connections to give.
const RESPITE: Duration = Duration::from_secs(1);
/// How many places are kept for whoever asks whether the service lives.
const KEPT: usize = 8;
/// How long the head of a request may take in one of those.
const CROWDED_HEAD: Duration = Duration::from_secs(2);
/// How long those who are cut off have to be told so, and what they began has to be noted.
const FAREWELL: Duration = Duration::from_secs(2);

/// Answers requests until `end`. From then on no connection is taken, and those
/// that are open end with the request that they are at; what takes longer than
/// [`Limits::drain`](crate::Limits) is told that it was cut off. Renewals of tokens
/// are finished.
pub async fn serve(service: Service, listener: TcpListener, end: impl Future<Output = ()>) {
    let places = Places::of(service.limits().connections);
    let open = TaskTracker::new();
    let mut end = pin!(end);
    loop {
        let accepted = tokio::select! {
            () = &mut end => break,
            accepted = accept(&listener, &places) => accepted,
        };
        if let Some(accepted) = accepted {
            open.spawn(connection(service.clone(), accepted));
        }
    }
    drop(listener);
    service.ending().begin();
    open.close();
    service.tasks().close();
    let work = async {
        open.wait().await;
        service.tasks().wait().await;
    };
    if timeout(service.limits().drain, work).await.is_err() {
        service.ending().cut_calls();
        // Whoever does not take even that is left behind.
        let _ = timeout(FAREWELL, open.wait()).await;
        service.ending().cut_connections();
    }
    service.host().finish_renewals().await;
    // What came of a sign-in is noted after the library has done its part.
    let _ = timeout(FAREWELL, service.tasks().wait()).await;
}

/// The places for connections.
struct Places {
    all: Arc<Semaphore>,
    /// Those for whoever asks whether the service lives, when all others are taken.
    kept: Arc<Semaphore>,
    /// Who has one of either, and nothing by which to stay.
    silent: Silent,
    silent_in_kept: Silent,
}

/// A connection that was taken.
struct Accepted {
    stream: Stream,
    peer: Option<Peer>,
    place: OwnedSemaphorePermit,
    is_crowded: bool,
    silence: Arc<Silence>,
}

impl Places {
    fn of(connections: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(connections)),
            kept: Arc::new(Semaphore::new(KEPT)),
            silent: Silent::default(),
            silent_in_kept: Silent::default(),
        }
    }

    /// A place, and whether it is one of those that are kept.
    async fn take(&self) -> Option<(OwnedSemaphorePermit, bool)> {
        let mut all = pin!(Arc::clone(&self.all).acquire_owned());
        let mut kept = pin!(Arc::clone(&self.kept).acquire_owned());
        loop {
            let gives_way = async {
                match self.silent_in_kept.next_end() {
                    Some(next_end) => sleep_until(next_end.into()).await,
                    None => sleep(RESPITE).await,
                }
            };
            tokio::select! {
                biased;
                place = all.as_mut() => return Some((place.ok()?, false)),
                place = kept.as_mut() => return Some((place.ok()?, true)),
                () = gives_way => {}
            }
            // Both are taken.
            let _ = self.silent_in_kept.end_oldest(Instant::now());
        }
    }

    /// A place among all for a connection that has come: where none is free, that of one
    /// that has nothing by which to stay, which ends at once.
    async fn take_now(&self) -> Option<OwnedSemaphorePermit> {
        let all = Arc::clone(&self.all);
        match Arc::clone(&all).try_acquire_owned() {
            Ok(place) => Some(place),
            Err(_) if self.silent.end_oldest(Instant::now()) => all.acquire_owned().await.ok(),
            Err(_) => None,
        }
    }
}

/// The next connection, once there is a place for it; none when the system has
/// none to give.
async fn accept(listener: &TcpListener, places: &Places) -> Option<Accepted> {
    let (place, is_crowded) = places.take().await?;
    let (stream, from) = match listener.accept().await {
        Ok(accepted) => accepted,
        Err(error) => {
            tracing::warn!(%error, "no connection could be taken");
            sleep(RESPITE).await;
            return None;
        }
    };
    let peer = stream.local_addr().ok().map(|here| Peer::new(from, here));
    // Meanwhile there may be another place.
    let other = match is_crowded {
        true => places.take_now().await,
        false => None,
    };
    let (place, is_crowded) = match other {
        Some(other) => (other, false),
        None => (place, is_crowded),
    };
    // Answers are written whole, and small ones must not wait.
    let _ = stream.set_nodelay(true);
    let stream = Stream::new(stream);
    let silent = match is_crowded {
        true => &places.silent_in_kept,
        false => &places.silent,
    };
    let silence = silent.enter(Instant::now(), stream.unread());
    Some(Accepted {
        stream,
        peer,
        place,
        is_crowded,
        silence: Arc::new(silence),
    })
}

async fn connection(service: Service, accepted: Accepted) {
    let silence = Arc::clone(&accepted.silence);
    answer_all(service, accepted).await;
    // What goes on without the connection keeps it in no row.
    let _ = silence.is_broken();
}

/// Answers the requests of a connection.
async fn answer_all(service: Service, accepted: Accepted) {
    let Accepted {
        stream,
        peer,
        place,
        is_crowded,
        silence,
    } = accepted;
    let limits = *service.limits();
    let ending = service.ending().clone();
    let stream = TokioIo::new(Patient::new(stream, limits.reader));
    let head = match is_crowded {
        false => limits.head,
        true => limits.head.min(CROWDED_HEAD),
    };
    let until_now = Arc::clone(&silence);
    let places = Arc::clone(place.semaphore());
    let answering = service_fn(move |request: Request<Incoming>| {
        let is_crowded = is_crowded || !until_now.is_broken();
        if !request.body().is_end_stream() {
            // It goes on until the body is there, or whoever sends it is let in.
            until_now.goes_on(Instant::now());
        }
        let arriving = |body| Body::new(Arriving::new(body, Arc::clone(&until_now)));
        let mut request = request.map(arriving);
        let standing = Standing::new(Arc::clone(&until_now));
        let extensions = request.extensions_mut();
        extensions.insert(standing.clone());
        if let Some(peer) = peer.clone() {
            extensions.insert(peer);
        }
        if is_crowded {
            extensions.insert(Crowded);
        }
        let answer = service.router().clone().call(request);
        let (silence, places) = (Arc::clone(&until_now), Arc::clone(&places));
        async move {
            let answer = answer.await;
            answer.map(|mut response| {
                if !standing.is_let_in() {
                    if places.available_permits() == 0 {
                        let close = HeaderValue::from_static("close");
                        response.headers_mut().insert(CONNECTION, close);
                    }
                    silence.goes_on(Instant::now());
                }
                response
            })
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head)
            .serve_connection(stream, answering)
    );
    // Whoever goes away, or takes too long, is not told so.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = silence.ended() => return,
        () = ending.begun() => {}
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        _ = connection => {}
        () = ending.connections_cut() => {}
    }
    drop(place);
}
