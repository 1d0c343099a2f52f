//! Where a server says that its API is to be reached.
//!
//! The text comes from a token response, out of a member that the connector
//! chooses, beside members that are secrets. So no more of it is believed or
//! handed on than an address to which the connector may send requests anyway.

use url::{Position, Url};

use super::Policy;

/// The longest base URL, in bytes.
const LONGEST: usize = 2_000;

impl Policy {
    /// The origin and the path of a base URL, when it is one that the connector
    /// may send requests to; none else.
    #[must_use]
    pub fn base_url(&self, text: &str) -> Option<String> {
        let url = (text.len() <= LONGEST).then(|| Url::parse(text).ok())??;
        self.permit(&url).ok()?;
        let base = &url[..Position::AfterPath];
        Some(base.strip_suffix('/').unwrap_or(base).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::manifest::{DeclaredOrigin, Mark};

    fn policy() -> Policy {
        let declared = [DeclaredOrigin {
            origin: "https://*.api.example.com".to_owned(),
            purpose: "tests".to_owned(),
            marks: vec![Mark::Credential],
        }];
        Policy::new(&declared).unwrap()
    }

    #[test]
    fn a_base_url_that_policy_permits_is_taken_as_origin_and_path() {
        for (told, taken) in [
            ("https://eu.api.example.com", "https://eu.api.example.com"),
            ("https://eu.api.example.com/", "https://eu.api.example.com"),
            (
                "https://EU.api.example.com:443/v2/",
                "https://eu.api.example.com/v2",
            ),
            (
                "https://eu.api.example.com/v2?key=hush#hush",
                "https://eu.api.example.com/v2",
            ),
        ] {
            assert_eq!(policy().base_url(told).as_deref(), Some(taken));
        }
    }

    #[test]
    fn what_is_no_address_that_policy_permits_is_not_taken() {
        for told in [
            "",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
            "http://eu.api.example.com",
            "https://ada:hush@eu.api.example.com",
            "https://evil.example.com",
            "https://127.0.0.1",
            "data:text/plain,hush",
            "/v2",
        ] {
            assert_eq!(policy().base_url(told), None, "{told}");
        }
        let long = format!("https://eu.api.example.com/{}", "x".repeat(LONGEST));
        assert_eq!(policy().base_url(&long), None);
    }

    proptest! {
        #[test]
        fn nothing_else_than_a_permitted_address_is_ever_taken(told in "\\PC*|https://[a-z.@:/?#]{0,30}") {
            if let Some(taken) = policy().base_url(&told) {
                let url = Url::parse(&taken).unwrap();
                prop_assert!(policy().permit(&url).is_ok());
                prop_assert_eq!((url.query(), url.fragment(), url.username()), (None, None, ""));
            }
        }
    }
}
