//! What becomes of a request that is redirected (RFC 9110 section 15.4).

use bytes::Bytes;
use http::header::{self, HeaderMap};
use http::{Method, Request, StatusCode};
use secrecy::SecretString;
use url::Url;

use super::policy::url_of;
use super::{EgressError, Refusal};
use crate::spelling::Sought;

/// A request on its way: redirects change it step by step.
#[derive(Clone, Debug)]
pub(crate) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Whether every hop so far had the origin of the first one. A credential
    /// goes no further.
    pub(super) same_origin: bool,
}

impl Hop {
    /// Whether an answer that led here has a secret in the address that it gave, in
    /// whatever case and spelling: the names of hosts are told in lower case, and to
    /// resolve one is to tell it.
    pub(super) fn is_told(&self, secret: &SecretString, answer: &HeaderMap) -> bool {
        let sought = Sought::in_lower_case(secret);
        let given = answer.get_all(header::LOCATION).iter();
        let given = given.map(header::HeaderValue::as_bytes);
        let mut addresses = given.chain([self.url.as_str().as_bytes()]);
        addresses.any(|address| sought.is_in(&address.to_ascii_lowercase()))
    }

    /// The first, of a request that nobody has redirected yet.
    pub(crate) fn new(request: Request<Bytes>) -> Result<Self, Refusal> {
        let url = url_of(&request)?;
        let (head, body) = request.into_parts();
        Ok(Self {
            method: head.method,
            url,
            headers: head.headers,
            body,
            same_origin: true,
        })
    }

    /// Where it asks to go.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// The next hop, when the answer is a redirect that can be followed.
    pub(super) fn redirected(&self, status: StatusCode, answer: &HeaderMap) -> Option<Self> {
        if !is_redirect(status) {
            return None;
        }
        let location = answer.get(header::LOCATION)?.to_str().ok()?;
        let mut next = self.clone();
        next.url = self.url.join(location).ok()?;
        next.same_origin &= next.url.origin() == self.url.origin();
        let becomes_get = match status {
            StatusCode::SEE_OTHER => self.method != Method::HEAD,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => self.method == Method::POST,
            _ => false,
        };
        if becomes_get {
            next.method = Method::GET;
            next.body = Bytes::new();
            for name in [
                header::CONTENT_TYPE,
                header::CONTENT_ENCODING,
                header::CONTENT_LANGUAGE,
                header::CONTENT_LOCATION,
            ] {
                next.headers.remove(name);
            }
        }
        Some(next)
    }
}

/// Refuses an address at another origin than the first that has the credential in it: it
/// goes there in no way, and so not in the address either.
pub(super) fn check_address(
    hop: &Hop,
    bearer: Option<&SecretString>,
    answer: &HeaderMap,
    from: &str,
) -> Result<(), EgressError> {
    match bearer {
        Some(bearer) if !hop.same_origin && hop.is_told(bearer, answer) => {
            Err(EgressError::RedirectRefused {
                from: from.to_owned(),
                // Its host may be what tells the credential.
                to: "another origin".to_owned(),
                refusal: Refusal::TokenInAddress {
                    origin: from.to_owned(),
                },
            })
        }
        _ => Ok(()),
    }
}

/// Whether a redirect tells where to look for the outcome of what was asked, rather
/// than where to ask it. A change may have been made then.
pub(super) fn may_be_done(method: &Method, status: StatusCode) -> bool {
    let tells_where_to_look = matches!(
        status,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER
    );
    tells_where_to_look && !method.is_safe()
}

