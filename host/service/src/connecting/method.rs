//! The choice of a way to connect, what it takes, and its beginning.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Path, Request};
use axum::response::{IntoResponse as _, Response};
use connector_host::connections::{ConnectSession, ConnectState};
use connector_host::manifest::{AuthMethod, AuthorizationKind, Manifest};
use connector_host::oauth::Redirect;
use connector_host::{Attempt, Class, Error, SignInId};

use serde_json::{Map, Value};

use super::form::{self, Settings};
use super::stop::Stop;
use super::visitor::{Visitor, see_other};
use super::{cookie, failure};
use crate::connect_sessions::address;
use crate::pages::{Choosing, Method, Preparing, Why};
use crate::problem::Problem;
use crate::room::Work;

/// Where a session goes on: to its choice, or to the one way that there is.
pub(super) fn choice(session: &ConnectSession) -> String {
    format!("/connect/{}/methods", session.id)
}

/// The one auth method that a session is for, when it is for one.
async fn only(visitor: &Visitor, manifest: &Manifest) -> Result<Option<String>, Stop> {
    let purpose = &visitor.session.purpose;
    if let Some(connection) = &purpose.connection {
        return Ok(Some(visitor.host.connection(connection).await?.method));
    }
    let only = match manifest.auth_methods.as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    };
    Ok(purpose.method.clone().or(only))
}

/// Whether there is a choice.
pub(super) fn has_others(visitor: &Visitor, manifest: &Manifest) -> bool {
    let purpose = &visitor.session.purpose;
    purpose.method.is_none() && purpose.connection.is_none() && manifest.auth_methods.len() > 1
}

pub(super) async fn choose(visitor: Visitor) -> Result<Response, Stop> {
    if let Some(answer) = over(&visitor) {
        return answer;
    }
    let connector = visitor.connector().await?;
    let manifest = connector.manifest();
    let session = &visitor.session;
    if let Some(only) = only(&visitor, manifest).await? {
        return Ok(see_other(&format!(
            "/connect/{}/methods/{only}",
            session.id
        )));
    }
    let mut methods = Vec::new();
    for method in &manifest.auth_methods {
        let possible = visitor
            .host
            .check_can_connect_by(&manifest.key, &method.id)
            .await;
        methods.push(Method {
            id: &method.id,
            name: &method.name,
            summary: &method.summary,
            authorization: method.authorization,
            unavailable: possible.err().map(unavailable),
        });
    }
    let choosing = Choosing {
        session: &session.id,
        connector: &manifest.name,
        methods,
    };
    Ok(choosing.page().into_response())
}

/// Why a way can't be had, for whoever connects.
fn unavailable(error: Error) -> String {
    match error {
        Error::NoApp { .. } => "no app is registered here for it.".to_owned(),
        error => Problem::from(error).detail().to_owned(),
    }
}

pub(super) async fn prepare(
    visitor: Visitor,
    Path((_, method)): Path<(String, String)>,
) -> Result<Response, Stop> {
    if let Some(answer) = over(&visitor) {
        return answer;
    }
    let connector = visitor.connector().await?;
    let manifest = connector.manifest();
    let method = find(&visitor, manifest, &method).await?;
    let open = kept(&visitor).await?;
    let page = preparing(&visitor, manifest, method, &open, Vec::new());
    Ok(page.page().into_response())
}

