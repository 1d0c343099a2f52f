//! What fits a schema and what does not, how that is told, and that no output takes too long to look at.

use serde_json::json;

use super::*;

fn check(output: &Value) -> OutputCheck {
    let mut manifest: Value =
        serde_json::from_str(include_str!("../../tests/support/manifest.json")).unwrap();
    let action = &mut manifest["actions"][0];
    action["output"] = output.clone();
    OutputCheck::new(&serde_json::from_value(action.take()).unwrap())
}

fn notes() -> OutputCheck {
    check(&json!({
        "type": "object",
        "required": ["notes", "total"],
        "properties": {
            "total": { "type": "integer" },
            "notes": { "type": "array", "items": { "$ref": "#/$defs/note" } },
        },
        "$defs": { "note": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": { "type": "string", "pattern": "^n[0-9]+$" },
                "state": { "enum": ["open", "done"] },
            },
        } },
    }))
}

fn whole(check: &OutputCheck, output: &Value) -> Result<(), Doubt> {
    check.output(output, None, &mut IN_A_CALL.clone())
}

fn part(check: &OutputCheck, items: &[Value], before: usize) -> Result<(), Doubt> {
    check.page(items, before, &mut IN_A_CALL.clone())
}

fn path(outcome: Result<(), Doubt>) -> String {
    match outcome.unwrap_err() {
        Doubt::Misfit(misfit) => misfit.path,
        other => panic!("{other}"),
    }
}

fn says(outcome: Result<(), Doubt>) -> String {
    outcome.unwrap_err().to_string()
}

#[test]
fn what_fits_passes_whatever_else_it_has() {
    let output = json!({ "notes": [{ "id": "n1", "mood": 7 }], "total": 1, "more": null });
    assert_eq!(whole(&notes(), &output), Ok(()));
    assert_eq!(whole(&check(&json!({})), &json!("anything")), Ok(()));
}

