//! Removing a connector: what goes with it, and that nothing goes unasked.

use serde_json::json;

use crate::{
    connected::Stage,
    program::{Machine, Outcome},
};

/// A stage with two connections.
fn stage() -> Stage {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let _ = stage.connect("play", "grace").done();
    stage
}

fn component(stage: &Stage) -> std::path::PathBuf {
    stage.machine.file("connectors/notes.wasm")
}

#[test]
fn without_a_terminal_removing_a_connector_has_to_be_confirmed_and_its_connections_are_named() {
    let stage = stage();
    insta::assert_snapshot!(stage.run(&["remove", "notes"]).ended_with(2).stderr, @r"
    error: removing notes, with its connections play (grace@example.com), work (ada@example.com) has to be confirmed
    next: add --yes
    ");
    assert!(component(&stage).exists());
    let listed = stage.run(&["connections", "--output", "json"]).done();
    assert_eq!(listed.json().as_array().map(Vec::len), Some(2));
}

#[cfg(unix)]
#[test]
fn on_a_terminal_removing_a_connector_is_asked_for_with_the_names_of_its_connections() {
    use crate::terminal::run_on_terminal;

    let stage = stage();
    let question = "Their tokens are revoked. [y/N]";
    for (answer, code, is_there) in [("\n", 2, true), ("y\n", 0, false)] {
        let mut program = stage.machine.program();
        program.args(["remove", "notes"]);
        let seen = run_on_terminal(200, program, &[(question, answer)]);
        assert_eq!(seen.code, code, "{seen:?}");
        let told = seen.told();
        assert!(
            told.contains("Remove notes, with its connections "),
            "{told}"
        );
        assert!(told.contains("work (") && told.contains("play ("), "{told}");
        assert_eq!(component(&stage).exists(), is_there);
    }
}

#[test]
fn a_connector_goes_with_its_connections_their_tokens_its_app_and_what_was_compiled_of_it() {
    let stage = stage();
    let cache = tempfile::tempdir().expect("a directory");
    let run = |arguments: &[&str]| {
        let mut program = stage.machine.program();
        program
            .args(arguments)
            .env("CONNECTOR_HOST_CACHE", cache.path());
        Outcome::of(program.output().expect("the program starts"))
    };
    let compiled = || {
        let engines = std::fs::read_dir(cache.path()).expect("a cache");
        let of = |engine: std::io::Result<std::fs::DirEntry>| {
            let files = std::fs::read_dir(engine.expect("an engine").path());
            files.expect("its files").count()
        };
        engines.map(of).sum::<usize>()
    };
    let _ = run(&["app", "set", "notes", "--client-id", "the-app", "--public"]).done();
    let _ = run(&["actions", "notes"]).done();
    assert_eq!(compiled(), 2);
    let removed = run(&["remove", "notes", "--yes", "--output", "json"]).done();
    assert_eq!(
        removed.json(),
        json!({ "key": "notes", "connections": [
            { "name": "play", "tokens": "revoked" },
            { "name": "work", "tokens": "revoked" },
        ] })
    );
    let requests = stage.world.server.requests();
    let revocations = requests.iter().filter(|request| *request == "POST /revoke");
    assert!(revocations.count() >= 2, "{requests:?}");
    assert!(!component(&stage).exists());
    assert_eq!(compiled(), 0);
    for left in ["connections", "connectors"] {
        assert_eq!(run(&[left, "--output", "json"]).done().json(), json!([]));
    }
    // Added again, it knows nothing of before.
    stage.add(&std::fs::read(stage.machine.file("connector.wasm")).expect("a component"));
    let _ = run(&["app", "show", "notes"]).ended_with(2);
}

#[test]
fn a_connector_that_no_longer_loads_can_be_removed_and_its_tokens_are_ended_all_the_same() {
    let stage = stage();
    stage.put_in_place(b"no component");
    let removed = stage.run(&["remove", "notes", "--yes"]).done();
    for name in ["play", "work"] {
        let told = format!("Removed the connection {name}; its tokens are revoked.");
        assert!(removed.told().contains(&told), "{removed:?}");
    }
    assert!(stage.world.count("POST /revoke") > 0);
    assert!(!component(&stage).exists());
}

#[test]
fn a_connector_that_is_not_there_can_t_be_removed() {
    insta::assert_snapshot!(Machine::new().refused(&["remove", "notes", "--yes"]), @r"
    error: there is no connector `notes`; there are no connectors yet
    next: connector-host add COMPONENT adds a connector
    exit: 2
    ");
}
