//! Screens on a terminal, at the widths that people have.

use std::os::unix::fs::PermissionsExt as _;

use crate::{
    connected::{Stage, identifying},
    support::authorization::code_grant,
    terminal::{INTERRUPT, Seen, run_on_terminal},
};

fn on_terminal(stage: &Stage, columns: u16, arguments: &[&str], answers: &[(&str, &str)]) -> Seen {
    let mut program = stage.machine.program();
    program.args(arguments);
    run_on_terminal(columns, program, answers)
}

#[test]
fn no_screen_is_wider_than_the_terminal() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let component = stage.machine.file("connector.wasm").display().to_string();
    for columns in [60, 80, 120] {
        for arguments in [
            &["add", &component][..],
            &["inspect", &component],
            &["connectors"],
            &["methods", "notes"],
            &["methods", "notes", "own-app"],
            &["actions", "notes"],
            &["actions", "notes", "list-notes"],
            &["connections"],
            &["connections", "show", "work"],
            &["connections", "test", "work"],
            &["key"],
            &["invoke", "notes", "list-notes", "--output", "table"],
            &["--help"],
            &["invoke", "--help"],
        ] {
            let seen = on_terminal(&stage, columns, arguments, &[]);
            assert_eq!(seen.code, 0, "{seen:?}");
            for line in seen.lines() {
                let width = line.chars().count();
                let words = line.split_whitespace().map(|word| word.chars().count());
                // A word is not broken, and a command stays one line to be copied.
                let is_one_word = words
                    .max()
                    .is_some_and(|longest| longest + 20 > columns.into());
                let is_to_be_copied = line.contains("connector-host ");
                assert!(
                    width <= columns.into() || is_one_word || is_to_be_copied,
                    "{columns} columns: {line:?}"
                );
            }
        }
    }
}

#[test]
fn on_a_terminal_an_export_of_everything_is_asked_for_by_name() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let file = stage.machine.file("moved.age");
    let path = file.display().to_string();
    let arguments = [
        "connections",
        "export",
        &path,
        "--passphrase-env",
        "PASSPHRASE",
    ];
    let question = "Move work? They end here. [y/N]";
    let refused = on_terminal(&stage, 80, &arguments, &[(question, "\n")]);
    assert_eq!(refused.code, 2);
    assert!(!file.exists());
    let moved = on_terminal(&stage, 80, &arguments, &[(question, "y\n")]);
    assert_eq!(moved.code, 0, "{moved:?}");
    assert!(file.exists());
}

/// A browser that notes its environment, approves, and returns.
const BROWSER: &str = r#"#!/bin/bash
env > "$(dirname "$0")/environment"
state=$(sed 's/.*[?&]state=\([^&]*\).*/\1/' <<<"$1")
port=$(sed 's/.*redirect_uri=http%3A%2F%2F127.0.0.1%3A\([0-9]*\).*/\1/' <<<"$1")
path=$(sed 's/.*redirect_uri=http%3A%2F%2F127.0.0.1%3A[0-9]*\([^&]*\).*/\1/; s/%2F/\//g' <<<"$1")
exec 3<>/dev/tcp/127.0.0.1/$port
printf 'GET %s?code=the-code&state=%s HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n' "$path" "$state" >&3
cat <&3 >/dev/null
"#;

#[cfg(target_os = "linux")]
#[test]
fn a_browser_opens_the_sign_in_page_and_inherits_nothing_that_is_secret() {
    let mut stage = Stage::empty();
    stage.machine = stage.machine.with(
        "CONNECTOR_HOST_KEY",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    );
    stage.add(&identifying(&code_grant()));
    let browser = stage.machine.file("xdg-open");
    std::fs::write(&browser, BROWSER).expect("it is written");
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&browser, executable).expect("it can be run");
    let mut program = stage.machine.program();
    let path = std::env::var("PATH").expect("a path");
    program
        .args(["connect", "notes", "--listen", "127.0.0.1:0"])
        .args([
            "--set",
            "client_id=the-client",
            "--set-env",
            "client_secret=SECRET",
        ])
        .env("PATH", format!("{}:{path}", stage.machine.home().display()))
        .env("DISPLAY", ":99");
    let seen = run_on_terminal(80, program, &[]);
    assert_eq!(seen.code, 0, "{seen:?}");
    assert!(
        seen.told()
            .contains("The sign-in page is open in your browser."),
        "{seen:?}"
    );
    let environment = stage.machine.file("environment");
    let environment = std::fs::read_to_string(environment).expect("the browser was started");
    assert!(environment.contains("DISPLAY=:99"), "{environment}");
    for secret in ["CONNECTOR_HOST", "SECRET", "AAAAAAAA"] {
        assert!(!environment.contains(secret), "{environment}");
    }
}

#[test]
fn without_a_display_the_address_is_there_to_be_opened() {
    let stage = Stage::authorizing(&code_grant());
    let mut program = stage.machine.program();
    program
        .args(["connect", "notes", "--listen", "127.0.0.1:0"])
        .args([
            "--set",
            "client_id=the-client",
            "--set-env",
            "client_secret=SECRET",
        ]);
    let seen = run_on_terminal(
        80,
        program,
        &[("Open this address in a browser", INTERRUPT)],
    );
    assert_eq!(seen.code, 130, "{seen:?}");
    assert!(!seen.told().contains("is open in your browser"), "{seen:?}");
}
