//! The two pools of connections: one to the internet, one to this machine.
//!
//! They are separate so that neither can be talked into doing the other's
//! work: the first speaks https to public addresses only, the second serves
//! reroutes and knows no certificate. Each is made when first needed, since
//! reading the system's root certificates takes a while.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy::{self, connect::Connect};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use super::connector::Connector;
use super::{EgressError, Limits};

/// How long a connection is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(90);

/// What goes with the fields of an HTTP/1 header: the line before them, and what
/// separates them, of as many as the client reads.
const FRAMING: usize = 4 << 10;

/// The least that the client can be told to hold of an answer.
const LEAST: usize = 8 << 10;

/// Connections, and what sends requests over them. It follows no redirects, knows no
/// proxies, decodes nothing, and sends a request again only when the connection was
/// closed before it was begun.
pub(super) type Pool<C = Connector> = legacy::Client<C, Full<Bytes>>;

#[derive(Debug)]
pub(super) struct Pools {
    limits: Limits,
    public: OnceLock<Result<Pool, String>>,
    loopback: OnceLock<Pool>,
}

impl Pools {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            public: OnceLock::new(),
            loopback: OnceLock::new(),
        }
    }

    /// Connections to public servers.
    pub(super) fn public(&self) -> Result<&Pool, EgressError> {
        self.public
            .get_or_init(|| {
                let connector = Connector::public(public_tls()?, &self.limits);
                Ok(pool(connector, &self.limits))
            })
            .as_ref()
            .map_err(|reason| EgressError::Setup(reason.clone()))
    }

    /// Connections to this machine, for reroutes.
    pub(super) fn loopback(&self) -> &Pool {
        self.loopback
            .get_or_init(|| pool(Connector::loopback(&self.limits), &self.limits))
    }
}

/// A pool of connections that are made like that.
pub(super) fn pool<C: Connect + Clone>(connector: C, limits: &Limits) -> Pool<C> {
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .http1_max_buf_size(limits.headers.saturating_add(FRAMING).max(LEAST))
        .http2_max_header_list_size(u32::try_from(limits.headers).unwrap_or(u32::MAX));
    builder.build(connector)
}

/// Trusts what the machine trusts. An operator who adds or withdraws a root
/// certificate does so once for all programs, and there is no list of ours to
/// go stale.
pub(super) fn public_tls() -> Result<ClientConfig, String> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| format!("the system's root certificates can't be used: {error}"))?
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
