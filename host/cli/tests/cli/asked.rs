//! Questions on a terminal: whoever adds a connector agrees to what it wants, and Ctrl-C is an
//! answer to every question.

use serde_json::json;

use crate::{
    connected::{Stage, identifying, identifying_as, manifest},
    support::authorization::token_grant,
    terminal::{INTERRUPT, Seen, run_on_terminal},
};

const ADD: &str = "Agree to that, and add notes 1.2.3? [y/N]";
const UPDATE: &str = "Agree to that, and add notes 1.2.4? [y/N]";

fn on_terminal(stage: &Stage, arguments: &[&str], answers: &[(&str, &str)]) -> Seen {
    let mut program = stage.machine.program();
    program.args(arguments);
    run_on_terminal(80, program, answers)
}

/// A file with a component.
fn file(stage: &Stage, component: &[u8]) -> String {
    let file = stage.machine.file("to-add.wasm");
    std::fs::write(&file, component).unwrap();
    file.display().to_string()
}

/// The versions of the connectors that were added.
fn versions(stage: &Stage) -> Vec<String> {
    let listed = stage.run(&["connectors", "--output", "json"]).done().json();
    let listed = listed.as_array().unwrap().iter();
    let versions = listed.map(|connector| connector["version"].as_str().unwrap().to_owned());
    versions.collect()
}

/// A version that wants to send the access token to one more origin.
fn greedy() -> Vec<u8> {
    let manifest = manifest(|manifest| {
        manifest["version"] = json!("1.2.4");
        let origin = json!({
            "origin": "https://evil.test", "purpose": "Ads.", "marks": ["credential"],
        });
        manifest["origins"].as_array_mut().unwrap().push(origin);
    });
    identifying_as(&manifest, &token_grant())
}

#[test]
fn the_first_version_is_added_once_somebody_has_agreed_to_what_goes_where() {
    let stage = Stage::empty();
    let file = file(&stage, &identifying(&token_grant()));
    let add = ["add", &file];
    for answer in ["\n", "n\n", "no\n"] {
        let declined = on_terminal(&stage, &add, &[(ADD, answer)]);
        assert_eq!(declined.code, 7, "{declined:?}");
        let told = declined.told();
        for words in [
            "By adding it you agree that it Signs in at",
            "In short: what is secret goes to https://api.example and nowhere else. Its 2 actions by their effect: 2 read, 0 write (change something), 0 destructive (remove or end something).",
            "error: notes 1.2.3 was not added; nothing was changed",
            "next: connector-host inspect",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert_eq!(versions(&stage), [""; 0]);
    }
    let agreed = on_terminal(&stage, &add, &[(ADD, "y\n")]);
    assert_eq!(agreed.code, 0, "{agreed:?}");
    assert!(agreed.told().contains("Added notes 1.2.3."), "{agreed:?}");
    assert_eq!(versions(&stage), ["1.2.3"]);
    // What somebody has agreed to is no question any more.
    let again = on_terminal(&stage, &add, &[]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(!again.told().contains("[y/N]"), "{again:?}");
}

#[test]
fn a_version_that_wants_more_is_asked_for_by_what_it_wants_more() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let file = file(&stage, &greedy());
    let add = ["add", &file];
    let declined = on_terminal(&stage, &add, &[(UPDATE, "n\n")]);
    assert_eq!(declined.code, 7, "{declined:?}");
    let told = declined.told();
    let question = format!(
        "It wants more than somebody has agreed to: send the access token to https://evil.test \
         send requests to https://evil.test it concerns the connections work {UPDATE}"
    );
    assert!(told.contains(&question), "{told}");
    assert_eq!(versions(&stage), ["1.2.3"]);
    let agreed = on_terminal(&stage, &add, &[(UPDATE, "yes\n")]);
    assert_eq!(agreed.code, 0, "{agreed:?}");
    let done = "Added notes 1.2.4, in place of 1.2.3.";
    assert!(agreed.told().contains(done), "{agreed:?}");
    let _ = stage.run(&["invoke", "notes", "list-notes"]).done();
}

#[test]
fn a_flag_answers_before_the_question_and_for_no_other_file() {
    let stage = Stage::empty();
    let file = file(&stage, &identifying(&token_grant()));
    let other = format!("--accept={}", "0".repeat(64));
    let refused = on_terminal(&stage, &["add", &file, &other], &[]);
    assert_eq!(refused.code, 7, "{refused:?}");
    let told = refused.told();
    assert!(
        told.contains("what --accept names is another file"),
        "{told}"
    );
    assert_eq!(versions(&stage), [""; 0]);
    let digest = stage.run(&["inspect", &file, "--output", "json"]).done();
    let digest = digest.json()["sha256"].as_str().unwrap().to_owned();
    let accept = format!("--accept={digest}");
    let added = on_terminal(&stage, &["add", &file, &accept], &[]);
    assert_eq!(added.code, 0, "{added:?}");
    assert!(!added.told().contains("[y/N]"), "{added:?}");
    assert_eq!(versions(&stage), ["1.2.3"]);
}

#[test]
fn ctrl_c_is_an_answer_to_every_question_and_changes_nothing() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let archive = stage.machine.file("moved.age").display().to_string();
    for (arguments, question) in [
        (&["remove", "notes"][..], "Its tokens are revoked. [y/N]"),
        (
            &["connections", "remove", "work"],
            "revoke its tokens? [y/N]",
        ),
        (&["connections", "export", &archive], "They end here. [y/N]"),
        (&["connect", "notes"], "client_id:"),
    ] {
        let left = on_terminal(&stage, arguments, &[(question, INTERRUPT)]);
        assert_eq!(left.code, 130, "{left:?}");
    }
    let _ = stage.run(&["invoke", "notes", "list-notes"]).done();
    assert_eq!(versions(&stage), ["1.2.3"]);
}
