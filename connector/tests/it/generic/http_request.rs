//! `http-request`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Reply, Step};

use crate::support::{self, answer, begin, invoke, no_content, raw, resume, state};

fn problems(input: Value) -> Vec<String> {
    let failure = begin("http-request", input.clone()).expect_err(&input.to_string());
    assert_eq!(failure.kind, "invalid-input", "{input}");
    failure
        .problems
        .into_iter()
        .map(|problem| problem.field)
        .collect()
}

fn output(input: Value, reply: Reply) -> Value {
    let step = begin("http-request", input).unwrap();
    support::output(resume(&state(&step).unwrap(), reply))
}

#[test]
fn a_request_is_made_as_it_is_described() {
    let input = json!({
        "method": "patch", "path": "v2/users/anna@example.com/settings", "query": { "option": "meeting_security",
            "ids": ["a b", 2, true], "none": null },
        "headers": { "Accept": "application/json;q=1", "X-Case": 1, "x-none": null },
        "body": { "meeting_security": { "waiting_room": true } }
    });
    assert_snapshot!(invoke("http-request", input, [no_content()]));
    assert_snapshot!(invoke(
        "http-request",
        json!({ "path": "/users/me" }),
        [answer(200, json!({ "id": "u" }))]
    ));
    let list = json!({ "method": "POST", "path": "/x", "body": [1] });
    assert_snapshot!(invoke("http-request", list, [answer(201, json!([2]))]));
}

#[test]
fn whatever_succeeds_is_told_with_its_status() {
    let get = || json!({ "path": "/users/me" });
    assert_eq!(output(get(), raw(204, &[], b"")), json!({ "status": 204 }));
    assert_eq!(
        output(get(), raw(202, &[], b" \n")),
        json!({ "status": 202 })
    );
    assert_eq!(
        output(get(), raw(200, &[], b"plain")),
        json!({ "status": 200, "body": "plain" })
    );
    assert_eq!(
        output(get(), answer(200, json!(null))),
        json!({ "status": 200, "body": null })
    );
    // An answer may have a list of errors, and be none.
    let validated = json!({ "ok": false, "errors": [{ "message": "x" }] });
    assert_eq!(
        output(get(), answer(200, validated.clone())),
        json!({ "status": 200, "body": validated })
    );
}

#[test]
fn bytes_that_are_no_text_are_no_output() {
    let step = begin("http-request", json!({ "path": "/x" })).unwrap();
    let failure = resume(&state(&step).unwrap(), raw(200, &[], b"\xff\xd8\xff")).unwrap_err();
    assert_eq!(failure.kind, "unexpected-response");
}

#[test]
fn no_credential_and_nothing_that_frames_a_request_is_sent() {
    for name in [
        "Authorization",
        "authorization",
        "Proxy-Authorization",
        "Cookie",
        "cookie2",
        "Host",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Content-Type",
        "bad name",
        "",
        "x\r\ny",
    ] {
        assert_eq!(
            problems(json!({ "path": "/x", "headers": { name: "v" } })).len(),
            1,
            "{name}"
        );
    }
    for value in [json!("a\r\nauthorization: x"), json!({}), json!([1])] {
        assert_eq!(
            problems(json!({ "path": "/x", "headers": { "x-a": value } })).len(),
            1
        );
    }
    let failure = begin(
        "http-request",
        json!({ "path": "/x", "headers": { "authorization": "Bearer s3cret" } }),
    );
    let message = format!("{:?}", failure.unwrap_err());
    assert!(
        message.contains("credential") && !message.contains("s3cret"),
        "{message}"
    );
}

#[test]
fn a_path_stays_below_the_api() {
    for path in [
        "https://evil.example/x",
        "//evil.example",
        "/../oauth/token",
        "/users/%2e%2e/%2e%2e/x",
        "/x?y=1",
        "/x#y",
        "",
        "/",
        "/users/..;/x",
        "\\\\evil",
    ] {
        assert_eq!(problems(json!({ "path": path })), ["path"], "{path}");
    }
    assert_eq!(problems(json!({})), ["path"]);
    assert_eq!(
        problems(json!({ "path": "/x", "method": "CONNECT", "body": "text" })),
        ["body", "method"]
    );
    assert_eq!(
        problems(json!({ "path": "/x", "query": { "a": { "b": 1 }, "c": [null] } })).len(),
        2
    );
}

#[test]
fn what_makes_or_deletes_something_is_never_made_again() {
    for (method, repeatable) in [
        ("GET", true),
        ("PUT", true),
        ("PATCH", true),
        ("DELETE", false),
        ("POST", false),
    ] {
        let step = begin("http-request", json!({ "method": method, "path": "/x" })).unwrap();
        let again = resume(&state(&step).unwrap(), raw(503, &[], b"busy"));
        assert_eq!(matches!(again, Ok(Step::Send(_))), repeatable, "{method}");
    }
    let step = begin("http-request", json!({ "method": "POST", "path": "/x" })).unwrap();
    let failure = resume(&state(&step).unwrap(), Reply::Lost).unwrap_err();
    assert_eq!(failure.kind, "unknown-outcome");
}

#[test]
fn a_web_page_in_the_place_of_an_answer_is_no_success() {
    let change = json!({ "method": "PATCH", "path": "/users/me", "body": { "dept": "x" } });
    let step = begin("http-request", change).unwrap();
    let page = raw(200, &[], b"<!DOCTYPE html><title>Down</title>");
    let failure = resume(&state(&step).unwrap(), page).unwrap_err();
    assert_eq!(failure.kind, "unexpected-response");
}

#[test]
fn no_header_field_makes_another_request_of_it() {
    for name in ["X-HTTP-Method-Override", "x-original-url"] {
        let input = json!({ "path": "/x", "headers": { name: "DELETE" } });
        assert_eq!(problems(input), [format!("headers.{name}")]);
    }
}

#[test]
fn a_missing_scope_is_the_one_that_zoom_names() {
    let step = begin("http-request", json!({ "path": "/roles" })).unwrap();
    let lacking =
        json!({ "code": 4711, "message": "does not contain scopes:[role:read:list_roles:admin]." });
    let failure = resume(&state(&step).unwrap(), answer(400, lacking)).unwrap_err();
    assert_eq!(failure.kind, "missing-scope");
    assert_eq!(failure.missing_scopes, [["role:read:list_roles:admin"]]);
}

#[test]
fn a_body_of_a_get_is_sent_and_said_to_be_of_no_use() {
    let script = invoke("http-request", json!({ "path": "/x", "body": {} }), []);
    assert!(script.contains("no body of a GET"), "{script}");
}
