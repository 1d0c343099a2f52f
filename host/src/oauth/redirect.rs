//! Where the browser returns to: the redirection endpoint (RFC 6749 section
//! 3.1.2).
//!
//! Each connector has an address of its own, so that an authorization server
//! which is attacked by another, or is the attacker, can't have its answer taken
//! for the other's (RFC 9700 section 2.1). Apps that were registered with the
//! address that all connectors had in common keep it.

use std::net::{Ipv4Addr, SocketAddr};

use url::Url;

/// The port of the default redirect URI. It is fixed, since many authorization
/// servers compare redirect URIs exactly, port included.
const DEFAULT_PORT: u16 = 8917;
const COMMON_PATH: &str = "/oauth/callback";

/// Where the browser returns to after somebody has approved or declined.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// To this machine, for as long as the sign-in takes (RFC 8252 section 7.3).
    /// The host listens, and whoever has the sign-in answers the browser.
    Loopback {
        /// Where the host listens: a loopback address. Port 0 takes a free
        /// port.
        listen: SocketAddr,
        /// The redirect URI that the app has registered, when it differs from
        /// `http://ADDRESS:PORT/oauth/callback/CONNECTOR`: some other address
        /// from which the browser's request is forwarded to the server.
        uri: Option<Url>,
    },
    /// To a server that somebody else runs, who then finishes the sign-in.
    Elsewhere(Url),
}

impl Default for Redirect {
    /// `http://127.0.0.1:8917/oauth/callback/CONNECTOR`.
    fn default() -> Self {
        Self::Loopback {
            listen: (Ipv4Addr::LOCALHOST, DEFAULT_PORT).into(),
            uri: None,
        }
    }
}

impl Redirect {
    /// `http://127.0.0.1:PORT/oauth/callback/CONNECTOR` with whichever port is free, for
    /// authorization servers that take any (RFC 8252 section 7.3).
    #[must_use]
    pub fn any_loopback_port() -> Self {
        Self::Loopback {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            uri: None,
        }
    }

    /// The redirect URI to register with an app for a connector. With a free port
    /// it is known only once the server listens, and the port shows as 0.
    #[must_use]
    pub fn uri(&self, connector: &str) -> Url {
        self.uri_by(&RedirectPath::of(connector))
    }

    pub(crate) fn uri_by(&self, path: &RedirectPath) -> Url {
        match self {
            Self::Loopback { uri: Some(uri), .. } | Self::Elsewhere(uri) => uri.clone(),
            Self::Loopback { listen, uri: None } => at(*listen, path),
        }
    }
}

/// The path of the redirect URI of a loopback server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RedirectPath(String);

impl RedirectPath {
    /// The one that all connectors had in common.
    pub(crate) fn common() -> Self {
        Self(COMMON_PATH.to_owned())
    }

    /// That of a connector.
    pub(crate) fn of(connector: &str) -> Self {
        Self(format!("{COMMON_PATH}/{connector}"))
    }

    /// Whether a redirect URI is the common one of a loopback server.
    pub(crate) fn is_common_in(redirect_uri: &Url) -> bool {
        redirect_uri.path() == COMMON_PATH && redirect_uri.scheme() == "http"
    }
}

/// The redirect URI of a loopback server that has none of its own.
pub(super) fn at(address: SocketAddr, path: &RedirectPath) -> Url {
    let mut url = Url::parse("http://127.0.0.1").expect("a constant URL parses");
    let _ = (
        url.set_ip_host(address.ip()),
        url.set_port(Some(address.port())),
    );
    url.set_path(&path.0);
    url
}
