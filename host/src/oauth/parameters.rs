//! Which parameters a connector may add to the host's requests.
//!
//! A parameter that comes twice has no meaning that all servers agree on: some
//! take the first, some the last. Whoever can add a second `state` or a
//! `code_challenge_method` can take away what the first was there for. So what
//! the host sets, and what would speak in its place, is the host's alone, in
//! the parameters of a request as in the query of an endpoint.

use std::borrow::Cow;
use std::collections::HashSet;

use url::{Url, form_urlencoded};

use super::OAuthError;
use crate::contract::Field;

/// A request that parameters can be added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// The authorization request (RFC 6749 section 4.1.1).
    Authorization,
    /// The token request, of any grant.
    Token,
    /// The device authorization request (RFC 8628 section 3.1).
    Device,
    /// The revocation request (RFC 7009 section 2.1).
    Revocation,
}

/// Parameters of the authorization request that the host sets (RFC 6749 section
/// 4.1.1, RFC 7636 section 4.3), and those that would carry a whole other
/// request or send its answer elsewhere (RFC 9101 section 5, OAuth 2.0 Multiple
/// Response Type Encoding Practices).
const OF_AUTHORIZATION: [&str; 11] = [
    "response_type",
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "response_mode",
];

/// Parameters of the token request that the host sets (RFC 6749 sections 2.3.1,
/// 4.1.3, 4.4.2 and 6, RFC 7636 section 4.5, RFC 8628 section 3.4), and those
/// that authenticate the client (RFC 7521 section 4.2).
const OF_TOKEN: [&str; 11] = [
    "grant_type",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "scope",
    "code",
    "code_verifier",
    "redirect_uri",
    "refresh_token",
    "device_code",
];

/// Parameters of the revocation request that the host sets (RFC 7009 section 2.1), and
/// those that authenticate the client.
const OF_REVOCATION: [&str; 6] = [
    "token",
    "token_type_hint",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];

impl Request {
    fn reserved(self) -> &'static [&'static str] {
        match self {
            Self::Authorization => &OF_AUTHORIZATION,
            // A device authorization request has fewer, and the names of the others would
            // mean the same there.
            Self::Token | Self::Device => &OF_TOKEN,
            Self::Revocation => &OF_REVOCATION,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Authorization => "authorization request",
            Self::Token => "token request",
            Self::Device => "device authorization request",
            Self::Revocation => "revocation request",
        }
    }
}

/// Refuses parameters that the host sets, that come twice, or that are none, in
/// what a connector adds to a request and in the query of its endpoint.
pub(super) fn check(
    request: Request,
    endpoint: &str,
    parameters: &[Field],
) -> Result<(), OAuthError> {
    let refused = |name: &str, problem| OAuthError::Parameter {
        request: request.name(),
        name: name.to_owned(),
        problem,
    };
    let query = query_of(endpoint);
    // Servers of the time when HTML had `;` between parameters too read others there
    // than this does.
    if let Some(pair) = query.split('&').find(|pair| pair.contains(';')) {
        let name = pair.split([';', '=']).next().unwrap_or_default();
        return Err(refused(name, "has a `;`, where another may begin"));
    }
    let in_endpoint = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
    let added = parameters
        .iter()
        .map(|parameter| Cow::from(parameter.name.as_str()));
    let mut seen: HashSet<String> = HashSet::new();
    for name in in_endpoint.chain(added) {
        let well_formed = !name.is_empty() && name.bytes().all(is_name_char);
        if !well_formed {
            return Err(refused(&name, "is no name of a parameter"));
        }
        let read = as_read(&name);
        if request.reserved().contains(&read.as_str()) {
            return Err(refused(&name, "is the host's to set"));
        }
        if !seen.insert(read) {
            return Err(refused(&name, "is there twice"));
        }
    }
    Ok(())
}

/// What names are made of (RFC 6749 section 8.2).
fn is_name_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._".contains(&byte)
}

/// A name as the most forgiving servers read it: in any case, with a dot for an
/// underscore.
fn as_read(name: &str) -> String {
    name.to_ascii_lowercase().replace('.', "_")
}

