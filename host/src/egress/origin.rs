//! Which origins a pattern covers.
//!
//! A `*` stands for the names of one registrant. Where anybody can have a name
//! below a domain, such as `com` or `github.io`, it would stand for everybody;
//! which domains those are stands in the Public Suffix List.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// An https origin (RFC 6454), or a family of them: `https://api.example`,
/// `https://api.example:8443`, or `https://*.files.example`, which covers every
/// domain below `files.example` but not `files.example` itself, and none that
/// somebody else may have registered there.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct OriginPattern {
    any_subdomain: bool,
    domain: String,
    port: u16,
}

/// Why a text is not an origin pattern.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "`{text}` is not an origin: {problem}; write it like `https://api.example.com` or `https://*.example.com`"
)]
pub struct OriginPatternError {
    text: String,
    problem: &'static str,
}

impl OriginPattern {
    /// Whether the origin of `url` is covered.
    #[must_use]
    pub fn covers(&self, url: &Url) -> bool {
        if url.scheme() != "https" || url.port_or_known_default() != Some(self.port) {
            return false;
        }
        let Some(Host::Domain(domain)) = url.host() else {
            return false;
        };
        if self.any_subdomain {
            domain
                .strip_suffix(self.domain.as_str())
                .and_then(|rest| rest.strip_suffix('.'))
                .is_some_and(|labels| !labels.is_empty())
                && psl::domain_str(domain) == psl::domain_str(&self.domain)
        } else {
            domain == self.domain
        }
    }
}

impl OriginPattern {
    /// Whether every origin that `other` covers is covered.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        if self.port != other.port {
            return false;
        }
        let is_below = || {
            let rest = other.domain.strip_suffix(self.domain.as_str());
            rest.is_some_and(|rest| rest.ends_with('.'))
                && psl::domain_str(&other.domain) == psl::domain_str(&self.domain)
        };
        match (self.any_subdomain, other.any_subdomain) {
            (true, true) => self.domain == other.domain || is_below(),
            (true, false) => is_below(),
            (false, true) => false,
            (false, false) => self.domain == other.domain,
        }
    }
}

impl TryFrom<String> for OriginPattern {
    type Error = OriginPatternError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<OriginPattern> for String {
    fn from(pattern: OriginPattern) -> Self {
        pattern.to_string()
    }
}

impl FromStr for OriginPattern {
    type Err = OriginPatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |problem| OriginPatternError {
            text: text.to_owned(),
            problem,
        };
        let authority = text
            .strip_prefix("https://")
            .ok_or_else(|| error("it does not begin with `https://`"))?;
        let (any_subdomain, authority) = match authority.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, authority),
        };
        if authority.contains('*') {
            return Err(error("`*` may only stand for the leftmost labels"));
        }
        if authority.contains('%') {
            return Err(error(OTHER_CHARACTERS));
        }
        let url = Url::parse(&format!("https://{authority}"))
            .map_err(|_| error("what follows `https://` is not a host name"))?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || authority.ends_with('/') {
            return Err(error("an origin has no path"));
        }
        if !url.username().is_empty() || url.password().is_some() || authority.contains('@') {
            return Err(error("an origin has no user name or password"));
        }
        let Some(Host::Domain(domain)) = url.host() else {
            return Err(error("an IP address is not allowed"));
        };
        // In place of a `*`, letters of other writings may have stood, of which the
        // rules for names make one.
        if !domain.bytes().all(is_of_a_name) {
            return Err(error(OTHER_CHARACTERS));
        }
        if any_subdomain && psl::domain_str(domain).is_none() {
            return Err(error(
                "anybody can have a name below that domain, so `*` would stand for everybody",
            ));
        }
        Ok(Self {
            any_subdomain,
            domain: domain.to_owned(),
            port: url.port().unwrap_or(443),
        })
    }
}

const OTHER_CHARACTERS: &str = "a host name has nothing but letters, digits, `-` and `.`";

/// What host names are made of, once those of other writings are ASCII (RFC 5890).
fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.".contains(&byte)
}

impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("https://")?;
        if self.any_subdomain {
            f.write_str("*.")?;
        }
        f.write_str(&self.domain)?;
        if self.port != 443 {
            write!(f, ":{}", self.port)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_pattern_is_written_as_it_was_read() {
        for text in [
            "https://api.example",
            "https://api.example:8443",
            "https://*.files.example",
        ] {
            assert_eq!(text.parse::<OriginPattern>().unwrap().to_string(), text);
        }
        let default_port: OriginPattern = "https://api.example:443".parse().unwrap();
        assert_eq!(default_port.to_string(), "https://api.example");
    }

    #[test]
    fn a_star_stands_for_the_names_of_one_registrant() {
        let covers = |pattern: &str, url: &str| {
            let pattern: OriginPattern = pattern.parse().unwrap();
            pattern.covers(&Url::parse(url).unwrap())
        };
        assert!(covers(
            "https://*.example.co.uk",
            "https://a.example.co.uk/"
        ));
        assert!(covers("https://*.a.github.io", "https://b.a.github.io/"));
        assert!(covers(
            "https://*.amazonaws.com",
            "https://x.amazonaws.com/"
        ));
        // Buckets are anybody's.
        assert!(!covers(
            "https://*.amazonaws.com",
            "https://evil.s3.amazonaws.com/"
        ));
    }

    #[test]
    fn what_becomes_a_star_is_refused() {
        for text in ["https://\u{ff0a}.com", "https://*.\u{ff0a}.example.com"] {
            assert!(text.parse::<OriginPattern>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_in_another_writing_is_kept_as_it_is_asked_for() {
        let pattern: OriginPattern = "https://*.bücher.example".parse().unwrap();
        assert_eq!(pattern.to_string(), "https://*.xn--bcher-kva.example");
    }

    proptest! {
        #[test]
        fn every_origin_that_is_taken_is_read_back(
            text in "https://(\\*\\.)?([a-zA-Z0-9.%_*ü＊．\u{ad}-]|%2[aeE]){1,12}(\\.com)?(:[0-9]{1,5})?"
        ) {
            if let Ok(pattern) = text.parse::<OriginPattern>() {
                prop_assert_eq!(pattern.to_string().parse::<OriginPattern>(), Ok(pattern));
            }
        }

        #[test]
        fn a_pattern_includes_another_when_it_covers_all_that_the_other_covers(
            one in pattern(), other in pattern(), below in "([a-z]{1,2}\\.){0,3}",
        ) {
            let one: OriginPattern = one.parse().unwrap();
            let other: OriginPattern = other.parse().unwrap();
            let port = if other.port == 443 { String::new() } else { format!(":{}", other.port) };
            let url = Url::parse(&format!("https://{below}{}{port}/", other.domain)).unwrap();
            if one.includes(&other) && other.covers(&url) {
                prop_assert!(one.covers(&url), "{one} {other} {url}");
            }
            prop_assert!(one.includes(&one));
        }
    }

    fn pattern() -> impl Strategy<Value = String> {
        "https://(\\*\\.)?(a\\.|b\\.|s3\\.){0,2}(example\\.com|amazonaws\\.com)(:8443)?"
            .prop_filter("nobody's own", |text| text.parse::<OriginPattern>().is_ok())
    }

    #[test]
    fn a_star_includes_what_is_below_and_not_itself() {
        let includes = |one: &str, other: &str| {
            let one: OriginPattern = one.parse().unwrap();
            one.includes(&other.parse().unwrap())
        };
        assert!(includes("https://*.example.com", "https://a.example.com"));
        assert!(includes("https://*.example.com", "https://*.a.example.com"));
        assert!(!includes("https://*.example.com", "https://example.com"));
        assert!(!includes(
            "https://*.example.com",
            "https://evilexample.com"
        ));
        assert!(!includes(
            "https://*.a.example.com",
            "https://*.example.com"
        ));
        assert!(!includes(
            "https://a.example.com",
            "https://*.a.example.com"
        ));
        assert!(!includes(
            "https://a.example.com",
            "https://a.example.com:8443"
        ));
    }

    #[test]
    fn what_is_no_origin_is_refused_with_the_reason() {
        let refusals = [
            "",
            "api.example",
            "http://api.example",
            "https://",
            "https://*",
            "https://*.*.example",
            "https://api.*.example",
            "https://api*.example",
            "https://api.example/",
            "https://api.example/v2",
            "https://api.example?x",
            "https://me@api.example",
            "https://127.0.0.1",
            "https://[::1]",
            "https://api.example:99999",
            "https://*.com",
            "https://*.example",
            "https://*.co.uk",
            "https://*.github.io",
            "https://*.s3.amazonaws.com",
            "https://%2a.com",
            "https://%2A.files.example",
            "https://*.%61.example.com",
            "https://a_b.example.com",
        ]
        .map(|text| text.parse::<OriginPattern>().unwrap_err().to_string());
        insta::assert_snapshot!(refusals.join("\n"));
    }
}
