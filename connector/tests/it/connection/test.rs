//! `test-connection`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Connection, Reply};

use crate::support::{self, answer, connection, play, raw};
use crate::users::user;

fn tested(connection: &Connection, replies: impl IntoIterator<Item = Reply>) -> String {
    play(
        zoom_connector::invoke(connection, "test-connection", "{}"),
        replies,
    )
}

fn output(connection: &Connection, reply: Reply) -> Value {
    let step = zoom_connector::invoke(connection, "test-connection", "{}").unwrap();
    support::output(support::resume(&support::state(&step).unwrap(), reply))
}

#[test]
fn a_connection_is_tested_as_it_was_made() {
    let scopes = [
        "meeting:read",
        "meeting:write",
        "recording:read",
        "recording:write",
        "user:read",
        "user:write",
    ];
    assert_snapshot!(tested(&connection(&scopes), [answer(200, user())]));
}

#[test]
fn what_administrators_alone_may_do_is_not_covered_for_others() {
    let uncovered = |scopes: &[&str]| -> Vec<String> {
        let output = output(&connection(scopes), answer(200, user()));
        let uncovered = output["uncovered"].as_array().unwrap().iter();
        uncovered
            .map(|action| action["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let of_a_user = uncovered(&["user:read:user"]);
    assert!(
        of_a_user.contains(&"list-users".to_owned()),
        "{of_a_user:?}"
    );
    assert!(
        !of_a_user.contains(&"http-request".to_owned()),
        "{of_a_user:?}"
    );
    let of_an_administrator = uncovered(&["user:read:list_users:admin"]);
    assert!(
        !of_an_administrator.contains(&"list-users".to_owned()),
        "{of_an_administrator:?}"
    );
}

#[test]
fn a_record_is_covered_where_one_of_the_objects_is() {
    let uncovered = |scopes: &[&str], id: &str| {
        let output = output(&connection(scopes), answer(200, user()));
        let uncovered = output["uncovered"].as_array().unwrap().iter();
        let mut of_id = uncovered.filter(|action| action["id"] == id);
        of_id.next().map(|action| action["missing_scopes"].clone())
    };
    let reads = ["meeting:read:meeting"];
    assert_eq!(uncovered(&reads, "get-record"), None);
    let lacking = uncovered(&reads, "create-record").unwrap();
    for set in ["meeting:write:meeting", "webinar:write:webinar"] {
        let sets = lacking.as_array().unwrap();
        assert!(sets.contains(&json!([set])), "{lacking}");
    }
}

#[test]
fn a_connection_that_may_not_ask_whose_it_is_works_all_the_same() {
    let lacking = answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[user:read:user]." }),
    );
    let output = output(&connection(&["meeting:read:meeting"]), lacking);
    assert!(output.get("subject").is_none(), "{output}");
    assert!(
        output["warnings"].to_string().contains("user:read:user"),
        "{output}"
    );
}

#[test]
fn a_connection_that_no_longer_works_says_what_to_do() {
    let dead = answer(
        401,
        json!({ "code": 124, "message": "Invalid access token." }),
    );
    assert_snapshot!(tested(&connection(&[]), [dead]));
}

#[test]
fn a_clock_that_is_off_is_told() {
    let reply = raw(
        200,
        &[("date", "Sun, 01 Mar 2026 13:00:00 GMT")],
        user().to_string().as_bytes(),
    );
    let warnings = output(&connection(&[]), reply)["warnings"].to_string();
    assert!(warnings.contains("clock"), "{warnings}");
}

#[test]
fn a_clock_that_is_off_is_told_whatever_else_is_found() {
    let later = [("date", "Sun, 01 Mar 2026 13:00:00 GMT")];
    let lacking = br#"{"code":4711,"message":"does not contain scopes:[user:read:user]."}"#;
    let warnings = output(
        &connection(&["meeting:read:meeting"]),
        raw(400, &later, lacking),
    );
    assert!(
        warnings["warnings"].to_string().contains("clock"),
        "{warnings}"
    );
    let ended = br#"{"code":124,"message":"Access token is expired."}"#;
    let script = tested(&connection(&[]), [raw(401, &later, ended)]);
    assert!(
        script.contains("The clock of this machine is 3599 seconds behind"),
        "{script}"
    );
}

#[test]
fn it_takes_no_input() {
    let step = zoom_connector::invoke(&connection(&[]), "test-connection", r#"{"deep":true}"#);
    assert_eq!(step.unwrap_err().kind, "invalid-input");
}
