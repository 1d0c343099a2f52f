//! Paths below the root of Zoom's API, as somebody writes them.
//!
//! A path can't leave the API: no segment of it is a step up, in whatever encoding, and nothing in it
//! can be taken for another host, for a query or for a fragment. Whoever stands in front of Zoom may
//! decode it as often as they like.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use crate::shape::{Form, Kind};

/// A path, such as `/users/me/meetings`.
pub(crate) const API_PATH: Kind = Kind::Form(
    &Form::new(
        |value| path(value.as_str()?).map(Value::String),
        "a path below https://api.zoom.us/v2, like \"/users/me/meetings\", without `..`, a host or a \
         query, which goes into `query`",
        r#"{ "type": "string", "minLength": 1, "maxLength": 2000, "examples": ["/users/me/meetings"] }"#,
    )
    .encoded(str::to_owned),
);

/// The longest path that is taken, in bytes.
const LONGEST: usize = 2000;

/// What a segment may not hold as it is (RFC 3986 section 3.3). What is encoded already stays so.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The path without the slash before it, each segment encoded. None where it would lead elsewhere.
fn path(text: &str) -> Option<String> {
    let text = text.strip_prefix('/').unwrap_or(text);
    let text = text.strip_prefix("v2/").unwrap_or(text);
    let text = text.strip_suffix('/').unwrap_or(text);
    let odd = |c: char| matches!(c, '\\' | '?' | '#') || c.is_control();
    let fits = text.len() <= LONGEST && !text.contains(odd) && is_well_encoded(text);
    let whole = text.split('/').all(|segment| !segment.is_empty());
    if !fits || !whole || !stays_below(text) {
        return None;
    }
    Some(utf8_percent_encode(text, ENCODED).to_string())
}

/// Whether each `%` begins an encoded byte.
fn is_well_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// Whether no segment is a step up or none at all, however often the path is decoded.
fn stays_below(text: &str) -> bool {
    let mut text = text.to_owned();
    loop {
        // What ends a segment, in some server's eyes or others'.
        let mut names = text.split(['/', '\\', ';', '?', '#']).map(str::trim);
        let odd = |c: char| c.is_control() || c == '\u{fffd}';
        if names.any(|name| matches!(name, "." | "..")) || text.contains(odd) {
            return false;
        }
        let decoded = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if decoded == text {
            return true;
        }
        text = decoded;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    const ROOT: &str = "https://api.zoom.us/v2/";

    /// Where a path leads, as browsers and HTTP libraries read addresses.
    fn leads_to(path: &str) -> Url {
        Url::parse(&format!("{ROOT}{path}")).unwrap()
    }

    fn is_below_the_root(url: &Url) -> bool {
        let origin = url.origin().ascii_serialization();
        origin == "https://api.zoom.us"
            && url.path().starts_with("/v2/")
            && url.path().len() > "/v2/".len()
            && url.username().is_empty()
            && url.query().is_none()
            && url.fragment().is_none()
    }

    /// Pieces that paths are attacked with, among others.
    fn any_piece() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "/",
            "//",
            ".",
            "..",
            "%2e",
            "%2E%2E",
            "%252e",
            "%2f",
            "%252F",
            "%5c",
            "\\",
            ";",
            "..;",
            "@",
            ":",
            "?",
            "%3f",
            "#",
            "%23",
            "%00",
            "%0d%0a",
            "\r\n",
            "https:",
            "//evil.example",
            "v2",
            "v1",
            "oauth",
            "users",
            "me",
            "%",
            "%c0%ae",
            " ",
            "\u{2024}",
            "\u{ff0e}",
            "é",
        ]);
        prop_oneof![
            4 => known.prop_map(str::to_owned),
            1 => ".{0,6}",
        ]
    }

    proptest! {
        #[test]
        fn no_path_leaves_the_api(pieces in prop::collection::vec(any_piece(), 0..12)) {
            let text = pieces.concat();
            if let Some(path) = path(&text) {
                prop_assert!(is_below_the_root(&leads_to(&path)), "{text:?} {path:?}");
                let mut decoded = path;
                for _ in 0..8 {
                    decoded = percent_decode_str(&decoded).decode_utf8_lossy().into_owned();
                    let url = leads_to(&decoded);
                    prop_assert!(url.path().starts_with("/v2/"), "{text:?} {decoded:?}");
                    prop_assert_eq!(url.host_str(), Some("api.zoom.us"));
                }
            }
        }

        #[test]
        fn a_path_is_taken_as_it_is_once_it_has_been_taken(pieces in prop::collection::vec(any_piece(), 0..12)) {
            if let Some(once) = path(&pieces.concat()) {
                // A segment `v2` below the root is one of the path.
                let again = path(&format!("/v2/{once}"));
                prop_assert_eq!(again, Some(once));
            }
        }

        #[test]
        fn any_id_can_stand_in_a_path_when_it_is_encoded(id in "[^.;%\\\\\\pC]{1,20}") {
            let encoded = crate::request::encode(&id);
            let twice = crate::request::encode(&encoded);
            for segment in [encoded, twice] {
                let text = format!("/meetings/{segment}/recordings");
                if id.contains('\u{fffd}') || id.trim().is_empty() {
                    continue;
                }
                prop_assert_eq!(path(&text), Some(text[1..].to_owned()));
            }
        }
    }

    #[test]
    fn a_path_is_taken_as_people_write_it() {
        for (written, taken) in [
            ("/users/me/meetings", "users/me/meetings"),
            ("users/me/meetings/", "users/me/meetings"),
            ("/v2/users/me", "users/me"),
            ("v2/users/me", "users/me"),
            ("/users/anna@example.com", "users/anna@example.com"),
            (
                "/meetings/%252Fabc%253D%253D/recordings",
                "meetings/%252Fabc%253D%253D/recordings",
            ),
            ("/contacts/Anna Huber", "contacts/Anna%20Huber"),
        ] {
            assert_eq!(path(written).as_deref(), Some(taken), "{written}");
        }
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_none() {
        for text in [
            "",
            "/",
            "//evil.example/v2/users",
            "https://api.zoom.us/v2/users/me",
            "https://evil.example",
            "/../oauth/token",
            "/users/../../oauth/token",
            "/users/%2e%2e/%2E%2E/oauth",
            "/users/%252e%252e/x",
            "/users/..%2f..%2foauth",
            "/users/..;/..;/oauth",
            "/users/..%3f/x",
            "/users/..%23",
            "/users/..\\..\\oauth",
            "/users/..%5c..%5coauth",
            "/users/.",
            "/users//me",
            "/users/me?type=1",
            "/users/me#x",
            "/users/%",
            "/users/%zz",
            "/users/%00",
            "/users/a\r\nauthorization: x",
        ] {
            assert_eq!(path(text), None, "{text}");
        }
        assert_eq!(path(&"a".repeat(LONGEST + 1)), None);
    }
}
