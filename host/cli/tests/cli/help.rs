//! Help, wrong usage, colour and streams: what needs no connector.

use std::io;

use crate::program::Machine;

/// The subcommands that a help text lists.
fn listed(help: &str) -> Vec<String> {
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    commands
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// The help of a command and of all below it.
fn collect(machine: &Machine, command: &[String], found: &mut Vec<(Vec<String>, String)>) {
    let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
    arguments.push("--help");
    let help = machine.run(&arguments).done();
    assert_eq!(help.stderr, "");
    for name in listed(&help.stdout) {
        collect(machine, &[command, &[name]].concat(), found);
    }
    found.push((command.to_vec(), help.stdout));
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let mut all = Vec::new();
    collect(&Machine::new(), &[], &mut all);
    assert!(all.len() > 25, "{all:?}");
    for (command, help) in all {
        let line = [&["connector-host".to_owned()], command.as_slice()]
            .concat()
            .join(" ");
        assert!(help.contains("\nExample"), "{line} has no example");
        assert!(
            help.contains(&format!("\n  {line}")),
            "{line} is in no example of its own"
        );
        assert!(
            help.lines().all(|line| line.chars().count() <= 80),
            "{help}"
        );
        // What is broken begins at the margin, and can't be copied as one command.
        let examples = help.lines().skip_while(|line| !line.starts_with("Example"));
        let mut examples = examples.skip(1).take_while(|line| !line.is_empty());
        assert!(examples.all(|line| line.starts_with("  ")), "{help}");
        insta::assert_snapshot!(
            ["help".to_owned()]
                .into_iter()
                .chain(command)
                .collect::<Vec<_>>()
                .join("_"),
            help
        );
    }
}

#[cfg(unix)]
#[test]
fn help_is_the_same_on_a_terminal_of_80_columns_on_a_wider_one_and_in_a_pipe() {
    let machine = Machine::new();
    for command in [
        &["--help"][..],
        &["app", "set", "--help"],
        &["serve", "--help"],
    ] {
        let piped = machine.run(command).done().stdout;
        let piped: Vec<_> = piped.lines().map(str::trim_end).collect();
        for columns in [80, 120] {
            let mut program = machine.program();
            program.args(command);
            let seen = crate::terminal::run_on_terminal(columns, program, &[]);
            assert_eq!(seen.lines(), piped, "{columns}");
        }
    }
}

#[cfg(unix)]
#[test]
fn what_is_said_on_a_terminal_breaks_between_words() {
    let machine = Machine::new();
    let mut program = machine.program();
    program.arg("log");
    let seen = crate::terminal::run_on_terminal(40, program, &[]);
    let lines = seen.lines();
    assert!(
        lines.iter().all(|line| line.chars().count() <= 40),
        "{lines:?}"
    );
    assert_eq!(
        seen.told(),
        "Nothing was sent yet. Next: connector-host invoke KEY ACTION"
    );
    assert!(lines.len() > 1, "{lines:?}");
}

#[test]
fn wrong_usage_exits_with_2_and_says_what_would_be_right() {
    let machine = Machine::new();
    let told = [
        &["connects"][..],
        &["invoke", "example", "create-note", "--set", "title"],
        &["invoke", "example", "create-note", "--set", "tags[x]=1"],
        &["connect", "example", "--set-file", "client_secret"],
        &["connect", "example", "--listen", "0.0.0.0:8080"],
        &[
            "connectors",
            "--reroute",
            "https://api.example.com=http://192.0.2.1",
        ],
        &["connections", "export", "f", "work", "--all"],
    ]
    .map(|arguments| machine.refused(arguments));
    insta::assert_snapshot!("wrong_usage", told.join("\n\n"));
}

#[test]
fn usage_names_no_option_that_nobody_has_typed_and_the_help_names_all() {
    let reroute = "https://api.example.com=http://127.0.0.1:9";
    let machine = Machine::new().with("CONNECTOR_HOST_REROUTE", reroute);
    let usage = |arguments: &[&str]| {
        let refused = machine.run(arguments).ended_with(2).stderr;
        let usage = refused.lines().find(|line| line.starts_with("Usage: "));
        usage.expect("a usage").to_owned()
    };
    let invoke = "Usage: connector-host invoke <KEY> <ACTION>";
    assert_eq!(usage(&["invoke", "example"]), invoke);
    assert_eq!(usage(&["invoke", "example", "--reroute", reroute]), invoke);
    assert_eq!(
        usage(&["invoke", "example", "--tenant", "acme"]),
        "Usage: connector-host invoke --tenant <NAME> <KEY> <ACTION>"
    );
    for help in [&["--help"][..], &["invoke", "--help"], &["help", "invoke"]] {
        let help = machine.run(help).done().stdout;
        for option in ["--reroute <FROM=TO>", "--data-dir <DIR>", "[OPTIONS]"] {
            assert!(help.contains(option), "{option}: {help}");
        }
    }
}

#[test]
fn colour_obeys_the_flag_in_help_and_errors_too() {
    let machine = Machine::new();
    let coloured = |arguments: &[&str]| {
        let outcome = machine.run(arguments);
        (outcome.stdout + &outcome.stderr).contains('\u{1b}')
    };
    assert!(coloured(&["--color", "always", "--help"]));
    assert!(coloured(&["--color=always", "connects"]));
    assert!(!coloured(&["--color=always", "--color=never", "--help"]));
    assert!(!coloured(&["--help"]), "a pipe gets none unasked");
}

#[test]
fn no_color_takes_the_colour_away() {
    let coloured = |name: &str| {
        let machine = Machine::new().with("CLICOLOR_FORCE", "1").with(name, "1");
        machine.run(&["connects"]).stderr.contains('\u{1b}')
    };
    assert!(coloured("UNRELATED"));
    assert!(!coloured("NO_COLOR"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let (reader, writer) = io::pipe().expect("a pipe");
    drop(reader);
    let machine = Machine::new();
    let mut program = machine.program();
    let output = program
        .args(["completions", "bash"])
        .stdout(writer)
        .output();
    let output = output.expect("the program starts");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_variable_that_is_set_to_nothing_is_not_set() {
    let machine = Machine::new().with("CONNECTOR_HOST_REROUTE", "");
    let _ = machine.run(&["connectors"]).done();
}

#[test]
fn a_file_that_is_no_component_is_refused_with_what_is_expected() {
    let machine = Machine::new();
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let told = [
        machine.refused(&["add", "not-there.wasm"]),
        machine
            .refused(&["add", manifest])
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
