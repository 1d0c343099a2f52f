//! What looking at an output costs, keyword by keyword, and that no output costs less than one with less in it.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn steps(schema: &Value, value: &Value) -> u64 {
    let mut budget = Budget::of(u64::MAX);
    work(schema, &Patterns::of(schema).unwrap(), value, &mut budget).unwrap();
    u64::MAX - budget.0
}

#[test]
fn a_list_of_choices_costs_its_length_for_each_item() {
    let choices: Vec<usize> = (0..1_000).collect();
    let schema = json!({ "items": { "enum": choices } });
    let of = |items: usize| steps(&schema, &Value::from(vec![0; items]));
    assert!(of(100) > 100 * 1_000);
    assert!(of(100) < 100 * 1_100);
}

#[test]
fn a_pattern_costs_by_its_automaton_and_by_the_text() {
    let of = |pattern: &str, text: usize| {
        steps(&json!({ "pattern": pattern }), &json!("x".repeat(text)))
    };
    assert!(of("^n[0-9]+$", 1_000) < 70_000);
    assert!(of("(x{40}){40}y", 1_000) > 4_000_000);
    assert!(of("(x{40}){40}y", 10_000) > 40_000_000);
    // What this can't read counts as the largest.
    assert!(of("(?<year>[0-9]{4})(?=-)", 1_000) > 16_000_000);
}

#[test]
fn what_is_in_the_place_of_a_schema_is_asked_again_and_what_is_below_is_not() {
    let list = json!({ "enum": vec![0; 1_000] });
    let members = json!({ "a": 1, "b": 2 });
    let below = json!({ "properties": { "a": list }, "unevaluatedProperties": true });
    assert!(steps(&below, &members) < 1_100);
    let branch = json!({ "properties": { "a": list } });
    let in_place = json!({ "allOf": [branch], "unevaluatedProperties": true });
    let steps = steps(&in_place, &members);
    assert!(steps > 2_000 && steps < 2_100, "{steps}");
}

#[test]
fn objects_that_are_closed_at_each_level_cost_what_is_in_them() {
    let closed = |names: std::ops::Range<usize>, of: Value| {
        let named: Map<_, _> = names.map(|n| (format!("m{n}"), of.clone())).collect();
        json!({ "properties": named, "unevaluatedProperties": false })
    };
    let object = |members: usize, of: &Value| {
        let members = (0..members).map(|n| (format!("m{n}"), of.clone()));
        Value::Object(members.collect())
    };
    let schema = closed(0..50, closed(0..20, json!({ "type": "integer" })));
    let value = object(50, &object(20, &json!(1)));
    let steps = steps(&schema, &value);
    assert!(steps < 10_000, "{steps}");
}

#[test]
fn each_keyword_of_the_table_costs_what_is_heavy_in_it() {
    let list = json!({ "enum": vec![0; 1_000] });
    let object = json!({ "x": 1, "y": [1] });
    for (keyword, of, value) in [
        ("additionalProperties", list.clone(), &object),
        ("allOf", json!([list]), &object),
        ("anyOf", json!([list]), &object),
        ("const", json!(vec![0; 1_000]), &object),
        ("contains", list.clone(), &json!([1])),
        (
            "dependentRequired",
            json!({ "x": vec!["y"; 1_000] }),
            &object,
        ),
        ("dependentSchemas", json!({ "x": list }), &object),
        ("else", list.clone(), &object),
        ("enum", json!(vec![0; 1_000]), &object),
        ("if", list.clone(), &object),
        ("items", list.clone(), &json!([1])),
        ("maxLength", json!(1), &json!("x".repeat(16_000))),
        ("multipleOf", json!(0.01), &json!(1e300)),
        ("not", list.clone(), &object),
        ("oneOf", json!([list]), &object),
        ("pattern", json!("(x{40}){40}y"), &json!("x".repeat(16_000))),
        ("patternProperties", json!({ "x": list }), &object),
        ("prefixItems", json!([list]), &json!([1])),
        ("properties", json!({ "x": list }), &object),
        ("propertyNames", list.clone(), &object),
        ("required", json!(vec!["y"; 1_000]), &object),
        ("then", list.clone(), &object),
        ("unevaluatedItems", list.clone(), &json!([1])),
        ("unevaluatedProperties", list.clone(), &object),
        ("uniqueItems", json!(true), &json!(vec![1; 100])),
    ] {
        let least = if keyword == "multipleOf" { 40 } else { 1_000 };
        let steps = steps(&json!({ keyword: of }), value);
        assert!(steps >= least, "{keyword}: {steps}");
    }
}

#[test]
fn patterns_that_are_long_or_change_how_they_are_read_are_read_by_nobody() {
    let says = |schema: &Value| Patterns::of(schema).unwrap_err();
    let long = json!({ "pattern": r"\pL".repeat(1_000_000) });
    insta::assert_snapshot!(says(&long), @"it has a pattern of more than 1000 bytes");
    let by_name = json!({ "not": { "patternProperties": { "x".repeat(1_001): {} } } });
    insta::assert_snapshot!(says(&by_name), @"it has a pattern of more than 1000 bytes");
    let many: Vec<_> = (10..30)
        .map(|n| json!({ "pattern": n.to_string().repeat(300) }))
        .collect();
    insta::assert_snapshot!(says(&json!({ "allOf": many })), @"its patterns have more than 10000 bytes");
    let large: Vec<_> = (10..20)
        .map(|n| json!({ "pattern": format!("(x{{{n}0}}){{40}}") }))
        .collect();
    insta::assert_snapshot!(says(&json!({ "allOf": large })), @"its patterns take more than 1024 KiB of memory");
    for flags in [
        "(?i)[^a]", "[a](?i)", "\\\\(?i)", "é(?i)", "a(?i:b)", "(?s-u:.)", "(?x) a",
    ] {
        assert!(has_flags(flags), "{flags}");
    }
    for none in [
        "(?:a)",
        "(?=a)",
        "(?<!a)",
        "(?<year>a)",
        "(a)?",
        r"^\(?i",
        "[(?]i",
    ] {
        assert!(!has_flags(none), "{none}");
    }
}

#[test]
fn a_budget_that_does_not_suffice_is_spent_and_nothing_more_is_looked_at() {
    let schema = json!({ "items": { "enum": vec![0; 1_000] } });
    let value = Value::from(vec![0; 1_000]);
    let mut budget = Budget::of(5_000);
    let outcome = work(&schema, &Patterns::default(), &value, &mut budget);
    assert_eq!((outcome, budget), (Err(Exceeded), Budget::of(0)));
}

proptest! {
    #[test]
    fn more_choices_and_more_items_are_never_less_work(choices in 0usize..50, items in 0usize..50) {
        let of = |choices: usize, items: usize| {
            let schema = json!({ "items": { "enum": vec![0; choices] } });
            steps(&schema, &Value::from(vec![0; items]))
        };
        prop_assert!(of(choices, items) <= of(choices + 1, items));
        prop_assert!(of(choices, items) <= of(choices, items + 1));
    }
}
