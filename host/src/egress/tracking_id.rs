//! The id by which a server finds an exchange in its own logs: what its support asks
//! for.
//!
//! Any server may send anything there. So it is taken only if it looks like an id,
//! and not if it is something that was sent along.

use http::HeaderMap;
use memchr::memmem;

/// The longest that is taken, in bytes.
const LONGEST: usize = 128;
/// The shortest of which it is looked whether it was sent along.
const TELLING: usize = 8;

/// What the names of header fields end with that are tracking ids by their name.
const ENDINGS: [&str; 2] = ["trackingid", "tracking-id"];

/// The usual names beside.
const NAMES: [&str; 8] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-trace-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-cloud-trace-context",
];

/// The tracking id in an answer, if it has one. `sent` is what must not be taken for
/// one: what has gone with the request.
pub(super) fn tracking_id(headers: &HeaderMap, sent: &[&[u8]]) -> Option<String> {
    let by_name = headers.iter().find(|(name, _)| {
        let name = name.as_str();
        ENDINGS.iter().any(|ending| name.ends_with(ending))
    });
    let by_name = by_name.map(|(_, value)| value);
    let usual = || NAMES.iter().find_map(|name| headers.get(*name));
    let id = by_name.or_else(usual)?.to_str().ok()?.trim();
    let was_sent = |id: &str| {
        // Something of it in the id tells it as well; behind `%` are two digits of a code.
        let is_in =
            |part: &[u8]| part.len() >= TELLING && memmem::find(id.as_bytes(), part).is_some();
        let is_of_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        sent.iter().any(|sent| {
            let mut parts = sent.split(|byte| !is_of_part(byte));
            id.len() >= TELLING && memmem::find(sent, id.as_bytes()).is_some()
                || parts.any(|part| is_in(part) || is_in(part.get(2..).unwrap_or_default()))
        })
    };
    (is_id(id) && !was_sent(id)).then(|| id.to_owned())
}

fn is_id(text: &str) -> bool {
    let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/=+~;,".contains(&byte);
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(is_of_id)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn found(fields: &[(&'static str, &str)]) -> Option<String> {
        let fields = fields.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_str(value).unwrap())
        });
        let sent: [&[u8]; 2] = [b"Bearer hush-hush-token", b"code=c0de-of-a-sign-in"];
        tracking_id(&fields.collect(), &sent)
    }

    #[test]
    fn an_id_is_what_a_server_calls_so() {
        let id = Some("v=2.0;clid=us02;rid=W_1".to_owned());
        let tracking = ("x-ex-trackingid", "v=2.0;clid=us02;rid=W_1");
        assert_eq!(found(&[("x-request-id", "other"), tracking]), id);
        assert_eq!(found(&[("tracking-id", "a-1")]).as_deref(), Some("a-1"));
        assert_eq!(found(&[("x-request-id", " 7f ")]).as_deref(), Some("7f"));
        assert_eq!(found(&[("x-request-cost", "7f")]), None);
    }

    #[test]
    fn what_does_not_look_like_one_or_was_sent_along_is_none() {
        let longest = "x".repeat(LONGEST);
        assert!(found(&[("x-request-id", &longest)]).is_some());
        let longer = "x".repeat(LONGEST + 1);
        let none = ["", "two words", "\"quoted\"", "<b>", &longer];
        for none in none {
            assert_eq!(found(&[("x-request-id", none)]), None, "{none}");
        }
        for sent in [
            "hush-hush-token",
            "c0de-of-a-sign-in",
            "hush-hush",
            "t=hush-hush-token;1",
        ] {
            assert_eq!(found(&[("x-request-id", sent)]), None, "{sent}");
        }
    }
}
