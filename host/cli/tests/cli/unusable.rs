//! A connector that was added and that this program takes no more is told of, with what to
//! do about it.

use serde_json::json;

use crate::{
    connected::{Stage, identifying_as, manifest},
    support::authorization::token_grant,
};

/// A component that was added when there were fewer rules: a field of it lists its choices
/// by an action that changes something.
fn refused() -> Vec<u8> {
    let manifest = manifest(|manifest| {
        manifest["actions"][0]["effect"] = json!("write");
        manifest["actions"][1]["lookups"] = json!([
            { "field": "/note", "action": "list-notes", "value": "/id", "label": [] },
        ]);
    });
    identifying_as(&manifest, &token_grant())
}

#[test]
fn a_connector_that_is_refused_by_now_is_listed_with_the_reason_and_what_to_do() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    stage.put_in_place(&refused());
    let listed = stage.run(&["connectors"]).done().stdout;
    let words: Vec<&str> = listed.split_whitespace().collect();
    let page = words.join(" ");
    for told in [
        "Connectors that this host can't use",
        "only an action whose effect is `read` lists choices",
        "add a version of `notes` that this host takes, or remove the connector",
    ] {
        assert!(page.contains(told), "{told} in {page}");
    }
    let listed = stage.run(&["connectors", "--output", "json"]).done().json();
    insta::assert_json_snapshot!(listed, @r#"
    [
      {
        "key": "notes",
        "unusable": {
          "code": "manifest-lookup",
          "reason": "the manifest has `list-notes` list the choices for `/note` of `download-note`, and it is said to change something: only an action whose effect is `read` lists choices",
          "remedy": "add a version of `notes` that this host takes, or remove the connector"
        }
      }
    ]
    "#);

    let refused = stage.run(&["invoke", "notes", "list-notes"]).ended_with(2);
    let refused = refused.told();
    for told in [
        "`notes` was added, and this host can't use it any more",
        "next: connector-host add COMPONENT puts another version in its place; connector-host remove notes removes it",
    ] {
        assert!(refused.contains(told), "{told} in {refused}");
    }
    let kept = stage.run(&["connections", "--output", "json"]).done();
    assert_eq!(kept.json()[0]["name"], "work");
    let removed = stage.run(&["remove", "notes", "--yes"]).done();
    assert!(removed.told().contains("notes"), "{}", removed.told());
    let listed = stage.run(&["connectors", "--output", "json"]).done();
    assert_eq!(listed.json(), json!([]));
}
