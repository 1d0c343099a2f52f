//! The authorization endpoint (RFC 6749 section 3.1) with its consent page.

use std::collections::HashMap;

use axum::{
    Extension, Form, Json,
    extract::{Query, State as Extract},
    response::{IntoResponse, Redirect, Response},
};
use http::{
    StatusCode, Uri,
    header::{CACHE_CONTROL, LOCATION},
};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{
    pkce,
    scopes::{AskedScopes, Scopes},
};
use crate::{
    clock::Arrival,
    pages,
    sandbox::Shared,
    state::{
        State,
        app::{App, AppKind},
        audit::Sign,
        grants::{CODE_LIFETIME, Challenge, Code, NewGrant},
        user::{Status, User},
    },
};

/// An authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    response_type: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    #[serde(flatten)]
    scopes: AskedScopes,
}

/// What a person decided on the consent page.
#[derive(Debug, Deserialize)]
pub(crate) struct Decision {
    pub(super) decision: Choice,
    /// The user who is signed in; the account's owner when left out.
    pub(super) user_id: Option<String>,
    /// What was chosen for the optional scopes, by their names; the others are
    /// allowed.
    #[serde(flatten)]
    optional_scopes: HashMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Choice {
    Allow,
    Decline,
    /// An admin lets all members of the account add the app.
    Approve,
}

/// What Zoom shows instead of redirecting when a request can't be trusted.
#[derive(Debug)]
struct Refusal {
    code: u32,
    message: String,
}

impl Refusal {
    fn new(code: u32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({
            "status": false,
            "errorCode": self.code,
            "errorMessage": self.message,
            "result": null,
        });
        (StatusCode::BAD_REQUEST, Json(body)).into_response()
    }
}

/// A request that was found good.
struct Checked<'s> {
    app: &'s App,
    redirect_uri: Url,
    scopes: Scopes,
    challenge: Option<Challenge>,
}

/// `GET /oauth/authorize`: the consent page.
pub(crate) async fn page(
    Extract(shared): Extract<Shared>,
    Query(request): Query<Request>,
) -> Response {
    let state = shared.state();
    match check(&request, &state) {
        Ok(checked) if state.awaits_approval(checked.app) => {
            pages::pre_approval(checked.app).into_response()
        }
        Ok(checked) => {
            let may_add = |user: &&User| !state.awaits_approval_for(checked.app, user);
            let users: Vec<&User> = candidates(checked.app, &state).filter(may_add).collect();
            let Scopes {
                required, optional, ..
            } = &checked.scopes;
            pages::consent(checked.app, required, optional, &users).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// `POST /oauth/authorize`, to the address of the page itself: the decision.
pub(crate) async fn decide(
    Extract(shared): Extract<Shared>,
    Extension(Arrival(now)): Extension<Arrival>,
    uri: Uri,
    Query(request): Query<Request>,
    Form(decision): Form<Decision>,
) -> Response {
    let mut state = shared.state();
    let checked = match check(&request, &state) {
        Ok(checked) => checked,
        Err(refusal) => return refusal.into_response(),
    };
    let wanted = decision
        .user_id
        .as_deref()
        .unwrap_or(&state.account.owner_id);
    let Some(user) = candidates(checked.app, &state).find(|user| user.id == wanted) else {
        // A guess.
        return Refusal::new(4700, "This user can't add the app.").into_response();
    };
    if decision.decision != Choice::Approve && state.awaits_approval_for(checked.app, user) {
        return pages::pre_approval(checked.app).into_response();
    }
    let (user_id, client_id) = (user.id.clone(), checked.app.client_id.clone());
    let Checked {
        redirect_uri: mut location,
        scopes,
        challenge,
        ..
    } = checked;
    match decision.decision {
        Choice::Approve => {
            state.approve(client_id);
            return Redirect::to(&uri.to_string()).into_response();
        }
        Choice::Allow => {
            state.signed(Sign::In, &user_id, now);
            let earlier = state.grants.scopes(&client_id, &user_id);
            let grant = NewGrant {
                user_id,
                client_id,
                scopes: scopes.granted(&decision.optional_scopes, earlier),
            };
            let code = state.ids.opaque(32);
            location.query_pairs_mut().append_pair("code", &code);
            let waiting = Code {
                grant,
                redirect_uri: request.redirect_uri.unwrap_or_default(),
                challenge,
                expires: now + CODE_LIFETIME,
            };
            state.grants.keep_code(code, waiting);
        }
        // How Zoom redirects then is not documented: RFC 6749 section 4.1.2.1.
        Choice::Decline => {
            location
                .query_pairs_mut()
                .append_pair("error", "access_denied");
        }
    }
    if let Some(state) = &request.state {
        location.query_pairs_mut().append_pair("state", state);
    }
    let headers = [
        (LOCATION, String::from(location)),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::FOUND, headers).into_response()
}

/// Checks what a redirect may not be trusted with.
fn check<'s>(request: &Request, state: &'s State) -> Result<Checked<'s>, Refusal> {
    let client_id = request.client_id.as_deref().unwrap_or_default();
    let app = state
        .app(client_id)
        .filter(|app| app.kind != AppKind::ServerToServer)
        .ok_or_else(|| Refusal::new(4702, format!("Invalid client_id: {client_id}")))?;
    let redirect_uri = redirect_uri(request, app, state)?;
    if request.response_type.as_deref() != Some("code") {
        return Err(Refusal::new(4700, "Invalid response type"));
    }
    let challenge = pkce::challenge(
        request.code_challenge.clone(),
        request.code_challenge_method.as_deref(),
    )
    .and_then(|challenge| match &challenge {
        Some(Challenge::Plain(_)) if app.kind.is_public() => Err("plain".to_owned()),
        _ => Ok(challenge),
    })
    .map_err(|method| Refusal::new(4700, format!("Invalid code_challenge_method: {method}")))?;
    // A public client has nothing else to prove itself with; the words are a guess.
    if app.kind.is_public() && challenge.is_none() {
        return Err(Refusal::new(4700, "Missing code_challenge"));
    }
    let scopes = request
        .scopes
        .of(app)
        .ok_or_else(|| Refusal::new(4700, "Invalid scopes"))?;
    Ok(Checked {
        app,
        redirect_uri,
        scopes,
        challenge,
    })
}

/// Where the person is sent back to.
fn redirect_uri(request: &Request, app: &App, state: &State) -> Result<Url, Refusal> {
    let asked = request.redirect_uri.as_deref().unwrap_or_default();
    let allowed = app.allows_redirect(asked, state.settings.any_loopback_redirect);
    allowed
        .then(|| Url::parse(asked).ok())
        .flatten()
        .ok_or_else(|| {
            // An app that is no public client is told so of the port alone.
            let message = if app.differs_in_port(asked) {
                format!("Invalid redirect: {asked}")
            } else {
                "Invalid redirect url".to_owned()
            };
            Refusal::new(4700, message)
        })
}

/// Who may add the app: anybody who is active a user-managed one, owner and admins the
/// other.
pub(super) fn candidates<'s>(app: &App, state: &'s State) -> impl Iterator<Item = &'s User> {
    let admins_only = app.kind == AppKind::AdminManaged;
    state
        .users
        .iter()
        .filter(move |user| user.status == Status::Active)
        .filter(move |user| !admins_only || user.is_admin())
}