#[test]
fn what_does_not_fit_is_told_by_its_place_and_by_what_was_expected() {
    let notes = notes();
    insta::assert_snapshot!(says(whole(&notes, &json!({ "notes": [] }))), @r#"the output of `list-notes` is not what its manifest promises: "total" is a required property. Report it to the connector's makers"#);
    insta::assert_snapshot!(says(whole(&notes, &json!({ "notes": [{ "id": 7 }], "total": 1 }))), @r#"the output of `list-notes` is not what its manifest promises, at `/notes/0/id`: the value is not of type "string". Report it to the connector's makers"#);
    insta::assert_snapshot!(says(whole(&notes, &json!([]))), @r#"the output of `list-notes` is not what its manifest promises: the value is not of type "object". Report it to the connector's makers"#);
}

#[test]
fn no_value_of_the_output_is_told() {
    let secret = "n-s3cr3t";
    let notes = notes();
    for note in [
        json!({ "id": secret }),
        json!({ "id": "n1", "state": secret }),
        json!(secret),
    ] {
        let says = says(whole(&notes, &json!({ "notes": [note], "total": 1 })));
        assert!(!says.contains(secret), "{says}");
    }
}

#[test]
fn items_of_a_page_are_counted_on_and_the_rest_is_left_for_the_end() {
    let notes = notes();
    let mut items = vec![json!({ "id": "n1" })];
    assert_eq!(part(&notes, &items, 0), Ok(()));
    items.push(json!({}));
    assert_eq!(path(part(&notes, &items, 30)), "/notes/31");
    items[0] = json!({ "id": "x" });
    assert_eq!(path(part(&notes, &items, 300)), "/notes/300/id");
}

#[test]
fn a_schema_that_is_none_is_held_against_nothing() {
    insta::assert_snapshot!(says(whole(&check(&json!({ "type": "text" })), &json!({}))), @r#"nobody has looked whether the output of `list-notes` is what its manifest promises: its schema can't be used: "text" is not valid under any of the schemas listed in the 'anyOf' keyword. Report it to the connector's makers"#);
    insta::assert_snapshot!(says(whole(&check(&json!({ "$ref": "https://else.example/" })), &json!({}))), @"nobody has looked whether the output of `list-notes` is what its manifest promises: its schema can't be used: a `$ref` in it does not point into it, as `#/$defs/name` does, or is too long. Report it to the connector's makers");
    insta::assert_snapshot!(says(whole(&check(&json!({ "pattern": "(a{1000}){1000}" })), &json!({}))), @r#"nobody has looked whether the output of `list-notes` is what its manifest promises: its schema can't be used: "(a{1000}){1000}" is not a "regex". Report it to the connector's makers"#);
}

#[test]
fn names_of_others_are_cut_short_and_shown_as_what_they_are() {
    let name = format!("\u{1b}]0;{}", "x".repeat(5000));
    let check = check(&json!({ "additionalProperties": { "type": "integer" } }));
    let path = path(whole(&check, &json!({ name: "" })));
    assert!(path.starts_with(r"/\u{1b}]0;xxx") && path.len() < 300);
}

#[test]
fn what_would_take_too_long_to_look_at_is_not_looked_at() {
    let choices: Vec<usize> = (0..90_000).collect();
    let check = check(&json!({
        "properties": { "notes": { "items": { "enum": choices } } },
    }));
    let items = vec![json!(89_999); 100];
    let mut budget = Budget::of(5_000_000);
    insta::assert_snapshot!(says(check.page(&items, 0, &mut budget)), @"nobody has looked whether the output of `list-notes` is what its manifest promises: to hold it against its schema is more work than this host does for a call");
    let all = json!({ "notes": items });
    let mut budget = Budget::of(5_000_000);
    insta::assert_snapshot!(says(check.output(&all, None, &mut budget)), @"nobody has looked whether the output of `list-notes` is what its manifest promises: to hold it against its schema is more work than this host does for a call");
    assert!(check.quick_steps(&all).is_none() && !check.is_quick_page(&items));
    assert!(check.quick_steps(&json!({})).is_some() && check.is_quick_page(&[]));
}

#[test]
fn pages_of_a_call_share_what_it_may_take() {
    let check = check(&json!({
        "properties": { "notes": { "items": { "enum": vec![0; 1_000] } } },
    }));
    let items = vec![json!(0); 100];
    let mut budget = Budget::of(250_000);
    let mut pages = (0..3).map(|_| check.page(&items, 0, &mut budget).is_ok());
    assert_eq!(pages.next(), Some(true));
    assert_eq!(pages.next(), Some(true));
    assert_eq!(pages.next(), Some(false));
}

#[test]
fn what_is_too_much_to_explain_is_told_without_its_place() {
    let items = vec![json!({ "id": "x" }); 100_000];
    let outcome = whole(&notes(), &json!({ "notes": items, "total": 1 }));
    insta::assert_snapshot!(says(outcome), @"the output of `list-notes` is not what its manifest promises: something in it does not fit, and it is too much to say what. Report it to the connector's makers");
}

#[test]
fn a_schema_of_ever_more_patterns_is_not_used() {
    let patterns: Vec<_> = (0..101)
        .map(|number| json!({ "pattern": number.to_string() }))
        .collect();
    let check = check(&json!({ "anyOf": patterns }));
    insta::assert_snapshot!(says(whole(&check, &json!({}))), @"nobody has looked whether the output of `list-notes` is what its manifest promises: its schema can't be used: it has more than 100 patterns. Report it to the connector's makers");
}

#[test]
fn keywords_of_its_own_say_what_is_wrong_without_the_value() {
    let unique = check(&json!({ "uniqueItems": true }));
    insta::assert_snapshot!(says(whole(&unique, &json!([7, 7.0]))), @"the output of `list-notes` is not what its manifest promises: the value has items that are equal. Report it to the connector's makers");
    let multiple = check(&json!({ "items": { "multipleOf": 0.01 } }));
    insta::assert_snapshot!(says(whole(&multiple, &json!([1.23, 0.001]))), @"the output of `list-notes` is not what its manifest promises, at `/1`: the value is no such multiple as `multipleOf` says. Report it to the connector's makers");
    assert_eq!(whole(&multiple, &json!([1e300, "x"])), Ok(()));
}

/// What an API can make an honest schema cost: it chooses the numbers.
#[test]
fn numbers_that_are_chosen_to_be_hard_take_no_longer_than_others() {
    let unique = check(&json!({ "uniqueItems": true }));
    let first = 1_u64 << 63;
    // All of them are the same as numbers of 53 bits.
    let pairs = (0..300_u64)
        .flat_map(|one| (0..300_u64).map(move |other| json!([first + one, first + other])));
    assert_eq!(whole(&unique, &pairs.collect()), Ok(()));
    let all = vec![json!({ "multipleOf": 0.01 }); 100];
    let multiples = check(&json!({ "items": { "allOf": all } }));
    assert_eq!(whole(&multiples, &Value::from(vec![1e300; 2_000])), Ok(()));
}

#[test]
fn a_long_list_of_objects_that_are_closed_at_each_level_is_looked_at() {
    let closed = |of: &Value| {
        let named: serde_json::Map<_, _> = (0..20).map(|n| (format!("m{n}"), of.clone())).collect();
        json!({ "properties": named, "unevaluatedProperties": false })
    };
    let object = |of: &Value| {
        let members = (0..20).map(|n| (format!("m{n}"), of.clone()));
        Value::Object(members.collect())
    };
    let integer = json!({ "type": "integer" });
    let check = check(&json!({ "items": closed(&closed(&integer)) }));
    let records = vec![object(&object(&json!(1))); 1_000];
    assert_eq!(whole(&check, &Value::from(records)), Ok(()));
}

/// A keyword of an earlier JSON Schema, which nobody had counted.
#[test]
fn a_keyword_that_is_not_known_holds_for_nothing() {
    let heavy = json!({ "x": { "not": {} } });
    let check = check(&json!({ "dependencies": heavy, "properties": { "x": {} } }));
    assert_eq!(whole(&check, &json!({ "x": 1 })), Ok(()));
}
