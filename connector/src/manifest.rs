//! The manifest: what the connector offers, for platforms to read without running it. Made of the
//! same values that the connector runs on.

use serde_json::{Value, json};

use crate::action::{Action, Effect, Flow};
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
            origin("https://zoom.us", "Sign-in, and the recordings of accounts that have no address of their own"),
            origin("https://*.zoom.us", "The API of all regions (such as api.zoom.us and api-eu.zoom.us) and of accounts with an address of their own, and recordings"),
            origin("https://zoomgov.com", "Sign-in of Zoom for Government"),
            origin("https://*.zoomgov.com", "The API and the recordings of Zoom for Government"),
        ],
        "actions": actions::ALL.iter().map(|action| action_entry(action)).collect::<Vec<_>>(),
        "triggers": [],
        "failure_kinds": FAILURE_KINDS.map(|(kind, meaning, remedy)| {
            json!({ "kind": kind, "meaning": meaning, "remedy": remedy })
        }),
        "authorization_errors": authorization_errors::entries(),
    });
    format!("{manifest:#}\n")
}

fn origin(origin: &str, purpose: &str) -> Value {
    json!({ "origin": origin, "purpose": purpose, "credential": true })
}

fn auth_method(method: &auth::Method) -> Value {
    let about = method.about.get();
    let mut settings = schema(&method.settings, Direction::Input);
    let secrets = method
        .settings
        .fields()
        .filter(|field| matches!(field.kind, Kind::Secret));
    for secret in secrets {
        // The connector never sees a secret, but nothing works without it.
        if let Some(required) = settings["required"].as_array_mut() {
            required.push(secret.name.into());
        }
    }
    let grant = match method.flow {
        auth::Flow::AuthorizationCode => "authorization-code",
        auth::Flow::DeviceCode => "device-code",
        auth::Flow::AccountCredentials => "token-grant",
    };
    let mut entry = json!({
        "id": method.id,
        "name": about.name,
        "summary": about.summary,
        "grant": grant,
        "settings": settings,
        "endpoints": { "token": auth::TOKEN_ENDPOINT, "revocation": auth::REVOCATION_ENDPOINT },
        "setup": about.setup,
    });
    let endpoints = &mut entry["endpoints"];
    match method.flow {
        auth::Flow::AuthorizationCode => {
            endpoints["authorization"] = auth::AUTHORIZATION_ENDPOINT.into();
        }
        auth::Flow::DeviceCode => {
            endpoints["device_authorization"] = auth::DEVICE_AUTHORIZATION_ENDPOINT.into();
        }
        auth::Flow::AccountCredentials => {}
    }
    entry
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
        "scopes": {
            "classic": action.scopes.classic,
            "granular_user": action.scopes.granular_user,
            "granular_admin": action.scopes.granular_admin,
        },
        "rate_label": about.rate_label,
        "http": { "method": action.method.as_str(), "path": action.path },
        "input": input_schema(action),
        "output": output_schema(action),
        "sample": { "input": sample(about.sample_input), "output": sample(about.sample_output) },
        "pagination": match &action.flow {
            Flow::Pages(pages) => json!({ "items": pages.items }),
            Flow::Answer(_) | Flow::Download(_) => Value::Null,
        },
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

fn input_schema(action: &Action) -> Value {
    let mut schema = schema(&action.input, Direction::Input);
    for lookup in action.about.get().lookups {
        schema["properties"][lookup.field]["x-lookup"] = lookup.action.into();
    }
    schema
}

fn output_schema(action: &Action) -> Value {
    let mut output = schema(&action.output, Direction::Output);
    for pointer in action.about.get().sensitive {
        let in_schema = pointer
            .split('/')
            .skip(1)
            .map(|name| match name {
                "*" => "/items".to_owned(),
                name => format!("/properties/{name}"),
            })
            .collect::<String>();
        output
            .pointer_mut(&in_schema)
            .unwrap_or_else(|| panic!("{} has no {pointer}", action.id))["x-sensitive"] =
            true.into();
    }
    output
}

const FAILURE_KINDS: [(&str, &str, &str); 13] = [
    (
        "invalid-input",
        "The input does not fit the action, or Zoom does not take a value of it (codes 300).",
        "Correct the fields that the failure names.",
    ),
    (
        "unsupported",
        "The connector has no action, auth method or ability of that name.",
        "Check the name.",
    ),
    (
        "unauthenticated",
        "Zoom no longer accepts the credential (codes 124, 4717, 4735, 4737, 4738, 4740 and 4741).",
        "Do what the failure says, then connect the account again.",
    ),
    (
        "missing-scope",
        "The app or the grant lacks a scope (codes 4711, 4700 and 104).",
        "Tick one of the missing scopes for the app at Zoom, then connect again.",
    ),
    (
        "forbidden",
        "The user, the role or a setting does not allow it (codes 200 and 3161, status 403).",
        "Ask an administrator of the account, or connect as the owner.",
    ),
    (
        "plan-required",
        "The account's plan does not include it.",
        "Ask whoever pays for the account.",
    ),
    (
        "not-found",
        "There is no such meeting, user or recording, or not for this account (codes 1001, 1010, 3001 and 3301).",
        "Check the ids in the input.",
    ),
    (
        "conflict",
        "What the input names is not in a state that allows it, such as a recording that is still processed.",
        "Try again when it is.",
    ),
    (
        "rate-limited",
        "Zoom was asked too often within a second.",
        "Try again later; other apps of the account count too.",
    ),
    (
        "quota-exceeded",
        "The requests of the account for the day, or the 100 changes of a user's meetings, are used up.",
        "Try again at the time that the failure tells.",
    ),
    (
        "refused",
        "Zoom refused for another reason (code 3000 and others).",
        "Read what Zoom says.",
    ),
    (
        "unavailable",
        "Zoom is failing.",
        "Try again in a few minutes; look first whether something that may not be done twice was done.",
    ),
    (
        "unexpected-response",
        "Zoom answered in a way that its documentation does not know.",
        "Try again; if it stays so, ask Zoom's support with the tracking id.",
    ),
];
