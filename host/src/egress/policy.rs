//! May this go there? The decision, with its reason, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;

use url::{Host, Url};

use super::{OriginPattern, OriginPatternError, Reroute};
use crate::manifest::{DeclaredOrigin, Mark};
use crate::told::repeated;

/// Where one connector may send requests: the origins of its manifest, as far as
/// somebody has agreed to them, narrowed by the operator. Nothing else is
/// allowed. Clones share what does not change.
#[derive(Clone, Debug)]
pub struct Policy {
    declared: Arc<Origins>,
    /// Each has to agree.
    agreed: Arc<Vec<Origins>>,
    /// Each narrows.
    narrowed_to: Arc<Vec<Vec<OriginPattern>>>,
    reroutes: Arc<[Reroute]>,
}

/// Origins, with what may go along to each.
type Origins = BTreeMap<OriginPattern, BTreeSet<Mark>>;

/// Leave to send a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Permit {
    /// The address on this machine that it is rerouted to; none when it goes to its
    /// own origin.
    pub rerouted_to: Option<SocketAddr>,
    /// Whether the connection's credential may go along.
    pub credential: bool,
    /// Whether a sign-in may send its secrets there.
    pub sign_in: bool,
}

/// Why a request may not be sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The URL is not one.
    #[error("it asked for `{url}`, which is not an absolute URL")]
    NotAUrl {
        /// The text, without its query.
        url: String,
    },
    /// The scheme is not https.
    #[error("it asked for {origin}, and only https is allowed")]
    NotHttps {
        /// The origin.
        origin: String,
    },
    /// The URL has a user name or a password in it.
    #[error("it asked for {origin} with a user name or password in the URL")]
    UserInfo {
        /// The origin.
        origin: String,
    },
    /// The host is an IP address.
    #[error("it asked for {origin}, and IP addresses are not allowed")]
    IpLiteral {
        /// The origin.
        origin: String,
    },
    /// The manifest does not name the origin.
    #[error("it asked for {origin}, which its manifest does not name")]
    NotDeclared {
        /// The origin.
        origin: String,
    },
    /// Nobody has agreed to the origin.
    #[error(
        "it asked for {origin}, and nobody has agreed to that: add the connector again to be shown all that it wants"
    )]
    NotAgreed {
        /// The origin.
        origin: String,
    },
    /// No secret of a sign-in may go to the origin.
    #[error("its sign-in would send secrets to {origin}, which is no place for them")]
    NotForSignIn {
        /// The origin.
        origin: String,
    },
    /// The operator does not allow the origin.
    #[error(
        "it asked for {origin}, which the operator of this host does not allow: its policy would have to name the origin"
    )]
    NotAllowedByOperator {
        /// The origin.
        origin: String,
    },
    /// The host name leads to no public address.
    #[error("it asked for {host}, which leads to no public address")]
    NotPublic {
        /// The host name.
        host: String,
    },
    /// A redirect where none may be followed.
    #[error("{origin} redirected a request that must not be redirected")]
    Redirect {
        /// The origin that redirected.
        origin: String,
    },
    /// A redirect to another origin by an address that has the access token in it.
    #[error("{origin} redirected a request by an address with the access token in it")]
    TokenInAddress {
        /// The origin that redirected.
        origin: String,
    },
    /// Redirects to any public host, for another method than `GET`.
    #[error("it asked to follow redirects of a {method} to any public host, and only a GET may be")]
    PublicRedirectsOf {
        /// The method.
        method: String,
    },
    /// The method is not an HTTP method that a connector may use.
    #[error("it used the method `{method}`, which is not allowed")]
    Method {
        /// The method.
        method: String,
    },
    /// The host alone sets this header field.
    #[error("it set the header field `{name}`, which only the host may set")]
    ReservedHeader {
        /// The header field's name.
        name: String,
    },
    /// There are more header fields than are sent.
    #[error("it set {count} header fields, and {limit} are the most that are sent")]
    TooManyHeaders {
        /// How many it set.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// The answer was asked for in a charset in which nobody looks for tokens in it.
    #[error(
        "it asked for an answer in another charset than UTF-8, which is the only one that may be asked for"
    )]
    Charset,
    /// A part of an answer was asked for that is not its beginning: by many of them a
    /// connector would read what is overwritten in the whole.
    #[error(
        "it asked for another part of an answer than its beginning, of 64 KiB or more (`range: bytes=0-65535`), which is the only one that may be asked for"
    )]
    Part,
    /// The header field is not well-formed (RFC 9110 section 5).
    #[error("it set the header field `{name}` to something that HTTP does not allow")]
    MalformedHeader {
        /// The header field's name.
        name: String,
    },
}

