//! How far a session has come: the page that the browser is sent to after each step.

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use connector_host::connections::{ConnectState, ConnectedInSession};
use connector_host::manifest::Manifest;
use connector_host::{Approval, Error, Polled, SignInId, SignInUnderWay};
use url::Url;

use super::method::{has_others, leads_on};
use super::stop::Stop;
use super::visitor::{Visitor, see_other};
use super::{cookie, failure, form, method, shown};
use crate::pages::{Connected, Device, Leaving, Stopped, Uncovered, Why};

pub(super) async fn show(visitor: Visitor, query: RawQuery) -> Result<Response, Stop> {
    let query = query.0.unwrap_or_default();
    let has_asked = form::value(query.as_bytes(), "asked").is_some();
    let connector = visitor.connector().await?;
    let manifest = connector.manifest();
    match (&visitor.session.state, &visitor.session.sign_in) {
        (ConnectState::Connected(connected), _) => Ok(last(&visitor, manifest, connected)),
        // What was begun in time goes on, however late it is.
        (_, Some(id)) => {
            let Ok(id) = id.parse::<SignInId>();
            match visitor.host.sign_in(&id).await {
                Ok(sign_in) => under_way(&visitor, manifest, &sign_in, has_asked).await,
                Err(error) if error.code() == "sign-in-claimed" => Ok(checking(&visitor)),
                Err(error) if error.code() == "no-sign-in" => failed(&visitor, &id, error).await,
                Err(error) => Err(error.into()),
            }
        }
        (_, None) if visitor.shared.under_way.has(&visitor.session.id) => Ok(checking(&visitor)),
        (ConnectState::Failed { code, detail }, None) => Ok(attempt(&visitor, code, detail)),
        (ConnectState::Expired, None) => Err(Why::Expired.into()),
        (ConnectState::Pending, None) => Ok(see_other(&method::choice(&visitor.session))),
    }
}

async fn under_way(
    visitor: &Visitor,
    manifest: &Manifest,
    sign_in: &SignInUnderWay,
    has_asked: bool,
) -> Result<Response, Stop> {
    let session = &visitor.session;
    let has_others = has_others(visitor, manifest);
    // What it takes was said before where something was to be entered.
    let unsaid = manifest.auth_method(&sign_in.method);
    let unsaid = unsaid.filter(|method| leads_on(visitor, method));
    let setup = unsaid.map(|method| method.setup.as_slice());
    match &sign_in.approval {
        Approval::Browser { url, redirect_uri } => {
            let leaving = Leaving {
                session: &session.id,
                connector: &manifest.name,
                url,
                host: url.host_str().unwrap_or_default(),
                setup: setup.unwrap_or_default(),
                redirect_uri,
                errors: errors(manifest, redirect_uri),
                expires: shown::time(sign_in.expires_at),
                has_others,
            };
            Ok(leaving.page().into_response())
        }
        Approval::Device {
            user_code,
            verification_uri,
            verification_uri_complete,
        } => {
            let polled = visitor.to_its_end(poll(visitor.clone(), sign_in.clone()));
            if polled.await? {
                return Ok(visitor.to_session());
            }
            let complete = verification_uri_complete.as_ref();
            let device = Device {
                session: &session.id,
                connector: &manifest.name,
                user_code,
                address: &visitor.host.rerouted(verification_uri),
                link: &visitor.host.rerouted(complete.unwrap_or(verification_uri)),
                expires: shown::time(sign_in.expires_at),
                asked: has_asked,
                has_others,
            };
            Ok(device.page().into_response())
        }
        // A way that this service has no page for.
        _ => Err(Why::Failed.into()),
    }
}

/// Asks whether somebody has approved on a device; says whether the attempt has come
/// to its end.
async fn poll(visitor: Visitor, sign_in: SignInUnderWay) -> Result<bool, Stop> {
    let SignInUnderWay { id, method, .. } = &sign_in;
    let (host, session) = (&visitor.host, &visitor.session);
    match host.poll_device(id).await {
        // The session says so from now on.
        Ok(Polled::Connected(_)) => {}
        Ok(_) => return Ok(false),
        // Somebody else has asked at the same time, and says what comes of it.
        Err(error) if error.code() == "no-sign-in" => {}
        Err(error) => failure::note_of_sign_in(host, session, Some(method), id, error).await?,
    }
    Ok(true)
}

/// Notes that the attempt has failed, and says so.
async fn failed(visitor: &Visitor, id: &SignInId, error: Error) -> Result<Response, Stop> {
    failure::note_of_sign_in(&visitor.host, &visitor.session, None, id, error).await?;
    Ok(visitor.to_session())
}

/// What somebody sees who looks while the answer of the API's makers is on its way.
fn checking(visitor: &Visitor) -> Response {
    let session = &visitor.session.id;
    Stopped::Checking { session }.page().into_response()
}

fn attempt(visitor: &Visitor, code: &str, detail: &str) -> Response {
    let session = &visitor.session;
    let is_over = session.is_over
        || failure::ends_the_link(code)
        || code == "name-taken" && session.purpose.connection.is_none();
    let stopped = Stopped::Attempt {
        session: &session.id,
        form_token: &cookie::form_token(&visitor.secret),
        declined: code == "sign-in-declined",
        may_try_again: !is_over,
        detail,
    };
    stopped.page().into_response()
}

fn last(visitor: &Visitor, manifest: &Manifest, connected: &ConnectedInSession) -> Response {
    let return_url = visitor.session.purpose.return_url.as_deref();
    let return_url: Option<Url> = return_url.and_then(|url| url.parse().ok());
    let uncovered = connected.uncovered.iter().map(|uncovered| Uncovered {
        title: title(manifest, &uncovered.id),
        missing: uncovered
            .missing_scopes
            .iter()
            .map(|set| set.join(" and "))
            .collect(),
    });
    let connected = Connected {
        connector: &manifest.name,
        account: &connected.account,
        uncovered: uncovered.collect(),
        warnings: &connected.warnings,
        return_url: return_url.as_ref(),
    };
    connected.page().into_response()
}

/// What a person calls an action or a trigger.
fn title<'a>(manifest: &'a Manifest, id: &'a str) -> &'a str {
    let mut actions = manifest.actions.iter();
    let action = actions.find(|action| action.id == id);
    let mut triggers = manifest.triggers.iter();
    let trigger = triggers.find(|trigger| trigger.id == id);
    let title = action.map(|action| action.title.as_str());
    title
        .or(trigger.map(|trigger| trigger.title.as_str()))
        .unwrap_or(id)
}

/// The errors that the sign-in page shows instead of sending the browser back.
fn errors(manifest: &Manifest, redirect_uri: &Url) -> Vec<(String, String)> {
    let errors = manifest.authorization_errors.iter();
    errors
        .filter(|error| error.is_shown_in_the_browser())
        .map(|error| {
            let words = error.says.iter().map(|words| format!("“{words}…”"));
            let recognised_by: Vec<String> = error.codes.iter().cloned().chain(words).collect();
            let remedy = format!("{} {}", error.meaning, error.remedy_for(redirect_uri));
            (recognised_by.join(" or "), remedy)
        })
        .collect()
}
