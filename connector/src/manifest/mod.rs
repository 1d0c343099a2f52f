//! The manifest: what the connector offers, for platforms to read without running it. Made of the
//! same values that the connector runs on.

mod action;
mod auth_method;
mod catalogue;
mod exchanges;
mod peers;
mod scopes;
mod tiers;
mod trigger;
mod trigger_table;
mod which;

pub use catalogue::actions_table;
pub use exchanges::exchanges;
use serde_json::{Value, json};
pub use trigger_table::triggers_table;

use crate::{actions, auth, authorization_errors, failure_kinds, triggers};

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
        "auth_methods": auth::METHODS.iter().map(auth_method::entry).collect::<Vec<_>>(),
        "origins": [
            origin("https://zoom.us", &["sign-in", "credential"], "Sign-in, and the recordings of accounts that have no address of their own"),
            origin("https://*.zoom.us", &["credential"], "The API of all regions (such as api.zoom.us and api-eu.zoom.us) and of accounts with an address of their own, and recordings"),
            origin("https://zoomgov.com", &["sign-in", "credential"], "Sign-in of Zoom for Government, and the recordings of its accounts that have no address of their own"),
            origin("https://*.zoomgov.com", &["credential"], "The API and the recordings of Zoom for Government"),
        ],
        "actions": actions::ALL.iter().map(|action| action::entry(action)).collect::<Vec<_>>(),
        "triggers": triggers::ALL.iter().map(|trigger| trigger::entry(trigger)).collect::<Vec<_>>(),
        "failure_kinds": failure_kinds::entries(),
        "authorization_errors": authorization_errors::entries(),
    });
    format!("{manifest:#}\n")
}

fn origin(origin: &str, marks: &[&str], purpose: &str) -> Value {
    json!({ "origin": origin, "purpose": purpose, "marks": marks })
}
