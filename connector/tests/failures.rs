//! What Zoom's errors come to.

#![allow(
    clippy::result_large_err,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{answer, begin, invoke, raw, state};
use zoom_connector::contract::{App, Delivery, Failure, Reply, Step};

fn input(action: &str) -> Value {
    match action {
        "create-meeting" | "list-meetings" | "list-recordings" => json!({}),
        "update-meeting" => json!({ "meeting_id": "1", "topic": "x" }),
        _ => json!({ "meeting_id": "1" }),
    }
}

fn failure(action: &str, reply: Reply) -> Failure {
    let step = begin(action, input(action)).unwrap();
    support::resume(&state(&step).unwrap(), reply).unwrap_err()
}

/// The failure after the first request, without what was asked.
fn told(action: &str, replies: impl IntoIterator<Item = Reply>) -> String {
    let script = invoke(action, input(action), replies);
    script.rsplit_once("\n\n").unwrap().1.to_owned()
}

#[test]
fn each_status_and_code_has_its_kind_at_each_endpoint() {
    let cases = [
        ("create-meeting", 401, 124, "unauthenticated"),
        ("create-meeting", 400, 124, "unauthenticated"),
        ("create-meeting", 401, 4741, "unauthenticated"),
        ("create-meeting", 400, 4711, "missing-scope"),
        ("create-meeting", 401, 4700, "missing-scope"),
        ("create-meeting", 404, 1001, "not-found"),
        ("create-meeting", 400, 1120, "conflict"),
        ("create-meeting", 400, 300, "invalid-input"),
        ("create-meeting", 400, 3000, "refused"),
        ("create-meeting", 400, 3161, "forbidden"),
        ("create-meeting", 400, 99_999, "refused"),
        ("get-meeting", 404, 3001, "not-found"),
        ("get-meeting", 400, 3000, "refused"),
        ("update-meeting", 404, 3001, "not-found"),
        ("update-meeting", 403, 1, "forbidden"),
        ("update-meeting", 409, 1, "conflict"),
        ("delete-meeting", 400, 300, "invalid-input"),
        ("delete-meeting", 400, 3018, "conflict"),
        ("delete-meeting", 400, 3037, "conflict"),
        ("list-meetings", 403, 2306, "forbidden"),
        ("list-meetings", 400, 300, "invalid-input"),
        ("list-recordings", 404, 1001, "not-found"),
        ("list-recordings", 400, 200, "forbidden"),
        ("get-meeting-recordings", 404, 3301, "not-found"),
        ("get-meeting-recordings", 400, 1010, "not-found"),
        ("get-meeting-recordings", 401, 1010, "not-found"),
        ("download-recording", 404, 3301, "not-found"),
        ("get-meeting", 404, 64_041, "unexpected-response"),
        ("get-meeting", 418, 0, "refused"),
    ];
    for (action, status, code, kind) in cases {
        let failure = failure(
            action,
            answer(status, json!({ "code": code, "message": "nein" })),
        );
        assert_eq!(failure.kind, kind, "{action} {status} {code}");
        assert_eq!(failure.status, Some(status));
        assert_eq!(failure.code, Some(code.to_string()));
        assert_eq!(
            failure.tracking_id.as_deref(),
            Some("v=2.0;clid=us02;rid=WEB_1")
        );
    }
}

#[test]
fn a_code_means_what_it_means_at_its_endpoint() {
    let message = |action| failure(action, answer(400, json!({ "code": 300 }))).message;
    assert_snapshot!(message("delete-meeting"));
    assert_snapshot!(message("list-meetings"));
    assert_snapshot!(message("create-meeting"));
}

#[test]
fn fields_that_zoom_refuses_are_named() {
    let body = json!({ "code": 300, "message": "Validation Failed.",
        "errors": [{ "field": "settings.alternative_hosts", "message": "Invalid field." }] });
    assert_snapshot!(told("create-meeting", [answer(400, body)]));
}

#[test]
fn missing_scopes_are_read_from_where_zoom_tells_them() {
    let body = json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:\
        [meeting:write:meeting, meeting:write:meeting:admin]." });
    assert_snapshot!(told("create-meeting", [answer(400, body)]));
}

