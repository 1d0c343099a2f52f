//! May this go there? The decision, with its reason, and nothing else.

use url::{Host, Url};

use super::{OriginPattern, OriginPatternError, Reroute};
use crate::manifest::DeclaredOrigin;

/// Where one connector may send requests: the origins of its manifest,
/// narrowed by the operator. Nothing else is allowed.
#[derive(Clone, Debug)]
pub struct Policy {
    declared: Vec<(OriginPattern, bool)>,
    narrowed_to: Option<Vec<OriginPattern>>,
    reroutes: Vec<Reroute>,
}

/// Leave to send a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Permit {
    /// Where to connect to: the URL itself, or what it is rerouted to.
    pub connect_to: Url,
    /// Whether the connection's credential may go along.
    pub credential: bool,
}

/// Why a request may not be sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
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
    /// The operator does not allow the origin.
    #[error("it asked for {origin}, which the operator of this host does not allow")]
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
    /// The header field is not well-formed (RFC 9110 section 5).
    #[error("it set the header field `{name}` to something that HTTP does not allow")]
    MalformedHeader {
        /// The header field's name.
        name: String,
    },
}

impl Policy {
    /// Allows the origins that a manifest declares.
    ///
    /// # Errors
    ///
    /// An entry that is not an origin.
    pub fn new(declared: &[DeclaredOrigin]) -> Result<Self, OriginPatternError> {
        let declared = declared
            .iter()
            .map(|entry| Ok((entry.origin.parse()?, entry.credential)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            declared,
            narrowed_to: None,
            reroutes: Vec::new(),
        })
    }

    /// Allows only those of the declared origins that one of `patterns`
    /// covers.
    #[must_use]
    pub fn narrowed_to(mut self, patterns: Vec<OriginPattern>) -> Self {
        self.narrowed_to = Some(patterns);
        self
    }

    /// Sends what is allowed elsewhere; the first rule that covers a URL
    /// counts. A reroute allows nothing by itself.
    #[must_use]
    pub fn rerouted(mut self, reroutes: Vec<Reroute>) -> Self {
        self.reroutes = reroutes;
        self
    }

    /// Decides whether `request` may be sent.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn permit_request<B>(&self, request: &http::Request<B>) -> Result<Permit, Refusal> {
        self.permit(&url_of(request)?)
    }

    /// Decides whether a request to `url` may be sent.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn permit(&self, url: &Url) -> Result<Permit, Refusal> {
        let origin = || url.origin().ascii_serialization();
        if url.scheme() != "https" {
            return Err(Refusal::NotHttps { origin: origin() });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInfo { origin: origin() });
        }
        let Some(Host::Domain(_)) = url.host() else {
            return Err(Refusal::IpLiteral { origin: origin() });
        };
        let mut credential = None;
        for (pattern, carries) in &self.declared {
            if pattern.covers(url) {
                credential = Some(credential.unwrap_or(false) || *carries);
            }
        }
        let Some(credential) = credential else {
            return Err(Refusal::NotDeclared { origin: origin() });
        };
        if let Some(allowed) = &self.narrowed_to
            && !allowed.iter().any(|pattern| pattern.covers(url))
        {
            return Err(Refusal::NotAllowedByOperator { origin: origin() });
        }
        let connect_to = self
            .reroutes
            .iter()
            .find_map(|reroute| reroute.apply(url))
            .unwrap_or_else(|| url.clone());
        Ok(Permit {
            connect_to,
            credential,
        })
    }
}

/// The URL of a request, as all of this module reads it.
pub(super) fn url_of<B>(request: &http::Request<B>) -> Result<Url, Refusal> {
    Url::parse(&request.uri().to_string()).map_err(|_| Refusal::NotAUrl {
        url: request.uri().path().to_owned(),
    })
}
