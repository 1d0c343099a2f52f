//! Where a link leads: who asks, and what for. To look at it takes nothing, since
//! programs that show what is behind links look at them too; to go on gives the
//! session to the browser, and leads to the API's makers where nothing is left to say.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use connector_host::Host;
use connector_host::connections::{ConnectSession, ConnectState};
use secrecy::{ExposeSecret as _, SecretString};

use super::admission::Admission;
use super::decline::declined;
use super::stop::Stop;
use super::visitor::{Visitor, see_other};
use super::{cookie, form, method, shown};
use crate::pages::{Asking, Reconnecting, Why};
use crate::room::Work;
use crate::service::Shared;
use crate::strangers::Shown;

pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Result<Response, Stop> {
    let query = request.uri().query().unwrap_or_default();
    let link = form::value(query.as_bytes(), "link").map(SecretString::from);
    let (headers, extensions) = (request.headers(), request.extensions());
    let admission = Admission::of(&shared, headers, extensions, link.as_ref()).await?;
    let link = link.ok_or(Why::UnknownLink)?;
    let (host, session) = shared.host.connect_session_of_link(&link).await?;
    admission.is_good(&shared, &session.id, &link)?;
    if session.is_claimed {
        return again(&shared, headers, &session).await;
    }
    if session.state == ConnectState::Expired {
        return Err(Why::Expired.into());
    }
    let (browser, given) = browser(&shared, headers, &session)?;
    let connector = host.connector(&session.purpose.connector).await?;
    let manifest = connector.manifest();
    let connection = match &session.purpose.connection {
        Some(id) => Some(host.connection(id).await?),
        None => None,
    };
    let asking = Asking {
        link: link.expose_secret(),
        form_token: cookie::form_token(&browser),
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
    let mut response = asking.page().into_response();
    if let Some(cookie) = given {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What the browser proves with that it has the session once it goes on, and the cookie
/// that gives it that, if it has none. It takes nothing: the session is whose form comes
/// first. So a browser that keeps no cookies is found out before it has used the link up,
/// and one that sends the form twice is the same to both.
fn browser(
    shared: &Shared,
    headers: &HeaderMap,
    session: &ConnectSession,
) -> Result<(SecretString, Option<HeaderValue>), Stop> {
    if let Some(shown) = cookie::shown(&shared.settings, headers, &session.id) {
        return Ok((shown, None));
    }
    let browser = Host::new_browser()?;
    let lifetime = session.expires_at.duration_since(session.created_at);
    let cookie = cookie::given(&shared.settings, &session.id, &browser, lifetime);
    // Of those who look again and again, not all are remembered.
    let looks = format!("looks {}", session.id);
    if shared.attempts.allow(&looks, Instant::now()) {
        shared.visitors.know_too(Shown::of(&browser), &session.id);
    }
    Ok((browser, cookie))
}

pub(super) async fn go_on(
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Result<Response, Stop> {
    let (headers, extensions) = (request.headers(), request.extensions());
    let work = extensions.get::<Arc<Work>>().cloned();
    let admission = Admission::of(&shared, headers, extensions, None).await?;
    let (headers, body) = form::read(request, &shared).await?;
    let link = form::value(&body, "link").ok_or(Why::UnknownLink)?;
    let link = SecretString::from(link);
    let (host, session) = shared.host.connect_session_of_link(&link).await?;
    admission.is_good(&shared, &session.id, &link)?;
    if session.is_over && !session.is_claimed {
        return Err(Why::Expired.into());
    }
    let Some(browser) = cookie::shown(&shared.settings, &headers, &session.id) else {
        return Err(match session.is_claimed {
            true => Why::UsedLink.into(),
            false => Why::NoCookies.into(),
        });
    };
    let token = form::value(&body, "form_token").unwrap_or_default();
    if !cookie::is_token_of(&token, &browser) {
        return Err(Why::ForeignForm.into());
    }
    let session = shared.host.claim_connect_session(&link, &browser).await?;
    if form::value(&body, "answer").as_deref() == Some("decline") {
        return declined(&shared.settings, &host, &session).await;
    }
    let visitor = Visitor {
        shared,
        host,
        session,
        secret: browser,
    };
    method::go_on(&visitor, work).await
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