/// Whether a client may follow on its own.
pub(super) fn is_redirect(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post() -> Hop {
        Hop {
            method: Method::POST,
            url: "https://api.example/v2/notes?a=1".parse().unwrap(),
            headers: HeaderMap::from_iter([
                (header::CONTENT_TYPE, "application/json".parse().unwrap()),
                (header::ACCEPT, "application/json".parse().unwrap()),
            ]),
            body: Bytes::from_static(b"{}"),
            same_origin: true,
        }
    }

    fn follow(hop: &Hop, status: u16, location: &str) -> Option<Hop> {
        let answer = HeaderMap::from_iter([(header::LOCATION, location.parse().unwrap())]);
        hop.redirected(StatusCode::from_u16(status).unwrap(), &answer)
    }

    #[test]
    fn a_post_becomes_a_get_without_content_where_http_says_so() {
        for status in [301, 302, 303] {
            let next = follow(&post(), status, "/done").unwrap();
            assert_eq!(next.method, Method::GET, "{status}");
            assert!(next.body.is_empty());
            assert!(!next.headers.contains_key(header::CONTENT_TYPE));
            assert!(next.headers.contains_key(header::ACCEPT));
            assert_eq!(next.url.as_str(), "https://api.example/done");
        }
    }

    #[test]
    fn method_and_content_are_kept_where_http_says_so() {
        for status in [307, 308] {
            let next = follow(&post(), status, "https://api.example/v3").unwrap();
            assert_eq!(
                (next.method, &next.body[..]),
                (Method::POST, &b"{}"[..]),
                "{status}"
            );
        }
        let mut delete = post();
        delete.method = Method::DELETE;
        assert_eq!(follow(&delete, 302, "/x").unwrap().method, Method::DELETE);
        assert_eq!(follow(&delete, 303, "/x").unwrap().method, Method::GET);
    }

    #[test]
    fn what_is_redirected_to_where_its_outcome_is_may_be_done() {
        let done =
            |method: Method, status| may_be_done(&method, StatusCode::from_u16(status).unwrap());
        for status in [301, 302, 303] {
            assert!(done(Method::POST, status) && done(Method::DELETE, status));
            assert!(!done(Method::GET, status) && !done(Method::HEAD, status));
        }
        assert!(!done(Method::POST, 307) && !done(Method::POST, 308));
    }

    #[test]
    fn the_way_back_to_the_first_origin_does_not_bring_the_credential_back() {
        let away = follow(&post(), 307, "https://files.example/x").unwrap();
        assert!(!away.same_origin);
        let back = follow(&away, 307, "https://api.example/y").unwrap();
        assert!(!back.same_origin);
    }

    #[test]
    fn an_address_tells_what_is_in_it_however_it_is_spelled() {
        let secret = SecretString::from("To/ken==");
        for (location, is_told) in [
            ("https://files.example/x?t=To/ken==", true),
            ("https://files.example/x?t=to%2Fken%3d%3D", true),
            (
                "https://files.example/x?to=https%3A%2F%2Fa%2F%3Ft%3DTo%252Fken%253D%253D",
                true,
            ),
            ("https://files.example/x?t=%54o/ken==", true),
            ("https://files.example/To/ken==/x", true),
            ("https://files.example/x#t=To/ken==", true),
            ("https://files.example/x?t=to/ken", false),
        ] {
            let answer = HeaderMap::from_iter([(header::LOCATION, location.parse().unwrap())]);
            let next = post().redirected(StatusCode::FOUND, &answer).unwrap();
            assert_eq!(next.is_told(&secret, &answer), is_told, "{location}");
        }
        let secret = SecretString::from("ToKen-1");
        let location = "https://ToKen-1.files.example/".parse().unwrap();
        let answer = HeaderMap::from_iter([(header::LOCATION, location)]);
        let next = post().redirected(StatusCode::FOUND, &answer).unwrap();
        assert!(next.is_told(&secret, &answer));
    }

    #[test]
    fn another_port_or_scheme_is_another_origin() {
        for location in ["https://api.example:8443/", "http://api.example/"] {
            assert!(
                !follow(&post(), 307, location).unwrap().same_origin,
                "{location}"
            );
        }
    }

    #[test]
    fn other_statuses_and_answers_without_a_place_to_go_are_answers() {
        assert!(follow(&post(), 304, "/x").is_none());
        assert!(follow(&post(), 300, "/x").is_none());
        assert!(
            post()
                .redirected(StatusCode::FOUND, &HeaderMap::new())
                .is_none()
        );
    }
}
