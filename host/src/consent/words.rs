//! A consent in words: what goes where.

use std::collections::{BTreeSet, HashMap};

use super::Consent;
use super::difference::has_page;
use crate::manifest::{Additions, Effect, Endpoints, Mark, TokenRequest};

/// What is told of an auth method of which the manifest does not say.
const NOT_SAID: &str = "whatever it chooses, since its manifest does not say";

/// What is said of an action that may do no more.
pub(super) const ONLY_READS: &str = "which is said to be a read";

/// How many actions are named where there may be hundreds: as many as somebody reads who
/// is asked to agree.
pub(super) const NAMED: usize = 20;

/// What somebody agrees to, as a heading with its lines each. Of hundreds of actions the
/// first are named, and how many there are beside.
#[must_use]
pub fn in_words(consent: &Consent) -> Vec<(&'static str, Vec<String>)> {
    naming(consent, NAMED)
}

/// The same with every action named.
#[must_use]
pub fn in_all_words(consent: &Consent) -> Vec<(&'static str, Vec<String>)> {
    naming(consent, usize::MAX)
}

fn naming(consent: &Consent, most: usize) -> Vec<(&'static str, Vec<String>)> {
    let origins_with = |mark: Option<Mark>| {
        let origins = consent.origins.iter().filter(move |(_, marks)| match mark {
            Some(mark) => marks.contains(&mark),
            None => marks.is_empty(),
        });
        origins.map(|(origin, _)| origin.to_string()).collect()
    };
    // Methods whose sign-in goes to the very same endpoints are told of together.
    let mut servers: Vec<(String, Vec<&str>)> = Vec::new();
    let mut places = HashMap::new();
    for (method, of_method) in &consent.servers {
        for server in of_method {
            let told = format!("{} ({})", server.name, endpoints_in_words(server));
            let place = *places.entry(told.clone()).or_insert(servers.len());
            match servers.get_mut(place) {
                Some((_, methods)) => methods.push(method.as_str()),
                None => servers.push((told, vec![method.as_str()])),
            }
        }
    }
    let servers = servers
        .into_iter()
        .map(|(told, methods)| format!("{}: {told}", methods.join(", ")));
    let scopes = consent.servers.keys().filter_map(|method| {
        let scopes = match consent.scopes.get(method) {
            Some(scopes) if scopes.is_empty() => return None,
            Some(scopes) => joined(scopes.iter().cloned()),
            None => NOT_SAID.to_owned(),
        };
        Some(format!("{method}: {scopes}"))
    });
    let with_page = consent.servers.iter();
    let with_page = with_page.filter(|(_, servers)| has_page(servers));
    let authorization_requests = with_page.filter_map(|(method, _)| {
        let additions = match consent.authorization_requests.get(method) {
            Some(additions) if *additions == Additions::default() => return None,
            Some(additions) => additions_in_words(additions),
            None => NOT_SAID.to_owned(),
        };
        Some(format!("{method}: {additions}"))
    });
    let token_requests = consent
        .token_requests
        .iter()
        .map(|(method, request)| format!("{method}: {}", token_request_in_words(request)));
    let client_secrets = consent.client_secrets.iter().flat_map(|(method, secrets)| {
        secrets
            .iter()
            .map(move |secret| format!("{secret} of {method}"))
    });
    let signing = consent.signing.iter().flat_map(|(method, secrets)| {
        secrets
            .iter()
            .map(move |secret| format!("{secret} of {method}"))
    });
    let beyond_effect = |is_deleting: bool| {
        let all = consent.beyond_effect.iter();
        let those = all.filter(move |(_, method)| deletes(method) == is_deleting);
        those.map(|(action, method)| format!("{action} ({method})"))
    };
    let with_effect = |effect: Effect| -> Vec<String> {
        let effects = consent.effects.iter().flatten();
        let of_effect = effects.filter(|(_, known)| **known == effect);
        let actions: BTreeSet<String> = of_effect.map(|(action, _)| action.clone()).collect();
        let told = (!actions.is_empty()).then(|| in_short(&actions, most, str::to_owned));
        told.into_iter().collect()
    };
    let paragraphs = [
        ("Signs in at", servers.collect()),
        ("Asks for scopes that nobody has entered", scopes.collect()),
        (
            "Adds to the address of the page to sign in at",
            authorization_requests.collect(),
        ),
        ("Asks for tokens otherwise", token_requests.collect()),
        ("Proves who the client is with", client_secrets.collect()),
        (
            "Sends the client secret, authorization codes and refresh tokens to",
            origins_with(Some(Mark::SignIn)),
        ),
        (
            "Sends the access token to",
            origins_with(Some(Mark::Credential)),
        ),
        ("Sends requests without any secret to", origins_with(None)),
        ("Signs messages of its own with", signing.collect()),
        ("Changes something (write) in", with_effect(Effect::Write)),
        (
            "Removes something, or ends it for other people (destructive), in",
            with_effect(Effect::Destructive),
        ),
        // What most of them are is a search or a check whose parameters take a body.
        (
            "Only reads, its makers say, by a method that could write, in",
            beyond_effect(false).collect(),
        ),
        (
            "Is not destructive, its makers say, by a method that is, in",
            beyond_effect(true).collect(),
        ),
        (
            "Downloads files in",
            consent.downloads.iter().cloned().collect(),
        ),
        (
            "Learns which files are there already in",
            consent.resumes.iter().flatten().cloned().collect(),
        ),
        (
            "Follows redirects to any public host in",
            consent.public_redirects.iter().cloned().collect(),
        ),
    ];
    let told = paragraphs.into_iter();
    told.filter(|(_, lines): &(_, Vec<String>)| !lines.is_empty())
        .collect()
}

