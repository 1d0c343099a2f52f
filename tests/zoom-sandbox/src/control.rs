//! `/_sandbox`: what a test reads and sets while the sandbox runs, and the start page.
//! Zoom has no such paths, so these requests are neither kept nor struck by faults.

use axum::{
    Json, Router,
    extract::{Path, State as Extract},
    response::{IntoResponse, Response},
    routing::{any, delete, get, put},
};
use http::{Method, StatusCode, Uri, header::CONTENT_TYPE};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    api::meetings::settings,
    faults::Fault,
    pages,
    sandbox::Shared,
    state::{happening::What, meeting::kind, user::License},
    time,
};

/// What there is, for whoever asks for something else.
const HELP: &str = "\
The sandbox itself answers, and Zoom has none of this:

GET                 /                                         the start page, for people
GET                 /_sandbox/state                           users, apps, grants, meetings, recordings
GET, DELETE         /_sandbox/requests                        the last thousand requests with their answers
GET, PUT            /_sandbox/clock                           the time
GET, POST, DELETE   /_sandbox/faults                          the faults that are on
PUT, DELETE         /_sandbox/approved_apps/{client_id}       an admin's approval of an app
GET, POST           /_sandbox/webhooks                        subscriptions, and what was delivered
DELETE              /_sandbox/webhooks/{id}                   a subscription
DELETE              /_sandbox/grants/{client_id}/{user_id}    what a user has allowed an app
PUT                 /_sandbox/webinars/{meeting_id}           makes a meeting a webinar, as its host can
GET                 /_sandbox/ca.pem                          the certificate to trust, with TLS
";

/// Whether a path is the sandbox's own, and not one of Zoom's.
pub(crate) fn is_ours(path: &str) -> bool {
    matches!(path, "/" | "/favicon.ico" | "/_sandbox") || path.starts_with("/_sandbox/")
}

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(pages::start))
        .route("/favicon.ico", get(pages::icon))
        .route("/_sandbox", get(help))
        .route("/_sandbox/", get(help))
        .route("/_sandbox/state", get(state))
        .route("/_sandbox/requests", get(requests).delete(forget_requests))
        .route(
            "/_sandbox/approved_apps/{client_id}",
            put(approve).delete(withdraw_approval),
        )
        .route("/_sandbox/webhooks", get(webhooks).post(subscribe))
        .route("/_sandbox/webhooks/{id}", delete(unsubscribe))
        .route(
            "/_sandbox/grants/{client_id}/{user_id}",
            delete(deauthorize),
        )
        .route("/_sandbox/webinars/{meeting_id}", put(convert))
        .route("/_sandbox/ca.pem", get(ca_certificate))
        .route("/_sandbox/clock", get(show_clock).put(set_clock))
        .route(
            "/_sandbox/faults",
            get(faults).post(add_fault).delete(clear_faults),
        )
        .route("/_sandbox/{*path}", any(nothing))
        .method_not_allowed_fallback(other_method)
}

async fn help() -> &'static str {
    HELP
}

async fn nothing(uri: Uri) -> (StatusCode, String) {
    let problem = format!("there is nothing at {}\n\n{HELP}", uri.path());
    (StatusCode::NOT_FOUND, problem)
}

async fn other_method(method: Method, uri: Uri) -> (StatusCode, String) {
    let problem = format!("{} is not for {method}\n\n{HELP}", uri.path());
    (StatusCode::METHOD_NOT_ALLOWED, problem)
}

/// Says that what a path names is not there.
fn unknown(what: &str) -> Response {
    (StatusCode::NOT_FOUND, format!("there is no {what}\n")).into_response()
}

/// An admin approves an app, or takes the approval back.
async fn approve(Extract(shared): Extract<Shared>, Path(client_id): Path<String>) -> Response {
    let mut state = shared.state();
    if state.app(&client_id).is_none() {
        return unknown(&format!("app with the client id {client_id}"));
    }
    state.approve(client_id);
    StatusCode::NO_CONTENT.into_response()
}

async fn withdraw_approval(
    Extract(shared): Extract<Shared>,
    Path(client_id): Path<String>,
) -> Response {
    if shared.state().approvals.remove(&client_id).is_some() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        unknown(&format!("approved app with the client id {client_id}"))
    }
}

async fn ca_certificate(Extract(shared): Extract<Shared>) -> Response {
    match &shared.ca_certificate {
        Some(certificate) => {
            let media_type = [(CONTENT_TYPE, "application/x-pem-file")];
            (media_type, certificate.clone()).into_response()
        }
        None => {
            let problem = "the sandbox listens without TLS; start it with --tls-port";
            (StatusCode::NOT_FOUND, problem).into_response()
        }
    }
}

async fn webhooks(Extract(shared): Extract<Shared>) -> Json<Value> {
    let webhooks = &shared.webhooks;
    Json(json!({
        "subscriptions": webhooks.subscribers(),
        "deliveries": webhooks.deliveries(),
    }))
}

