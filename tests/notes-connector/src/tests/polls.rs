//! Polls find what is new, and what is late, and never what is old.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::support::{answer, answer_with, connection, failure, output, resume, shown};
use crate::Notes;
use crate::contract::{Failure, Guest, Step};

fn poll(cursor: Option<&Value>) -> Result<Step, Failure> {
    poll_of("note-written", cursor)
}

fn poll_of(trigger: &str, cursor: Option<&Value>) -> Result<Step, Failure> {
    Notes::poll(
        connection(&["notes.read"]),
        trigger.to_owned(),
        "{}".to_owned(),
        cursor.map(Value::to_string),
    )
}

fn change(number: u64, what: &str) -> Value {
    json!({
        "number": number,
        "what": what,
        "workspace": "w1",
        "note": {
            "id": format!("n{number}"),
            "text": "Buy bread",
            "author": "u1",
            "written_at": "2030-03-17T17:46:40Z",
        },
    })
}

#[test]
fn the_first_poll_sets_the_mark_and_tells_of_nothing() {
    let first = poll(None).expect("it begins");
    assert_snapshot!(shown(&first), @r"
    GET https://api.notes.example/changes/end
    repeatable true, after 0 ms, warnings []
    ");
    let end = resume(&first, answer(200, r#"{"next":17}"#));
    assert_eq!(
        output(end),
        json!({ "events": [], "cursor": { "first": 17, "next": 17 } })
    );
}

#[test]
fn the_next_poll_turns_pages_and_moves_the_mark_behind_the_last_change() {
    let begun = poll(Some(&json!({ "first": 17, "next": 17 }))).expect("it begins");
    assert_snapshot!(shown(&begun), @r"
    GET https://api.notes.example/changes?from=17
    repeatable true, after 0 ms, warnings []
    ");
    let page = json!([change(17, "note.written"), change(18, "note.read")]).to_string();
    let turned = resume(&begun, answer_with(200, &[("next", "19")], &page)).expect("a page");
    assert_snapshot!(shown(&turned), @r#"
    page [{"data":{"author":"u1","id":"n17","text":"Buy bread","written_at":"2030-03-17T17:46:40Z"},"id":"note.written n17 2030-03-17T17:46:40Z","occurred_at":"2030-03-17T17:46:40Z","subject":{"account":"w1","user":"u1"},"trigger":"note-written"}]
    GET https://api.notes.example/changes?from=19
    repeatable true, after 0 ms, warnings []
    "#);
    let last = json!([change(19, "note.written")]).to_string();
    let done = output(resume(&turned, answer(200, &last)));
    assert_eq!(done["cursor"], json!({ "first": 17, "next": 20 }));
    assert_eq!(done["events"][0]["data"]["id"], "n19");
}

#[test]
fn a_poll_asks_for_the_last_few_once_more_and_for_none_before_the_mark() {
    let begin = |first, next| {
        let begun = poll(Some(&json!({ "first": first, "next": next }))).expect("it begins");
        let shown = shown(&begun);
        let (_, from) = shown.split_once("from=").expect("it says where to begin");
        from.split_whitespace().next().map(str::to_owned)
    };
    assert_eq!(begin(17, 40).as_deref(), Some("35"));
    assert_eq!(begin(17, 20).as_deref(), Some("17"));
    assert_eq!(begin(0, 3).as_deref(), Some("0"));
}

#[test]
fn a_late_change_is_told_and_does_not_move_the_mark_back() {
    let begun = poll(Some(&json!({ "first": 10, "next": 20 }))).expect("it begins");
    let late = json!([change(16, "note.written")]).to_string();
    let done = output(resume(&begun, answer(200, &late)));
    assert_eq!(done["events"][0]["data"]["id"], "n16");
    assert_eq!(done["cursor"], json!({ "first": 10, "next": 20 }));
}

#[test]
fn another_trigger_and_a_foreign_cursor_are_refused() {
    assert_snapshot!(failure(poll_of("moon-rose", None)), @"unsupported: There is no trigger `moon-rose`.");
    assert_snapshot!(failure(poll(Some(&json!("page 3")))), @"invalid-input: The cursor is not one of this connector. Begin without one.");
}
