//! What APIs answer, for fuzzing and property tests.

use bytes::Bytes;
use secrecy::SecretString;

use super::exchange::for_connector;
use super::redact::Redaction;
use crate::download;

/// An answer: the token that it was asked with, which it may repeat anywhere, the
/// value of a header field, and the content.
pub fn answer(bytes: &[u8]) {
    let mut fields = bytes.splitn(3, |byte| *byte == 0);
    let mut next = || fields.next().unwrap_or_default();
    let (token, field, body) = (String::from_utf8_lossy(next()), next(), next());
    let mut answer = http::Response::new(Bytes::copy_from_slice(body));
    if let Ok(value) = http::HeaderValue::from_bytes(field) {
        let headers = answer.headers_mut();
        headers.append("content-type", value.clone());
        headers.append("set-cookie", value.clone());
        headers.append("x-echo", value);
    }
    let _ = download::media_type(answer.headers());
    let seen = for_connector(answer, &Redaction::of(&[SecretString::from(&*token)]));
    assert!(seen.headers.iter().all(|field| field.name != "set-cookie"));
    // No token has an asterisk (RFC 6750 section 2.1), which is what one is
    // overwritten with.
    if !token.is_empty() && !token.contains('*') {
        let is_token = |window: &[u8]| window == token.as_bytes();
        assert!(!seen.body.windows(token.len()).any(is_token));
        if token.is_ascii() {
            let lower = token.to_ascii_lowercase();
            let mut fields = seen.headers.iter();
            assert!(
                fields.all(|field| {
                    !field.value.contains(&*token) && !field.name.contains(&*lower)
                })
            );
        }
    }
}
