//! What a client sends to the endpoints it authenticates at: its parameters
//! and its credentials.

use std::{borrow::Cow, collections::BTreeMap};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use http::{HeaderMap, Uri, header::AUTHORIZATION};

use super::error::OAuthError;
use crate::state::{State, app::App};

/// The parameters of a request, from its form body and its query alike: Zoom
/// documents the one and shows the other.
#[derive(Debug)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(crate) fn read(uri: &Uri, body: &[u8]) -> Self {
        let query = uri.query().unwrap_or_default().as_bytes();
        let pairs = [query, body]
            .into_iter()
            .flat_map(url::form_urlencoded::parse);
        let owned =
            |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        Self(pairs.map(owned).collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn require(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name)
            .ok_or_else(|| OAuthError::missing_parameter(name))
    }
}

/// The app that the client's credentials belong to: HTTP Basic authentication,
/// or `client_id` and `client_secret` as parameters (RFC 6749 section 2.3.1). A public
/// client names itself by `client_id` and sends nothing else: with a secret or an
/// `Authorization` field it is refused.
pub(crate) fn authenticate<'s>(
    state: &'s State,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<&'s App, OAuthError> {
    let named = parameters.get("client_id").and_then(|id| state.app(id));
    if let Some(app) = named.filter(|app| app.kind.is_public()) {
        let alone =
            !headers.contains_key(AUTHORIZATION) && parameters.get("client_secret").is_none();
        return alone.then_some(app).ok_or_else(OAuthError::invalid_client);
    }
    let (id, secret) = basic(headers)
        .or_else(|| {
            let id = parameters.get("client_id")?;
            Some((id.to_owned(), parameters.get("client_secret")?.to_owned()))
        })
        .ok_or_else(OAuthError::invalid_client)?;
    state
        .app(&id)
        .filter(|app| !app.kind.is_public() && app.client_secret == secret)
        .ok_or_else(OAuthError::invalid_client)
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, credentials) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((form_decoded(id), form_decoded(secret)))
}

/// RFC 6749 has id and secret form-encoded before they are joined. Credentials
/// of letters, digits, `-` and `_` are the same either way.
fn form_decoded(text: &str) -> String {
    url::form_urlencoded::parse(text.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}
