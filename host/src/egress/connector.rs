//! Makes connections: to public servers with TLS, and to this machine without.
//!
//! Which of the two a connector does is its own matter and not the request's: neither
//! can be talked into doing the other's work.

use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::Limits;
use super::interim::Allowed;
use super::line::Line;
use super::resolver::PublicOnly;

/// How long a connection is silent before it is asked whether it is still there, and
/// how often.
const ALIVE: Duration = Duration::from_secs(15);
const ASKED: u32 = 3;
/// How long what was written may stay unacknowledged.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Makes connections. Clones share what it needs for that.
#[derive(Clone, Debug)]
pub(super) struct Connector(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    way: Way,
    time: Duration,
    allowed: Allowed,
}

enum Way {
    Public {
        tcp: HttpConnector<PublicOnly>,
        tls: TlsConnector,
    },
    Loopback,
}

/// Why a connection was not made.
#[derive(Debug, thiserror::Error)]
enum NotMade {
    #[error("operation timed out")]
    Slow,
    #[error("public servers are connected to by https alone")]
    NotHttps,
    #[error("public servers are connected to by their names alone")]
    NoName,
    #[error("without TLS nothing else is connected to than an address of this machine")]
    NotLoopback,
}

impl Connector {
    /// Connects to public addresses, with TLS.
    pub(super) fn public(tls: ClientConfig, limits: &Limits) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(PublicOnly);
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(ALIVE));
        tcp.set_keepalive_interval(Some(ALIVE));
        tcp.set_keepalive_retries(Some(ASKED));
        #[cfg(target_os = "linux")]
        tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        let tls = TlsConnector::from(Arc::new(tls));
        Self::by(Way::Public { tcp, tls }, limits)
    }

    /// Connects to this machine, without TLS.
    pub(super) fn loopback(limits: &Limits) -> Self {
        Self::by(Way::Loopback, limits)
    }

    fn by(way: Way, limits: &Limits) -> Self {
        Self(Arc::new(Inner {
            way,
            time: limits.connect,
            allowed: Allowed::by(limits),
        }))
    }
}

impl Inner {
    async fn connect(&self, to: Uri) -> Result<Line, BoxError> {
        match &self.way {
            Way::Public { tcp, tls } => {
                if to.scheme() != Some(&Scheme::HTTPS) {
                    return Err(NotMade::NotHttps.into());
                }
                let name = ServerName::try_from(to.host().unwrap_or_default().to_owned())?;
                // An address would not be resolved, and so not be judged.
                if !matches!(name, ServerName::DnsName(_)) {
                    return Err(NotMade::NoName.into());
                }
                let stream = tcp.clone().call(to).await?.into_inner();
                let stream = tls.connect(name, stream).await?;
                Ok(Line::tls(stream, self.allowed))
            }
            Way::Loopback => {
                let address = loopback(&to).ok_or(NotMade::NotLoopback)?;
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                Ok(Line::plain(stream))
            }
        }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Line>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            let line = in_time(inner.time, inner.connect(to)).await?;
            Ok(TokioIo::new(line))
        })
    }
}

async fn in_time<T>(
    time: Duration,
    connecting: impl Future<Output = Result<T, BoxError>>,
) -> Result<T, BoxError> {
    timeout(time, connecting).await.map_err(|_| NotMade::Slow)?
}

/// The address on this machine that the URI names.
fn loopback(to: &Uri) -> Option<SocketAddr> {
    let host = to.host()?;
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let ip: IpAddr = bare.unwrap_or(host).parse().ok()?;
    let is_meant = to.scheme() == Some(&Scheme::HTTP) && ip.is_loopback();
    is_meant.then(|| SocketAddr::new(ip, to.port_u16().unwrap_or(80)))
}

impl std::fmt::Debug for Way {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Public { .. } => "Public",
            Self::Loopback => "Loopback",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::pools::public_tls;

    async fn refused(connector: &Connector, to: &str) -> String {
        let made = connector.clone().call(to.parse().unwrap()).await;
        made.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn neither_does_the_work_of_the_other() {
        let limits = Limits::default();
        let public = Connector::public(public_tls().unwrap(), &limits);
        let told = refused(&public, "http://api.example/").await;
        assert!(told.contains("by https alone"), "{told}");
        let told = refused(&public, "https://127.0.0.1:1/").await;
        assert!(told.contains("by their names alone"), "{told}");
        let loopback = Connector::loopback(&limits);
        for elsewhere in [
            "https://127.0.0.1:1/",
            "http://8.8.8.8/",
            "http://[2606:4700::1111]/",
            "http://localhost/",
            "http://api.example/",
        ] {
            let told = refused(&loopback, elsewhere).await;
            assert!(
                told.contains("address of this machine"),
                "{elsewhere}: {told}"
            );
        }
    }

    #[tokio::test]
    async fn who_is_not_there_in_time_is_not_waited_for() {
        let never = std::future::pending::<Result<(), BoxError>>();
        let told = in_time(Duration::ZERO, never).await.unwrap_err();
        assert_eq!(told.to_string(), "operation timed out");
    }
}
