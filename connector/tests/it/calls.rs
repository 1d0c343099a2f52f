//! What is the same for all actions: how a call begins, and what may not go on.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Connection, Reply, Step};

use crate::failures::input;
use crate::support::{self, answer, begin, connection, invoke, state};

#[test]
fn an_account_of_another_region_is_asked_there() {
    let connection = Connection {
        base_url: Some("https://api-eu.zoom.us".to_owned()),
        ..connection(&[])
    };
    let step = zoom_connector::invoke(
        &connection,
        "get-meeting",
        r#"{"meeting_id":"85746065432"}"#,
    );
    assert_snapshot!(support::play(step, []), @r"
    GET https://api-eu.zoom.us/v2/meetings/85746065432
    accept: application/json
    (repeatable)
    ");
}

#[test]
fn an_input_that_is_no_object_is_refused() {
    assert_snapshot!(invoke("get-meeting", json!([1]), []));
    assert_snapshot!(support::play(
        zoom_connector::invoke(&connection(&[]), "get-meeting", "{"),
        []
    ));
}

#[test]
fn a_problem_that_asks_whether_another_field_was_meant_ends_with_the_question() {
    let refused = invoke(
        "get-meeting",
        json!({"meeting_id": 1, "occurence_id": "1"}),
        [],
    );
    assert_snapshot!(refused);
}

#[test]
fn an_unknown_action_is_answered_with_the_nearest() {
    assert_snapshot!(invoke("create-meting", json!({}), []));
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
fn where_nobody_is_the_connected_user_it_is_said_that_the_owner_of_the_account_is_meant() {
    let of_an_account = Connection {
        method: "server-to-server".to_owned(),
        settings: json!({ "account_id": "a", "client_id": "c" }).to_string(),
        ..connection(&[])
    };
    let begun = |connection: &Connection, action: &str, input: Value| {
        let step = zoom_connector::invoke(connection, action, &input.to_string());
        support::play(step, [])
    };
    let told = "the owner of the account is meant";
    for (action, input, field) in [
        (
            "create-meeting",
            json!({ "topic": "x", "type": 1 }),
            "`user_id`",
        ),
        ("list-recordings", json!({ "user_id": "me" }), "`user_id`"),
        (
            "create-record",
            json!({ "object": "meeting", "fields": { "topic": "x", "type": 1 } }),
            "`user_id`",
        ),
        ("find-meetings", json!({ "topic": "x" }), "`user_ids`"),
        (
            "pick-host",
            json!({ "user_ids": ["me", "ben@example.com"], "duration": 30 }),
            "`user_ids`",
        ),
        (
            "download-recordings",
            json!({ "from": "2026-02-01" }),
            "`user_id`",
        ),
        ("delete-user", json!({ "user_id": "me" }), "`user_id`"),
        (
            "update-user-status",
            json!({ "user_id": "me", "action": "deactivate" }),
            "`user_id`",
        ),
    ] {
        let script = begun(&of_an_account, action, input.clone());
        assert!(
            script.contains(told) && script.contains(field),
            "{action}: {script}"
        );
        let script = begun(&connection(&[]), action, input);
        assert!(!script.contains(told), "{action}: {script}");
    }
    for (action, input) in [
        (
            "create-meeting",
            json!({ "topic": "x", "type": 1, "user_id": "anna@example.com" }),
        ),
        ("get-meeting", json!({ "meeting_id": 1 })),
        ("pick-host", json!({ "duration": 30 })),
        ("download-recordings", json!({ "meeting_id": 1 })),
        (
            "download-recordings",
            json!({ "from": "2026-02-01", "user_id": "anna@example.com" }),
        ),
        (
            "find-meetings",
            json!({ "topic": "x", "user_ids": ["anna@example.com"] }),
        ),
    ] {
        let script = begun(&of_an_account, action, input);
        assert!(!script.contains(told), "{action}: {script}");
    }
}

#[test]
fn a_state_of_somebody_else_is_a_failure() {
    for foreign in [
        &b""[..],
        b"{}",
        b"\xff\xfe",
        br#"{"Call":{"action":"x"}}"#,
        br#"{"Call":null}"#,
    ] {
        let failure = support::resume(foreign, answer(200, json!({}))).unwrap_err();
        assert_eq!(failure.kind, "invalid-input");
    }
}

#[test]
fn a_reply_that_nobody_asked_for_is_a_failure() {
    let step = begin("get-meeting", input("get-meeting")).unwrap();
    for reply in [
        Reply::Signature(vec![0; 32]),
        support::downloaded("a", 1, "video/mp4"),
    ] {
        let failure = support::resume(&state(&step).unwrap(), reply).unwrap_err();
        assert_eq!(failure.kind, "invalid-input");
    }
}

#[test]
fn a_lost_answer_to_what_may_be_repeated_is_none_that_was_asked_for() {
    let step = begin("get-meeting", input("get-meeting")).unwrap();
    let failure = support::resume(&state(&step).unwrap(), Reply::Lost).unwrap_err();
    assert_eq!(failure.kind, "invalid-input");
}

/// The state of a call that begins with an input, or the problems of the input.
fn state_of(action: &str, input: &Value) -> Result<usize, Vec<(String, String)>> {
    match begin(action, input.clone()) {
        Ok(step) => Ok(state(&step).unwrap().len()),
        Err(failure) => {
            assert_eq!(failure.kind, "invalid-input");
            let problems = failure.problems.into_iter();
            Err(problems.map(|it| (it.field, it.message)).collect())
        }
    }
}

#[test]
fn an_input_that_no_state_can_hold_is_refused_by_the_field_that_is_too_long() {
    let body = |length: usize| json!({ "method": "POST", "path": "/users", "body": { "note": "x".repeat(length) } });
    let more =
        |length: usize| json!({ "topic": "A", "additional_fields": { "x": "y".repeat(length) } });
    for length in [0, 500_000, 900_000] {
        assert!(state_of("http-request", &body(length)).unwrap() <= 1 << 20);
        assert!(state_of("create-meeting", &more(length)).unwrap() <= 1 << 20);
    }
    for length in [1 << 20, 3 << 20] {
        for (action, input, named) in [
            ("http-request", body(length), "body"),
            ("create-meeting", more(length), "additional_fields"),
        ] {
            let problems = state_of(action, &input).unwrap_err();
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert_eq!(problems[0].0, named);
        }
    }
}

#[test]
fn the_longest_field_that_is_named_is_taken() {
    let body = |length: usize| json!({ "method": "POST", "path": "/users", "body": { "note": "x".repeat(length) } });
    let (_, message) = state_of("http-request", &body(1 << 20))
        .unwrap_err()
        .remove(0);
    let mut numbers = message
        .split(' ')
        .filter_map(|word| word.parse::<usize>().ok());
    let (has, most) = (numbers.next().unwrap(), numbers.next().unwrap());
    let around = has - (1 << 20);
    assert!(
        state_of("http-request", &body(most - around)).is_ok(),
        "{message}"
    );
    assert!(
        state_of("http-request", &body(most - around + 1)).is_err(),
        "{message}"
    );
}

#[test]
fn an_input_that_is_too_long_by_all_its_fields_is_refused_as_a_whole() {
    let long = "x".repeat(700_000);
    let input = json!({ "method": "POST", "path": "/users",
        "query": { "a": long, "b": long, "c": long }, "body": { "note": long, "more": [long, long] } });
    let problems = state_of("http-request", &input).unwrap_err();
    assert_eq!(problems[0].0, "", "{problems:?}");
}
