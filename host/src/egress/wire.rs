//! What is sent: a request as the HTTP client takes it.
//!
//! The client is given where to go, what else it would make up itself, and the
//! credential, and nothing of it is in what the request was made of.

use std::net::SocketAddr;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, HOST, USER_AGENT};
use http::{HeaderValue, Request, Uri};
use http_body_util::Full;
use secrecy::{ExposeSecret, SecretString};
use url::{Position, Url};

use super::redirect::Hop;
use super::{EgressError, Refusal};

static OURSELVES: HeaderValue = HeaderValue::from_static(concat!(
    env!("CARGO_PKG_NAME"),
    "/",
    env!("CARGO_PKG_VERSION")
));
static ANYTHING: HeaderValue = HeaderValue::from_static("*/*");

/// A request that can be sent.
pub(super) struct Outbound<'a> {
    hop: &'a Hop,
    uri: Uri,
    /// The name of the origin, where the request goes somewhere else.
    host: Option<HeaderValue>,
    authorization: Option<HeaderValue>,
}

impl<'a> Outbound<'a> {
    /// The request, on its way to where it was rerouted to, with that credential.
    pub(super) fn new(
        hop: &'a Hop,
        rerouted_to: Option<SocketAddr>,
        bearer: Option<&SecretString>,
    ) -> Result<Self, EgressError> {
        Ok(Self {
            hop,
            uri: uri(&hop.url, rerouted_to)?,
            host: rerouted_to.map(|_| host(&hop.url)),
            authorization: bearer.map(authorization).transpose()?,
        })
    }

    /// The request as it is sent once.
    pub(super) fn request(&self) -> Request<Full<Bytes>> {
        let hop = self.hop;
        let mut request = Request::new(Full::new(hop.body.clone()));
        *request.method_mut() = hop.method.clone();
        *request.uri_mut() = self.uri.clone();
        let headers = request.headers_mut();
        headers.clone_from(&hop.headers);
        headers.entry(ACCEPT).or_insert_with(|| ANYTHING.clone());
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| OURSELVES.clone());
        if let Some(host) = &self.host {
            headers.insert(HOST, host.clone());
        }
        if let Some(authorization) = &self.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        request
    }
}

fn uri(url: &Url, rerouted_to: Option<SocketAddr>) -> Result<Uri, Refusal> {
    // A fragment is not sent (RFC 9110 section 7.1).
    let uri = match rerouted_to {
        Some(address) => {
            let target = &url[Position::BeforePath..Position::AfterQuery];
            Uri::from_maybe_shared(Bytes::from(format!("http://{address}{target}")))
        }
        None => Uri::from_maybe_shared(Bytes::copy_from_slice(
            url[..Position::AfterQuery].as_bytes(),
        )),
    };
    uri.map_err(|_| Refusal::NotAUrl {
        url: url[..Position::BeforePath].to_owned(),
    })
}

fn host(url: &Url) -> HeaderValue {
    HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort])
        .expect("the host of a URL is visible ASCII")
}

/// The header value, marked so that HTTP/2 does not index it and Debug does not
/// show it.
fn authorization(bearer: &SecretString) -> Result<HeaderValue, EgressError> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", bearer.expose_secret()))
        .map_err(|_| EgressError::Token)?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(
        hop: &Hop,
        rerouted_to: Option<SocketAddr>,
        bearer: Option<&SecretString>,
    ) -> Result<Request<Full<Bytes>>, EgressError> {
        Outbound::new(hop, rerouted_to, bearer).map(|outbound| outbound.request())
    }

    fn hop(url: &str) -> Hop {
        let request = Request::get(url).header("x-note", "1");
        Hop::new(request.body(Bytes::new()).unwrap()).unwrap()
    }

    #[test]
    fn what_goes_to_its_origin_is_what_was_decided_on() {
        let hop = hop("https://API.example:443/a/../b%2Fc?q=1%202");
        let sent = request(&hop, None, None).unwrap();
        assert_eq!(sent.uri(), "https://api.example/b%2Fc?q=1%202");
        assert!(!sent.headers().contains_key(HOST));
    }

    #[test]
    fn what_is_rerouted_keeps_path_query_and_host() {
        for (address, authority) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("[::1]:80", "[::1]:80"),
        ] {
            let hop = hop("https://api.example:8443/b%2Fc?q=1");
            let sent = request(&hop, Some(address.parse().unwrap()), None).unwrap();
            assert_eq!(
                sent.uri().to_string(),
                format!("http://{authority}/b%2Fc?q=1")
            );
            assert_eq!(sent.headers()[HOST], "api.example:8443");
        }
    }

    #[test]
    fn a_fragment_of_a_redirect_stays_here() {
        let mut hop = hop("https://api.example/a");
        hop.url = hop.url.join("/b?c#hush").unwrap();
        for way in [None, Some("127.0.0.1:1".parse().unwrap())] {
            let uri = request(&hop, way, None).unwrap().uri().to_string();
            assert!(uri.ends_with("/b?c"), "{uri}");
        }
    }

    #[test]
    fn a_url_that_is_longer_than_http_lets_it_be_is_refused_without_repeating_it() {
        let mut hop = hop("https://api.example/a");
        let long = format!("/{}", "hush".repeat(20_000));
        hop.url = hop.url.join(&long).unwrap();
        let refused = request(&hop, None, None).unwrap_err();
        assert!(refused.nothing_sent(), "{refused}");
        assert!(!refused.to_string().contains("hush"), "{refused}");
    }

    #[test]
    fn it_says_who_asks_and_takes_anything_unless_the_connector_says_otherwise() {
        let mut hop = hop("https://api.example/");
        let sent = request(&hop, None, None).unwrap();
        let name = sent.headers()[USER_AGENT].to_str().unwrap();
        assert!(name.starts_with("connector-host/"), "{name}");
        assert_eq!(sent.headers()[ACCEPT], "*/*");
        hop.headers.insert(ACCEPT, HeaderValue::from_static("a/b"));
        hop.headers
            .insert(USER_AGENT, HeaderValue::from_static("me"));
        let sent = request(&hop, None, None).unwrap();
        assert_eq!(sent.headers()[ACCEPT], "a/b");
        assert_eq!(sent.headers()[USER_AGENT], "me");
    }

    #[test]
    fn the_credential_is_in_the_request_alone_and_not_shown() {
        let hop = hop("https://api.example/");
        let bearer = SecretString::from("hush");
        let sent = request(&hop, None, Some(&bearer)).unwrap();
        assert_eq!(sent.headers()[AUTHORIZATION], "Bearer hush");
        assert!(sent.headers()[AUTHORIZATION].is_sensitive());
        assert!(!format!("{sent:?}").contains("hush"));
        let malformed = request(&hop, None, Some(&SecretString::from("a\nb")));
        assert!(matches!(malformed, Err(EgressError::Token)));
    }
}
