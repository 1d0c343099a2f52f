//! Where the browser returns to: the redirection endpoint (RFC 6749 section
//! 3.1.2).

use std::net::{Ipv4Addr, SocketAddr};

use url::Url;

/// The port of the default redirect URI. It is fixed, since many authorization
/// servers compare redirect URIs exactly, port included.
const DEFAULT_PORT: u16 = 8917;
const PATH: &str = "/oauth/callback";

/// Where the browser returns to after somebody has approved or declined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// To a server that this host runs on the loopback interface for as long as
    /// the sign-in takes (RFC 8252 section 7.3).
    Loopback {
        /// Where the server listens: a loopback address. Port 0 takes a free
        /// port.
        listen: SocketAddr,
        /// The redirect URI that the app has registered, when it differs from
        /// `http://ADDRESS:PORT/oauth/callback`: some other address from which
        /// the browser's request is forwarded to the server.
        uri: Option<Url>,
    },
    /// To a server that somebody else runs, who then finishes the sign-in.
    Elsewhere(Url),
}

impl Default for Redirect {
    /// `http://127.0.0.1:8917/oauth/callback`.
    fn default() -> Self {
        Self::Loopback {
            listen: (Ipv4Addr::LOCALHOST, DEFAULT_PORT).into(),
            uri: None,
        }
    }
}

impl Redirect {
    /// `http://127.0.0.1:PORT/oauth/callback` with whichever port is free, for
    /// authorization servers that take any (RFC 8252 section 7.3).
    #[must_use]
    pub fn any_loopback_port() -> Self {
        Self::Loopback {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            uri: None,
        }
    }

    /// The redirect URI to register with an app. With a free port it is known
    /// only once the server listens, and the port shows as 0.
    #[must_use]
    pub fn uri(&self) -> Url {
        match self {
            Self::Loopback { uri: Some(uri), .. } | Self::Elsewhere(uri) => uri.clone(),
            Self::Loopback { listen, uri: None } => at(*listen),
        }
    }
}

/// The redirect URI of a loopback server that has none of its own.
pub(super) fn at(address: SocketAddr) -> Url {
    let mut url = Url::parse("http://127.0.0.1").expect("a constant URL parses");
    let _ = (
        url.set_ip_host(address.ip()),
        url.set_port(Some(address.port())),
    );
    url.set_path(PATH);
    url
}
