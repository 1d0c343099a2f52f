//! Sending an allowed origin's requests to a server on this machine.
//!
//! For tests and for trying things out: the connector goes on to name the real
//! origin and the real origin's name goes out in `Host`, but the bytes stay on
//! the loopback interface. Nothing else than a loopback address is accepted.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use url::{Host, Url};

use super::{OriginPattern, OriginPatternError};

/// A rule such as `https://api.example.com=http://127.0.0.1:8080`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reroute {
    from: OriginPattern,
    to: SocketAddr,
}

/// Why a text is not a reroute.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RerouteError {
    /// There is no `=`.
    #[error(
        "`{0}` is not a reroute; write it like `https://api.example.com=http://127.0.0.1:8080`"
    )]
    Form(String),
    /// The left side is not an origin.
    #[error("the left side of a reroute is an origin: {0}")]
    From(#[from] OriginPatternError),
    /// The right side is something else than a loopback address.
    #[error(
        "`{0}` is not a loopback address; a reroute goes to this machine only, like `http://127.0.0.1:8080`"
    )]
    To(String),
}

impl Reroute {
    /// The origins that are rerouted.
    #[must_use]
    pub fn from(&self) -> &OriginPattern {
        &self.from
    }

    /// The address on this machine that they are sent to.
    #[must_use]
    pub fn to(&self) -> SocketAddr {
        self.to
    }

    /// Where `url` leads under this rule, when the rule covers it.
    #[must_use]
    pub fn apply(&self, url: &Url) -> Option<Url> {
        self.from.covers(url).then(|| Self::lead(url, self.to))?
    }

    /// Where `url` leads when it is rerouted to that address.
    pub(crate) fn lead(url: &Url, to: SocketAddr) -> Option<Url> {
        let rest = &url[url::Position::BeforePath..];
        Url::parse(&format!("http://{to}{rest}")).ok()
    }
}

impl FromStr for Reroute {
    type Err = RerouteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text
            .split_once('=')
            .ok_or_else(|| RerouteError::Form(text.to_owned()))?;
        Ok(Self {
            from: from.trim().parse()?,
            to: loopback(to.trim()).ok_or_else(|| RerouteError::To(to.trim().to_owned()))?,
        })
    }
}

impl fmt::Display for Reroute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=http://{}", self.from, self.to)
    }
}

fn loopback(text: &str) -> Option<SocketAddr> {
    let url = Url::parse(text).ok()?;
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    let ip = match url.host()? {
        Host::Ipv4(ip) => ip.into(),
        Host::Ipv6(ip) => ip.into(),
        Host::Domain("localhost") => std::net::Ipv4Addr::LOCALHOST.into(),
        Host::Domain(_) => return None,
    };
    let address = SocketAddr::new(ip, url.port_or_known_default()?);
    (url.scheme() == "http" && bare && address.ip().is_loopback()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reroute_is_written_as_it_was_read() {
        for text in [
            "https://api.example=http://127.0.0.1:8080",
            "https://*.files.example=http://[::1]:8080",
        ] {
            assert_eq!(text.parse::<Reroute>().unwrap().to_string(), text);
        }
        let named: Reroute = "https://api.example=http://localhost:80/".parse().unwrap();
        assert_eq!(named.to_string(), "https://api.example=http://127.0.0.1:80");
    }

    #[test]
    fn a_reroute_leads_to_this_machine_only() {
        let refusals = [
            "https://api.example",
            "http://api.example=http://127.0.0.1:1",
            "https://api.example=https://127.0.0.1:1",
            "https://api.example=http://10.0.0.1:1",
            "https://api.example=http://0.0.0.0:1",
            "https://api.example=http://[::ffff:127.0.0.1]:1",
            "https://api.example=http://other.example:1",
            "https://api.example=http://127.0.0.1:1/path",
            "https://api.example=http://me@127.0.0.1:1",
            "https://api.example=",
        ]
        .map(|text| text.parse::<Reroute>().unwrap_err().to_string());
        insta::assert_snapshot!(refusals.join("\n"));
    }
}
