//! What a manifest says of an action, of an auth method and of failures is shown.

use serde_json::{Value, json};

use crate::connected::{Stage, identifying_as, manifest};
use crate::support::authorization::token_grant;

/// A manifest that says all that it can.
fn saying_all() -> Value {
    manifest(|manifest| {
        let server = &mut manifest["auth_methods"][0]["endpoints"][0];
        server["issuer"] = json!("https://api.example/tenant");
        let action = &mut manifest["actions"][0];
        action["input"] = json!({ "type": "object", "properties": {
            "book": { "type": "object", "properties": { "id": { "type": "string" } } },
        } });
        action["columns"] = json!([
            { "title": "Written", "value": "/written_at", "time_zone": "/author/zone" },
            { "title": "Text", "value": "/text" },
        ]);
        action["lookups"] = json!([
            { "field": "/book/id", "action": "list-notes", "value": "/book", "label": ["/text"] },
        ]);
        action["sensitive"] = json!(["/notes/*/link", "/key"]);
        action["plan"] = json!("Pro");
        action["rate_label"] = json!("HEAVY");
        let download = &mut manifest["actions"][1];
        download["sensitive"] = json!([""]);
        download["deprecated"] = json!(true);
        manifest["failure_kinds"] = json!([
            { "kind": "not-found", "meaning": "There is no such note.", "remedy": "List the notes." },
        ]);
    })
}

#[test]
fn what_a_manifest_says_is_shown() {
    let stage = Stage::empty();
    stage.add(&identifying_as(&saying_all(), &token_grant()));
    let page = |arguments: &[&str]| stage.run(arguments).done().stdout;
    insta::assert_snapshot!("an_action", page(&["actions", "notes", "list-notes"]));
    insta::assert_snapshot!("another", page(&["actions", "notes", "download-note"]));
    insta::assert_snapshot!("an_auth_method", page(&["methods", "notes", "own-app"]));
    let component = stage.machine.file("connector.wasm").display().to_string();
    let inspected = page(&["inspect", &component]);
    let (_, failures) = inspected.split_once("A failure").expect("it is there");
    insta::assert_snapshot!("failures", failures);
}

#[test]
fn actions_and_triggers_are_found_by_words_of_what_is_said_of_them() {
    let stage = Stage::new();
    let search = |words: &str| stage.run(&["actions", "notes", "--search", words]);
    let found = search("FILE fetches").done().stdout;
    assert!(found.contains("download-note"), "{found}");
    assert!(!found.contains("list-notes"), "{found}");
    let found = search("written").done().stdout;
    assert!(found.contains("note-created"), "{found}");
    assert!(!found.contains("Fields of one"), "{found}");
    let told = stage
        .machine
        .refused(&["actions", "notes", "--search", "no such words"]);
    // For programs too.
    let ids = |words: &str| {
        let arguments = ["actions", "notes", "--search", words, "--output", "json"];
        let actions: Value = serde_json::from_str(&stage.run(&arguments).done().stdout).unwrap();
        let actions = actions.as_array().unwrap().iter();
        let ids = actions.map(|action| action["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ids("FILE fetches"), ["download-note"]);
    // Triggers are listed by themselves.
    assert!(ids("written").is_empty());
    insta::assert_snapshot!(told, @r"
    error: Notes has no action and no trigger with all of these words
    next: connector-host actions notes lists them
    exit: 2
    ");
}
