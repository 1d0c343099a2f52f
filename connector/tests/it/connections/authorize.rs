//! How to get a credential, by method and settings.

use insta::{assert_debug_snapshot, assert_snapshot};
use serde_json::{Value, json};
use zoom_connector::contract::{Authorization, Connection, Step};

use crate::support::{connection, play};

#[test]
fn signing_in_goes_through_the_platforms_app() {
    assert_debug_snapshot!(zoom_connector::authorize("oauth2", "{}"));
}

#[test]
fn signing_in_goes_through_the_users_own_app() {
    let settings =
        json!({ "client_id": "app", "scopes": ["meeting:read:meeting", "user:read:user"] });
    assert_debug_snapshot!(zoom_connector::authorize("byo-app", &settings.to_string()));
}

#[test]
fn signing_in_without_a_secret_goes_through_the_users_own_app_and_any_port() {
    let settings = json!({ "client_id": " public-id \n" }).to_string();
    assert_debug_snapshot!(zoom_connector::authorize("public-client", &settings));
    for settings in [
        json!({}),
        json!({ "client_id": "" }),
        json!({ "client_id": "a", "client_secret": "b" }),
    ] {
        let failure =
            zoom_connector::authorize("public-client", &settings.to_string()).unwrap_err();
        assert_eq!(failure.kind, "invalid-input", "{settings}");
    }
}

#[test]
fn the_scopes_that_are_asked_for_are_separated_as_told() {
    let separator =
        |settings: Value| match zoom_connector::authorize("oauth2", &settings.to_string()) {
            Ok(Authorization::AuthorizationCode(code)) => code.server.scope_separator,
            other => panic!("{other:?}"),
        };
    assert_eq!(separator(json!({})), ",");
    assert_eq!(separator(json!({ "scope_separator": " " })), " ");
}

#[test]
fn an_account_of_the_government_is_signed_in_and_asked_at_its_own_addresses() {
    let settings = json!({ "client_id": "app", "environment": "government" }).to_string();
    let granted = format!("{:?}", zoom_connector::authorize("byo-app", &settings));
    for endpoint in ["authorize", "token", "revoke"] {
        let url = format!("\"https://zoomgov.com/oauth/{endpoint}\"");
        assert!(granted.contains(&url), "{granted}");
    }
    assert!(!granted.contains("zoom.us"), "{granted}");
    let asked = |base_url: Option<&str>| {
        let connection = Connection {
            settings: settings.clone(),
            base_url: base_url.map(str::to_owned),
            ..connection(&[])
        };
        match zoom_connector::connect(&connection).unwrap() {
            Step::Send(exchange) => exchange.request.url,
            other => panic!("{other:?}"),
        }
    };
    for stranger in [None, Some("https://api.example.com")] {
        assert_eq!(asked(stranger), "https://api.zoomgov.com/v2/users/me");
    }
    assert_eq!(
        asked(Some("https://eu.zoomgov.com")),
        "https://eu.zoomgov.com/v2/users/me"
    );
}

#[test]
fn signing_in_on_another_device_goes_through_the_users_own_app() {
    let settings = json!({ "client_id": "app" }).to_string();
    assert_debug_snapshot!(zoom_connector::authorize("device-code", &settings));
}

#[test]
fn a_server_to_server_app_acts_for_its_account() {
    let settings = json!({ "account_id": "acc", "client_id": "app" });
    assert_debug_snapshot!(zoom_connector::authorize(
        "server-to-server",
        &settings.to_string()
    ));
}

#[test]
fn settings_that_do_not_fit_are_named() {
    let settings = json!({ "clientid": "app", "client_secret": "hush" }).to_string();
    let failure = zoom_connector::authorize("server-to-server", &settings).unwrap_err();
    assert!(!format!("{failure:?}").contains("hush"));
    assert_snapshot!(play(Err(failure), []));
}

#[test]
fn an_unknown_method_is_answered_with_those_there_are() {
    let failure = zoom_connector::authorize("jwt", "{}").unwrap_err();
    assert_eq!(failure.kind, "unsupported");
    assert_snapshot!(failure.message);
}
