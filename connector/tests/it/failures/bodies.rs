//! Answers whose content is not what it should be.

use insta::assert_snapshot;

use super::{failure, told};
use crate::support::raw;

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
