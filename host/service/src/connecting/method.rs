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
use crate::pages::{Choosing, Method, Preparing, Why, Wrong};
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
            .check_can_connect_by(&manifest.key, &method.id, session.purpose.app.as_deref())
            .await;
        methods.push(Method {
            id: &method.id,
            name: &method.name,
            summary: &method.summary,
            authorization: method.authorization,
            leads_on: leads_on(&visitor, method),
            unavailable: possible.err().map(unavailable),
        });
    }
    let choosing = Choosing {
        session: &session.id,
        connector: &manifest.name,
        methods,
        form_token: cookie::form_token(&visitor.secret),
    };
    Ok(choosing.page().into_response())
}

/// Whether there is nothing to enter for a method, and the next page says all: a page of
/// its own between would be one to press a button on.
pub(super) fn leads_on(visitor: &Visitor, method: &AuthMethod) -> bool {
    let given = &visitor.session.purpose.settings;
    method.authorization == AuthorizationKind::AuthorizationCode
        && form::inputs(method, given, &Map::new()).is_empty()
}

/// Why a way can't be had, for whoever connects.
fn unavailable(error: Error) -> String {
    match error {
        Error::NoApp { .. } | Error::UnknownApp { .. } => {
            "no app is registered here for it.".to_owned()
        }
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
    // What settings that are given or kept lead to is known once it is begun.
    let has_settings = !open.is_empty() || !visitor.session.purpose.settings.is_empty();
    let (host, session) = (&visitor.host, &visitor.session);
    let app = session.purpose.app.as_deref();
    // A connection that is brought back has an app already, unless another is named.
    let is_known = app.is_some() || session.purpose.connection.is_none();
    if !has_others(&visitor, manifest) && !has_settings && is_known {
        // Where there is no choice, nobody has been told yet that there is no way.
        let possible = host.check_can_connect_by(&manifest.key, &method.id, app);
        let possible = possible.await;
        if let Err(error) = possible {
            if !failure::is_the_platforms(&error) && error.class() != Class::Consent {
                return Err(error.into());
            }
            failure::note(host, session, &method.id, error).await?;
            return Ok(visitor.to_session());
        }
    }
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
    visitor.check_form(&body)?;
    if let Some(answer) = over(&visitor) {
        return answer;
    }
    let connector = visitor.connector().await?;
    let manifest = connector.manifest();
    let method = find(&visitor, manifest, &method).await?;
    begin_by(&visitor, manifest, method, &body, work).await
}

/// Goes on from the first page: by the one way that there is, where that leads on by
/// itself, and else to the page that says how far the session has come.
pub(super) async fn go_on(visitor: &Visitor, work: Option<Arc<Work>>) -> Result<Response, Stop> {
    let session = &visitor.session;
    let is_new = !session.is_over
        && session.sign_in.is_none()
        && matches!(session.state, ConnectState::Pending);
    if !is_new {
        return Ok(visitor.to_session());
    }
    let connector = visitor.connector().await?;
    let manifest = connector.manifest();
    if let Some(only) = only(visitor, manifest).await? {
        let method = find(visitor, manifest, &only).await?;
        if leads_on(visitor, method) {
            return begin_by(visitor, manifest, method, &[], work).await;
        }
    }
    Ok(visitor.to_session())
}

/// Begins to connect by a method, with what was entered for it.
async fn begin_by(
    visitor: &Visitor,
    manifest: &Manifest,
    method: &AuthMethod,
    body: &[u8],
    work: Option<Arc<Work>>,
) -> Result<Response, Stop> {
    // One at a time: whoever sends the form twice sees what comes of the first.
    let Some(turn) = visitor.shared.under_way.take(&visitor.session.id) else {
        return Ok(visitor.to_session());
    };
    take_place(visitor, work.as_deref())?;
    let settings = form::settings(method, &visitor.session.purpose.settings, body);
    let open = settings.open.clone();
    let secrets = settings.secret.iter().map(|(name, _)| name.clone());
    let secrets: Vec<String> = secrets.collect();
    let started = visitor.to_its_end({
        let (visitor, method) = (visitor.clone(), method.clone());
        async move {
            let begun = begun(&visitor, start(&visitor, &method, settings).await).await;
            drop(turn);
            begun
        }
    });
    let error = match started.await? {
        Ok(()) => return Ok(visitor.to_session()),
        Err(error) => error,
    };
    let problems = match error {
        // The session, or what it was for, is there no more.
        error if Stop::of(&error).is_some() => return Err(error.into()),
        error if failure::is_the_platforms(&error) || leads_on(visitor, method) => {
            failure::note(&visitor.host, &visitor.session, &method.id, error).await?;
            return Ok(visitor.to_session());
        }
        error => match error.ended_by() {
            Error::Settings { problems, .. } => {
                let wrong = problems.iter().map(|problem| Wrong {
                    setting: Some(problem.name.clone()),
                    message: problem.message.clone(),
                });
                wrong.collect()
            }
            _ => {
                let is_of_what_was_entered = error.class() == Class::Usage;
                let problem = Problem::from(error);
                if !is_of_what_was_entered {
                    // What the platform has to know of, and not whoever connects alone.
                    let (code, detail) = (problem.code(), problem.detail());
                    let (host, id) = (&visitor.host, &visitor.session.id);
                    host.failed_in_connect_session(id, None, code, detail)
                        .await?;
                }
                vec![Wrong {
                    setting: None,
                    message: problem.detail().to_owned(),
                }]
            }
        },
    };
    let mut page = preparing(visitor, manifest, method, &open, problems);
    // A secret is not shown again, so whoever has entered it has to see where.
    for input in &mut page.inputs {
        input.is_changed |= secrets.iter().any(|secret| secret == input.name);
    }
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
        let mut reconnect = host
            .reconnect(connection)
            .redirect(redirect)
            .in_connect_session(&visitor.session.id);
        if let Some(app) = &purpose.app {
            reconnect = reconnect.app(app);
        }
        for (name, value) in settings.open {
            reconnect = reconnect.setting(name, value);
        }
        for (name, value) in settings.secret {
            reconnect = reconnect.secret(name, value);
        }
        return reconnect.start().await;
    }
    let mut connect = host
        .connect(&purpose.connector, &method.id)
        .redirect(redirect)
        .in_connect_session(&visitor.session.id);
    if let Some(app) = &purpose.app {
        connect = connect.app(app);
    }
    if let Some(name) = &purpose.name {
        connect = connect.name(name);
    }
    if let Some(owner) = &purpose.owner {
        connect = connect.owner(owner);
    }
    for (name, value) in settings.open.into_iter().chain(purpose.settings.clone()) {
        connect = connect.setting(name, value);
    }
    for (name, value) in settings.secret {
        connect = connect.secret(name, value);
    }
    connect.start().await
}

