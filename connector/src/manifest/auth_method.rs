//! An auth method, as the manifest has it.

use serde_json::{Map, Value, json};

use super::scopes::with_scopes;
use crate::auth;
use crate::clouds::{CLOUDS, Cloud};
use crate::shape::Kind;
use crate::shape::schema::{Direction, schema};

pub(super) fn entry(method: &auth::Method) -> Value {
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
        auth::Flow::AuthorizationCode | auth::Flow::PublicClient => "authorization-code",
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
        "endpoints": CLOUDS.iter().map(|cloud| endpoints(method.flow, cloud)).collect::<Vec<_>>(),
        "setup": about.setup.iter().map(|step| with_scopes(step)).collect::<Vec<_>>(),
    })
}

fn endpoints(flow: auth::Flow, cloud: &Cloud) -> Value {
    let mut endpoints = json!({
        "name": cloud.name,
        "token": cloud.at(auth::TOKEN_ENDPOINT),
        "revocation": cloud.at(auth::REVOCATION_ENDPOINT),
    });
    match flow {
        auth::Flow::AuthorizationCode | auth::Flow::PublicClient => {
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
