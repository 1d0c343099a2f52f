//! Authorizing, and finding out whose account a connection is.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use insta::{assert_debug_snapshot, assert_snapshot};
use serde_json::{Value, json};
use support::{answer, connection, play, raw};
use zoom_connector::contract::{Authorization, Connection, Reply, Step};

fn user() -> Value {
    json!({
        "id": "30R7kT7bTIKSNUFEuH_Qlg",
        "email": "anna@example.com",
        "display_name": "Anna",
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "type": 2,
        "pmi": 1_234_567_890,
        "timezone": "Europe/Vienna",
        "group_ids": ["a"],
        "phone_number": "+43 1 234"
    })
}

fn lacking() -> Reply {
    answer(
        400,
        json!({ "code": 4711, "message":
        "Invalid access token, does not contain scopes:[user:read:user, user:read:user:admin]." }),
    )
}

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
fn an_account_is_never_asked_at_a_strangers_address() {
    let connection = Connection {
        base_url: Some("https://api.example.com".to_owned()),
        ..connection(&[])
    };
    let step = zoom_connector::connect(&connection).unwrap();
    let Step::Send(exchange) = step else {
        panic!("{step:?}")
    };
    assert_eq!(exchange.request.url, "https://api.zoom.us/v2/users/me");
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

#[test]
fn a_connection_tells_whose_it_is_and_what_it_does_not_cover() {
    let connection = connection(&[
        "meeting:read:meeting",
        "meeting:write:meeting",
        "user:read:user",
    ]);
    assert_snapshot!(play(
        zoom_connector::connect(&connection),
        [answer(200, user())]
    ));
}

#[test]
fn classic_scopes_of_an_administrator_are_understood() {
    let connection = connection(&[
        "meeting:write:admin",
        "recording:read:admin",
        "user:read:admin",
    ]);
    let script = play(zoom_connector::connect(&connection), [answer(200, user())]);
    assert!(
        script.contains(
            r#""missing_scopes": [
        [
          "meeting:read:admin"
        ]
      ]"#
        ),
        "{script}"
    );
    assert!(
        !script.contains("delete-meeting") && !script.contains("recordings"),
        "{script}"
    );
}

#[test]
fn nothing_is_claimed_where_the_scopes_are_not_told() {
    let step = zoom_connector::connect(&connection(&[]));
    let script = play(
        step,
        [
            raw(429, &[("x-ratelimit-type", "QPS")], b""),
            answer(200, user()),
        ],
    );
    assert_snapshot!(script);
}

#[test]
fn a_server_to_server_connection_is_its_account_with_or_without_the_right_to_read_users() {
    let connection = Connection {
        method: "server-to-server".to_owned(),
        settings: json!({ "account_id": "acc", "client_id": "app" }).to_string(),
        ..connection(&["meeting:read:meeting:admin"])
    };
    assert_snapshot!(
        "server_to_server",
        play(zoom_connector::connect(&connection), [answer(200, user())])
    );
    assert_snapshot!(
        "server_to_server_unread",
        play(zoom_connector::connect(&connection), [lacking()])
    );
}

#[test]
fn a_user_who_cannot_be_told_has_no_subject() {
    let subject = |reply| {
        let step = zoom_connector::connect(&connection(&["meeting:read:meeting"])).unwrap();
        let state = support::state(&step).unwrap();
        support::output(support::resume(&state, reply))["subject"].clone()
    };
    let mut without_account = user();
    without_account["account_id"] = "".into();
    assert_eq!(subject(lacking()), Value::Null);
    assert_eq!(subject(answer(200, without_account)), Value::Null);
    assert_eq!(
        subject(answer(200, user())),
        json!({ "account": "EPBWvKMnQ1uJ-rXaMjUYZw", "user": "30R7kT7bTIKSNUFEuH_Qlg" })
    );
}

#[test]
fn an_administrators_grant_reaches_its_user_all_the_same() {
    let step = zoom_connector::connect(&connection(&["user:read:user:admin"])).unwrap();
    let state = support::state(&step).unwrap();
    let identity = support::output(support::resume(&state, answer(200, user())));
    assert_eq!(identity["reach"], "user");
    assert_eq!(identity["subject"]["user"], "30R7kT7bTIKSNUFEuH_Qlg");
}

#[test]
fn a_connection_that_no_method_can_have_made_starts_nothing() {
    for (method, settings, kind) in [
        ("jwt", r#"{"client_id":"app"}"#, "unsupported"),
        ("", "{}", "unsupported"),
        ("byo-app", "nonsense", "invalid-input"),
        ("byo-app", "[]", "invalid-input"),
        ("byo-app", "", "invalid-input"),
        (
            "server-to-server",
            r#"{"client_id":"app"}"#,
            "invalid-input",
        ),
    ] {
        let connection = Connection {
            method: method.to_owned(),
            settings: settings.to_owned(),
            ..connection(&[])
        };
        let invoked = zoom_connector::invoke(&connection, "get-meeting", r#"{"meeting_id":1}"#);
        assert_eq!(invoked.unwrap_err().kind, kind, "{method} {settings}");
        let connected = zoom_connector::connect(&connection);
        assert_eq!(connected.unwrap_err().kind, kind, "{method} {settings}");
    }
}

#[test]
fn a_dead_credential_is_said_to_be_one() {
    let step = zoom_connector::connect(&connection(&[]));
    let script = play(
        step,
        [answer(
            401,
            json!({ "code": 124, "message": "Invalid access token." }),
        )],
    );
    assert_snapshot!(script.rsplit_once("\n\n").unwrap().1);
}

#[test]
fn each_end_of_a_credential_says_why_and_who_must_do_what() {
    let told = [
        (4717, "The app has been disabled"),
        (4735, "The owner of the token does not exist."),
        (
            4737,
            "Can not find the authentication for the access token.",
        ),
        (4738, "The token is disabled by admin."),
        (4740, "The token ID is out of the token tolerance range."),
        (4741, "The token has been revoked."),
    ]
    .map(|(code, message)| {
        let step = zoom_connector::connect(&connection(&[])).unwrap();
        let reply = answer(401, json!({ "code": code, "message": message }));
        let failure = support::resume(&support::state(&step).unwrap(), reply).unwrap_err();
        assert_eq!(failure.kind, "unauthenticated");
        failure.message
    });
    assert_snapshot!(told.join("\n\n"));
}

#[test]
fn a_missing_scope_is_named_in_the_sort_that_the_app_has() {
    let body = json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:\
        [meeting:write:meeting, meeting:write:meeting:admin]." });
    for (granted, missing) in [
        ("user:read:user", "meeting:write:meeting"),
        ("user:read:user:admin", "meeting:write:meeting:admin"),
    ] {
        let step = zoom_connector::invoke(&connection(&[granted]), "create-meeting", "{}").unwrap();
        let reply = answer(400, body.clone());
        let failure = support::resume(&support::state(&step).unwrap(), reply).unwrap_err();
        assert_eq!(failure.missing_scopes, [[missing]]);
    }
}

#[test]
fn the_identity_has_the_shape_that_hosts_expect() {
    let manifest: Value =
        serde_json::from_str(include_str!("../../wit/manifest.schema.json")).unwrap();
    let schema = json!({ "$ref": "#/$defs/identity", "$defs": manifest["$defs"] });
    let validator = jsonschema::validator_for(&schema).unwrap();
    for reply in [answer(200, user()), lacking()] {
        let step = zoom_connector::connect(&connection(&["meeting:read"])).unwrap();
        let identity = support::output(support::resume(&support::state(&step).unwrap(), reply));
        validator.validate(&identity).unwrap();
    }
}