/// Whether that is how something is removed, as far as the HTTP method says.
pub(super) fn deletes(method: &str) -> bool {
    Effect::of_http_method(method) == Effect::Destructive
}

/// The names of actions, as they stand in a sentence, that many of them at most.
pub(super) fn actions_in_short(actions: &BTreeSet<String>, most: usize) -> String {
    in_short(actions, most, |action| format!("`{action}`"))
}

/// The first names, and how many there are beside.
fn in_short(names: &BTreeSet<String>, most: usize, written: impl Fn(&str) -> String) -> String {
    let named = joined(names.iter().take(most).map(|name| written(name)));
    match names.len().saturating_sub(most) {
        0 => named,
        others => format!("{named} and {others} more"),
    }
}

/// What token requests have beyond the standard.
pub(super) fn token_request_in_words(request: &TokenRequest) -> String {
    let by = format!("by the grant type {}", request.grant_type());
    let is_plain = request.additions == Additions::default();
    let with = || format!("with {}", additions_in_words(&request.additions));
    match (&request.grant_type, is_plain) {
        (None, true) => "as every client does".to_owned(),
        (None, false) => with(),
        (Some(_), true) => by,
        (Some(_), false) => format!("{by}, {}", with()),
    }
}

/// Parameters, those of one value with it.
pub(super) fn additions_in_words(additions: &Additions) -> String {
    let Additions { parameters, fixed } = additions;
    if parameters.is_empty() && fixed.is_empty() {
        return "nothing more".to_owned();
    }
    let fixed = fixed.iter();
    let fixed = fixed.map(|(name, value)| format!("{name}={value}"));
    joined(parameters.iter().cloned().chain(fixed))
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// The endpoints of a server, each with what it is.
pub(super) fn endpoints_in_words(server: &Endpoints) -> String {
    let endpoints = [
        ("authorization", server.authorization_endpoint.as_ref()),
        (
            "device authorization",
            server.device_authorization_endpoint.as_ref(),
        ),
        ("token", Some(&server.token_endpoint)),
        ("revocation", server.revocation_endpoint.as_ref()),
        ("issuer", server.issuer.as_ref()),
    ];
    let named = endpoints
        .into_iter()
        .filter_map(|(what, url)| Some(format!("{what} {}", url?)));
    let apart = server
        .grants_apart
        .then(|| "where revoking a grant leaves others".to_owned());
    named.chain(apart).collect::<Vec<_>>().join(", ")
}
