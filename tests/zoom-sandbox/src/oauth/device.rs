//! The device authorization endpoint and the pages on which a person allows a
//! device (RFC 8628).

use axum::{
    Extension, Form, Json,
    extract::{Path, State as Extract},
    response::{Html, IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    authorize::{Choice, Decision, candidates},
    client::{self, Parameters},
    error::OAuthError,
};
use crate::{
    clock::Arrival,
    links::Links,
    pages,
    sandbox::Shared,
    state::{
        State,
        app::{App, AppKind},
        audit::Sign,
        devices::{self, INTERVAL, LIFETIME},
        user::User,
    },
};

/// `POST /oauth/devicecode` (section 3.1).
pub(crate) async fn request(
    Extract(shared): Extract<Shared>,
    Extension(Arrival(now)): Extension<Arrival>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, OAuthError> {
    let links = Links::new(&headers, shared.address);
    let mut state = shared.state();
    let app = client::authenticate(&state, &headers, &Parameters::read(&uri, &body))?;
    // That a public client can't is a guess: a device has no place for the redirect.
    if app.kind == AppKind::ServerToServer || app.kind.is_public() {
        return Err(OAuthError::unsupported_grant_type());
    }
    let (client_id, scopes) = (app.client_id.clone(), app.scopes.clone());
    let device_code = state.ids.opaque(32);
    let user_code = state.ids.opaque(8);
    let answer = json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": format!("{}/oauth_device", links.oauth),
        "verification_uri_complete": format!("{}/oauth/device/complete/{user_code}", links.oauth),
        "expires_in": LIFETIME.as_secs(),
        "interval": INTERVAL.as_secs(),
    });
    state
        .devices
        .keep(device_code, user_code, client_id, scopes, now);
    Ok(Json(answer))
}

/// `GET /oauth_device`: asks for the code that the device shows.
pub(crate) async fn enter() -> Html<String> {
    pages::user_code()
}

/// What a person typed.
#[derive(Debug, Deserialize)]
pub(crate) struct Entered {
    user_code: String,
}

/// `POST /oauth_device`: leads to the consent page.
pub(crate) async fn entered(Form(entered): Form<Entered>) -> Redirect {
    let code: String =
        url::form_urlencoded::byte_serialize(entered.user_code.trim().as_bytes()).collect();
    Redirect::to(&format!("/oauth/device/complete/{code}"))
}

/// `GET /oauth/device/complete/{user_code}`: the consent page.
pub(crate) async fn page(
    Extract(shared): Extract<Shared>,
    Extension(Arrival(now)): Extension<Arrival>,
    Path(user_code): Path<String>,
) -> Response {
    let mut state = shared.state();
    let Some(app) = app(&mut state, &user_code, now) else {
        return unknown_code();
    };
    if state.awaits_approval(&app) {
        return pages::pre_approval(&app).into_response();
    }
    let may_add = |user: &&User| !state.awaits_approval_for(&app, user);
    let users: Vec<_> = candidates(&app, &state).filter(may_add).collect();
    pages::consent(&app, &app.scopes, &[], &users).into_response()
}

/// `POST /oauth/device/complete/{user_code}`: the decision.
pub(crate) async fn decide(
    Extract(shared): Extract<Shared>,
    Extension(Arrival(now)): Extension<Arrival>,
    Path(user_code): Path<String>,
    uri: Uri,
    Form(decision): Form<Decision>,
) -> Response {
    let mut state = shared.state();
    let Some(app) = app(&mut state, &user_code, now) else {
        return unknown_code();
    };
    let wanted = decision
        .user_id
        .unwrap_or_else(|| state.account.owner_id.clone());
    let outcome = match decision.decision {
        Choice::Approve => {
            state.approve(app.client_id);
            return Redirect::to(uri.path()).into_response();
        }
        Choice::Allow
            if state
                .user(&wanted)
                .is_some_and(|user| state.awaits_approval_for(&app, user)) =>
        {
            return pages::pre_approval(&app).into_response();
        }
        Choice::Decline => devices::Decision::Declined,
        Choice::Allow if candidates(&app, &state).any(|user| user.id == wanted) => {
            devices::Decision::Allowed { user_id: wanted }
        }
        Choice::Allow => {
            return pages::plain(StatusCode::FORBIDDEN, "This user can't add the app.")
                .into_response();
        }
    };
    if let devices::Decision::Allowed { user_id } = &outcome {
        state.signed(Sign::In, user_id, now);
    }
    if let Some(device) = state.devices.waiting(&user_code, now) {
        device.decide(outcome);
    }
    pages::plain(StatusCode::OK, "You can go back to your device now.").into_response()
}

/// The app of the device that shows this code.
fn app(state: &mut State, user_code: &str, now: jiff::Timestamp) -> Option<App> {
    let client_id = state.devices.waiting(user_code, now)?.client_id.clone();
    state.app(&client_id).cloned()
}

fn unknown_code() -> Response {
    pages::plain(
        StatusCode::NOT_FOUND,
        "No device waits with this code. Check it, or start again on the device.",
    )
    .into_response()
}
