//! Where the browser comes back to from the API's makers.
//!
//! The sign-in that it comes from is ended by the browser alone that has begun it: one
//! that brings the answer to somebody else's sign-in would connect its own account in
//! that place, or have another's connected in its own.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use connector_host::connections::ConnectSession;
use connector_host::{Error, Host, SignInId, SignInUnderWay};
use secrecy::SecretString;
use url::Url;

use super::admission::Admission;
use super::stop::Stop;
use super::visitor::{see_other, to_its_end};
use super::{cookie, failure};
use crate::pages::Why;
use crate::service::Shared;

pub(super) async fn come_back(
    State(shared): State<Arc<Shared>>,
    Path(connector): Path<String>,
    request: Request,
) -> Result<Response, Stop> {
    let (headers, extensions) = (request.headers(), request.extensions());
    let admission = Admission::of(&shared, headers, extensions, None).await?;
    let all = cookie::all(&shared.settings, headers);
    let mut came_to = shared.settings.address(request.uri().path());
    came_to.set_query(request.uri().query());
    let (host, sign_in) = match begun(&shared, &came_to).await {
        Ok(begun) => begun,
        Err(error) if error.code() == "no-sign-in" => {
            return again(&shared, &admission, &came_to, all).await;
        }
        Err(error) => return Err(error.into()),
    };
    if sign_in.connector != connector {
        return Err(Why::ForeignReturn.into());
    }
    let (session, secret) = session_of(&shared, &admission, &host, &sign_in, all).await?;
    admission.is_good(&shared, &session.id, &secret)?;
    let turn = shared.under_way.take(&session.id);
    // Away from the address with the code.
    let next = see_other(&format!("/connect/{}", session.id));
    let finished = async move {
        match host.finish_sign_in(&came_to).await {
            // It says so itself.
            Ok(_) => {}
            // Somebody has claimed it since then, who says what comes of it.
            Err(error) if error.code() == "no-sign-in" => {}
            Err(error) => {
                failure::note_of_sign_in(
                    &host,
                    &session,
                    Some(&sign_in.method),
                    &sign_in.id,
                    error,
                )
                .await?;
            }
        }
        drop(turn);
        Ok::<_, Stop>(())
    };
    to_its_end(&shared, finished).await?;
    Ok(next)
}

/// The sign-in that the browser returns from, and the host of its tenant.
async fn begun(shared: &Shared, came_to: &Url) -> Result<(Host, SignInUnderWay), Error> {
    let host = shared.host.tenant_of_sign_in(came_to).await?;
    let sign_in = host.sign_in_answered_by(came_to).await?;
    Ok((host, sign_in))
}

/// The session of this browser that the sign-in is under way in.
async fn session_of(
    shared: &Shared,
    admission: &Admission,
    host: &Host,
    sign_in: &SignInUnderWay,
    all: Vec<(String, SecretString)>,
) -> Result<(ConnectSession, SecretString), Stop> {
    for (id, secret) in all {
        admission.check_look(shared)?;
        let Some((of, session)) = its_session(shared, &id, &secret).await? else {
            continue;
        };
        let is_its = session.sign_in.as_deref() == Some(sign_in.id.as_str());
        if is_its && of.tenant_name() == host.tenant_name() {
            return Ok((session, secret));
        }
    }
    Err(Why::ForeignReturn.into())
}

/// Where a browser goes on that comes back a second time, such as one that loads the
/// address anew while the code is exchanged: to its session, if the answer to a sign-in
/// in that is being checked. One that comes back from a sign-in that is there no more, such
/// as since its app was removed, goes there too: the session says what came of it.
async fn again(
    shared: &Shared,
    admission: &Admission,
    came_to: &Url,
    all: Vec<(String, SecretString)>,
) -> Result<Response, Stop> {
    for (id, secret) in all {
        admission.check_look(shared)?;
        let Some((host, session)) = its_session(shared, &id, &secret).await? else {
            continue;
        };
        let Some(sign_in) = &session.sign_in else {
            continue;
        };
        let Ok(sign_in) = sign_in.parse::<SignInId>();
        let Err(error) = host.sign_in(&sign_in).await else {
            continue;
        };
        let is_its = match error.code() {
            "sign-in-claimed" => true,
            "no-sign-in" => Host::is_return_to(&session, came_to),
            _ => false,
        };
        if is_its {
            return Ok(see_other(&format!("/connect/{}", session.id)));
        }
    }
    Err(Why::ForeignReturn.into())
}

/// The session that a cookie is for, if it is there and this browser has it.
async fn its_session(
    shared: &Shared,
    id: &str,
    secret: &SecretString,
) -> Result<Option<(Host, ConnectSession)>, Stop> {
    match shared.host.connect_session_of_browser(id, secret).await {
        Ok(its) => Ok(Some(its)),
        Err(error) if matches!(error.code(), "other-browser" | "no-connect-session") => Ok(None),
        Err(error) => Err(error.into()),
    }
}
