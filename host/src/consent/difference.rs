//! What a connector wants that nobody has agreed to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Consent;
use super::words::{
    NAMED, ONLY_READS, actions_in_short, additions_in_words, deletes, endpoints_in_words,
    token_request_in_words,
};
use crate::egress::OriginPattern;
use crate::manifest::{Additions, Effect, Endpoints, Mark, TokenRequest};

/// What a connector wants beyond what was agreed to, the gravest first.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Difference(Vec<More>);

/// One thing that was not agreed to. Its `Display` is a sentence without an end, which
/// names the first of hundreds of actions; [`in_full`](Self::in_full) names them all.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum More {
    /// Sign-ins by another authorization server.
    Server {
        /// The auth method.
        method: String,
        /// What a person calls the server.
        name: String,
        /// Its endpoints, in words.
        endpoints: String,
    },
    /// Token requests that have something else, such as another kind of grant.
    TokenRequest {
        /// The auth method.
        method: String,
        /// What they may have.
        request: TokenRequest,
    },
    /// Sign-ins ask for other scopes, which nobody has entered.
    Scopes {
        /// The auth method.
        method: String,
        /// Those that were not agreed to; none for whichever the connector
        /// chooses.
        scopes: Option<BTreeSet<String>>,
    },
    /// Authorization requests have something else.
    AuthorizationRequest {
        /// The auth method.
        method: String,
        /// What they may have; none for whatever the connector chooses.
        request: Option<Additions>,
    },
    /// Another secret proves who the client is.
    ClientSecret {
        /// The auth method.
        method: String,
        /// The secret setting.
        secret: String,
    },
    /// A secret goes to another origin.
    Secret {
        /// Which.
        mark: Mark,
        /// Where it goes.
        origin: OriginPattern,
    },
    /// The connector sees a setting that was a secret.
    SeenSetting {
        /// The auth method.
        method: String,
        /// The setting.
        setting: String,
    },
    /// Requests go to another origin.
    Origin(OriginPattern),
    /// Another secret signs what the connector says.
    Signing {
        /// The auth method.
        method: String,
        /// The secret setting.
        secret: String,
    },
    /// Other actions remove something, or end it for other people.
    Destruction(BTreeSet<String>),
    /// Other actions change something.
    Change(BTreeSet<String>),
    /// Another action uses an HTTP method that may do more than it is said to do.
    BeyondEffect {
        /// The action.
        action: String,
        /// The HTTP method.
        method: String,
    },
    /// Another action downloads files.
    Download(String),
    /// Another action learns which files are there already.
    Resumption(String),
    /// Another action's redirects lead to any public host.
    PublicRedirects(String),
}

impl Consent {
    /// What `self` wants that `agreed` does not cover.
    #[must_use]
    pub fn beyond(&self, agreed: &Self) -> Difference {
        let mut more = Vec::new();
        for (method, servers) in &self.servers {
            let known = agreed.servers.get(method).map_or(&[][..], Vec::as_slice);
            let new = servers.iter().filter(|server| !is_agreed(server, known));
            more.extend(new.map(|server| More::Server {
                method: method.clone(),
                name: server.name.clone(),
                endpoints: endpoints_in_words(server),
            }));
        }
        for method in self.servers.keys() {
            let request = self.token_request(method);
            if !agreed.token_request(method).includes(&request) {
                let method = method.clone();
                more.push(More::TokenRequest { method, request });
            }
        }
        more.extend(self.scopes_beyond(agreed));
        more.extend(self.authorization_requests_beyond(agreed));
        for (method, secret) in new_of(&self.client_secrets, &agreed.client_secrets) {
            more.push(More::ClientSecret { method, secret });
        }
        for (origin, marks) in &self.origins {
            let covering = agreed
                .origins
                .iter()
                .filter(|(known, _)| known.includes(origin));
            let known: Vec<&BTreeSet<Mark>> = covering.map(|(_, marks)| marks).collect();
            if known.is_empty() {
                more.push(More::Origin(origin.clone()));
            }
            let new = marks
                .iter()
                .filter(|mark| !known.iter().any(|known| known.contains(mark)));
            more.extend(new.map(|mark| More::Secret {
                mark: *mark,
                origin: origin.clone(),
            }));
        }
        for (method, secret) in new_of(&self.signing, &agreed.signing) {
            more.push(More::Signing { method, secret });
        }
        more.extend(self.settings_beyond(agreed));
        let stronger = |effect| self.actions_beyond(agreed, effect);
        more.extend(stronger(Effect::Destructive).map(More::Destruction));
        more.extend(stronger(Effect::Write).map(More::Change));
        for (action, method) in &self.beyond_effect {
            let effects = self.effect(action).zip(agreed.effect(action));
            let is_said_to_do_less = effects.is_some_and(|(says, said)| says < said);
            if is_said_to_do_less || agreed.beyond_effect.get(action) != Some(method) {
                more.push(More::BeyondEffect {
                    action: action.clone(),
                    method: method.clone(),
                });
            }
        }
        let new = self.downloads.difference(&agreed.downloads);
        more.extend(new.cloned().map(More::Download));
        let resumes = self.resumes.iter().flatten();
        let new = resumes.filter(|action| !agreed.may_resume(action));
        more.extend(new.cloned().map(More::Resumption));
        let new = self.public_redirects.difference(&agreed.public_redirects);
        more.extend(new.cloned().map(More::PublicRedirects));
        more.sort();
        Difference(more)
    }

