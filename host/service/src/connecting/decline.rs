//! Saying no: the platform is told at once, and the browser forgets the session.

use axum::extract::Request;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};
use connector_host::connections::{ConnectSession, ConnectState};
use connector_host::{Host, SignInId};

use super::stop::Stop;
use super::visitor::{Visitor, see_other};
use super::{cookie, form};
use crate::pages::{Stopped, Why};
use crate::settings::Settings;

pub(super) async fn decline(visitor: Visitor, request: Request) -> Result<Response, Stop> {
    let (_, body) = form::read(request, &visitor.shared).await?;
    visitor.check_form(&body)?;
    declined(&visitor.shared.settings, &visitor.host, &visitor.session).await
}

/// Notes that whoever has a session declines, and says goodbye.
pub(super) async fn declined(
    settings: &Settings,
    host: &Host,
    session: &ConnectSession,
) -> Result<Response, Stop> {
    host.decline_connect_session(&session.id).await?;
    // What was connected stays so, though it be at this very moment.
    let kept = host.connect_session(&session.id).await?;
    if matches!(kept.state, ConnectState::Connected(_)) {
        return Ok(see_other(&format!("/connect/{}", session.id)));
    }
    if let Some(sign_in) = &session.sign_in {
        let Ok(sign_in) = sign_in.parse::<SignInId>();
        host.abandon_sign_in(&sign_in).await?;
    }
    let mut response = Stopped::For(Why::Declined).page().into_response();
    if let Some(forgotten) = cookie::forgotten(settings, &session.id) {
        response.headers_mut().append(SET_COOKIE, forgotten);
    }
    Ok(response)
}
