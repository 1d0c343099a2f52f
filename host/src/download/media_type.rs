//! What sort of content an answer has (RFC 9110 section 8.3).

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// The answer's media type without parameters, in lower case. Without a
/// `content-type` it is unknown bytes.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim())
        .filter(|value| !value.is_empty())
        .unwrap_or("application/octet-stream")
        .to_ascii_lowercase()
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
