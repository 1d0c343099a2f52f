//! The manifest: what the connector offers, for platforms to read without running it. Made of the
//! same values that the connector runs on.

use serde_json::{Map, Value, json};

use crate::action::{Action, Column, Effect, Flow};
use crate::contract::FailureKind;
use crate::shape::Kind;
use crate::shape::schema::{Direction, schema};
use crate::{actions, auth, authorization_errors};

/// The manifest as a JSON text, as it is checked in under `manifests/`.
#[must_use]
pub fn manifest() -> String {
    let manifest = json!({
        "key": "zoom",
        "name": "Zoom",
        "version": env!("CARGO_PKG_VERSION"),
        "api_version": "v2",
        "summary": "Schedule and manage Zoom meetings, and find and download their cloud recordings.",
        "docs_url": "https://developers.zoom.us/docs/api/",
        "categories": ["Meetings", "Video conferencing"],
        "auth_methods": auth::METHODS.iter().map(auth_method).collect::<Vec<_>>(),
        "origins": [
            origin("https://zoom.us", &["sign-in", "credential"], "Sign-in, and the recordings of accounts that have no address of their own"),
            origin("https://*.zoom.us", &["credential"], "The API of all regions (such as api.zoom.us and api-eu.zoom.us) and of accounts with an address of their own, and recordings"),
            origin("https://zoomgov.com", &["sign-in", "credential"], "Sign-in of Zoom for Government, and the recordings of its accounts that have no address of their own"),
            origin("https://*.zoomgov.com", &["credential"], "The API and the recordings of Zoom for Government"),
        ],
        "actions": actions::ALL.iter().map(|action| action_entry(action)).collect::<Vec<_>>(),
        "triggers": [],
        "failure_kinds": FAILURE_KINDS.map(|(kind, meaning, remedy)| {
            json!({ "kind": kind.name(), "meaning": meaning, "remedy": remedy })
        }),
        "authorization_errors": authorization_errors::entries(),
    });
    format!("{manifest:#}\n")
}

fn origin(origin: &str, marks: &[&str], purpose: &str) -> Value {
    json!({ "origin": origin, "purpose": purpose, "marks": marks })
}

fn auth_method(method: &auth::Method) -> Value {
    let about = method.about.get();
    let mut settings = schema(&method.settings, Direction::Input);
    let fields = method.settings.fields();
    let secrets: Map<_, _> = fields
        .filter(|field| matches!(field.kind, Kind::Secret))
        .map(|secret| (secret.name.to_owned(), "client-secret".into()))
        .collect();
    // The connector never sees a secret, but nothing works without it.
    if let Some(required) = settings["required"].as_array_mut() {
        required.extend(secrets.keys().map(|name| name.as_str().into()));
    }
    let authorization = match method.flow {
        auth::Flow::AuthorizationCode => "authorization-code",
        auth::Flow::DeviceCode => "device-code",
        auth::Flow::AccountCredentials => "token-grant",
    };
    json!({
        "id": method.id,
        "name": about.name,
        "summary": about.summary,
        "authorization": authorization,
        "settings": settings,
        "secrets": secrets,
        "endpoints": auth::CLOUDS.iter().map(|cloud| endpoints(method.flow, cloud)).collect::<Vec<_>>(),
        "setup": about.setup,
    })
}

fn endpoints(flow: auth::Flow, cloud: &auth::Cloud) -> Value {
    let mut endpoints = json!({
        "name": cloud.name,
        "token": cloud.at(auth::TOKEN_ENDPOINT),
        "revocation": cloud.at(auth::REVOCATION_ENDPOINT),
    });
    match flow {
        auth::Flow::AuthorizationCode => {
            endpoints["authorization"] = cloud.at(auth::AUTHORIZATION_ENDPOINT).into();
        }
        auth::Flow::DeviceCode => {
            endpoints["device_authorization"] =
                cloud.at(auth::DEVICE_AUTHORIZATION_ENDPOINT).into();
        }
        auth::Flow::AccountCredentials => {}
    }
    endpoints
}

