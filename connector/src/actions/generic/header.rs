//! Which header fields a request may have.

use http::HeaderValue;
use serde_json::Value;

/// Fields that prove who asks. The host alone sets them.
const CREDENTIALS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "cookie2"];

/// Fields that frame the request or name its receiver, and what the connector says itself.
const FRAMING: [&str; 17] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Fields that some servers, and what stands in front of them, take for another method or path than
/// the request has: they would lead past what is checked of it.
const OVERRIDING: [&str; 8] = [
    "x-forwarded-host",
    "x-forwarded-prefix",
    "x-forwarded-proto",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-url",
    "x-rewrite-url",
];

/// Whether a field can have that name: a token of RFC 9110, section 5.6.2. The type of the crate `http` for
/// it brings a table of all known names along.
fn is_name(name: &str) -> bool {
    let sign = |byte| b"!#$%&'*+-.^_`|~".contains(&byte);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || sign(byte);
    !name.is_empty() && name.bytes().all(fits)
}

/// What is wrong with a header field; none where it may be sent.
pub(super) fn problem(name: &str, value: &Value) -> Option<&'static str> {
    let known = name.to_ascii_lowercase();
    let known = known.as_str();
    if CREDENTIALS.contains(&known) {
        return Some("is a credential, which the host alone sends: leave it out");
    }
    if FRAMING.contains(&known) {
        return Some("is set by whoever sends the request: leave it out");
    }
    if OVERRIDING.contains(&known) {
        return Some("would make another request of it: name the method and the path instead");
    }
    if !is_name(name) {
        return Some("is no name of a header field");
    }
    let sendable = |text: &str| HeaderValue::from_str(text).is_ok();
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
        Value::String(text) if sendable(text) => None,
        _ => Some("must be a text without line breaks"),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;
    use proptest::prelude::*;

    use super::is_name;

    proptest! {
        #[test]
        fn a_name_is_what_the_crate_http_takes_for_one(name in "[!-~]{0,3}|\\PC{0,3}|[a-zA-Z-]{1,40}") {
            prop_assert_eq!(is_name(&name), HeaderName::from_bytes(name.as_bytes()).is_ok());
        }
    }

    #[test]
    fn every_sign_of_ascii_is_one_of_names_or_none() {
        for byte in 0..=0x7f_u8 {
            let name = char::from(byte).to_string();
            assert_eq!(
                is_name(&name),
                HeaderName::from_bytes(&[byte]).is_ok(),
                "{name:?}"
            );
        }
    }
}