#[test]
fn missing_scopes_are_the_actions_own_where_zoom_tells_none() {
    let scopes = |body: &[u8]| {
        failure("delete-meeting", raw(400, &[], body))
            .missing_scopes
            .concat()
    };
    let own = [
        "meeting:write",
        "meeting:write:admin",
        "meeting:delete:meeting",
        "meeting:delete:meeting:admin",
    ];
    assert_eq!(
        scopes(br#"{"code":4711,"message":"Il manque un droit."}"#),
        own
    );
    assert_eq!(
        scopes(br#"{"code":4711,"message":"does not contain scopes: Alle Rechte!"}"#),
        own
    );
    let unescaped = br#"{"code":104,"message":"Invalid access token, does not contain scopes:["a:b:c","d:e"]."}"#;
    assert_eq!(scopes(unescaped), ["a:b:c", "d:e"]);
}

#[test]
fn broken_error_bodies_are_reported() {
    let xml = br#"<?xml version="1.0" encoding="UTF-8"?><result><code>300</code><message>Validation Failed.</message></result>"#;
    assert_snapshot!("xml", told("get-meeting", [raw(400, &[], xml)]));
    let html = format!(
        "<html>\n<head><title>Bad</title></head>\x07{}</html>",
        "x".repeat(1000)
    );
    assert_snapshot!(
        "html",
        told("get-meeting", [raw(400, &[], html.as_bytes())])
    );
    assert_snapshot!("empty", told("get-meeting", [raw(404, &[], b"")]));
    let quotes = br#"{"code":3001,"message":"Meeting "x" does not exist"}"#;
    assert_snapshot!("quotes", told("get-meeting", [raw(404, &[], quotes)]));
}

#[test]
fn of_a_broken_error_body_only_the_message_is_quoted() {
    let quoted = |body: &str| {
        let message = failure("get-meeting", raw(400, &[], body.as_bytes())).message;
        let (_, quoted) = message.rsplit_once(" Zoom says: ").unwrap();
        quoted.to_owned()
    };
    for (body, message) in [
        ("<result><message>\n Bad \n</message></result>", r#""Bad""#),
        ("<message>Cut sh", r#""Cut sh""#),
        (
            r#"{"message" : "No "x", "y"" , "code":1}"#,
            r#""No \"x\", \"y\"""#,
        ),
        (
            r#"{"message":"Not "x"","errors":[{"field":"a"},]}"#,
            r#""Not \"x\"""#,
        ),
        (r#"{"message":"Cut sh"#, r#""Cut sh""#),
        (
            r#"{"message":"","code":1,}"#,
            r#""{\"message\":\"\",\"code\":1,}""#,
        ),
        ("<message></message>", r#""<message></message>""#),
        (r#"{"message":7,}"#, r#""{\"message\":7,}""#),
    ] {
        assert_eq!(quoted(body), message, "{body}");
    }
}

#[test]
fn a_success_that_cannot_be_read_says_what_it_did_and_whether_to_start_again() {
    let page = || raw(200, &[], b"<html>Welcome</html>");
    assert_snapshot!("unreadable_create", told("create-meeting", [page()]));
    assert_snapshot!("unreadable_update", told("update-meeting", [page()]));
    assert_snapshot!("unreadable_read", told("get-meeting", [page()]));
}

#[test]
fn a_redirect_that_leads_nowhere_is_unexpected() {
    assert_eq!(
        failure("get-meeting", raw(302, &[], b"")).kind,
        "unexpected-response"
    );
}

#[test]
fn a_list_without_its_list_is_unexpected() {
    let failure = failure("list-meetings", answer(200, json!({ "meetings": {} })));
    assert_eq!(failure.kind, "unexpected-response");
}

fn too_many(headers: &[(&str, &str)], code: u32) -> Reply {
    raw(
        429,
        headers,
        json!({ "code": code, "message": "Slow down." })
            .to_string()
            .as_bytes(),
    )
}

#[test]
fn even_a_create_is_asked_again_when_it_came_too_soon_but_not_forever() {
    let replies = || (0..5).map(|_| too_many(&[("x-ratelimit-type", "QPS")], 429));
    assert_snapshot!(invoke("create-meeting", json!({}), replies()));
}

#[test]
fn a_wait_that_zoom_names_in_seconds_is_kept() {
    let script = invoke(
        "get-meeting",
        input("get-meeting"),
        [too_many(&[("retry-after", "7")], 4001)],
    );
    assert!(script.contains("after 7000 ms"), "{script}");
}

#[test]
fn the_quota_of_a_day_is_not_waited_for() {
    let daily = [
        ("x-ratelimit-type", "Daily-limit"),
        ("retry-after", "2026-03-02T00:00:00Z"),
    ];
    assert_snapshot!(
        "daily_limit",
        told("list-meetings", [too_many(&daily, 429)])
    );
    let of_user = [
        ("x-ratelimit-category", "Light"),
        ("date", "Sun, 01 Mar 2026 23:00:00 GMT"),
    ];
    assert_snapshot!(
        "quota_of_user",
        told("update-meeting", [too_many(&of_user, 429)])
    );
    let date = [("retry-after", "2026-03-02T00:00:00Z")];
    assert_eq!(
        failure("get-meeting", too_many(&date, 429)).retry_at,
        Some(1_772_409_600)
    );
}

#[test]
fn when_zoom_fails_only_what_may_be_repeated_is_repeated() {
    let replies = || (0..3).map(|_| raw(503, &[], b"upstream"));
    assert_snapshot!(
        "failing_read",
        invoke("get-meeting", input("get-meeting"), replies())
    );
    assert_snapshot!(
        "failing_create",
        told("create-meeting", [raw(502, &[], b"")])
    );
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

#[test]
fn a_status_that_http_does_not_have_is_no_answer() {
    for status in [0, 1, 99] {
        let failure = failure("get-meeting", raw(status, &[], b"{}"));
        assert_eq!(failure.kind, "unexpected-response", "{status}");
    }
}

#[test]
fn there_are_no_triggers() {
    let polled = zoom_connector::poll(&support::connection(&[]), "new-meeting", "{}", None);
    assert_eq!(polled.unwrap_err().kind, "unsupported");
    let app = App {
        method: "byo-app".to_owned(),
        settings: "{}".to_owned(),
        now: support::NOW,
    };
    let delivery = Delivery {
        method: "POST".to_owned(),
        path_and_query: "/hook".to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let received = zoom_connector::receive(&app, &delivery);
    assert_eq!(received.unwrap_err().kind, "unsupported");
}

const ACTIONS: [&str; 8] = [
    "create-meeting",
    "get-meeting",
    "update-meeting",
    "delete-meeting",
    "list-meetings",
    "list-recordings",
    "get-meeting-recordings",
    "download-recording",
];

/// Any JSON, with the names that matter among the members.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        "[a-z_]{1,8}",
        prop::sample::select(vec![
            "meeting_id",
            "meetings",
            "recording_files",
            "next_page_token",
            "start_time",
            "recurrence",
            "settings",
            "type",
            "from",
            "to",
            "all_pages",
            "max_items",
            "trash",
            "code",
            "message",
            "errors",
            "id",
            "download_url",
            "file_type",
            "topic",
            "user_id",
        ])
        .prop_map(str::to_owned)
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_input_makes_it_panic(action in prop::sample::select(&ACTIONS[..]), input in any_json()) {
        let _ = begin(action, input);
    }

    #[test]
    fn no_answer_makes_it_panic(
        action in prop::sample::select(&ACTIONS[..]),
        status in 0u16..700,
        body in any_json(),
        garbage in prop::option::of(prop::collection::vec(any::<u8>(), 0..60)),
        retry_after in ".{0,12}",
    ) {
        let step = begin(action, input(action)).unwrap();
        let body = garbage.unwrap_or_else(|| body.to_string().into_bytes());
        let reply = raw(status, &[("retry-after", &retry_after)], &body);
        let step = support::resume(&state(&step).unwrap(), reply);
        prop_assert!(!matches!(step, Ok(Step::Sign(_))));
    }
}
