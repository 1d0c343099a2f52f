//! A consent in words: what goes where.

use super::Consent;
use crate::manifest::{Endpoints, Mark, TokenRequest};

/// What somebody agrees to, as a heading with its lines each.
#[must_use]
pub fn in_words(consent: &Consent) -> Vec<(&'static str, Vec<String>)> {
    let origins_with = |mark: Option<Mark>| {
        let origins = consent.origins.iter().filter(move |(_, marks)| match mark {
            Some(mark) => marks.contains(&mark),
            None => marks.is_empty(),
        });
        origins.map(|(origin, _)| origin.to_string()).collect()
    };
    let servers = consent.servers.iter().flat_map(|(method, servers)| {
        servers.iter().map(move |server| {
            format!("{method}: {} ({})", server.name, endpoints_in_words(server))
        })
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
    let beyond_effect = consent
        .beyond_effect
        .iter()
        .map(|(action, method)| format!("{action} ({method})"));
    let paragraphs = [
        ("Signs in at", servers.collect()),
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
        (
            "Sends requests that may do more than the action is said to do in",
            beyond_effect.collect(),
        ),
        (
            "Downloads files in",
            consent.downloads.iter().cloned().collect(),
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

/// What token requests have beyond the standard.
pub(super) fn token_request_in_words(request: &TokenRequest) -> String {
    let by = format!("by the grant type {}", request.grant_type());
    let names: Vec<&str> = request.parameters.iter().map(String::as_str).collect();
    match (&request.grant_type, &names[..]) {
        (None, []) => "as every client does".to_owned(),
        (None, names) => format!("with {}", names.join(", ")),
        (Some(_), []) => by,
        (Some(_), names) => format!("{by}, with {}", names.join(", ")),
    }
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
    named.collect::<Vec<_>>().join(", ")
}
