//! Connections that end without an answer when a handler wants it.

use std::io;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Marks an answer that gets lost: the connection is closed in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnswerLost;

/// Serves until it is dropped.
pub(super) async fn serve(listener: TcpListener, router: Router) {
    let service = TowerToHyperService::new(router);
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let service = service.clone();
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            let answer = service.call(request.map(axum::body::Body::new) as Request);
            async move { kept(answer.await) }
        });
        connections.spawn(async move {
            // A client that goes away is no concern of the server's.
            let _gone = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

/// The answer, unless it is to be lost. hyper closes the connection of a service that fails.
fn kept(answer: Result<Response, std::convert::Infallible>) -> io::Result<Response> {
    let Ok(answer) = answer;
    match answer.extensions().get::<AnswerLost>() {
        Some(AnswerLost) => Err(io::ErrorKind::ConnectionAborted.into()),
        None => Ok(answer),
    }
}
