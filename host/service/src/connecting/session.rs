//! How far a session has come: the page that the browser is sent to after each step.

use std::collections::HashMap;

use axum::extract::Query;
use axum::response::{IntoResponse as _, Response};
use connector_host::connections::{ConnectState, ConnectedInSession};
use connector_host::manifest::Manifest;
use connector_host::{Approval, Error, Polled, SignInId, SignInUnderWay};
use url::Url;

use super::method::has_others;
use super::stop::Stop;
use super::visitor::{Visitor, see_other};
use super::{failure, method, shown};
use crate::pages::{Connected, Device, Leaving, Stopped, Uncovered, Why};

pub(super) async fn show(
    visitor: Visitor,
    query: Query<HashMap<String, String>>,
) -> Result<Response, Stop> {
    let has_asked = query.contains_key("asked");
    let connector = visitor.connector().await?;
    let manifest = connector.manifest();
    match (&visitor.session.state, &visitor.session.sign_in) {
        (ConnectState::Connected(connected), _) => Ok(last(&visitor, manifest, connected)),
        // What was begun in time goes on, however late it is.
        (_, Some(id)) => {
            let Ok(id) = id.parse::<SignInId>();
            match visitor.host.sign_in(&id).await {
                Ok(sign_in) => under_way(&visitor, manifest, &sign_in, has_asked).await,
                Err(error) => failed(&visitor, error).await,
            }
        }
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
    match &sign_in.approval {
        Approval::Browser { url, redirect_uri } => {
            let leaving = Leaving {
                session: &session.id,
                connector: &manifest.name,
                url,
                host: url.host_str().unwrap_or_default(),
                errors: errors(manifest, redirect_uri),
                has_others,
            };
            Ok(leaving.page().into_response())
        }
        Approval::Device {
            user_code,
            verification_uri,
            verification_uri_complete,
        } => {
            let polled = visitor.to_its_end(poll(visitor.clone(), sign_in.id.clone()));
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
async fn poll(visitor: Visitor, id: SignInId) -> Result<bool, Stop> {
    let (host, session) = (&visitor.host, &visitor.session);
    match host.poll_device(&id).await {
        Ok(Polled::Connected(connected)) => {
            host.connected_in_connect_session(&session.id, &connected)
                .await?;
        }
        Ok(_) => return Ok(false),
        // Somebody else has asked at the same time, and says what comes of it.
        Err(error) if error.code() == "no-sign-in" => {}
        Err(error) => failure::note(host, session, error).await?,
    }
    Ok(true)
}

/// Notes that the attempt has failed, and says so.
async fn failed(visitor: &Visitor, error: Error) -> Result<Response, Stop> {
    failure::note(&visitor.host, &visitor.session, error).await?;
    Ok(visitor.to_session())
}

fn attempt(visitor: &Visitor, code: &str, detail: &str) -> Response {
    let stopped = Stopped::Attempt {
        session: &visitor.session.id,
        declined: code == "sign-in-declined",
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
