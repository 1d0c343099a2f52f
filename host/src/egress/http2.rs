//! HTTP/2, as the pool to the internet speaks it: what servers may do to it.
//!
//! The pool is the real one, and so are its connections; but they lead to a server on
//! this machine, whose certificate is trusted here alone.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use http::{Request, Response, StatusCode, Uri, Version};
use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use rustls::crypto::ring;
use rustls::pki_types::{PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};
use tower_service::Service;

use super::client::answered;
use super::interim::Allowed;
use super::line::Line;
use super::pools::{Pool, pool};
use super::redirect::Hop;
use super::wire::Outbound;
use super::{EgressError, Limits};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Connects to one server, whatever it is called.
#[derive(Clone)]
struct Local {
    address: SocketAddr,
    tls: TlsConnector,
}

impl Service<Uri> for Local {
    type Response = TokioIo<Line>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let Self { address, tls } = self.clone();
        Box::pin(async move {
            let name = ServerName::try_from(to.host().unwrap_or_default().to_owned())?;
            let stream = tls
                .connect(name, TcpStream::connect(address).await?)
                .await?;
            let allowed = Allowed::by(&Limits::default());
            Ok(TokioIo::new(Line::tls(stream, allowed)))
        })
    }
}

/// A pool of connections to a server that answers each request with what `answer` does
/// with it and with how many came before.
async fn pool_to(
    answer: impl Fn(SendResponse<Bytes>, usize) + Clone + Send + 'static,
) -> Pool<Local> {
    let made = rcgen::generate_simple_self_signed(["api.example".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(ring::default_provider());
    let mut server = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key.into())
        .unwrap();
    server.alpn_protocols = vec![b"h2".to_vec()];
    let mut trusted = RootCertStore::empty();
    trusted.add(certificate).unwrap();
    let mut client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    client.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tls = TlsAcceptor::from(Arc::new(server));
    tokio::spawn(async move {
        let mut before = 0;
        while let Ok((stream, _)) = listener.accept().await {
            let stream = tls.accept(stream).await.unwrap();
            let mut connection = h2::server::handshake(stream).await.unwrap();
            while let Some(Ok((_, respond))) = connection.accept().await {
                answer(respond, before);
                before += 1;
            }
        }
    });
    let tls = TlsConnector::from(Arc::new(client));
    pool(Local { address, tls }, &Limits::default())
}

/// What comes of asking for something that must not be done twice.
async fn asked(pool: &Pool<Local>) -> Result<Response<Bytes>, EgressError> {
    let request = Request::delete("https://api.example/notes/1");
    let hop = Hop::new(request.body(Bytes::new()).unwrap()).unwrap();
    let outbound = Outbound::new(&hop, None, None).unwrap();
    let limits = Limits::default();
    let answer = answered(pool, &outbound, &limits).await.map_err(|error| {
        EgressError::unanswered("https://api.example".to_owned(), None, &limits, &error)
    })?;
    let (head, content) = answer.into_parts();
    let content = content.collect().await.unwrap().to_bytes();
    Ok(Response::from_parts(head, content))
}

fn hints(respond: &mut SendResponse<Bytes>, how_many: usize) {
    for _ in 0..how_many {
        let hint = Response::builder().status(StatusCode::EARLY_HINTS);
        let hint = hint.header("link", "<a>").body(()).unwrap();
        // Whoever has had enough is gone.
        if respond.send_informational(hint).is_err() {
            return;
        }
    }
}

fn answer(respond: &mut SendResponse<Bytes>, content: &'static str) {
    if let Ok(mut stream) = respond.send_response(Response::new(()), false) {
        let _ = stream.send_data(content.into(), true);
    }
}

#[tokio::test]
async fn a_few_interim_answers_are_passed_over() {
    let pool = pool_to(|mut respond, _| {
        hints(&mut respond, 8);
        answer(&mut respond, "there");
    });
    let pool = pool.await;
    for _ in 0..20 {
        let answer = asked(&pool).await.unwrap();
        assert_eq!(answer.version(), Version::HTTP_2);
        assert_eq!(answer.body(), "there");
    }
}

#[tokio::test]
async fn more_of_them_end_the_connection() {
    for too_many in [9, 10_000] {
        let pool = pool_to(move |mut respond, before| {
            hints(&mut respond, if before == 0 { too_many } else { 0 });
            answer(&mut respond, "there");
        });
        let pool = pool.await;
        let error = asked(&pool).await.unwrap_err();
        assert!(
            matches!(error, EgressError::InterimAnswers { answers: 8, .. }),
            "{error}"
        );
        assert_eq!(asked(&pool).await.unwrap().body(), "there");
    }
}

#[tokio::test]
async fn a_header_that_is_too_large_is_not_taken() {
    for larger in [100 << 10, 1 << 20] {
        let pool = pool_to(move |mut respond, _| {
            let large = Response::builder().header("x", "y".repeat(larger));
            let _ = respond.send_response(large.body(()).unwrap(), true);
        });
        let error = asked(&pool.await).await.unwrap_err();
        assert!(matches!(error, EgressError::Broken { .. }), "{error}");
    }
}

#[tokio::test]
async fn what_a_server_says_it_has_not_processed_is_sent_again_whatever_it_is() {
    let pool = pool_to(|mut respond, before| {
        if before < 2 {
            respond.send_reset(Reason::REFUSED_STREAM);
        } else {
            answer(&mut respond, "there");
        }
    });
    assert_eq!(asked(&pool.await).await.unwrap().body(), "there");
}

#[tokio::test]
async fn what_it_may_have_processed_is_not_and_nothing_is_for_ever() {
    for reason in [
        Reason::CANCEL,
        Reason::INTERNAL_ERROR,
        Reason::REFUSED_STREAM,
    ] {
        let pool = pool_to(move |mut respond, before| {
            let times = if reason == Reason::REFUSED_STREAM {
                3
            } else {
                1
            };
            if before < times {
                respond.send_reset(reason);
            } else {
                answer(&mut respond, "there");
            }
        });
        let error = asked(&pool.await).await.unwrap_err();
        assert!(matches!(error, EgressError::Broken { .. }), "{error}");
    }
}
