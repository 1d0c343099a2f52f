//! Where the browser comes back to from the API's makers.
//!
//! The sign-in that it comes from is ended by the browser alone that has begun it: one
//! that brings the answer to somebody else's sign-in would connect its own account in
//! that place, or have another's connected in its own.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use connector_host::connections::ConnectSession;
use connector_host::{Host, SignInUnderWay};
use secrecy::SecretString;

use super::stop::Stop;
use super::visitor::{check_rate, see_other, to_its_end};
use super::{cookie, failure};
use crate::connect_sessions::address;
use crate::pages::Why;
use crate::service::Shared;

pub(super) async fn come_back(
    State(shared): State<Arc<Shared>>,
    Path(connector): Path<String>,
    request: Request,
) -> Result<Response, Stop> {
    check_rate(&shared)?;
    let mut came_to = address(&shared.settings, request.uri().path());
    came_to.set_query(request.uri().query());
    let host = shared.host.tenant_of_sign_in(&came_to).await;
    let host = host.map_err(not_begun)?;
    let sign_in = host.sign_in_answered_by(&came_to).await;
    let sign_in = sign_in.map_err(not_begun)?;
    if sign_in.connector != connector {
        return Err(Why::ForeignReturn.into());
    }
    let all = cookie::all(&shared.settings, request.headers());
    let session = session_of(&shared, &host, &sign_in, all).await?;
    // Away from the address with the code.
    let next = see_other(&format!("/connect/{}", session.id));
    let finished = async move {
        match host.finish_sign_in(&came_to).await {
            Ok(connected) => {
                host.connected_in_connect_session(&session.id, &connected)
                    .await?;
            }
            // Somebody has claimed it since then, who says what comes of it.
            Err(error) if error.code() == "no-sign-in" => {}
            Err(error) => failure::note(&host, &session, error).await?,
        }
        Ok::<_, Stop>(())
    };
    to_its_end(&shared, finished).await?;
    Ok(next)
}

/// The session of this browser that the sign-in is under way in.
async fn session_of(
    shared: &Shared,
    host: &Host,
    sign_in: &SignInUnderWay,
    all: Vec<(String, SecretString)>,
) -> Result<ConnectSession, Stop> {
    for (id, secret) in all {
        let Ok((of, session)) = shared.host.connect_session_of_browser(&id, &secret).await else {
            continue;
        };
        let is_its = session.sign_in.as_deref() == Some(sign_in.id.as_str());
        if is_its && of.tenant_name() == host.tenant_name() {
            return Ok(session);
        }
    }
    Err(Why::ForeignReturn.into())
}

fn not_begun(error: connector_host::Error) -> Stop {
    match error.code() {
        "no-sign-in" => Why::ForeignReturn.into(),
        _ => error.into(),
    }
}
