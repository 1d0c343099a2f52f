//! The command line as people and scripts meet it, by running the program.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

/// The program in a home of its own, with nothing of the caller's environment
/// that would change what it says.
fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_connector-host"));
    for name in [
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "CONNECTOR_HOST_KEY",
        "CONNECTOR_HOST_KEY_SOURCE",
        "CONNECTOR_HOST_LOG",
        "CONNECTOR_HOST_RENEWAL_MARGIN",
        "CONNECTOR_HOST_REROUTE",
        "NO_COLOR",
    ] {
        command.env_remove(name);
    }
    command
        .env("CONNECTOR_HOST_HOME", home)
        .stdin(Stdio::null());
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    program(home)
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// What the program tells when it refuses, and how it exits. Nothing may be on
/// stdout then.
fn refused(arguments: &[&str]) -> String {
    let home = tempfile::tempdir().expect("a directory");
    let output = run(home.path(), arguments);
    assert_eq!(stdout(&output), "");
    let told = stderr(&output).replace(&home.path().display().to_string(), "HOME");
    let exit = output.status.code().expect("an exit code");
    format!("{}\nexit: {exit}", told.trim_end())
}

#[test]
fn every_command_explains_itself() {
    let home = tempfile::tempdir().expect("a directory");
    let commands: &[&[&str]] = &[
        &[],
        &["add"],
        &["connectors"],
        &["inspect"],
        &["methods"],
        &["connect"],
        &["connections"],
        &["connections", "show"],
        &["connections", "test"],
        &["connections", "reconnect"],
        &["connections", "rename"],
        &["connections", "default"],
        &["connections", "disable"],
        &["connections", "enable"],
        &["connections", "remove"],
        &["connections", "export"],
        &["connections", "import"],
        &["app"],
        &["app", "set"],
        &["app", "show"],
        &["app", "remove"],
        &["key"],
        &["key", "rotate"],
        &["actions"],
        &["invoke"],
        &["completions"],
    ];
    for command in commands {
        let output = run(home.path(), &[command, &["--help"][..]].concat());
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(stderr(&output), "");
        insta::assert_snapshot!([&["help"], *command].concat().join("_"), stdout(&output));
    }
}

#[test]
fn wrong_usage_exits_with_2_and_says_what_would_be_right() {
    let told = [
        refused(&["connects"]),
        refused(&["invoke", "example", "create-note", "--set", "title"]),
        refused(&["invoke", "example", "create-note", "--set", "tags[x]=1"]),
        refused(&["connect", "example", "--set-file", "client_secret"]),
        refused(&["connect", "example", "--listen", "0.0.0.0:8080"]),
        refused(&[
            "connectors",
            "--reroute",
            "https://api.example.com=http://192.0.2.1",
        ]),
    ];
    insta::assert_snapshot!("wrong_usage", told.join("\n\n"));
}

#[test]
fn colour_obeys_the_flag_in_help_and_errors_too() {
    let home = tempfile::tempdir().expect("a directory");
    let coloured = |arguments: &[&str]| {
        let output = run(home.path(), arguments);
        [output.stdout, output.stderr].concat().contains(&0x1b)
    };
    assert!(coloured(&["--color", "always", "--help"]));
    assert!(coloured(&["--color=always", "connects"]));
    assert!(!coloured(&["--color=always", "--color=never", "--help"]));
    assert!(!coloured(&["--help"]), "a pipe gets none unasked");
}

#[test]
fn no_color_takes_the_colour_away() {
    let home = tempfile::tempdir().expect("a directory");
    let coloured = |name: &str| {
        let mut program = program(home.path());
        let output = program
            .arg("connects")
            .env("CLICOLOR_FORCE", "1")
            .env(name, "1");
        let output = output.output().expect("the program starts");
        output.stderr.contains(&0x1b)
    };
    assert!(coloured("UNRELATED"));
    assert!(!coloured("NO_COLOR"));
}

