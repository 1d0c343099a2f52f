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
        "error: the policy of this host's operator does not let `notes` invoke `list-notes` (HOME/policy.toml, line 2)\nnext: whoever operates this host can allow it in HOME/policy.toml, line 2\nexit: 7"
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
    assert!(refused.contains("next: mend the file"), "{refused}");
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

/// A version with so many more actions that remove something.
fn with_new(count: usize) -> Vec<u8> {
    let manifest = manifest(|manifest| {
        manifest["version"] = json!("1.2.4");
        let actions = manifest["actions"].as_array_mut().unwrap();
        for number in 0..count {
            let mut action = actions[0].clone();
            action["id"] = json!(format!("new-{number:02}"));
            action["effect"] = json!("destructive");
            actions.push(action);
        }
    });
    identifying_as(&manifest, &token_grant())
}

#[test]
fn of_a_version_with_many_new_actions_twenty_are_named_by_add_and_all_by_inspect() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let file = stage.machine.file("next.wasm");
    std::fs::write(&file, with_new(25)).unwrap();
    let file = file.display().to_string();
    let refused = stage.run(&["add", &file]).ended_with(7).told();
    assert!(refused.contains("`new-19` and 5 more"), "{refused}");
    assert!(!refused.contains("new-20"), "{refused}");

    let heading = "Wants more than somebody has agreed to";
    let page = || {
        let inspected = stage.run(&["inspect", &file]).done().stdout;
        let words: Vec<&str> = inspected.split_whitespace().collect();
        words.join(" ")
    };
    let shown = page();
    let (wanted, beyond) = shown.split_once(heading).unwrap();
    let removing = "Removes something, or ends it for other people (destructive), in";
    let (_, removes) = wanted.split_once(removing).unwrap();
    assert!(removes.contains("new-23, new-24"), "{removes}");
    assert!(beyond.contains("`new-23`, `new-24`"), "{beyond}");
    assert!(
        beyond.contains("it concerns the connections work"),
        "{beyond}"
    );
    let beyond = || {
        let inspected = stage.run(&["inspect", &file, "--output", "json"]).done();
        inspected.json()["wants_more"].clone()
    };
    let told = beyond();
    assert_eq!(told["connections"], json!(["work"]));
    let more = told["more"][0].as_str().unwrap();
    assert!(more.ends_with("`new-23`, `new-24`"), "{more}");
    assert_eq!(told["more"].as_array().unwrap().len(), 1);

    // What was agreed to is no question any more.
    let _ = stage.run(&["add", &file, "--accept"]).done();
    assert!(!page().contains(heading));
    assert_eq!(beyond(), json!({ "more": [], "connections": [] }));
}

#[test]
fn where_nobody_can_be_asked_the_first_version_is_agreed_to_by_being_added() {
    let stage = Stage::empty();
    let file = stage.machine.file("next.wasm");
    std::fs::write(&file, greedy()).unwrap();
    let file = file.display().to_string();
    let added = stage.run(&["add", &file]).done().told();
    let agreed =
        "Nobody can be asked here, so that what it wants counts as agreed to by adding it.";
    assert!(added.contains("By adding it you agree that it"), "{added}");
    assert!(added.contains(agreed), "{added}");
    // It is said once: what was agreed to, and what a flag agrees to, is no news.
    let again = stage.run(&["add", &file]).done().told();
    assert!(!again.contains(agreed), "{again}");
    let _ = stage.run(&["remove", "notes", "--yes"]).done();
    let accepted = stage.run(&["add", &file, "--accept"]).done().told();
    assert!(!accepted.contains(agreed), "{accepted}");
}

#[test]
fn whoever_adds_a_connector_reads_what_it_may_do_before_hundreds_of_names() {
    let stage = Stage::empty();
    let file = stage.machine.file("next.wasm");
    std::fs::write(&file, with_new(25)).unwrap();
    let file = file.display().to_string();
    let added = stage.run(&["add", &file]).done().stderr;
    assert!(added.contains("By adding it you agree that it"), "{added}");
    let listed = "27; connector-host actions notes lists them";
    assert!(added.contains(listed), "{added}");
    assert!(!added.contains("Filters"), "{added}");
    let inspected = stage.run(&["inspect", &file]).done().stdout;
    let (what_it_may, names) = inspected.split_once("Filters").unwrap();
    let heading = "Whoever adds it agrees that it";
    assert!(what_it_may.contains(heading), "{inspected}");
    assert!(names.contains("note-created"), "{names}");
}

#[test]
fn to_inspect_a_component_begins_no_store_and_does_without_one_that_can_not_be_read() {
    let stage = Stage::empty();
    let file = stage.machine.file("next.wasm");
    std::fs::write(&file, greedy()).unwrap();
    let file = file.display().to_string();
    let inspect = ["inspect", &file, "--output", "json"];
    let new = stage.run(&inspect).done();
    assert_eq!(
        new.json()["wants_more"],
        json!({ "more": [], "connections": [] })
    );
    let database = stage.machine.file("connections.db");
    assert!(!database.exists());
    std::fs::write(database, "no database".repeat(999)).unwrap();
    let inspected = stage.run(&inspect).done();
    assert_eq!(inspected.json()["wants_more"], json!(null));
    assert_eq!(inspected.json()["version"], "1.2.4");
    assert!(
        inspected
            .told()
            .contains("whether somebody has agreed to all of it is not known"),
        "{}",
        inspected.told()
    );
}
