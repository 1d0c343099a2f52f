//! An auth method, as the manifest has it.

use serde_json::{Map, Value, json};

use super::scopes::with_scopes;
use crate::auth;
use crate::clouds::{CLOUDS, Cloud};
use crate::shape::Kind;
use crate::shape::schema::{Direction, schema};

pub(super) fn entry(method: &auth::Method) -> Value {
    let texts = method.texts.get();
    let mut settings = schema(&method.settings, Direction::Input);
    let fields = method.settings.fields();
    let secrets: Map<_, _> = fields
        .filter(|field| matches!(field.kind, Kind::Secret))
        .map(|secret| (secret.name.to_owned(), secret_use(secret.name).into()))
        .collect();
    // The connector never sees a secret, but nothing works without the one that proves who it is.
    let proves = secrets.contains_key(auth::CLIENT_SECRET);
    let required = settings.get_mut("required").and_then(Value::as_array_mut);
    if let (true, Some(required)) = (proves, required) {
        required.push(auth::CLIENT_SECRET.into());
    }
    let authorization = match method.way {
        auth::Way::AuthorizationCode | auth::Way::PublicClient => "authorization-code",
        auth::Way::DeviceCode => "device-code",
        auth::Way::AccountCredentials => "token-grant",
    };
    let mut entry = json!({
        "id": method.id,
        "name": texts.name,
        "summary": texts.summary,
        "authorization": authorization,
        "settings": settings,
        "secrets": secrets,
        // Whoever connects enters those that are asked for.
        "scopes": [],
        "endpoints": CLOUDS.iter().map(|cloud| endpoints(method.way, cloud)).collect::<Vec<_>>(),
        "setup": texts.setup.iter().map(|step| with_scopes(step)).collect::<Vec<_>>(),
    });
    if authorization == "authorization-code" {
        entry["authorization_request"] = json!({});
    }
    if method.way == auth::Way::AccountCredentials {
        entry["token_request"] = json!({
            "grant_type": auth::ACCOUNT_CREDENTIALS,
            "parameters": [auth::ACCOUNT_ID],
        });
    }
    entry
}

/// What a secret is for: what proves who the client is never signs.
fn secret_use(name: &str) -> &'static str {
    match name {
        auth::CLIENT_SECRET => "client-secret",
        _ => "sign",
    }
}

fn endpoints(way: auth::Way, cloud: &Cloud) -> Value {
    let mut endpoints = json!({
        "name": cloud.name,
        "token_endpoint": cloud.at(auth::TOKEN_ENDPOINT),
        "revocation_endpoint": cloud.at(auth::REVOCATION_ENDPOINT),
    });
    match way {
        auth::Way::AuthorizationCode | auth::Way::PublicClient => {
            endpoints["authorization_endpoint"] = cloud.at(auth::AUTHORIZATION_ENDPOINT).into();
        }
        auth::Way::DeviceCode => {
            endpoints["device_authorization_endpoint"] =
                cloud.at(auth::DEVICE_AUTHORIZATION_ENDPOINT).into();
        }
        auth::Way::AccountCredentials => {}
    }
    endpoints
}
