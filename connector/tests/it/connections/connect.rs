//! Whose account a connection is, and what it does not cover.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Connection, Reply};

use crate::support::{self, answer, connection, play, raw};

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
        !script.contains("\"delete-meeting\"") && !script.contains("\"list-recordings\""),
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
fn the_identity_has_the_shape_that_hosts_expect() {
    let manifest: Value =
        serde_json::from_str(include_str!("../../../../wit/manifest.schema.json")).unwrap();
    let schema = json!({ "$ref": "#/$defs/identity", "$defs": manifest["$defs"] });
    let validator = jsonschema::validator_for(&schema).unwrap();
    for reply in [answer(200, user()), lacking()] {
        let step = zoom_connector::connect(&connection(&["meeting:read"])).unwrap();
        let identity = support::output(support::resume(&support::state(&step).unwrap(), reply));
        validator.validate(&identity).unwrap();
    }
}