#[test]
fn each_shell_gets_completions_that_know_the_commands() {
    let home = tempfile::tempdir().expect("a directory");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(home.path(), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("connections"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = tempfile::tempdir().expect("a directory");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut program = program(home.path());
    let output = program
        .args(["completions", "bash"])
        .stdout(writer)
        .output();
    let output = output.expect("the program starts");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_variable_that_is_set_to_nothing_is_not_set() {
    let home = tempfile::tempdir().expect("a directory");
    let output = program(home.path())
        .arg("connectors")
        .env("CONNECTOR_HOST_REROUTE", "")
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_key_that_is_none_is_wrong_usage_and_not_repeated() {
    let home = tempfile::tempdir().expect("a directory");
    let output = program(home.path())
        .arg("connections")
        .env("CONNECTOR_HOST_KEY", "hush-hush")
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    assert!(told.contains("CONNECTOR_HOST_KEY") && told.contains("openssl rand -base64 32"));
    assert!(!told.contains("hush-hush"));
}

/// The id of the key, as the program shows it.
fn key_id(home: &Path, environment: &[(&str, &str)]) -> String {
    let output = program(home)
        .args(["key", "--output", "json"])
        .envs(environment.iter().copied())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    shown["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_rotated_key_is_another_and_opens_the_store() {
    let home = tempfile::tempdir().expect("a directory");
    let old = key_id(home.path(), &[]);
    let output = run(home.path(), &["key", "rotate"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let new = key_id(home.path(), &[]);
    assert_ne!(old, new);
    let told = stderr(&output)
        .replace(&home.path().display().to_string(), "HOME")
        .replace(&old, "OLD")
        .replace(&new, "NEW");
    insta::assert_snapshot!(told, @r"
    All secrets are sealed with the key NEW now; nothing needs the key OLD any more.
    It is in the file HOME/host.key.
    ");
}

#[test]
fn a_key_from_the_environment_is_rotated_to_another_from_there() {
    const OLD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const NEW: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";
    let home = tempfile::tempdir().expect("a directory");
    let before = key_id(home.path(), &[("CONNECTOR_HOST_KEY", OLD)]);
    let rotate = |arguments: &[&str]| {
        let mut program = program(home.path());
        let program = program.args(["key", "rotate"]).args(arguments);
        let output = program
            .envs([("CONNECTOR_HOST_KEY", OLD), ("NEW_KEY", NEW)])
            .output()
            .expect("the program starts");
        assert!(!stderr(&output).contains(NEW));
        (output.status.code(), stderr(&output))
    };
    let (exit, told) = rotate(&[]);
    assert_eq!(exit, Some(2));
    assert!(told.contains("--new-key-env VAR"), "{told}");
    let (exit, told) = rotate(&["--new-key-env", "NEW_KEY"]);
    assert_eq!(exit, Some(0), "{told}");
    assert!(told.contains("CONNECTOR_HOST_KEY"), "{told}");

    let (exit, told) = rotate(&["--new-key-env", "NEW_KEY"]);
    assert_eq!(exit, Some(2));
    assert!(told.contains(&before) && told.contains("nothing was changed"));
    assert_ne!(key_id(home.path(), &[("CONNECTOR_HOST_KEY", NEW)]), before);
}

#[cfg(not(feature = "keyring"))]
#[test]
fn a_host_that_was_built_without_a_keyring_says_so() {
    insta::assert_snapshot!(refused(&["connections", "--key-source", "keyring"]), @r"
    error: this build of the host uses no keyring: build it with the feature `keyring`, or keep the key elsewhere
    next: say where the key is with --key-source: file, keyring or environment
    exit: 2
    ");
}

#[test]
fn a_file_that_is_no_component_is_refused_with_what_is_expected() {
    let told = [
        refused(&["add", "not-there.wasm"]),
        refused(&["add", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
            .replace(env!("CARGO_MANIFEST_DIR"), "HERE"),
    ];
    insta::assert_snapshot!(told.join("\n\n"), @r"
    error: not-there.wasm cannot be read: No such file or directory (os error 2)
    next: give the file of a connector: a WebAssembly component, as a rule named *.wasm
    exit: 2

    error: HERE/Cargo.toml: this is not a WebAssembly component: it does not begin like one
    next: give the file of a connector: a WebAssembly component, as a rule named *.wasm
    exit: 2
    ");
}