fn action_entry(action: &Action) -> Value {
    let about = action.about.get();
    let sample = |json| serde_json::from_str::<Value>(json).expect("a JSON text");
    let mut entry = json!({
        "id": action.id,
        "version": about.version,
        "title": about.title,
        "summary": about.summary,
        "group": about.group,
        "effect": match about.effect {
            Effect::Read => "read",
            Effect::Write => "write",
            Effect::Destructive => "destructive",
        },
        "repeatable": action.repeatable,
        "downloads": matches!(action.flow, Flow::Download(_)),
        "redirects": match action.flow {
            Flow::Download(_) => "public",
            Flow::Answer(_) | Flow::Pages(_) => "origins",
        },
        "scopes": {
            "classic": sets(action.scopes.classic),
            "granular_user": sets(action.scopes.granular_user),
            "granular_admin": sets(action.scopes.granular_admin),
        },
        "rate_label": about.rate_label,
        "http": { "method": action.method.as_str(), "path": action.path },
        "input": schema(&action.input, Direction::Input),
        "output": schema(&action.output, Direction::Output),
        "sample": { "input": sample(about.sample_input), "output": sample(about.sample_output) },
        "pagination": match &action.flow {
            Flow::Pages(pages) => json!({ "items": pages.items }),
            Flow::Answer(_) | Flow::Download(_) => Value::Null,
        },
        "columns": about.columns.iter().map(column).collect::<Vec<_>>(),
        "lookups": about.lookups.iter().map(|lookup| json!({
            "field": lookup.field,
            "action": lookup.action,
            "value": lookup.value,
            "label": lookup.label,
        })).collect::<Vec<_>>(),
        "sensitive": about.sensitive,
        "docs_url": format!(
            "https://developers.zoom.us/docs/api/meetings/#operation/{}",
            about.operation
        ),
    });
    for (name, text) in [("description", about.description), ("plan", about.plan)] {
        if !text.is_empty() {
            entry[name] = text.into();
        }
    }
    entry
}

/// Scopes of which any one will do.
fn sets(scopes: &[&str]) -> Vec<Value> {
    scopes.iter().map(|scope| json!([scope])).collect()
}

fn column(column: &Column) -> Value {
    let mut entry = json!({ "title": column.title, "value": column.value });
    if let Some(time_zone) = column.time_zone {
        entry["time_zone"] = time_zone.into();
    }
    entry
}

const FAILURE_KINDS: [(FailureKind, &str, &str); 13] = [
    (
        FailureKind::InvalidInput,
        "The input does not fit the action, or Zoom does not take a value of it (codes 300).",
        "Correct the fields that the failure names.",
    ),
    (
        FailureKind::Unsupported,
        "The connector has no action, auth method or ability of that name.",
        "Check the name.",
    ),
    (
        FailureKind::Unauthenticated,
        "Zoom no longer accepts the credential (codes 124, 4717, 4735, 4737, 4738, 4740 and 4741).",
        "Do what the failure says, then connect the account again.",
    ),
    (
        FailureKind::MissingScope,
        "The app or the grant lacks a scope (codes 4711, 4700 and 104).",
        "Tick one of the missing scopes for the app at Zoom, then connect again.",
    ),
    (
        FailureKind::Forbidden,
        "The user, the role or a setting does not allow it (codes 200 and 3161, status 403).",
        "Ask an administrator of the account, or connect as the owner.",
    ),
    (
        FailureKind::NotFound,
        "There is no such meeting, user or recording, or not for this account (codes 1001, 1010, 3001 and 3301).",
        "Check the ids in the input.",
    ),
    (
        FailureKind::Conflict,
        "What the input names is not in a state that allows it, such as a recording that is still processed.",
        "Try again when it is.",
    ),
    (
        FailureKind::RateLimited,
        "Zoom was asked too often within a second.",
        "Try again later; other apps of the account count too.",
    ),
    (
        FailureKind::QuotaExceeded,
        "The requests of the account for the day, or the 100 changes of a user's meetings, are used up.",
        "Try again at the time that the failure tells.",
    ),
    (
        FailureKind::Refused,
        "Zoom refused for another reason (code 3000 and others).",
        "Read what Zoom says.",
    ),
    (
        FailureKind::Unavailable,
        "Zoom is failing.",
        "Try again in a few minutes; look first whether something that may not be done twice was done.",
    ),
    (
        FailureKind::UnexpectedResponse,
        "Zoom answered in a way that its documentation does not know.",
        "Try again; if it stays so, ask Zoom's support with the tracking id.",
    ),
    (
        FailureKind::UnknownOutcome,
        "Something that may not be done twice was sent, and Zoom's answer never came.",
        "Look whether it was done before starting it again.",
    ),
];