    /// The settings that the connector sees, and that are secrets for `agreed`.
    fn settings_beyond(&self, agreed: &Self) -> Vec<More> {
        let seen = self.seen_settings.iter();
        let seen = seen.flat_map(|(method, names)| names.iter().map(move |name| (method, name)));
        let shown = seen.filter(|(method, setting)| agreed.is_secret(method, setting));
        let more = shown.map(|(method, setting)| More::SeenSetting {
            method: method.clone(),
            setting: setting.clone(),
        });
        more.collect()
    }

    /// The actions that have that effect, and a weaker one by `agreed`; none when
    /// there are none.
    fn actions_beyond(&self, agreed: &Self, effect: Effect) -> Option<BTreeSet<String>> {
        let effects = self.effects.iter().flatten();
        let of_effect = effects.filter(|(_, wanted)| **wanted == effect);
        let stronger = of_effect.filter(|(action, _)| {
            let agreed = agreed.effect(action);
            agreed.is_some_and(|agreed| agreed < effect)
        });
        let actions: BTreeSet<String> = stronger.map(|(action, _)| action.clone()).collect();
        (!actions.is_empty()).then_some(actions)
    }

    /// The scopes that sign-ins may ask for by themselves, and that `agreed` does
    /// not cover.
    fn scopes_beyond(&self, agreed: &Self) -> Vec<More> {
        let nothing = BTreeSet::new();
        let methods = self.servers.keys();
        let more = methods.filter_map(|method| {
            let known = match agreed.scopes.get(method) {
                Some(known) => known,
                // Of those that were agreed to without a word of it, all is covered.
                None if agreed.servers.contains_key(method) => return None,
                None => &nothing,
            };
            let new = match self.scopes.get(method) {
                Some(wanted) if wanted.is_subset(known) => return None,
                Some(wanted) => Some(wanted.difference(known).cloned().collect()),
                None => None,
            };
            Some(More::Scopes {
                method: method.clone(),
                scopes: new,
            })
        });
        more.collect()
    }

    /// What authorization requests may have, and `agreed` does not cover.
    fn authorization_requests_beyond(&self, agreed: &Self) -> Vec<More> {
        let nothing = Additions::default();
        let methods = self.servers.iter();
        let with_page = methods.filter(|(_, servers)| has_page(servers));
        let more = with_page.filter_map(|(method, _)| {
            let known = match agreed.authorization_requests.get(method) {
                Some(known) => known,
                None if agreed.servers.contains_key(method) => return None,
                None => &nothing,
            };
            let wanted = self.authorization_requests.get(method);
            let is_covered = wanted.is_some_and(|wanted| known.includes(wanted));
            (!is_covered).then(|| More::AuthorizationRequest {
                method: method.clone(),
                request: wanted.cloned(),
            })
        });
        more.collect()
    }
}

/// Whether somebody signs in on a page of any of these servers.
pub(super) fn has_page(servers: &[Endpoints]) -> bool {
    let mut servers = servers.iter();
    servers.any(|server| server.authorization_endpoint.is_some())
}

/// Whether a server is one that was agreed to, under whatever name. One that has
/// to name itself in its answers may not do without, and one where somebody
/// approves may not do without that.
pub(crate) fn is_among(server: &Endpoints, agreed: &[Endpoints]) -> bool {
    agreed.iter().any(|agreed| {
        let no_laxer = agreed.issuer.is_none() || agreed.issuer == server.issuer;
        no_laxer
            && server.token_endpoint == agreed.token_endpoint
            && server.authorization_endpoint == agreed.authorization_endpoint
            && server.device_authorization_endpoint == agreed.device_authorization_endpoint
            && (server.revocation_endpoint.is_none()
                || server.revocation_endpoint == agreed.revocation_endpoint)
    })
}

