//! Schemas that the host can't work with are told of before anybody needs them.

use serde_json::{Map, Value, json};

use crate::connected::{Stage, identifying_as, manifest};
use crate::support::authorization::token_grant;

/// Definitions of which each refers twice to the next.
fn doubling() -> Value {
    let mut definitions = Map::new();
    for level in 0..30 {
        let next = json!({ "$ref": format!("#/$defs/l{}", level + 1) });
        definitions.insert(format!("l{level}"), json!({ "allOf": [next, next] }));
    }
    definitions.insert("l30".to_owned(), json!({}));
    json!({ "$ref": "#/$defs/l0", "$defs": definitions })
}

/// A file with a component of that manifest.
fn file(stage: &Stage, manifest: &Value) -> String {
    let file = stage.machine.file("strange.wasm");
    std::fs::write(&file, identifying_as(manifest, &token_grant())).unwrap();
    file.display().to_string()
}

#[test]
fn inspect_and_add_name_the_actions_whose_schemas_can_not_be_used() {
    let stage = Stage::empty();
    let file = file(
        &stage,
        &manifest(|manifest| {
            manifest["actions"][0]["output"] = doubling();
            manifest["actions"][1]["input"] = json!({ "type": "string" });
        }),
    );
    let told = [
        "Schemas that this host can't work with",
        "the output schema of the action `list-notes` can't be used: it stands for more than 10000 places. Its outputs are handed on without being held against it.",
        "the input schema of the action `download-note` can't be used: it allows no object, and what is entered is one. Its fields are shown and typed only in part: give the input whole, as JSON.",
        "Report them to the connector's makers.",
    ];
    let inspected = stage.run(&["inspect", &file]).done();
    let words: Vec<&str> = inspected.stdout.split_whitespace().collect();
    let page = words.join(" ");
    for told in told {
        assert!(page.contains(told), "{told} in {page}");
    }
    let added = stage.run(&["add", &file]).done().told();
    for told in told {
        assert!(added.contains(told), "{told} in {added}");
    }
    let summary = stage.run(&["inspect", &file, "--output", "json"]).done();
    insta::assert_json_snapshot!(summary.json()["unusable_schemas"], @r#"
    [
      {
        "id": "list-notes",
        "meaning": "Its outputs are handed on without being held against it.",
        "of": "action",
        "reason": "it stands for more than 10000 places",
        "schema": "output"
      },
      {
        "id": "download-note",
        "meaning": "Its fields are shown and typed only in part: give the input whole, as JSON.",
        "of": "action",
        "reason": "it allows no object, and what is entered is one",
        "schema": "input"
      }
    ]
    "#);
    assert_eq!(summary.json()["schemas_not_looked_at"], 0);
}

#[test]
fn of_a_connector_without_any_nothing_is_told() {
    let stage = Stage::empty();
    let file = file(&stage, &manifest(|_| {}));
    let inspected = stage.run(&["inspect", &file]).done();
    assert!(!inspected.stdout.contains("Schemas"), "{inspected:?}");
    let summary = stage.run(&["inspect", &file, "--output", "json"]).done();
    assert_eq!(summary.json()["unusable_schemas"], json!([]));
}

#[test]
fn a_connector_full_of_them_is_inspected_all_the_same() {
    let stage = Stage::empty();
    let file = file(
        &stage,
        &manifest(|manifest| {
            let action = manifest["actions"][0].clone();
            let actions = (0..300).map(|number| {
                let mut action = action.clone();
                action["id"] = json!(format!("action-{number}"));
                action["output"] = doubling();
                action
            });
            manifest["actions"] = actions.collect();
        }),
    );
    let inspected = stage.run(&["inspect", &file]).done();
    for told in ["more: --output json tells them all", "nobody has looked at"] {
        assert!(inspected.stdout.contains(told), "{told}");
    }
}