impl Refusal {
    /// Why it may not go there: the end of a sentence that says where that is.
    pub(super) fn reason(&self) -> String {
        let reason = match self {
            Self::NotHttps { .. } => "only https is allowed",
            Self::UserInfo { .. } => "a URL with a user name or password is not allowed",
            Self::IpLiteral { .. } => "IP addresses are not allowed",
            Self::NotDeclared { .. } => "the connector's manifest does not name it",
            Self::NotAllowedByOperator { .. } => "the operator of this host does not allow it",
            Self::NotPublic { .. } => "it leads to no public address",
            Self::Redirect { .. } => "what it carries is for the first address alone",
            Self::TokenInAddress { .. } => {
                "the access token is in the address, and is for the first origin alone"
            }
            other => return other.to_string(),
        };
        reason.to_owned()
    }

    /// What to do about a redirect that led there: a sentence without its stop.
    pub(super) fn after_a_redirect(&self) -> &'static str {
        match self {
            Self::NotAllowedByOperator { .. } => "Ask the operator to allow it, if it is the API's",
            Self::NotDeclared { .. } => {
                "If the API has moved there, the connector has to be brought up to date; else look for what answers in the API's place, such as a proxy or the sign-in page of a network"
            }
            _ => {
                "Look for what answers in the server's place, such as a proxy or the sign-in page of a network; if it is the server itself, report it to whoever runs it"
            }
        }
    }
}

impl Policy {
    /// Allows the origins that a manifest declares.
    ///
    /// # Errors
    ///
    /// An entry that is not an origin.
    pub fn new(declared: &[DeclaredOrigin]) -> Result<Self, OriginPatternError> {
        let mut origins = Origins::new();
        for entry in declared {
            let marks = origins.entry(entry.origin.parse()?).or_default();
            marks.extend(&entry.marks);
        }
        Ok(Self::of_origins(origins))
    }

    /// Allows these origins.
    #[must_use]
    pub fn of_origins(declared: BTreeMap<OriginPattern, BTreeSet<Mark>>) -> Self {
        Self {
            declared: Arc::new(declared),
            agreed: Arc::default(),
            narrowed_to: Arc::default(),
            reroutes: Arc::default(),
        }
    }

    /// Allows only those that `origins` have as well, and only with the marks
    /// that they have there as well.
    #[must_use]
    pub fn agreed_to(mut self, origins: BTreeMap<OriginPattern, BTreeSet<Mark>>) -> Self {
        Arc::make_mut(&mut self.agreed).push(origins);
        self
    }

    /// Allows only those of the origins that one of `patterns` covers.
    #[must_use]
    pub fn narrowed_to(mut self, patterns: Vec<OriginPattern>) -> Self {
        Arc::make_mut(&mut self.narrowed_to).push(patterns);
        self
    }

    /// Sends what is allowed elsewhere; the first rule that covers a URL
    /// counts. A reroute allows nothing by itself.
    #[must_use]
    pub fn rerouted(mut self, reroutes: Vec<Reroute>) -> Self {
        self.reroutes = reroutes.into();
        self
    }