pub(super) async fn begin(
    visitor: Visitor,
    Path((_, method)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Stop> {
    let work = request.extensions().get::<Arc<Work>>().cloned();
    let (_, body) = form::read(request, &visitor.shared).await?;
    let token = form::value(&body, "form_token").unwrap_or_default();
    if !cookie::is_token_of(&token, &visitor.secret) {
        return Err(Why::ForeignForm.into());
    }
    if let Some(answer) = over(&visitor) {
        return answer;
    }
    let connector = visitor.connector().await?;
    let manifest = connector.manifest();
    let method = find(&visitor, manifest, &method).await?;
    take_place(&visitor, work.as_deref())?;
    let settings = form::settings(method, &body);
    let open = settings.open.clone();
    let started = visitor.to_its_end({
        let (visitor, method) = (visitor.clone(), method.clone());
        async move { note(&visitor, start(&visitor, &method, settings).await).await }
    });
    let error = match started.await? {
        Ok(()) => return Ok(visitor.to_session()),
        Err(error) => error,
    };
    let problems = match error {
        Error::Settings { problems, .. } => problems,
        error if failure::is_the_platforms(&error) => {
            failure::note(&visitor.host, &visitor.session, error).await?;
            return Ok(visitor.to_session());
        }
        error => {
            let is_of_what_was_entered = error.class() == Class::Usage;
            let problem = Problem::from(error);
            if !is_of_what_was_entered {
                // What the platform has to know of, and not whoever connects alone.
                let (code, detail) = (problem.code(), problem.detail());
                let (host, id) = (&visitor.host, &visitor.session.id);
                host.failed_in_connect_session(id, code, detail).await?;
            }
            vec![problem.detail().to_owned()]
        }
    };
    let page = preparing(&visitor, manifest, method, &open, problems);
    Ok(page.page().into_response())
}

/// Takes a place among the calls of the session's tenant, unless too many attempts were
/// made in the session.
fn take_place(visitor: &Visitor, work: Option<&Work>) -> Result<(), Stop> {
    let shared = &visitor.shared;
    if let Some(work) = work {
        let place = shared.room.place_of(visitor.host.tenant_name());
        work.hold(place.map_err(|_| Why::Busy)?);
    }
    match shared.attempts.allow(&visitor.session.id, Instant::now()) {
        true => Ok(()),
        false => Err(Why::TooOften.into()),
    }
}

/// Begins to connect, or to connect again.
async fn start(
    visitor: &Visitor,
    method: &AuthMethod,
    settings: Settings,
) -> Result<Attempt, Error> {
    let (host, purpose) = (&visitor.host, &visitor.session.purpose);
    let redirect = Redirect::Elsewhere(redirect_uri(visitor));
    if let Some(connection) = &purpose.connection {
        let mut reconnect = host.reconnect(connection).redirect(redirect);
        for (name, value) in settings.open {
            reconnect = reconnect.setting(name, value);
        }
        for (name, value) in settings.secret {
            reconnect = reconnect.secret(name, value);
        }
        // Somebody is there who can approve: it is theirs to say whose account it is.
        if method.authorization != AuthorizationKind::TokenGrant {
            reconnect = reconnect.sign_in();
        }
        return reconnect.start().await;
    }
    let mut connect = host
        .connect(&purpose.connector, &method.id)
        .redirect(redirect);
    if let Some(name) = &purpose.name {
        connect = connect.name(name);
    }
    if let Some(owner) = &purpose.owner {
        connect = connect.owner(owner);
    }
    for (name, value) in settings.open {
        connect = connect.setting(name, value);
    }
    for (name, value) in settings.secret {
        connect = connect.secret(name, value);
    }
    connect.start().await
}

/// Notes how far an attempt has come, unless it has failed. A sign-in that it takes the
/// place of is of no use any more.
async fn note(
    visitor: &Visitor,
    attempt: Result<Attempt, Error>,
) -> Result<Result<(), Error>, Stop> {
    let (host, session) = (&visitor.host, &visitor.session);
    let begun = match attempt {
        Err(error) => return Ok(Err(error)),
        Ok(Attempt::Connected(connected)) => {
            host.connected_in_connect_session(&session.id, &connected)
                .await?;
            None
        }
        Ok(Attempt::Pending(pending)) => Some(pending.id().clone()),
        Ok(Attempt::PendingDevice(pending)) => Some(pending.id().clone()),
    };
    if let Some(id) = begun {
        let noted = host.begun_in_connect_session(&session.id, id.to_string());
        if let Err(error) = noted.await {
            host.abandon_sign_in(&id).await?;
            return Err(error.into());
        }
    }
    if let Some(before) = &session.sign_in {
        let Ok(before) = before.parse::<SignInId>();
        host.abandon_sign_in(&before).await?;
    }
    Ok(Ok(()))
}

/// The answer where nothing is begun any more.
fn over(visitor: &Visitor) -> Option<Result<Response, Stop>> {
    match visitor.session.state {
        ConnectState::Connected(_) => Some(Ok(visitor.to_session())),
        _ if visitor.session.is_over => Some(Err(Why::Expired.into())),
        _ => None,
    }
}

/// The auth method, if the session may be connected by it.
async fn find<'a>(
    visitor: &Visitor,
    manifest: &'a Manifest,
    id: &str,
) -> Result<&'a AuthMethod, Stop> {
    let only = only(visitor, manifest).await?;
    let method = manifest.auth_method(id).ok_or(Why::NoPage)?;
    match only.is_none_or(|only| only == id) {
        true => Ok(method),
        false => Err(Why::NoPage.into()),
    }
}

/// The settings that are kept of a connection that is to be brought back.
async fn kept(visitor: &Visitor) -> Result<Map<String, Value>, Stop> {
    match &visitor.session.purpose.connection {
        Some(connection) => Ok(visitor.host.connection(connection).await?.settings),
        None => Ok(Map::new()),
    }
}

fn preparing<'a>(
    visitor: &'a Visitor,
    manifest: &'a Manifest,
    method: &'a AuthMethod,
    open: &Map<String, Value>,
    problems: Vec<String>,
) -> Preparing<'a> {
    let next = match method.authorization {
        AuthorizationKind::AuthorizationCode => format!("Go on to {}", manifest.name),
        AuthorizationKind::DeviceCode => "Show me the code".to_owned(),
        AuthorizationKind::TokenGrant => "Connect".to_owned(),
    };
    Preparing {
        session: &visitor.session.id,
        form_token: cookie::form_token(&visitor.secret),
        method: &method.id,
        name: &method.name,
        summary: &method.summary,
        setup: &method.setup,
        redirect_uri: redirect_uri(visitor),
        inputs: form::inputs(method, open),
        keeps: visitor.session.purpose.connection.is_some(),
        problems,
        next,
        has_others: has_others(visitor, manifest),
    }
}

/// Where the browser comes back to.
fn redirect_uri(visitor: &Visitor) -> url::Url {
    let connector = &visitor.session.purpose.connector;
    let path = format!("/oauth/callback/{connector}");
    address(&visitor.shared.settings, &path)
}
