//! What the plain actions ask for, and what they make of answers.

use insta::assert_snapshot;
use serde_json::json;

use super::support::{answer, answer_with, connection, failure, invoke, output, resume, shown};
use crate::Notes;
use crate::contract::{Guest, Receipt, Reply, Step};

#[test]
fn a_list_is_asked_for_page_by_page_and_ends_with_the_last() {
    let first = invoke("list-notes", &json!({})).expect("it begins");
    assert_snapshot!(shown(&first), @r"
    GET https://api.notes.example/notes
    repeatable true, after 0 ms, warnings []
    ");
    let page = answer_with(200, &[("next", "2")], r#"[{"id":"n1","text":"Buy bread"}]"#);
    let second = resume(&first, page).expect("there is another page");
    assert_snapshot!(shown(&second), @r#"
    page [{"id":"n1","text":"Buy bread"}]
    GET https://api.notes.example/notes?after=2
    repeatable true, after 0 ms, warnings []
    "#);
    let last = answer(200, r#"[{"id":"n2","text":"Buy butter"}]"#);
    assert_eq!(
        output(resume(&second, last)),
        json!({ "notes": [{ "id": "n2", "text": "Buy butter" }] })
    );
}

#[test]
fn the_status_is_asked_for_without_a_credential() {
    let asked = invoke("get-status", &json!({})).expect("it begins");
    assert_snapshot!(shown(&asked), @r"
    GET https://api.notes.example/status
    without credential
    repeatable true, after 0 ms, warnings []
    ");
    let told = resume(&asked, answer(200, r#"{"up":true}"#));
    assert_eq!(output(told), json!({ "up": true }));
}

#[test]
fn attachments_may_be_redirected_to_any_public_host() {
    let input = json!({ "note_id": "n7" });
    let read = invoke("read-attachment", &input).expect("it begins");
    assert_snapshot!(shown(&read), @r"
    GET https://api.notes.example/notes/n7/attachment
    redirects to public hosts
    repeatable true, after 0 ms, warnings []
    ");
    let content = resume(&read, answer(200, "rye"));
    assert_eq!(output(content), json!({ "note_id": "n7", "text": "rye" }));

    let download = invoke("download-attachment", &input).expect("it begins");
    assert_snapshot!(shown(&download), @r"
    GET https://api.notes.example/notes/n7/attachment
    redirects to public hosts
    download n7.txt of text/plain
    ");
    let receipt = Receipt {
        file_name: "n7.txt".to_owned(),
        size: 3,
        media_type: "text/plain".to_owned(),
        sha256: "ab".to_owned(),
    };
    assert_eq!(
        output(resume(&download, Reply::Downloaded(receipt))),
        json!({ "note_id": "n7", "file_name": "n7.txt", "size": 3, "sha256": "ab" })
    );
}

#[test]
fn what_is_no_id_of_a_note_never_becomes_part_of_a_path() {
    for id in [
        "",
        "n",
        "../workspace",
        "n1/../../workspace",
        "n1?x",
        "1",
        "N1",
        "n1 ",
    ] {
        let refused = invoke("read-attachment", &json!({ "note_id": id }));
        let failure = refused.expect_err(id);
        assert_eq!(failure.kind, "invalid-input", "{id}");
        assert_eq!(failure.problems[0].field, "note_id", "{id}");
    }
}

#[test]
fn each_answer_that_is_no_good_one_has_its_kind() {
    let asked = invoke("list-notes", &json!({})).expect("it begins");
    let kind = |status| {
        let failure = resume(&asked, answer(status, "no")).expect_err("it is refused");
        assert_eq!(failure.status, Some(status));
        failure.kind
    };
    assert_eq!(
        [401, 403, 404, 429, 418, 500, 503].map(kind),
        [
            "unauthenticated",
            "missing-scope",
            "not-found",
            "rate-limited",
            "refused",
            "unavailable",
            "unavailable"
        ]
    );
    assert_snapshot!(
        failure(resume(&asked, answer(200, "<html>"))),
        @"unexpected-response: Notes answered something that it does not document: expected value at line 1 column 1. Report it to the connector's makers."
    );
}

#[test]
fn when_to_come_back_is_told_by_the_clock_of_the_moment() {
    let asked = invoke("list-notes", &json!({})).expect("it begins");
    let Step::Send(exchange) = asked else {
        panic!("it is an exchange");
    };
    let busy = answer_with(429, &[("retry-after", "30")], "slow down");
    // Much later than it began.
    let failure = Notes::resume(exchange.state, busy, 2_000_000_000).expect_err("it is refused");
    assert_eq!(failure.retry_at, Some(2_000_000_030));
}

#[test]
fn a_missing_scope_is_told_with_the_sets_that_would_do() {
    let asked = invoke("read-attachment", &json!({ "note_id": "n1" })).expect("it begins");
    let failure = resume(&asked, answer(403, "you may not do this")).expect_err("it is refused");
    assert_eq!(
        failure.missing_scopes,
        [vec!["notes.read", "attachments.read"], vec!["notes.all"]]
    );
}

#[test]
fn a_connection_says_what_its_scopes_do_not_cover_and_which_sets_would() {
    let asked = Notes::connect(connection(&["notes.read"])).expect("it begins");
    assert_snapshot!(shown(&asked), @r"
    GET https://api.notes.example/workspace
    repeatable true, after 0 ms, warnings []
    ");
    let workspace = answer(200, r#"{"id":"w1","name":"Kitchen"}"#);
    let missing = |set: &str| json!([[set], ["notes.all"]]);
    assert_eq!(
        output(resume(&asked, workspace)),
        json!({
            "subject": { "account": "w1" },
            "reach": "account",
            "label": "Kitchen",
            "facts": {},
            "uncovered": [
                { "id": "create-note", "missing_scopes": missing("notes.write") },
                { "id": "read-attachment", "missing_scopes": missing("attachments.read") },
                { "id": "download-attachment", "missing_scopes": missing("attachments.read") },
                { "id": "insist", "missing_scopes": missing("notes.write") },
            ],
            "warnings": [],
        })
    );
}

#[test]
fn a_client_of_one_member_reaches_that_member_alone() {
    let asked = Notes::connect(connection(&["notes.all"])).expect("it begins");
    let workspace = answer(200, r#"{"id":"w1","name":"Kitchen","member":"u2"}"#);
    let identity = output(resume(&asked, workspace));
    assert_eq!(
        identity["subject"],
        json!({ "account": "w1", "user": "u2" })
    );
    assert_eq!(identity["reach"], "user");
    assert_eq!(identity["uncovered"], json!([]));
}

#[test]
fn what_there_is_not_is_unsupported() {
    assert_snapshot!(failure(invoke("make-coffee", &json!({}))), @"unsupported: There is no action `make-coffee`.");
    let method = Notes::authorize("magic".to_owned(), "{}".to_owned()).expect_err("it is unknown");
    assert_eq!(method.kind, "unsupported");
}

#[test]
fn a_state_of_another_version_is_refused() {
    let refused = Notes::resume(b"{}".to_vec(), answer(200, "[]"), 0);
    assert_snapshot!(failure(refused), @"invalid-input: The state is of another version of this connector. Start again.");
}
