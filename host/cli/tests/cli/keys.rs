//! The key that seals secrets.

use crate::{
    connected::{Stage, identifying_as, manifest},
    program::{Machine, Outcome},
    support::authorization::token_grant,
};

const OLD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NEW: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";

/// The id of the key, as the program shows it.
fn key_id(run: impl Fn(&[&str]) -> Outcome) -> String {
    let shown = run(&["key", "--output", "json"]).done().json();
    shown["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_key_that_is_none_is_wrong_usage_and_not_repeated() {
    let machine = Machine::new().with("CONNECTOR_HOST_KEY", "hush-hush");
    let told = machine.run(&["connections"]).ended_with(2).stderr;
    assert!(told.contains("CONNECTOR_HOST_KEY") && told.contains("openssl rand -base64 32"));
    assert!(!told.contains("hush-hush"));
}

#[test]
fn a_rotated_key_is_another_and_opens_the_store() {
    let machine = Machine::new();
    let old = key_id(|arguments| machine.run(arguments));
    let rotated = machine.run(&["key", "rotate"]).done();
    let new = key_id(|arguments| machine.run(arguments));
    assert_ne!(old, new);
    let told = rotated
        .stderr
        .replace(&machine.home().display().to_string(), "HOME")
        .replace(&old, "OLD")
        .replace(&new, "NEW");
    insta::assert_snapshot!(told, @r"
    The data keys of all tenants are sealed with the key NEW now; nothing needs the key OLD any more.
    It is in the file HOME/host.key.
    ");
}

#[test]
fn a_key_from_the_environment_is_rotated_to_another_from_there() {
    let machine = Machine::new();
    let run = |key: &str, arguments: &[&str]| {
        let mut program = machine.program();
        let program = program.args(arguments);
        let program = program.envs([("CONNECTOR_HOST_KEY", key), ("NEW_KEY", NEW)]);
        Outcome::of(program.output().expect("the program starts"))
    };
    // Something has to be sealed: a store that holds no secret takes any key.
    let [component, secret] = ["notes.wasm", "secret"].map(|name| machine.file(name));
    std::fs::write(
        &component,
        identifying_as(&manifest(|_| ()), &token_grant()),
    )
    .unwrap();
    std::fs::write(&secret, "hush").unwrap();
    let component = component.display().to_string();
    let secret = format!("client_secret={}", secret.display());
    let _ = run(OLD, &["add", &component]).done();
    let app = [
        "app",
        "set",
        "notes",
        "--client-id",
        "x",
        "--set-file",
        &secret,
    ];
    let _ = run(OLD, &app).done();
    let before = key_id(|arguments| run(OLD, arguments));
    let rotate = |arguments: &[&str]| {
        let outcome = run(OLD, &[&["key", "rotate"], arguments].concat());
        assert!(!outcome.stderr.contains(NEW));
        (outcome.code, outcome.stderr)
    };
    let (exit, told) = rotate(&[]);
    assert_eq!(exit, 2);
    assert!(told.contains("--new-key-env VAR"), "{told}");
    let (exit, told) = rotate(&["--new-key-env", "NEW_KEY"]);
    assert_eq!(exit, 0, "{told}");
    assert!(told.contains("CONNECTOR_HOST_KEY"), "{told}");

    let (exit, told) = rotate(&["--new-key-env", "NEW_KEY"]);
    assert_eq!(exit, 2);
    assert!(told.contains(&before) && told.contains("nothing was changed"));
    assert_ne!(key_id(|arguments| run(NEW, arguments)), before);
}

#[test]
fn a_store_without_secrets_that_takes_another_key_says_so_once() {
    let machine = Machine::new();
    let run = |key: &str| {
        let mut program = machine.program();
        let program = program.args(["connections"]).env("CONNECTOR_HOST_KEY", key);
        Outcome::of(program.output().expect("the program starts")).done()
    };
    assert!(!run(OLD).stderr.contains("warning"));
    let told = run(NEW).told();
    assert!(
        told.contains("warning: nothing was sealed with the key ")
            && told.contains("takes its place"),
        "{told}"
    );
    assert!(!run(NEW).stderr.contains("warning"));
}

#[cfg(unix)]
#[test]
fn whoever_begins_a_database_without_a_key_of_all_machines_is_told_what_the_others_need() {
    let server = local_postgresql::Server::start().expect("a server");
    let new = || Machine::new().with("CONNECTOR_HOST_STORE", server.address("postgres"));
    let (first, second) = (new(), new());
    let told = first.run(&["connections"]).done().told();
    let file = first.file("host.key");
    assert!(
        told.contains("warning: the database was empty") && told.contains("CONNECTOR_HOST_KEY"),
        "{told}"
    );
    assert!(told.contains(&file.display().to_string()), "{told}");
    let again = first.run(&["connections"]).done();
    assert!(!again.stderr.contains("warning"), "{again:?}");
    let refused = second.run(&["connections"]);
    assert_ne!(refused.code, 0, "{refused:?}");
    // What it was told to do there.
    let line = std::fs::read_to_string(file).expect("the key");
    assert!(!told.contains(line.trim()));
    let second = second.with("CONNECTOR_HOST_KEY", line.trim());
    let opened = second.run(&["connections"]).done();
    assert!(!opened.stderr.contains("warning"), "{opened:?}");
}

#[cfg(not(feature = "keyring"))]
#[test]
fn a_host_that_was_built_without_a_keyring_says_so() {
    let told = Machine::new().refused(&["connections", "--key-source", "keyring"]);
    insta::assert_snapshot!(told, @r"
    error: this build of the host uses no keyring: build it with the feature `keyring`, or keep the key elsewhere
    next: say where the key is with --key-source: file, keyring or environment
    exit: 2
    ");
}

#[test]
fn a_tenant_gets_another_data_key_and_nobody_has_to_connect_again() {
    let stage = Stage::new();
    let _ = stage.run(&["tenants", "create", "acme"]).done();
    let connect = [
        "connect",
        "notes",
        "--tenant",
        "acme",
        "--name",
        "work",
        "--set",
        "client_id=the-client",
        "--set-env",
        "client_secret=SECRET",
    ];
    let _ = stage.run(&connect).done();
    let _ = stage.connect("mine", "eve").done();
    let data_key = |tenant: &str| {
        let database = rusqlite::Connection::open(stage.machine.home().join("connections.db"));
        let select = "SELECT data_key FROM tenants WHERE name = ?1";
        let key = database
            .unwrap()
            .query_row(select, [tenant], |row| row.get(0));
        key.unwrap()
    };
    let before: [Vec<u8>; 2] = ["acme", "default"].map(data_key);
    let store_key = key_id(|arguments| stage.run(arguments));

    let rotate = ["key", "rotate", "--tenant", "acme"];
    let rotated = stage.run(&rotate).done();
    insta::assert_snapshot!(rotated.stderr, @"The secrets of the tenant acme are sealed with a new data key now.");
    assert_ne!(data_key("acme"), before[0]);
    assert_eq!(data_key("default"), before[1]);
    assert_eq!(key_id(|arguments| stage.run(arguments)), store_key);
    let test = ["connections", "test", "work", "--tenant", "acme"];
    let _ = stage.run(&test).done();

    let refused = stage.run(&["key", "rotate", "--tenant", "acme", "--to", "file"]);
    insta::assert_snapshot!(refused.ended_with(2).stderr, @r"
    error: the data key of a tenant is random and in the store, sealed with the key of that
    next: leave --to and --new-key-env out; or leave --tenant out, and CONNECTOR_HOST_TENANT unset, for the key of the store
    ");
    let after = data_key("acme");
    let nobody = stage.run(&["key", "rotate", "--tenant", "nobody"]);
    let _ = nobody.ended_with(2);
    assert_eq!(data_key("acme"), after);
}
