//! What others have written reaches a person as text, and can do nothing to the
//! screen that it stands on.

use connector_host::is_printable;
use serde_json::{Value, json};

use crate::connected::{Stage, answering, hostile, manifest};

/// Every text of a value that is for people, made hostile.
fn poison(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                let means_something = [
                    "$ref",
                    "authorization",
                    "columns",
                    "docs_url",
                    "effect",
                    "endpoint",
                    "endpoints",
                    "format",
                    "grant",
                    "id",
                    "items",
                    "key",
                    "marks",
                    "method",
                    "origin",
                    "redirects",
                    "required",
                    "scopes",
                    "secrets",
                    "type",
                    "url",
                    "version",
                ];
                if !means_something.contains(&name.as_str()) || name == "docs_url" {
                    poison(member);
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(poison),
        Value::String(text) => *value = hostile(text),
        _ => {}
    }
}

fn poisoned() -> Value {
    manifest(|manifest| {
        let properties = &mut manifest["actions"][0]["input"];
        *properties = json!({"type": "object", "properties": {
            "text": {"type": "string", "description": "What it says", "default": "x", "enum": ["x"]},
        }});
        let members = properties["properties"].as_object_mut().expect("an object");
        let name = hostile("name").as_str().expect("text").to_owned();
        members.insert(
            name,
            json!({"oneOf": [{"const": "a", "description": "An a"}]}),
        );
        let settings = &mut manifest["auth_methods"][0]["settings"]["properties"];
        settings["region"] = json!({"type": "string", "description": "Where", "title": "Region"});
        poison(manifest);
    })
}

/// All that a person would see of a command.
fn seen(stage: &Stage, arguments: &[&str]) -> String {
    let outcome = stage.run(arguments);
    outcome.stdout + &outcome.stderr
}

#[track_caller]
fn is_harmless(shown: &str) {
    for line in shown.split('\n') {
        assert!(line.chars().all(is_printable), "{line:?}");
        // Nothing of theirs begins a line.
        assert!(!line.starts_with("Key  other"), "{shown}");
    }
}

#[test]
fn a_manifest_can_write_to_no_screen_but_as_text() {
    let stage = Stage::empty();
    let component = answering(&poisoned(), &json!({}));
    let file = stage.machine.file("hostile.wasm");
    std::fs::write(&file, component).expect("it is written");
    let file = file.display().to_string();
    let shown = [
        &["add", &file][..],
        &["inspect", &file],
        &["connectors"],
        &["methods", "notes"],
        &["methods", "notes", "own-app"],
        &["actions", "notes"],
        &["actions", "notes", "list-notes"],
        &["actions", "notes", "no-such"],
        &["connect", "notes", "--set", "nothing=1"],
        &["connect", "notes"],
        &["app", "set", "notes", "--client-id", "x"],
        &["invoke", "notes", "list-notes"],
        &["--verbose", "--verbose", "connectors"],
    ]
    .map(|arguments| seen(&stage, arguments));
    for shown in &shown {
        is_harmless(shown);
    }
    assert!(
        shown
            .iter()
            .any(|shown| shown.contains(r"\u{1b}]0;owned\u{7}"))
    );
    assert!(shown.iter().any(|shown| shown.contains(r"\u{202e}")));
}

#[test]
fn an_account_and_what_an_api_says_can_write_to_no_screen_but_as_text() {
    let stage = Stage::new();
    stage.world.issuer().identity = Some(json!({
        "subject": {"account": "kitchen", "user": "ada"}, "reach": "user",
        "label": hostile("ada"), "uncovered": [],
        "facts": {"plan": hostile("free"), hostile("fact").as_str().expect("text"): 1},
        "warnings": [hostile("Careful.")],
    }));
    let connected = stage.connect("work", "ada").done();
    is_harmless(&(connected.stdout + &connected.stderr));
    for arguments in [
        &["connections"][..],
        &["connections", "show", "work"],
        &["connections", "test", "work"],
        &[
            "connections",
            "reconnect",
            "work",
            "--sign-in",
            "--set-env",
            "client_secret=SECRET",
        ],
        &["invoke", "notes", "list-notes", "--output", "table"],
        &["connections", "remove", "work"],
    ] {
        is_harmless(&seen(&stage, arguments));
    }
    let words = json!({"error": hostile("invalid_request"), "error_description": hostile("No.")});
    let words: &'static str = words.to_string().leak();
    stage.world.issuer().trouble = Some((400, words));
    let refused = stage.connect("other", "ada");
    assert_ne!(refused.code, 0);
    is_harmless(&refused.stderr);
}

#[test]
fn json_is_exact_and_harmless() {
    let stage = Stage::new();
    let label = hostile("ada");
    stage.world.issuer().identity = Some(json!({
        "subject": {"account": "kitchen", "user": "ada"}, "reach": "user",
        "label": label, "facts": {}, "uncovered": [], "warnings": [],
    }));
    let _ = stage.connect("work", "ada").done();
    let invoked = stage.run(&["invoke", "notes", "list-notes"]).done();
    is_harmless(&invoked.stdout);
    assert_eq!(invoked.json()["label"], label);
    let shown = stage.run(&["connections", "--output", "jsonl"]).done();
    assert_eq!(shown.stdout.lines().count(), 1);
    assert_eq!(shown.json()["account"]["label"], label);
}
