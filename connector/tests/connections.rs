//! Authorizing, and finding out whose account a connection is.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use insta::{assert_debug_snapshot, assert_snapshot};
use serde_json::{Value, json};
use support::{NOW, answer, connection, play, raw};
use zoom_connector::contract::{Connection, FailureKind, Reply};

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
    assert_eq!(failure.kind, FailureKind::Unsupported);
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
        "meeting:read:admin"
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
fn a_user_who_cannot_be_told_is_taken_for_nobody_else() {
    let subject = |now| {
        let connection = Connection {
            now,
            ..connection(&["meeting:read:meeting"])
        };
        let step = zoom_connector::connect(&connection).unwrap();
        let state = support::state(&step).unwrap();
        support::output(zoom_connector::resume(&state, lacking()))["subject"].clone()
    };
    assert_ne!(subject(NOW), subject(NOW + 1));
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
fn the_identity_has_the_shape_that_hosts_expect() {
    let manifest: Value =
        serde_json::from_str(include_str!("../../wit/manifest.schema.json")).unwrap();
    let schema = json!({ "$ref": "#/$defs/identity", "$defs": manifest["$defs"] });
    let validator = jsonschema::validator_for(&schema).unwrap();
    for reply in [answer(200, user()), lacking()] {
        let step = zoom_connector::connect(&connection(&["meeting:read"])).unwrap();
        let identity = support::output(zoom_connector::resume(
            &support::state(&step).unwrap(),
            reply,
        ));
        validator.validate(&identity).unwrap();
    }
}