async fn subscribe(Extract(shared): Extract<Shared>, body: String) -> Response {
    let refused = |problem: String| (StatusCode::UNPROCESSABLE_ENTITY, problem).into_response();
    let subscription = match serde_json::from_str(&body) {
        Ok(subscription) => subscription,
        Err(problem) => return refused(problem.to_string()),
    };
    match shared.webhooks.subscribe(subscription, &shared.clock).await {
        Ok(id) => (
            StatusCode::CREATED,
            Json(json!({"event_subscription_id": id})),
        )
            .into_response(),
        Err(problem) => refused(problem.to_string()),
    }
}

async fn unsubscribe(Extract(shared): Extract<Shared>, Path(id): Path<String>) -> Response {
    if shared.webhooks.unsubscribe(&id) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        unknown(&format!("subscription {id}"))
    }
}

/// A user removes an app from their account.
async fn deauthorize(
    Extract(shared): Extract<Shared>,
    Path((client_id, user_id)): Path<(String, String)>,
) -> Response {
    let mut state = shared.state();
    let Some(user) = state.user(&user_id) else {
        return unknown(&format!("user {user_id}"));
    };
    let user_id = user.id.clone();
    if !state.grants.deauthorize(&client_id, &user_id) {
        return unknown(&format!("grant of user {user_id} to the app {client_id}"));
    }
    let gone = What::AppDeauthorized { client_id, user_id };
    state.happened(shared.clock.now(), None, gone);
    drop(state);
    shared.webhooks.news.notify_one();
    StatusCode::NO_CONTENT.into_response()
}

/// A host turns their meeting into a webinar.
async fn convert(Extract(shared): Extract<Shared>, Path(id): Path<u64>) -> Response {
    let mut state = shared.state();
    let host_id = state
        .meetings
        .iter()
        .find(|meeting| meeting.id == id)
        .map(|meeting| meeting.host_id.clone());
    let host = host_id.and_then(|host_id| state.user(&host_id).cloned());
    let Some(host) = host else {
        return unknown(&format!("meeting {id}"));
    };
    let defaults = settings::defaults(kind::WEBINAR, &host);
    let meeting = state.meetings.iter_mut().find(|meeting| meeting.id == id);
    let Some(webinar) = meeting.filter(|_| host.license != License::Basic) else {
        let problem = "its host has no webinar plan; choose a meeting of a licensed user\n";
        return (StatusCode::UNPROCESSABLE_ENTITY, problem).into_response();
    };
    if !webinar.become_webinar(defaults) {
        let problem = "only scheduled and recurring meetings become webinars\n";
        return (StatusCode::UNPROCESSABLE_ENTITY, problem).into_response();
    }
    let converted = What::MeetingConverted(webinar.clone());
    state.happened(shared.clock.now(), Some(&host.id), converted);
    drop(state);
    shared.webhooks.news.notify_one();
    StatusCode::NO_CONTENT.into_response()
}

async fn state(Extract(shared): Extract<Shared>) -> Json<Value> {
    let mut state = shared.state();
    state.catch_up(shared.clock.now());
    Json(json!(*state))
}

async fn requests(Extract(shared): Extract<Shared>) -> Json<Value> {
    Json(json!(shared.exchanges.all()))
}

async fn forget_requests(Extract(shared): Extract<Shared>) -> StatusCode {
    shared.exchanges.clear();
    StatusCode::NO_CONTENT
}

async fn show_clock(Extract(shared): Extract<Shared>) -> Json<Value> {
    Json(json!({"now": time::utc(shared.clock.now())}))
}

/// How to move the clock: to a moment, or by some seconds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Move {
    Now(Timestamp),
    AdvanceSeconds(i64),
}

async fn set_clock(Extract(shared): Extract<Shared>, Json(to): Json<Move>) -> Response {
    let now = match to {
        Move::Now(now) => Some(now),
        Move::AdvanceSeconds(seconds) => {
            let by = SignedDuration::from_secs(seconds);
            shared.clock.now().checked_add(by).ok()
        }
    };
    match now.filter(|now| time::RANGE.contains(now)) {
        Some(now) => {
            shared.clock.set(now);
            show_clock(Extract(shared)).await.into_response()
        }
        None => {
            let problem = "the clock shows the years 1970 to 8999 alone; move it less far";
            (StatusCode::UNPROCESSABLE_ENTITY, problem).into_response()
        }
    }
}

async fn faults(Extract(shared): Extract<Shared>) -> Json<Vec<Fault>> {
    Json(shared.faults.all())
}

async fn add_fault(Extract(shared): Extract<Shared>, body: String) -> Response {
    match body.parse() {
        Ok(fault) => {
            shared.faults.add(fault);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, problem.to_string()).into_response(),
    }
}

async fn clear_faults(Extract(shared): Extract<Shared>) -> StatusCode {
    shared.faults.clear();
    StatusCode::NO_CONTENT
}
