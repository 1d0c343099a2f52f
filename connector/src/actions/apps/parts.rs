//! The parts of an app's manifest, as Zoom has them.

use serde_json::Value;

use super::minimal::Minimal;
use crate::input::Input;
use crate::json;

/// What the app is called and shows.
pub(super) fn display(name: &str, description: &str) -> Value {
    json::object(vec![
        ("display_name", name.into()),
        ("description", description.into()),
    ])
}

/// How people sign in. Zoom takes a redirect that is in no list, and refuses it at the sign-in: so all
/// are in the list.
pub(super) fn oauth(input: &Input, minimal: &Minimal, for_account: bool) -> Value {
    let redirects: Vec<_> = texts(input, "redirect_uris").collect();
    let scopes: Vec<_> = minimal
        .scopes
        .iter()
        .map(|scope| {
            json::object(vec![
                ("scope", scope.as_str().into()),
                ("optional", minimal.optional.contains(scope).into()),
            ])
        })
        .collect();
    let usage = match for_account {
        true => "ADMIN_MANAGEMENT",
        false => "USER_OPERATION",
    };
    json::object(vec![
        ("usage", usage.into()),
        (
            "development_redirect_uri",
            redirects.first().copied().into(),
        ),
        ("production_redirect_uri", redirects.first().copied().into()),
        ("oauth_allow_list", redirects.into()),
        ("strict_mode", true.into()),
        ("subdomain_strict_mode", true.into()),
        ("enable_private_pkce_client", false.into()),
        (
            "enable_public_pkce_client",
            input.is_true("public_client").into(),
        ),
        ("scopes", scopes.into()),
    ])
}

/// What the app does beside: it is told of events, and shows meetings in pages of its own.
pub(super) fn features(input: &Input, events: &[&str], for_account: bool) -> Value {
    let home = input.text("home_url");
    let products = home.map(|_| "ZOOM_MEETING");
    let mut features = vec![("products", Vec::from_iter(products).into())];
    if let Some(home) = home {
        features.push(("development_home_uri", home.into()));
        features.push(("production_home_uri", home.into()));
        let domain = json::object(vec![
            ("domain", host_of(home).into()),
            ("explanation", "The pages of the app".into()),
        ]);
        features.push(("domain_allow_list", vec![domain].into()));
    }
    if input.is_true("meeting_sdk") {
        let sdk = json::object(vec![
            ("enable", true.into()),
            ("enable_device", false.into()),
        ]);
        features.push(("embed", json::object(vec![("meeting_sdk", sdk)])));
    }
    if let (Some(url), [_, ..]) = (input.text("event_url"), events) {
        let usage = match for_account {
            true => "EVENT_FOR_ADMIN",
            false => "EVENT_FOR_USER",
        };
        let subscription = json::object(vec![
            ("subscription_id", "events".into()),
            ("subscription_name", "Events".into()),
            ("event_usage", usage.into()),
            ("event_types", events.to_vec().into()),
            ("development_webhook_url", url.into()),
            ("production_webhook_url", url.into()),
            ("development_event_custom_header", Value::Null),
            ("production_event_custom_header", Value::Null),
        ]);
        let subscriptions = json::object(vec![
            ("enable", true.into()),
            ("events", vec![subscription].into()),
        ]);
        features.push(("event_subscription", subscriptions));
    }
    json::object(features)
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
