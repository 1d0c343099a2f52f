//! What is in the way of a command names the option, the file or the address
//! that has to do with it.

use std::net::TcpListener;

use crate::{
    connected::{Stage, identifying_as, manifest},
    program::Machine,
    support::authorization::{code_grant, device_grant, token_grant},
};

const SIGN_IN: &[&str] = &[
    "connect",
    "notes",
    "--set",
    "client_id=the-client",
    "--set-env",
    "client_secret=SECRET",
];

#[test]
fn a_port_that_is_in_use_is_told_with_the_option_for_another() {
    let stage = Stage::authorizing(&code_grant());
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let refused = stage
        .run(&[SIGN_IN, &["--listen", &address]].concat())
        .ended_with(2);
    let told = refused.told();
    assert!(
        told.contains(&address) && told.contains("--listen 127.0.0.1:PORT"),
        "{told}"
    );
}

#[test]
fn a_database_that_is_none_is_told_by_its_file() {
    let machine = Machine::new();
    std::fs::write(machine.file("connections.db"), "no database".repeat(999))
        .expect("it is written");
    insta::assert_snapshot!(machine.refused(&["connections"]), @r"
    error: the database of connections: file is not a database
    next: put a good copy of HOME/connections.db back, or connect again in another directory: --data-dir DIR
    exit: 1
    ");
}

#[test]
fn what_is_added_is_blamed_for_what_is_wrong_with_it_and_not_for_the_database() {
    let machine = Machine::new();
    let component = machine.file("good.wasm");
    std::fs::write(
        &component,
        identifying_as(&manifest(|_| ()), &token_grant()),
    )
    .expect("it is written");
    let component = component.display().to_string();
    let bad = machine.file("bad.wasm");
    std::fs::write(&bad, "no component").expect("it is written");
    let bad = bad.display().to_string();
    let told = machine.refused(&["add", &bad]);
    assert!(told.contains("HOME/bad.wasm: "), "{told}");
    std::fs::write(machine.file("connections.db"), "no database".repeat(999))
        .expect("it is written");
    insta::assert_snapshot!(machine.refused(&["add", &component]), @r"
    error: the database of connections: file is not a database
    next: put a good copy of HOME/connections.db back, or connect again in another directory: --data-dir DIR
    exit: 1
    ");
    // Both are wrong: the component is looked at first.
    let told = machine.refused(&["add", &bad]);
    assert!(told.contains("HOME/bad.wasm: "), "{told}");
}

#[cfg(unix)]
#[test]
fn what_is_no_component_is_not_read_to_an_end_that_it_may_not_have() {
    let machine = Machine::new();
    let large = machine.file("large.wasm");
    let file = std::fs::File::create(&large).expect("it is made");
    file.set_len(1 << 33).expect("it has holes");
    let large = large.to_str().expect("a path").to_owned();
    for command in ["inspect", "add"] {
        let told = machine.run(&[command, &large]).ended_with(2).told();
        assert!(told.contains("32.00 MiB at most"), "{told}");
        for endless in ["/dev/zero", "/"] {
            let told = machine.run(&[command, endless]).ended_with(2).told();
            assert!(told.contains("it is no regular file"), "{told}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_written_to_is_told_with_the_option_for_another() {
    let machine = Machine::new();
    let told = machine.refused(&["connections", "--data-dir", "/dev/null/data"]);
    insta::assert_snapshot!(told, @r#"
    error: cannot prepare the directory /dev/null/data: Wrong type of file at "/dev/null"
    next: make room and see to its permissions, or choose another directory with --data-dir DIR or CONNECTOR_HOST_HOME
    exit: 1
    "#);
    let machine = machine.with("CONNECTOR_HOST_CACHE", "/dev/null/cache");
    insta::assert_snapshot!(machine.refused(&["connectors"]), @r#"
    error: compiled code can't be kept in /dev/null/cache: Wrong type of file at "/dev/null"
    next: make room and see to its permissions, or choose another directory with CONNECTOR_HOST_CACHE
    exit: 1
    "#);
}

#[test]
fn a_server_that_is_not_there_is_told_with_the_address_that_was_really_asked() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}", closed.local_addr().expect("an address"));
    drop(closed);
    let reroute = format!("https://api.example={nobody}");
    let failed = stage
        .run(&["invoke", "notes", "list-notes", "--reroute", &reroute])
        .ended_with(5);
    let told = failed.told();
    for words in ["https://api.example", &nobody, "a reroute"] {
        assert!(told.contains(words), "{words} in {told}");
    }
    assert!(!told.contains("Check the network"), "{told}");
}

#[test]
fn every_run_says_in_one_line_what_is_rerouted_by_which_option() {
    let machine = Machine::new().with(
        "CONNECTOR_HOST_REROUTE",
        "https://api.example=http://127.0.0.1:9",
    );
    let listed = machine.run(&["connectors"]).done();
    assert_eq!(
        listed.rerouted,
        "Rerouted to this machine: https://api.example to http://127.0.0.1:9 (--reroute or CONNECTOR_HOST_REROUTE)\n"
    );
    assert_eq!(Machine::new().run(&["connectors"]).done().rerouted, "");
}

#[test]
fn settings_that_the_server_does_not_take_are_told_in_plain_words() {
    let stage = Stage::new();
    stage.world.issuer().trouble = Some((
        400,
        r#"{"error": "invalid_request", "reason": "Invalid account_id."}"#,
    ));
    let refused = stage.connect("work", "ada").ended_with(3);
    insta::assert_snapshot!(refused.stderr, @"error: https://api.example/token refused: a setting of the auth method is not right. Check them all, and connect again. (invalid_request: Invalid account_id.)");
}

#[test]
fn without_a_screen_nobody_is_told_that_a_page_is_open() {
    let stage = Stage::authorizing(&device_grant());
    stage.world.issuer().devices = [(400, r#"{"error": "access_denied"}"#)].into();
    let refused = stage.run(SIGN_IN).ended_with(3);
    let told = refused.told();
    assert!(
        told.contains("On any device with a browser, open"),
        "{told}"
    );
    assert!(!told.contains("is open in"), "{told}");
}
