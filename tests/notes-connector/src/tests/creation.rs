//! A note is written once, whatever becomes of the answer.

use insta::assert_snapshot;
use serde_json::json;

use super::support::{answer, connection, failure, invoke, output, resume, shown};
use crate::Notes;
use crate::contract::{Guest, Reply, Step};

fn begun() -> Step {
    invoke("create-note", &json!({ "text": "Bread & butter" })).expect("it begins")
}

#[test]
fn a_note_is_posted_and_not_to_be_posted_twice() {
    let posted = begun();
    assert_snapshot!(shown(&posted), @r#"
    POST https://api.notes.example/notes
    content-type: application/json

    {"text":"Bread & butter"}

    repeatable false, after 0 ms, warnings []
    "#);
    let written = answer(200, r#"{"id":"n1","text":"Bread & butter","author":"u1"}"#);
    assert_eq!(
        output(resume(&posted, written)),
        json!({ "id": "n1", "text": "Bread & butter", "author": "u1" })
    );
}

#[test]
fn an_answer_without_an_id_is_none_whatever_its_status() {
    let outcome = resume(&begun(), answer(200, r#"{"ok":true}"#));
    assert_eq!(outcome.expect_err("it is none").kind, "unexpected-response");
}

#[test]
fn a_text_that_is_too_long_is_sent_with_a_warning_and_found_as_it_was_kept() {
    let text = "ü".repeat(141);
    let posted = invoke("create-note", &json!({ "text": text })).expect("it begins");
    let Step::Send(exchange) = &posted else {
        panic!("it is an exchange");
    };
    let warnings = ["The note has 141 characters, and Notes keeps the first 140."];
    assert_eq!(exchange.warnings, warnings);
    let looking = resume(&posted, Reply::Lost).expect("it looks");
    assert!(
        shown(&looking).contains(&format!("text={}\n", "%C3%BC".repeat(140))),
        "{}",
        shown(&looking)
    );
    let written = json!([{ "id": "n1", "text": "ü".repeat(140) }]).to_string();
    let found = output(resume(&looking, answer(200, &written)));
    assert_eq!(found["warnings"], json!(warnings));
}

#[test]
fn a_lost_answer_is_looked_for_and_the_only_note_that_it_can_be_adopted() {
    let looking = resume(&begun(), Reply::Lost).expect("it looks");
    assert_snapshot!(shown(&looking), @r"
    GET https://api.notes.example/notes/mine?since=1899999700&text=Bread%20%26%20butter
    repeatable true, after 0 ms, warnings []
    ");
    let found = answer(200, r#"[{"id":"n1","text":"Bread & butter"}]"#);
    assert_eq!(
        output(resume(&looking, found)),
        json!({ "id": "n1", "text": "Bread & butter", "recovered": true })
    );
}

#[test]
fn what_looking_does_not_tell_is_an_unknown_outcome() {
    let looking = resume(&begun(), Reply::Lost).expect("it looks");
    let none = resume(&looking, answer(200, "[]"));
    assert_snapshot!(failure(none), @"unknown-outcome: The answer of Notes was lost. The note may have been written: it is not listed yet. List the notes before you write it again.");
    let two = r#"[{"id":"n1","text":"a"},{"id":"n2","text":"a"}]"#;
    assert_snapshot!(failure(resume(&looking, answer(200, two))), @"unknown-outcome: The answer of Notes was lost. The note may have been written: it may be any of n1, n2. List the notes before you write it again.");
    let down = resume(&looking, answer(503, "closed"));
    assert_snapshot!(failure(down), @"unknown-outcome: The answer of Notes was lost. The note may have been written: looking failed (Notes says: closed). List the notes before you write it again.");
}

#[test]
fn without_the_scope_to_look_the_outcome_is_unknown_at_once() {
    let input = json!({ "text": "Once" }).to_string();
    let posted = Notes::invoke(
        connection(&["notes.write"]),
        "create-note".to_owned(),
        input,
    )
    .expect("it begins");
    assert_snapshot!(failure(resume(&posted, Reply::Lost)), @"unknown-outcome: The answer of Notes was lost. The note may have been written: the client may not read notes to find out. List the notes before you write it again.");
}

#[test]
fn an_empty_note_is_refused_by_the_name_of_the_field() {
    for input in [json!({}), json!({ "text": "" }), json!({ "text": 7 })] {
        let failure = invoke("create-note", &input).expect_err("it is refused");
        assert_eq!(failure.kind, "invalid-input");
        assert_eq!(failure.problems[0].field, "text");
    }
}
