//! Path parameters, decoded the way Zoom decodes them.

use std::borrow::Cow;

use url::form_urlencoded;

/// Decodes a path parameter until nothing is left to decode, because a meeting
/// UUID that begins with a slash or holds two in a row has to be encoded twice
/// and many clients encode every UUID twice. Encoded only once, such a slash is
/// swallowed before the parameter is read, and the meeting is not found.
pub(crate) fn parameter(raw: &str) -> String {
    let once = decode(raw);
    let mut decoded = match once.trim_start_matches('/') {
        rest if rest.len() == once.len() => once,
        rest => rest.to_owned(),
    };
    while decoded.contains("//") {
        decoded = decoded.replace("//", "/");
    }
    loop {
        let next = decode(&decoded);
        if next == decoded {
            return decoded;
        }
        decoded = next;
    }
}

/// Percent-decoding (RFC 3986 section 2.1). A plus sign is a plus sign, which
/// matters because base64 has it.
fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let shielded = text
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    form_urlencoded::parse(shielded.as_bytes())
        .next()
        .map_or(Cow::Borrowed(""), |(name, _)| name)
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_found_however_often_it_is_encoded() {
        for raw in ["a+b/c==", "a%2Bb%2Fc%3D%3D", "a%252Bb%252Fc%253D%253D"] {
            assert_eq!(parameter(raw), "a+b/c==", "{raw}");
        }
    }

    #[test]
    fn a_leading_or_double_slash_survives_only_when_encoded_twice() {
        assert_eq!(parameter("%252Fab%252F%252Fc%253D%253D"), "/ab//c==");
        assert_eq!(parameter("%2Fab%2F%2Fc%3D%3D"), "ab/c==");
    }
}
