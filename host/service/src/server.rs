//! The server: so many connections at once, each as long as it behaves, and an end
//! at which nobody loses what is under way.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::task::TaskTracker;
use tower_service::Service as _;

use crate::patience::Patient;
use crate::service::Service;

/// How long to wait when the system has no more connections to give.
const RESPITE: Duration = Duration::from_secs(1);
/// How long those who are cut off have to be told so.
const FAREWELL: Duration = Duration::from_secs(2);

/// Answers requests until `end`. From then on no connection is taken, and those
/// that are open end with the request that they are at; what takes longer than
/// [`Limits::drain`](crate::Limits) is told that it was cut off. Renewals of tokens
/// are finished.
pub async fn serve(service: Service, listener: TcpListener, end: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(service.limits().connections));
    let open = TaskTracker::new();
    let mut end = pin!(end);
    loop {
        let accepted = tokio::select! {
            () = &mut end => break,
            accepted = accept(&listener, &places) => accepted,
        };
        if let Some((stream, place)) = accepted {
            open.spawn(connection(service.clone(), stream, place));
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
}

/// The next connection, once there is a place for it; none when the system has
/// none to give.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(error) => {
            tracing::warn!(%error, "no connection could be taken");
            sleep(RESPITE).await;
            None
        }
    }
}

async fn connection(service: Service, stream: TcpStream, place: OwnedSemaphorePermit) {
    let limits = *service.limits();
    let ending = service.ending().clone();
    // Answers are written whole, and small ones must not wait.
    let _ = stream.set_nodelay(true);
    let stream = TokioIo::new(Patient::new(stream, limits.reader));
    let answering = service_fn(move |request| service.router().clone().call(request));
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .serve_connection(stream, answering)
    );
    // Whoever goes away, or takes too long, is not told so.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = ending.begun() => {}
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        _ = connection => {}
        () = ending.connections_cut() => {}
    }
    drop(place);
}
