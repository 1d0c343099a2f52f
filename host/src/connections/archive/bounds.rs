//! Whether what an archive brings is no more than a store keeps: what is bounded wherever
//! it is entered, or comes from a server, comes in by no archive either.

use secrecy::{ExposeSecret as _, SecretString};

use super::ArchiveError;
use super::document::{
    ArchivedApp, ArchivedConnection, ArchivedGrant, ArchivedState, Document, Secret,
};
use crate::connections::app::{
    LONGEST_CLIENT_ID, LONGEST_SECRET, check_app_secret, check_client_id,
};
use crate::connections::bounds::{
    LONGEST_FACTS, LONGEST_SCOPES, LONGEST_TOKEN, MOST_OF_SETTINGS, MOST_SCOPES, are_words,
    is_longer_than, sizes_of_settings,
};
use crate::manifest::{LONGEST_ID, LONGEST_SETTING, LONGEST_TOKEN_ENDPOINT};
use crate::told::in_short;

/// The longest consent of a grant, and base address, in bytes of JSON: many times those
/// of a large API.
const LONGEST_CONSENT: usize = 1 << 20;
const LONGEST_ADDRESS: usize = 2048;

/// The longest sentence of a server or a connector that says why a grant is of no use, in
/// bytes.
const LONGEST_REASON: usize = 64 << 10;

/// Each connection, grant and app of it is as this host could have kept it.
pub(super) fn check(document: &Document) -> Result<(), ArchiveError> {
    for connection in &document.connections {
        beyond(of_connection(connection), || {
            format!("the connection `{}`", in_short(&connection.name))
        })?;
    }
    for grant in &document.grants {
        beyond(of_grant(grant), || {
            format!("the grant of {}", in_short(&grant.account.label))
        })?;
    }
    for app in &document.apps {
        beyond(of_app(app), || {
            let connector = in_short(&app.connector);
            format!("the app `{}` of {connector}", in_short(&app.name))
        })?;
    }
    Ok(())
}

fn beyond(problem: Option<String>, entry: impl FnOnce() -> String) -> Result<(), ArchiveError> {
    match problem {
        None => Ok(()),
        Some(problem) => Err(ArchiveError::BeyondBounds {
            entry: entry(),
            problem,
        }),
    }
}

fn of_connection(its: &ArchivedConnection) -> Option<String> {
    if its.owner.as_deref().is_some_and(|owner| !are_words(owner)) {
        return Some("whose it is, is said in 1 to 100 characters".to_owned());
    }
    let method = too_long("the id of its auth method", &its.method, LONGEST_ID);
    let secrets = its.secret_settings.iter();
    let secrets = secrets.map(|(name, value)| (name.as_str(), &value.0));
    let sizes = sizes_of_settings(&its.settings, secrets);
    let bytes: usize = sizes.iter().map(|size| size.bytes).sum();
    let settings = (bytes > MOST_OF_SETTINGS).then(|| {
        format!("the settings have {bytes} bytes together, and {MOST_OF_SETTINGS} are the most")
    });
    let mut names = sizes.iter().map(|size| size.name);
    method
        .or(settings)
        .or_else(|| names.find_map(|name| too_long("the name of a setting", name, LONGEST_SETTING)))
}

fn of_grant(its: &ArchivedGrant) -> Option<String> {
    let endpoint = &its.token_endpoint;
    let endpoint = too_long("the token endpoint", endpoint, LONGEST_TOKEN_ENDPOINT);
    let base_url = its.base_url.as_deref();
    let base_url = base_url.and_then(|url| too_long("the base address", url, LONGEST_ADDRESS));
    let tokens = [&its.access_token, &its.refresh_token];
    let tokens = tokens.into_iter().flatten();
    let reasons = [
        its.trouble.as_ref().map(|trouble| &trouble.reason),
        match &its.state {
            ArchivedState::Living => None,
            ArchivedState::Ended(reason) | ArchivedState::ClientRefused(reason) => Some(reason),
        },
    ];
    let scopes: usize = its.scopes.iter().map(String::len).sum();
    wrong_client_id(&its.client_id)
        .or(endpoint)
        .or(base_url)
        .or_else(|| tokens.into_iter().find_map(too_long_a_token))
        .or_else(|| {
            let mut reasons = reasons.into_iter().flatten();
            reasons.find_map(|reason| too_long("why it is of no use", reason, LONGEST_REASON))
        })
        .or_else(|| {
            its.client_secret
                .as_ref()
                .and_then(|its| too_long_a_secret(&its.0))
        })
        .or_else(|| {
            let is_more = its.scopes.len() > MOST_SCOPES || scopes > LONGEST_SCOPES;
            is_more.then(|| "it has more scopes than any API has".to_owned())
        })
        .or_else(|| {
            let facts = is_longer_than(&its.account.facts, LONGEST_FACTS);
            facts.then(|| format!("the facts of the account have more than {LONGEST_FACTS} bytes"))
        })
        .or_else(|| {
            let consent = is_longer_than(&its.consent, LONGEST_CONSENT);
            consent.then(|| format!("its consent has more than {LONGEST_CONSENT} bytes"))
        })
}

fn of_app(its: &ArchivedApp) -> Option<String> {
    let of_secret = |(name, current, previous): (&str, &Secret, Option<&Secret>)| {
        let values = [Some(current), previous].into_iter().flatten();
        let mut values = values.map(|value| wrong_secret(name, value));
        too_long("the name of a secret", name, LONGEST_SETTING).or_else(|| values.find_map(|it| it))
    };
    wrong_client_id(&its.client_id).or_else(|| its.rotated().find_map(of_secret))
}

fn wrong_client_id(client_id: &str) -> Option<String> {
    let is_wrong = check_client_id(client_id).is_err();
    is_wrong.then(|| {
        format!("a client id has 1 to {LONGEST_CLIENT_ID} bytes, and no character that is hidden")
    })
}

fn wrong_secret(name: &str, value: &Secret) -> Option<String> {
    let is_wrong = check_app_secret(name, &value.0).is_err();
    is_wrong.then(|| {
        format!(
            "the secret `{}` has 1 to {LONGEST_SECRET} bytes",
            in_short(name)
        )
    })
}

fn too_long_a_token(token: &Secret) -> Option<String> {
    let is_it = token.0.expose_secret().len() > LONGEST_TOKEN;
    is_it.then(|| format!("a token has more than {LONGEST_TOKEN} bytes"))
}

/// A client secret of the connection's own is one of its settings.
fn too_long_a_secret(secret: &SecretString) -> Option<String> {
    let is_it = secret.expose_secret().len() > MOST_OF_SETTINGS;
    is_it.then(|| format!("its client secret has more than {MOST_OF_SETTINGS} bytes"))
}

fn too_long(what: &str, text: &str, most: usize) -> Option<String> {
    let length = text.len();
    (length > most).then(|| format!("{what} has {length} bytes, and {most} are the most"))
}
