//! Plays Zoom, which signs, and a host, which has the secret token.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use zoom_connector::contract::{App, Delivery, Failure, Field, Reply, Step};

use crate::support::NOW;

/// The secret token of the app.
pub(super) const TOKEN: &str = "secret-token";

pub(super) fn app() -> App {
    App {
        method: "byo-app".to_owned(),
        settings: json!({ "client_id": "app" }).to_string(),
        now: NOW,
    }
}

/// HMAC-SHA256 with the secret token.
pub(super) fn signed(message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// A delivery with this body, signed at that moment.
pub(super) fn signed_at(body: &[u8], timestamp: u64) -> Delivery {
    let message = [format!("v0:{timestamp}:").as_bytes(), body].concat();
    Delivery {
        method: "POST".to_owned(),
        path_and_query: "/zoom".to_owned(),
        headers: vec![
            field("content-type", "application/json; charset=utf-8"),
            field("x-zm-request-timestamp", &timestamp.to_string()),
            field("x-zm-signature", &format!("v0={}", hex(&signed(&message)))),
            field("x-zm-request-id", "6009d653_d487_4f3e"),
        ],
        body: body.to_vec(),
    }
}

/// A delivery that says this, signed now.
pub(super) fn delivery(told: &Value) -> Delivery {
    signed_at(told.to_string().as_bytes(), NOW)
}

/// What comes of a delivery: the host signs with the secret token whatever it is asked to.
pub(super) fn judged(delivery: &Delivery) -> Result<Value, Failure> {
    let mut step = zoom_connector::receive(&app(), delivery)?;
    loop {
        step = match step {
            Step::Sign(signing) => {
                assert_eq!(signing.secret, "webhook_secret_token");
                assert!(signing.state.len() <= 1 << 20);
                let signature = Reply::Signature(signed(&signing.message));
                zoom_connector::resume(&signing.state, signature, NOW)?
            }
            Step::Done(output) => return Ok(serde_json::from_str(&output).unwrap()),
            other => panic!("{other:?}"),
        };
    }
}

/// What comes of a delivery that says this.
pub(super) fn received(told: &Value) -> Value {
    judged(&delivery(told)).unwrap()
}

/// The triggers, as the manifest has them.
pub(super) fn triggers() -> Vec<Value> {
    let manifest: Value = serde_json::from_str(&zoom_connector::manifest()).unwrap();
    manifest["triggers"].as_array().unwrap().clone()
}

/// The published schemas of the events, by name.
pub(super) fn published() -> serde_json::Map<String, Value> {
    let text = include_str!("../../../../tests/published/events.json");
    serde_json::from_str(text).unwrap()
}
