//! Which addresses answers point to.
//!
//! A request that was addressed to `zoom.us` and rerouted here, its `Host`
//! kept, gets the links that Zoom would give. Any other request gets links to
//! the sandbox itself, so that a client needs no rerouting at all.

use std::net::SocketAddr;

use http::{HeaderMap, header::HOST};

/// The origins that links in an answer start with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Links {
    /// The REST API, which is also the `api_url` of a token response.
    pub(crate) api: String,
    /// The authorization server.
    pub(crate) oauth: String,
    /// The web site: joining, registering, `download_url` and `play_url`.
    pub(crate) web: String,
    /// The host that `download_url` redirects to.
    pub(crate) files: String,
}

/// Whether this is the name of a host of Zoom.
pub(crate) fn is_zoom(host: &str) -> bool {
    host == "zoom.us" || host.ends_with(".zoom.us")
}

/// The rules that lead all hosts of Zoom here, as `connector-host --reroute` takes them.
pub(crate) fn reroutes(sandbox: SocketAddr) -> [String; 2] {
    ["https://zoom.us", "https://*.zoom.us"].map(|origin| format!("{origin}=http://{sandbox}"))
}

impl Links {
    pub(crate) fn new(headers: &HeaderMap, sandbox: SocketAddr) -> Self {
        let host = headers
            .get(HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _port)| name);
        if is_zoom(name) {
            Self::zoom()
        } else {
            Self::here(sandbox)
        }
    }

    /// The addresses that Zoom has.
    pub(crate) fn zoom() -> Self {
        Self {
            api: "https://api.zoom.us".into(),
            oauth: "https://zoom.us".into(),
            web: "https://us02web.zoom.us".into(),
            files: "https://ssrweb.zoom.us".into(),
        }
    }

    /// The addresses of the sandbox itself.
    pub(crate) fn here(sandbox: SocketAddr) -> Self {
        let here = format!("http://{sandbox}");
        Self {
            api: here.clone(),
            oauth: here.clone(),
            web: here.clone(),
            files: here,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(host: &str) -> Links {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        Links::new(&headers, ([127, 0, 0, 1], 8780).into())
    }

    #[test]
    fn a_rerouted_request_gets_zooms_links() {
        assert_eq!(links("api.zoom.us").files, "https://ssrweb.zoom.us");
        assert_eq!(links("zoom.us:443").web, "https://us02web.zoom.us");
    }

    #[test]
    fn any_other_request_gets_links_to_the_sandbox() {
        for host in ["127.0.0.1:8780", "localhost:8780", "notzoom.us"] {
            assert_eq!(links(host).web, "http://127.0.0.1:8780", "{host}");
        }
    }
}
