//! What sort of content an answer has (RFC 9110 section 8.3).

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// The longest media type that is read: the names of both halves have 127 characters
/// at most (RFC 6838 section 4.2), and none has near as many.
const LONGEST: usize = 127;

/// The answer's media type without parameters, in lower case; empty for a
/// `content-type` that is none. Without one it is unknown bytes.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return UNKNOWN.to_owned();
    };
    let value = value.to_str().unwrap_or_default();
    match value.split(';').next().unwrap_or_default().trim() {
        "" => UNKNOWN.to_owned(),
        named if is_media_type(named) => named.to_ascii_lowercase(),
        _ => String::new(),
    }
}

/// What content without a type is.
const UNKNOWN: &str = "application/octet-stream";

fn is_media_type(text: &str) -> bool {
    let halves = text.split_once('/');
    text.len() <= LONGEST && halves.is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

/// Whether a half of a media type can have that name (RFC 6838 section 4.2).
fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
}

/// Whether one of `accepted`, `type/subtype` or `type/*`, covers `media_type`.
pub(crate) fn is_one_of(media_type: &str, accepted: &[String]) -> bool {
    accepted.iter().any(|accepted| {
        let accepted = accepted.to_ascii_lowercase();
        match accepted.strip_suffix('*') {
            Some(family) => family.ends_with('/') && media_type.starts_with(family),
            None => media_type == accepted,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &str) -> String {
        media_type(&HeaderMap::from_iter([(
            CONTENT_TYPE,
            content_type.parse().unwrap(),
        )]))
    }

    #[test]
    fn parameters_and_case_do_not_matter() {
        assert_eq!(read("Text/HTML; charset=UTF-8"), "text/html");
        assert_eq!(read("video/mp4"), "video/mp4");
    }

    #[test]
    fn content_without_a_type_is_unknown_bytes() {
        assert_eq!(read(" "), "application/octet-stream");
        assert_eq!(media_type(&HeaderMap::new()), "application/octet-stream");
    }

    #[test]
    fn what_is_no_media_type_is_none() {
        let long = format!("a/{}", "b".repeat(LONGEST));
        for none in [
            "html",
            "text/",
            "/plain",
            "text/html, text/plain",
            "a/b/c",
            "video/*",
            &*long,
        ] {
            assert_eq!(read(none), "", "{none}");
        }
        assert_eq!(read(&long[..LONGEST]), long[..LONGEST]);
    }

    #[test]
    fn a_family_covers_its_members_and_no_others() {
        let accepted = ["video/*".to_owned(), "Application/JSON".to_owned()];
        assert!(is_one_of("video/mp4", &accepted));
        assert!(is_one_of("application/json", &accepted));
        assert!(!is_one_of("text/html", &accepted));
        assert!(!is_one_of("videos/mp4", &accepted));
        assert!(!is_one_of("text/html", &["*".to_owned()]));
        assert!(!is_one_of("video/mp4", &[]));
    }
}
