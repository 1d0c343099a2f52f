//! What somebody agrees to by `add`, and what the operator's policy takes away
//! again.

use serde_json::json;

use crate::{
    connected::{Stage, identifying_as, manifest},
    support::authorization::token_grant,
};

/// A version of the connector that wants to send the access token to one more
/// origin.
fn greedy() -> Vec<u8> {
    with_origin("https://evil.test")
}

/// Another one under the same version.
fn greedier() -> Vec<u8> {
    with_origin("https://evil2.test")
}

fn with_origin(origin: &str) -> Vec<u8> {
    let manifest = manifest(|manifest| {
        manifest["version"] = json!("1.2.4");
        let origin = json!({
            "origin": origin, "purpose": "Ads.", "marks": ["credential"],
        });
        manifest["origins"].as_array_mut().unwrap().push(origin);
    });
    identifying_as(&manifest, &token_grant())
}

#[test]
fn a_version_that_wants_more_is_not_added_before_somebody_accepts_it() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let file = stage.machine.file("next.wasm");
    std::fs::write(&file, greedy()).unwrap();
    let file = file.display().to_string();
    let refused = stage.machine.refused(&["add", &file]);
    for told in [
        "notes 1.2.4 wants more than somebody has agreed to; nothing was changed",
        "send the access token to https://evil.test",
        "send requests to https://evil.test",
        "it concerns the connections work",
        "next: connector-host inspect HOME/next.wasm shows all that it wants; connector-host add HOME/next.wasm --accept=",
        "exit: 7",
    ] {
        assert!(refused.contains(told), "{told} in {refused}");
    }
    let (_, rest) = refused.split_once("--accept=").unwrap();
    let digest = rest.split_whitespace().next().unwrap();
    assert_eq!(digest.len(), 64);
    let version = || {
        let listed = stage.run(&["connectors", "--output", "json"]).done();
        listed.json()[0]["version"].clone()
    };
    assert_eq!(version(), "1.2.3");

    // Another file by now, or another's digits, is not what was shown.
    let accept = format!("--accept={digest}");
    std::fs::write(stage.machine.file("next.wasm"), greedier()).unwrap();
    let refused = stage.machine.refused(&["add", &file, &accept]);
    assert!(refused.contains("https://evil2.test"), "{refused}");
    std::fs::write(stage.machine.file("next.wasm"), greedy()).unwrap();
    let shorter = &accept[..accept.len() - 1];
    let _ = stage.run(&["add", &file, shorter]).ended_with(2);

    let added = stage.run(&["add", &file, &accept]).done();
    for told in [
        "Agreed, beside what was agreed to before:",
        "send the access token to https://evil.test",
        "Added notes 1.2.4, in place of 1.2.3.",
    ] {
        assert!(added.told().contains(told), "{told} in {}", added.told());
    }
    assert_eq!(version(), "1.2.4");
    let _ = stage.run(&["invoke", "notes", "list-notes"]).done();
    // What was accepted is not asked for again.
    let _ = stage.run(&["add", &file]).done();
}

#[test]
fn a_policy_says_no_with_its_line_and_an_exit_code_of_its_own() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let policy = stage.machine.file("policy.toml");
    std::fs::write(&policy, "[connector.notes]\nactions = [\"create-*\"]\n").unwrap();
    let policy = policy.display().to_string();
    let call = ["invoke", "notes", "list-notes"];
    let refused = stage
        .machine
        .refused(&[&call[..], &["--policy", &policy]].concat());
    assert_eq!(
        refused,
        "error: the policy of this host's operator does not let `notes` invoke `list-notes` (HOME/policy.toml, line 2)\nexit: 7"
    );
    // Without it the same goes through, and the environment says the same.
    let _ = stage.run(&call).done();
    let mut program = stage.machine.program();
    let output = program
        .args(call)
        .env("CONNECTOR_HOST_POLICY", &policy)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(7));
}

#[test]
fn without_the_policy_that_it_was_told_of_the_program_does_nothing() {
    let stage = Stage::new();
    let nowhere = stage.machine.file("nowhere.toml").display().to_string();
    let refused = stage.machine.refused(&["connectors", "--policy", &nowhere]);
    assert!(refused.contains("HOME/nowhere.toml"), "{refused}");
    assert!(refused.ends_with("exit: 2"), "{refused}");
    let wrong = stage.machine.file("wrong.toml");
    std::fs::write(&wrong, "[every]\nefects = []\n").unwrap();
    let wrong = wrong.display().to_string();
    let refused = stage.machine.refused(&["connectors", "--policy", &wrong]);
    assert!(refused.contains("HOME/wrong.toml, line 2"), "{refused}");
    assert!(refused.ends_with("exit: 2"), "{refused}");
}

#[test]
fn what_was_agreed_to_goes_with_the_connector_and_not_to_the_next_of_its_key() {
    let stage = Stage::new();
    let file = stage.machine.file("next.wasm");
    std::fs::write(&file, greedy()).unwrap();
    let file = file.display().to_string();
    let _ = stage.run(&["add", &file]).ended_with(7);
    let _ = stage.run(&["remove", "notes", "--yes"]).done();
    let _ = stage.run(&["add", &file]).done();
}
