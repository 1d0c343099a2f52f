//! The token endpoint (RFC 6749 section 3.2).

use axum::{
    Extension, Json,
    extract::State as Extract,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, Uri, header::CACHE_CONTROL};
use jiff::Timestamp;
use serde::Serialize;

use super::{
    client::{self, Parameters},
    error::OAuthError,
    pkce,
};
use crate::{
    clock::Arrival,
    links::Links,
    sandbox::Shared,
    state::{
        State,
        app::{App, AppKind},
        grants::{Grant, NewGrant, REFRESH_TOKEN_LIFETIME},
    },
};

/// The grant type of RFC 8628 section 3.4.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A token response (RFC 6749 section 5.1) with Zoom's `api_url`.
#[derive(Debug, Serialize)]
struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    expires_in: i64,
    scope: String,
    api_url: String,
}

/// `POST /oauth/token`.
pub(crate) async fn handle(
    Extract(shared): Extract<Shared>,
    Extension(Arrival(now)): Extension<Arrival>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let links = Links::new(&headers, shared.address);
    let mut state = shared.state();
    match answer(
        &mut state,
        &headers,
        &Parameters::read(&uri, &body),
        links,
        now,
    ) {
        Ok(answer) => ([(CACHE_CONTROL, "no-store")], Json(answer)).into_response(),
        Err(error) => error.into_response(),
    }
}

fn answer(
    state: &mut State,
    headers: &HeaderMap,
    parameters: &Parameters,
    links: Links,
    now: Timestamp,
) -> Result<TokenResponse, OAuthError> {
    let app = client::authenticate(state, headers, parameters)?.clone();
    let grant_type = parameters
        .get("grant_type")
        .ok_or_else(OAuthError::missing_grant_type)?;
    let account = app.kind == AppKind::ServerToServer;
    // That a public client may redeem codes and refresh tokens alone is a guess.
    let confidential = !account && !app.kind.is_public();
    // The tokens of the account and of the app itself are not refreshed: the
    // client asks for another.
    let (grant, refreshable) = match grant_type {
        "account_credentials" if account => (account_credentials(state, &app, parameters)?, false),
        "client_credentials" if confidential => (client_credentials(state, &app), false),
        "authorization_code" if !account => {
            (authorization_code(state, &app, parameters, now)?, true)
        }
        DEVICE_CODE if confidential => (device_code(state, &app, parameters, now)?, true),
        "refresh_token" if !account => (refresh_token(state, &app, parameters, now)?, true),
        _ => return Err(OAuthError::unsupported_grant_type()),
    };
    Ok(issue(state, &app, &grant, refreshable, links, now))
}

fn refresh_token(
    state: &mut State,
    app: &App,
    parameters: &Parameters,
    now: Timestamp,
) -> Result<Grant, OAuthError> {
    let token = parameters.require("refresh_token")?;
    state
        .grants
        .take_refresh_token(token, &app.client_id, now)
        .ok_or_else(|| {
            if app.kind.is_public() {
                OAuthError::invalid_refresh_token()
            } else {
                OAuthError::invalid_token()
            }
        })
}

fn account_credentials(
    state: &mut State,
    app: &App,
    parameters: &Parameters,
) -> Result<Grant, OAuthError> {
    if parameters.require("account_id")? != app.account_id {
        return Err(OAuthError::invalid_account());
    }
    // The token is the account owner's, and several may live side by side.
    let grant = NewGrant {
        user_id: state.account.owner_id.clone(),
        client_id: app.client_id.clone(),
        scopes: app.scopes.clone(),
    };
    Ok(if state.settings.one_account_token {
        state.grants.replace(grant)
    } else {
        state.grants.add(grant)
    })
}

/// A token of the app itself, without a user (RFC 6749 section 4.4). Which
/// scopes it carries depends on features of the app that are not here, so this
/// one scope is a guess.
fn client_credentials(state: &mut State, app: &App) -> Grant {
    state.grants.add(NewGrant {
        user_id: String::new(),
        client_id: app.client_id.clone(),
        scopes: vec!["imchat:bot".into()],
    })
}

fn device_code(
    state: &mut State,
    app: &App,
    parameters: &Parameters,
    now: Timestamp,
) -> Result<Grant, OAuthError> {
    let device_code = parameters.require("device_code")?;
    let grant = state
        .devices
        .ask(device_code, &app.client_id, now)
        .ok_or_else(OAuthError::invalid_device_code)?
        .map_err(OAuthError::device_waits)?;
    Ok(state.grants.replace(grant))
}

fn authorization_code(
    state: &mut State,
    app: &App,
    parameters: &Parameters,
    now: Timestamp,
) -> Result<Grant, OAuthError> {
    let code = parameters.require("code")?;
    let request = state
        .grants
        .take_code(code)
        .filter(|request| request.grant.client_id == app.client_id)
        .ok_or_else(|| {
            if app.kind.is_public() {
                OAuthError::invalid_public_code()
            } else {
                OAuthError::invalid_code(code)
            }
        })?;
    if request.expires <= now {
        return Err(OAuthError::expired_code());
    }
    if parameters.get("redirect_uri") != Some(&request.redirect_uri) {
        return Err(OAuthError::redirect_uri_mismatch());
    }
    if !pkce::answers(request.challenge.as_ref(), parameters.get("code_verifier")) {
        return Err(OAuthError::invalid_code_verifier());
    }
    Ok(state.grants.replace(request.grant))
}

/// Issues tokens for a grant. What became of the access token before a refresh
/// is not documented: it lives on until it expires, a guess.
fn issue(
    state: &mut State,
    app: &App,
    grant: &Grant,
    refreshable: bool,
    links: Links,
    now: Timestamp,
) -> TokenResponse {
    let (client_id, user_id) = (&app.client_id, &grant.user_id);
    let region = state.user(user_id).and_then(|user| user.api_url.clone());
    let lifetime = state.settings.access_token_lifetime;
    let expires = now + lifetime;
    let access_token = state.sign_token("access_token", client_id, user_id, now, expires);
    state
        .grants
        .keep_access_token(access_token.clone(), grant, expires);
    let refresh_token = refreshable.then(|| {
        let expires = now + REFRESH_TOKEN_LIFETIME;
        let token = state.sign_token("refresh_token", client_id, user_id, now, expires);
        state
            .grants
            .keep_refresh_token(token.clone(), grant, expires);
        token
    });
    TokenResponse {
        access_token,
        token_type: "bearer",
        refresh_token,
        expires_in: lifetime.as_secs(),
        scope: grant.scopes.join(" "),
        api_url: region.unwrap_or(links.api),
    }
}