/// What came of the beginning of an attempt: the session says so by itself. A sign-in
/// that it takes the place of is of no use any more.
async fn begun(
    visitor: &Visitor,
    attempt: Result<Attempt, Error>,
) -> Result<Result<(), Error>, Stop> {
    if let Err(error) = attempt {
        return Ok(Err(error));
    }
    if let Some(before) = &visitor.session.sign_in {
        let Ok(before) = before.parse::<SignInId>();
        visitor.host.abandon_sign_in(&before).await?;
    }
    Ok(Ok(()))
}

/// The answer where nothing is begun any more.
fn over(visitor: &Visitor) -> Option<Result<Response, Stop>> {
    match visitor.session.state {
        ConnectState::Connected(_) => Some(Ok(visitor.to_session())),
        // What was begun in time goes on, and may connect it yet.
        _ if visitor.session.is_over
            && (visitor.session.sign_in.is_some()
                || visitor.shared.under_way.has(&visitor.session.id)) =>
        {
            Some(Ok(visitor.to_session()))
        }
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
    problems: Vec<Wrong>,
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
        inputs: form::inputs(method, &visitor.session.purpose.settings, open),
        keeps: visitor.session.purpose.connection.is_some(),
        problems,
        next,
        has_others: has_others(visitor, manifest),
    }
}

/// Where the browser comes back to.
fn redirect_uri(visitor: &Visitor) -> url::Url {
    let connector = &visitor.session.purpose.connector;
    visitor.shared.settings.redirect_uri(connector)
}
