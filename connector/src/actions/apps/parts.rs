//! The parts of an app's manifest, as Zoom has them.

use serde_json::{Value, json};

use crate::input::Input;

/// What the app is called and shows.
pub(super) fn display(name: &str, description: &str) -> Value {
    json!({ "display_name": name, "description": description })
}

/// How people sign in. Zoom takes a redirect that is in no list, and refuses it at the sign-in: so all
/// are in the list.
pub(super) fn oauth(input: &Input, scopes: &[String], for_account: bool) -> Value {
    let redirects: Vec<_> = texts(input, "redirect_uris").collect();
    let scopes: Vec<_> = scopes
        .iter()
        .map(|scope| json!({ "scope": scope, "optional": false }))
        .collect();
    json!({
        "usage": match for_account {
            true => "ADMIN_MANAGEMENT",
            false => "USER_OPERATION",
        },
        "development_redirect_uri": redirects.first(),
        "production_redirect_uri": redirects.first(),
        "oauth_allow_list": redirects,
        "strict_mode": true,
        "subdomain_strict_mode": true,
        "enable_private_pkce_client": false,
        "enable_public_pkce_client": input.is_true("public_client"),
        "scopes": scopes,
    })
}

/// What the app does beside: it is told of events, and shows meetings in pages of its own.
pub(super) fn features(input: &Input, events: &[&str], for_account: bool) -> Value {
    let home = input.text("home_url");
    let mut features = json!({ "products": [] });
    if let Some(home) = home {
        features["products"] = json!(["ZOOM_MEETING"]);
        features["development_home_uri"] = home.into();
        features["production_home_uri"] = home.into();
        features["domain_allow_list"] = json!([{
            "domain": host_of(home), "explanation": "The pages of the app",
        }]);
    }
    if input.is_true("meeting_sdk") {
        features["embed"] = json!({ "meeting_sdk": { "enable": true, "enable_device": false } });
    }
    if let (Some(url), [_, ..]) = (input.text("event_url"), events) {
        features["event_subscription"] = json!({
            "enable": true,
            "events": [{
                "subscription_id": "events",
                "subscription_name": "Events",
                "event_usage": match for_account {
                    true => "EVENT_FOR_ADMIN",
                    false => "EVENT_FOR_USER",
                },
                "event_types": events,
                "development_webhook_url": url,
                "production_webhook_url": url,
                "development_event_custom_header": null,
                "production_event_custom_header": null,
            }],
        });
    }
    features
}

/// The texts of a field that lists some.
pub(super) fn texts<'a>(input: &'a Input, name: &str) -> impl Iterator<Item = &'a str> {
    let list = input.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}

/// The host of an address.
pub(super) fn host_of(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    }
}
