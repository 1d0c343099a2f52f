//! Where a link leads: who asks, and what for. To look at it takes nothing, since
//! programs that show what is behind links look at them too; to go on gives the
//! session to the browser.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};
use connector_host::connections::{ConnectSession, ConnectState};
use secrecy::SecretString;

use super::stop::Stop;
use super::visitor::{check_rate, see_other};
use super::{cookie, form, shown};
use crate::pages::{Asking, Reconnecting, Why};
use crate::service::Shared;

pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Result<Response, Stop> {
    check_rate(&shared)?;
    let query = request.uri().query().unwrap_or_default();
    let link = form::value(query.as_bytes(), "link").ok_or(Why::UnknownLink)?;
    let secret = SecretString::from(link.as_str());
    let (host, session) = shared.host.connect_session_of_link(&secret).await?;
    if session.is_claimed {
        return again(&shared, request.headers(), &session).await;
    }
    if session.state == ConnectState::Expired {
        return Err(Why::Expired.into());
    }
    let connector = host.connector(&session.purpose.connector).await?;
    let manifest = connector.manifest();
    let connection = match &session.purpose.connection {
        Some(id) => Some(host.connection(id).await?),
        None => None,
    };
    let asking = Asking {
        link: &link,
        requester: session.purpose.requester.as_deref(),
        service: &shown::host(&shared.settings),
        connector: &manifest.name,
        summary: &manifest.summary,
        reconnecting: connection.as_ref().map(|connection| Reconnecting {
            name: &connection.name,
            account: &connection.grant.account.label,
        }),
        abilities: shown::abilities(manifest),
        consent: shown::consent(&host, manifest).await?,
        expires: shown::time(session.expires_at),
    };
    Ok(asking.page().into_response())
}

pub(super) async fn go_on(
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Result<Response, Stop> {
    check_rate(&shared)?;
    let (headers, body) = form::read(request, &shared).await?;
    let link = form::value(&body, "link").ok_or(Why::UnknownLink)?;
    let link = SecretString::from(link);
    match shared.host.claim_connect_session(&link).await {
        Ok((session, secret)) => {
            let lifetime = session.expires_at.duration_since(session.created_at);
            let cookie = cookie::given(&shared.settings, &session.id, &secret, lifetime);
            let mut response = see_other(&format!("/connect/{}", session.id));
            if let Some(cookie) = cookie {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            Ok(response)
        }
        // Such as by sending the form twice.
        Err(error) if error.code() == "connect-link-used" => {
            let (_, session) = shared.host.connect_session_of_link(&link).await?;
            again(&shared, &headers, &session).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whoever has the session goes on with it; nobody else does.
async fn again(
    shared: &Shared,
    headers: &HeaderMap,
    session: &ConnectSession,
) -> Result<Response, Stop> {
    let secret = cookie::shown(&shared.settings, headers, &session.id);
    let secret = secret.ok_or(Why::UsedLink)?;
    let has_it = shared.host.connect_session_of_browser(&session.id, &secret);
    match has_it.await {
        Ok(_) => Ok(see_other(&format!("/connect/{}", session.id))),
        Err(error) if error.code() == "other-browser" => Err(Why::UsedLink.into()),
        Err(error) => Err(error.into()),
    }
}