fn query_of(endpoint: &str) -> String {
    let url = Url::parse(endpoint).ok();
    url.and_then(|url| url.query().map(str::to_owned))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn checked(request: Request, endpoint: &str, names: &[&str]) -> Result<(), String> {
        let parameters: Vec<_> = names
            .iter()
            .map(|name| Field {
                name: (*name).to_owned(),
                value: "x".to_owned(),
            })
            .collect();
        check(request, endpoint, &parameters).map_err(|error| error.to_string())
    }

    #[test]
    fn a_connector_may_add_parameters_of_its_own() {
        let own = ["prompt", "access_type", "account.id", "x-region"];
        for request in [Request::Authorization, Request::Token] {
            let endpoint = "https://as.example/authorize?tenant=1";
            assert_eq!(checked(request, endpoint, &own), Ok(()));
        }
    }

    #[test]
    fn what_the_host_sets_is_refused_in_any_spelling_that_a_server_may_take_for_it() {
        for reserved in OF_AUTHORIZATION {
            for name in [
                reserved.to_owned(),
                reserved.to_uppercase(),
                reserved.replace('_', "."),
                format!("{reserved}[]"),
                format!(" {reserved}"),
            ] {
                let refused = checked(Request::Authorization, "https://as.example/", &[&name]);
                assert!(refused.is_err(), "{name}");
                let mut endpoint = Url::parse("https://as.example/").unwrap();
                endpoint.query_pairs_mut().append_pair(&name, "x");
                let refused = checked(Request::Authorization, endpoint.as_str(), &[]);
                assert!(refused.is_err(), "{endpoint}");
            }
        }
        for name in OF_TOKEN {
            assert!(checked(Request::Token, "https://as.example/", &[name]).is_err());
            let endpoint = format!("https://as.example/?{name}=x");
            assert!(checked(Request::Device, &endpoint, &[]).is_err());
        }
        for name in OF_REVOCATION {
            let endpoint = format!("https://as.example/?{name}=x");
            assert!(checked(Request::Revocation, &endpoint, &[]).is_err());
        }
    }

    #[test]
    fn a_parameter_that_comes_twice_is_refused_wherever_it_comes() {
        let endpoint = "https://as.example/?tenant=1";
        assert!(checked(Request::Token, endpoint, &["prompt", "Prompt"]).is_err());
        assert!(checked(Request::Token, endpoint, &["tenant"]).is_err());
        let twice = "https://as.example/?tenant=1&tenant=2";
        assert!(checked(Request::Token, twice, &[]).is_err());
    }

    #[test]
    fn nothing_stands_behind_a_semicolon_in_the_query_of_an_endpoint() {
        for query in [
            "tenant=1;redirect_uri=https://evil.test",
            "tenant=1;Redirect%5Furi=x",
            ";state=x",
            "a=1&b=2;c=3",
        ] {
            let endpoint = format!("https://as.example/authorize?{query}");
            for request in [
                Request::Authorization,
                Request::Token,
                Request::Device,
                Request::Revocation,
            ] {
                assert!(checked(request, &endpoint, &[]).is_err(), "{endpoint}");
            }
        }
        insta::assert_snapshot!(
            checked(Request::Authorization, "https://as.example/?a=1;state=x", &[]).unwrap_err(),
            @"the connector adds the parameter `a` to the authorization request, and it has a `;`, where another may begin. Report it to the connector's makers"
        );
        let encoded = "https://as.example/?a=1%3Bstate=x";
        assert_eq!(checked(Request::Authorization, encoded, &[]), Ok(()));
    }

    #[test]
    fn the_refusal_names_the_parameter_and_the_request() {
        insta::assert_snapshot!(
            checked(Request::Authorization, "https://as.example/", &["state"]).unwrap_err(),
            @"the connector adds the parameter `state` to the authorization request, and it is the host's to set. Report it to the connector's makers"
        );
    }

    proptest! {
        #[test]
        fn what_passes_leaves_each_of_the_hosts_parameters_alone(
            names in prop::collection::vec("[a-zA-Z_.\\[\\] -]{0,12}|state|STATE|client.id", 0..6)
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            if checked(Request::Authorization, "https://as.example/", &names).is_ok() {
                for name in names {
                    let read = name.to_lowercase().replace(['.', ' '], "_");
                    prop_assert!(!OF_AUTHORIZATION.contains(&&*read), "{}", name);
                }
            }
        }
    }
}