    /// Decides whether a request to `url` may be sent.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn permit(&self, url: &Url) -> Result<Permit, Refusal> {
        check_form(url)?;
        let origin = || origin_of(url);
        let mut marks = marks_of(&self.declared, url)
            .ok_or_else(|| Refusal::NotDeclared { origin: origin() })?;
        for agreed in &*self.agreed {
            let agreed =
                marks_of(agreed, url).ok_or_else(|| Refusal::NotAgreed { origin: origin() })?;
            marks = marks.that_both_allow(agreed);
        }
        self.permit_by_operator(url, marks)
    }

    /// Decides whether a request of a sign-in may be sent to `url`, with the
    /// secrets that such requests have.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn permit_sign_in(&self, url: &Url) -> Result<Permit, Refusal> {
        let permit = self.permit(url)?;
        if permit.sign_in {
            Ok(permit)
        } else {
            let origin = origin_of(url);
            Err(Refusal::NotForSignIn { origin })
        }
    }

    /// Decides whether a redirect to any public host may lead to `url`, where the
    /// manifest lets redirects lead there. No credential goes along. Whether the
    /// host is public shows when its name is looked up.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn permit_public(&self, url: &Url) -> Result<Permit, Refusal> {
        check_form(url)?;
        self.permit_by_operator(url, Marks::default())
    }

    fn permit_by_operator(&self, url: &Url, marks: Marks) -> Result<Permit, Refusal> {
        let is_covered = |allowed: &Vec<OriginPattern>| {
            let mut patterns = allowed.iter();
            patterns.any(|pattern| pattern.covers(url))
        };
        if !self.narrowed_to.iter().all(is_covered) {
            return Err(Refusal::NotAllowedByOperator {
                origin: origin_of(url),
            });
        }
        let mut reroutes = self.reroutes.iter();
        let reroute = reroutes.find(|reroute| reroute.from().covers(url));
        Ok(Permit {
            rerouted_to: reroute.map(Reroute::to),
            credential: marks.credential,
            sign_in: marks.sign_in,
        })
    }
}

/// What may go along to `url`: all that any pattern which covers it allows; none
/// when no pattern does.
fn marks_of(origins: &Origins, url: &Url) -> Option<Marks> {
    let covering = origins.iter().filter(|(pattern, _)| pattern.covers(url));
    covering
        .map(|(_, marks)| Marks::of(marks))
        .reduce(Marks::that_any_allows)
}

/// What may go along to an origin.
#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    credential: bool,
    sign_in: bool,
}

impl Marks {
    fn of(marks: &BTreeSet<Mark>) -> Self {
        Self {
            credential: marks.contains(&Mark::Credential),
            sign_in: marks.contains(&Mark::SignIn),
        }
    }

    fn that_both_allow(self, other: Self) -> Self {
        Self {
            credential: self.credential && other.credential,
            sign_in: self.sign_in && other.sign_in,
        }
    }

    fn that_any_allows(self, other: Self) -> Self {
        Self {
            credential: self.credential || other.credential,
            sign_in: self.sign_in || other.sign_in,
        }
    }
}

/// What holds for every URL: https, no user, a host with a name.
fn check_form(url: &Url) -> Result<(), Refusal> {
    let origin = || origin_of(url);
    if url.scheme() != "https" {
        return Err(Refusal::NotHttps { origin: origin() });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::UserInfo { origin: origin() });
    }
    let Some(Host::Domain(_)) = url.host() else {
        return Err(Refusal::IpLiteral { origin: origin() });
    };
    Ok(())
}

fn origin_of(url: &Url) -> String {
    repeated(&url.origin().ascii_serialization())
}

