//! An HTTP proxy for clients whose hosts can't be changed: with
//! `HTTPS_PROXY=http://127.0.0.1:8780` they reach the sandbox under Zoom's own
//! names, and nothing else (RFC 9110 section 9.3.6).

use axum::{
    extract::{Request, State as Extract},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{Method, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::{links, sandbox::Shared};

/// Opens a tunnel to the sandbox for whoever asks for a host of Zoom.
pub(crate) async fn tunnel(
    Extract(shared): Extract<Shared>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::CONNECT {
        return next.run(request).await;
    }
    let host = request.uri().host().unwrap_or_default().to_owned();
    if !links::is_zoom(&host) {
        let problem = format!("{host} is not a host of Zoom; this proxy leads nowhere else\n");
        return (StatusCode::FORBIDDEN, problem).into_response();
    }
    let Some(address) = shared.tls_address else {
        let problem = "the sandbox listens without TLS; start it with --tls-port\n";
        return (StatusCode::BAD_GATEWAY, problem).into_response();
    };
    tokio::spawn(async move {
        // Either end may hang up at any time, which ends the tunnel.
        if let Ok(client) = hyper::upgrade::on(request).await
            && let Ok(mut sandbox) = TcpStream::connect(address).await
        {
            let mut client = TokioIo::new(client);
            let _bytes = tokio::io::copy_bidirectional(&mut client, &mut sandbox).await;
        }
    });
    StatusCode::OK.into_response()
}
