//! From a connector's request to one that can be sent.
//!
//! A connector says method, URL, headers and content. The headers that frame a
//! message, name its receiver or prove who sends it are the host's alone.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri, header};

use super::Refusal;
use crate::contract::HttpRequest;
use crate::told::repeated;

/// Header fields that a connector must not set.
const RESERVED: [&str; 59] = [
    // Who is asking.
    "authorization",
    "proxy-authorization",
    "cookie",
    "cookie2",
    // Who is asked.
    "host",
    // Framing and the connection (RFC 9110 section 7.6.1, RFC 9112).
    "connection",
    "content-length",
    "expect",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    // The client does not decode, so nothing encoded may be asked for.
    "a-im",
    "accept-charset",
    "accept-encoding",
    // Which part of an answer: an API that repeats the token would tell it a byte at a
    // time, and of one byte nobody knows what it is of. See `asks_for_another_part` too.
    "if-range",
    "request-range",
    "x-ms-range",
    // Whose request is passed on, by whom, to whom; see `FAMILIES` too.
    "client-ip",
    "fastly-client-ip",
    "forwarded",
    "forwarded-for",
    "remote-user",
    "true-client-ip",
    "via",
    "wl-proxy-client-ip",
    "x-appengine-user-ip",
    "x-azure-clientip",
    "x-azure-socketip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-envoy-external-address",
    "x-forward-for",
    "x-forwarded",
    "x-host",
    "x-http-host-override",
    "x-original-host",
    "x-originating-ip",
    "x-real-ip",
    "x-remote-addr",
    "x-remote-ip",
    "x-remote-user",
    // What the request is: servers that know such a field take the method or the
    // path from it, and nothing else, so that what was agreed to holds for another
    // request than is made.
    "request-uri",
    "x-envoy-original-path",
    "x-http-method",
    "x-http-method-override",
    "x-http-path-override",
    "x-method",
    "x-method-override",
    "x-middleware-subrequest",
    "x-original-method",
    "x-original-uri",
    "x-original-url",
    "x-override-url",
    "x-rewrite-url",
];

/// What the names begin with of fields that proxies tell servers behind them more and
/// more of.
const FAMILIES: [&str; 9] = [
    // The request as it was: from whom, to which host, by which scheme, below which path.
    "x-forwarded-",
    // From which address.
    "cf-connecting-",
    // Who has signed in at the proxy.
    "x-amzn-oidc-",
    "x-auth-request-",
    "remote-",
    "x-remote-",
    "x-goog-authenticated-user-",
    // With which certificate.
    "x-ssl-",
    "ssl-client-",
];

/// Whether a connector must not set the field. Servers that hand fields on as
/// variables of the environment know no difference between `-` and `_`.
fn is_reserved(name: &HeaderName) -> bool {
    let name = name.as_str().replace('_', "-");
    RESERVED.contains(&name.as_str()) || FAMILIES.iter().any(|begin| name.starts_with(begin))
}

/// How many bytes of an answer are asked for at least, where its beginning is: of less, nothing
/// could be shown beside what a token may take of it.
pub(crate) const SHORTEST_BEGINNING: usize = 64 << 10;

/// Whether a field asks for another part of an answer than its beginning, of which the
/// connector is not shown where it was cut.
fn asks_for_another_part(name: &HeaderName, value: &str) -> bool {
    let is_beginning = |value: &str| {
        let end = value.strip_prefix("bytes=0-");
        let is_number = |end: &str| end.bytes().all(|byte| byte.is_ascii_digit());
        let end = end
            .filter(|end| is_number(end))
            .and_then(|end| end.parse().ok());
        end.is_some_and(|end: u64| end >= SHORTEST_BEGINNING as u64 - 1)
    };
    *name == header::RANGE && !is_beginning(value)
}

/// How many header fields a request has at most: several times what servers take. The
/// client adds its own, and what holds them has an end.
const MOST_FIELDS: usize = 1_000;

/// Whether a field asks for content in another charset than the one in which tokens are
/// looked for in answers: `accept` may name one beside each media type.
fn asks_for_another_charset(name: &HeaderName, value: &str) -> bool {
    if *name != header::ACCEPT {
        return false;
    }
    let value = value.to_ascii_lowercase();
    let mut asked = value.split("charset").skip(1);
    asked.any(|asked| {
        let charset = asked.trim_start_matches([' ', '\t', '=', '"', '\'']);
        let rest = charset.strip_prefix("utf-8");
        rest.is_none_or(|rest| {
            rest.starts_with(|next: char| next.is_ascii_alphanumeric() || "-_".contains(next))
        })
    })
}

/// The longest method, in bytes: it is kept in records. None that is registered is longer.
const LONGEST_METHOD: usize = 20;

/// Whether a method is written as the contract says. Servers differ in whether
/// `delete` is `DELETE`, and what it may do is told by its name.
fn is_upper_case(method: &str) -> bool {
    let mut bytes = method.bytes();
    bytes.all(|byte| byte.is_ascii_uppercase() || byte == b'-')
}

/// Checks a connector's request and makes it one to send. Where it may go is
/// not decided here.
///
/// # Errors
///
/// A [`Refusal`] for a method, URL or header that is malformed or reserved.
pub fn outgoing(request: &HttpRequest) -> Result<Request<Bytes>, Refusal> {
    let method = Method::from_bytes(request.method.as_bytes())
        .ok()
        .filter(|method| is_upper_case(method.as_str()) && method.as_str().len() <= LONGEST_METHOD)
        .filter(|method| *method != Method::CONNECT && *method != Method::TRACE)
        .ok_or_else(|| Refusal::Method {
            method: repeated(&request.method),
        })?;
    let not_a_url = || Refusal::NotAUrl {
        url: repeated(without_query(&request.url)),
    };
    let uri: Uri = request.url.parse().map_err(|_| not_a_url())?;
    if uri.scheme().is_none() || uri.authority().is_none() {
        return Err(not_a_url());
    }
    let mut outgoing = Request::new(Bytes::from(request.body.clone().unwrap_or_default()));
    *outgoing.method_mut() = method;
    *outgoing.uri_mut() = uri;
    let too_many = || Refusal::TooManyHeaders {
        count: request.headers.len(),
        limit: MOST_FIELDS,
    };
    if request.headers.len() > MOST_FIELDS {
        return Err(too_many());
    }
    for field in &request.headers {
        let malformed = || Refusal::MalformedHeader {
            name: repeated(&field.name),
        };
        let name: HeaderName = field.name.parse().map_err(|_| malformed())?;
        if is_reserved(&name) {
            return Err(Refusal::ReservedHeader {
                name: repeated(name.as_str()),
            });
        }
        if asks_for_another_charset(&name, &field.value) {
            return Err(Refusal::Charset);
        }
        let is_second = name == header::RANGE && outgoing.headers().contains_key(&name);
        if is_second || asks_for_another_part(&name, &field.value) {
            return Err(Refusal::Part);
        }
        let value = HeaderValue::from_str(&field.value).map_err(|_| malformed())?;
        let added = outgoing.headers_mut().try_append(name, value);
        added.map_err(|_| too_many())?;
    }
    Ok(outgoing)
}

fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