/// The URL of a request, as all of this module reads it.
pub(super) fn url_of<B>(request: &http::Request<B>) -> Result<Url, Refusal> {
    Url::parse(&request.uri().to_string()).map_err(|_| Refusal::NotAUrl {
        url: request.uri().path().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn policy() -> Policy {
        let declared = [
            ("https://api.example", true),
            ("https://api.example:8443", false),
            ("https://*.files.example", false),
        ]
        .map(|(origin, credential)| DeclaredOrigin {
            origin: origin.to_owned(),
            purpose: "tests".to_owned(),
            marks: if credential {
                vec![Mark::Credential]
            } else {
                Vec::new()
            },
        });
        Policy::new(&declared).unwrap()
    }

    fn decide(policy: &Policy, url: &str) -> Result<Permit, Refusal> {
        policy.permit(&Url::parse(url).unwrap())
    }

    #[test]
    fn what_the_manifest_names_is_permitted_with_or_without_the_credential() {
        for (url, credential) in [
            ("https://api.example/v2?q=1", true),
            ("https://API.example:443/", true),
            ("https://api.example:8443/", false),
            ("https://eu.files.example/x", false),
            ("https://a.b.files.example/x", false),
        ] {
            let permit = decide(&policy(), url).unwrap();
            assert_eq!(permit.rerouted_to, None);
            assert_eq!(permit.credential, credential, "{url}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_the_reason() {
        let refused = |url| decide(&policy(), url).unwrap_err().to_string();
        let refusals = [
            "http://api.example/",
            "ftp://api.example/",
            "https://me:hush@api.example/",
            "https://me@api.example/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::ffff:169.254.169.254]/",
            "https://api.example.evil.test/",
            "https://evil-api.example/",
            "https://files.example/",
            "https://evilfiles.example/",
            "https://api.example:444/",
            "https://api.example./",
        ]
        .map(|url| format!("{url}: {}", refused(url)));
        insta::assert_snapshot!(refusals.join("\n"));
    }

    #[test]
    fn the_operator_can_only_take_away() {
        let narrowed = policy().narrowed_to(vec![
            "https://api.example".parse().unwrap(),
            "https://other.example".parse().unwrap(),
        ]);
        assert!(decide(&narrowed, "https://api.example/").is_ok());
        assert!(matches!(
            decide(&narrowed, "https://eu.files.example/"),
            Err(Refusal::NotAllowedByOperator { .. })
        ));
        assert!(matches!(
            decide(&narrowed, "https://other.example/"),
            Err(Refusal::NotDeclared { .. })
        ));
        let nothing = policy().narrowed_to(Vec::new());
        assert!(decide(&nothing, "https://api.example/").is_err());
    }

    #[test]
    fn a_reroute_changes_the_way_and_not_the_decision() {
        let rerouted = policy().rerouted(vec![
            "https://api.example=http://127.0.0.1:8080".parse().unwrap(),
            "https://other.example=http://127.0.0.1:8080"
                .parse()
                .unwrap(),
        ]);
        let permit = decide(&rerouted, "https://api.example/v2/a%2Fb?q=1").unwrap();
        assert_eq!(permit.rerouted_to, Some("127.0.0.1:8080".parse().unwrap()));
        assert!(permit.credential);
        assert!(decide(&rerouted, "https://other.example/").is_err());
        let elsewhere = decide(&rerouted, "https://api.example:8443/").unwrap();
        assert_eq!(elsewhere.rerouted_to, None);
    }

    proptest! {
        #[test]
        fn nothing_is_permitted_but_https_to_a_declared_domain(
            url in "(http|https|ftp|file)://[a-z@:/?#.\\[\\]0-9%-]{0,12}(api|files)\\.example[a-z@:/?#.0-9-]{0,12}"
        ) {
            let Ok(url) = Url::parse(&url) else { return Ok(()) };
            if let Ok(permit) = policy().permit(&url) {
                let domain = url.domain().unwrap();
                prop_assert_eq!(url.scheme(), "https");
                prop_assert!(domain == "api.example" || domain.ends_with(".files.example"));
                prop_assert_eq!(url.username(), "");
                prop_assert_eq!(permit.rerouted_to, None);
            }
        }
    }
}