/// The same of what was agreed to with all that is said of it: one that is said now to keep
/// grants apart has tokens revoked there that would not be.
fn is_agreed(server: &Endpoints, agreed: &[Endpoints]) -> bool {
    let mut agreed = agreed.iter();
    agreed.any(|agreed| {
        let says_no_more = agreed.grants_apart || !server.grants_apart;
        says_no_more && is_among(server, std::slice::from_ref(agreed))
    })
}

fn new_of(
    wanted: &BTreeMap<String, BTreeSet<String>>,
    agreed: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<(String, String)> {
    let all = wanted
        .iter()
        .flat_map(|(method, names)| names.iter().map(move |name| (method, name)));
    all.filter(|(method, name)| {
        !agreed
            .get(*method)
            .is_some_and(|known| known.contains(*name))
    })
    .map(|(method, name)| (method.clone(), name.clone()))
    .collect()
}

impl Difference {
    /// Whether all was agreed to.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was not agreed to, the gravest first.
    pub fn iter(&self) -> impl Iterator<Item = &More> {
        self.0.iter()
    }

    /// Both, each thing once.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self.0.sort();
        self.0.dedup();
        self
    }
}

/// One thing that was not agreed to, with every action named.
struct InFull<'a>(&'a More);

impl fmt::Display for InFull<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.naming(f, usize::MAX)
    }
}

impl fmt::Display for More {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.naming(f, NAMED)
    }
}

impl More {
    /// The same sentence with every action named, however many there are.
    #[must_use]
    pub fn in_full(&self) -> impl fmt::Display {
        InFull(self)
    }

    /// The sentence, with so many actions named at most.
    fn naming(&self, f: &mut fmt::Formatter<'_>, most: usize) -> fmt::Result {
        match self {
            Self::Server {
                method,
                name,
                endpoints,
            } => write!(f, "sign in by `{method}` at {name} ({endpoints})"),
            Self::TokenRequest { method, request } => write!(
                f,
                "ask for tokens of `{method}` {}",
                token_request_in_words(request)
            ),
            Self::Scopes {
                method,
                scopes: Some(scopes),
            } => {
                let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
                write!(f, "ask for the scopes {} by `{method}`", scopes.join(", "))
            }
            Self::Scopes {
                method,
                scopes: None,
            } => write!(f, "ask for whichever scopes it chooses by `{method}`"),
            Self::AuthorizationRequest { method, request } => {
                let what = match request {
                    Some(request) => additions_in_words(request),
                    None => "whatever it chooses".to_owned(),
                };
                write!(f, "ask to sign in by `{method}` with {what}")
            }
            Self::ClientSecret { method, secret } => write!(
                f,
                "prove who the client is with the secret `{secret}` of `{method}`"
            ),
            Self::Secret { mark, origin } => {
                let secret = match mark {
                    Mark::SignIn => "the client secret, authorization codes and refresh tokens",
                    Mark::Credential => "the access token",
                };
                write!(f, "send {secret} to {origin}")
            }
            Self::SeenSetting { method, setting } => write!(
                f,
                "see the setting `{setting}` of `{method}`, which was a secret"
            ),
            Self::Origin(origin) => write!(f, "send requests to {origin}"),
            Self::Signing { method, secret } => {
                write!(f, "sign messages with the secret `{secret}` of `{method}`")
            }
            Self::Destruction(actions) => write!(
                f,
                "remove something, or end it for other people (destructive), in {}",
                actions_in_short(actions, most)
            ),
            Self::Change(actions) => write!(
                f,
                "change something (write) in {}",
                actions_in_short(actions, most)
            ),
            Self::BeyondEffect { action, method } => {
                let said = if deletes(method) {
                    "which is said not to be destructive"
                } else {
                    ONLY_READS
                };
                write!(f, "send {method} requests in `{action}`, {said}")
            }
            Self::Download(action) => write!(f, "download files in `{action}`"),
            Self::Resumption(action) => {
                write!(f, "learn which files are there already in `{action}`")
            }
            Self::PublicRedirects(action) => {
                write!(f, "follow redirects to any public host in `{action}`")
            }
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, more) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "; " };
            write!(f, "{comma}{more}")?;
        }
        Ok(())
    }
}
