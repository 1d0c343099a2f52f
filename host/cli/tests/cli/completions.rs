//! The completion scripts, run in their shells.

use std::process::Command;

use crate::program::Machine;

/// The script for a shell, in a file.
fn script(machine: &Machine, shell: &str) -> String {
    let script = machine.run(&["completions", shell]).done().stdout;
    let file = machine.file("completions");
    std::fs::write(&file, script).expect("it is written");
    file.display().to_string()
}

/// Runs a program of this machine; none when the machine has no such program.
fn run(program: &str, arguments: &[&str]) -> Option<String> {
    output(Command::new(program).args(arguments).env_remove("ENV"))
}

fn output(command: &mut Command) -> Option<String> {
    let output = match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        output => output.expect("it runs"),
    };
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    Some(String::from_utf8(output.stdout).expect("text"))
}

/// Tells whoever runs the tests what was not tried here.
#[allow(clippy::print_stderr, reason = "that is where tests tell it")]
fn not_tried(shell: &str) {
    eprintln!("NOT TRIED: this machine has no {shell}");
}

/// What a person wants to go on with, and what must be among the offers.
const LINES: &[(&str, &[&str])] = &[
    ("conne", &["connect", "connections", "connectors"]),
    ("connections ", &["show", "reconnect", "export"]),
    ("connections re", &["reconnect", "remove", "rename"]),
    ("connections show --out", &["--output"]),
    ("app ", &["set", "list", "rotate", "show", "remove"]),
    ("tenants ", &["list", "create", "remove"]),
    ("api-key ", &["list", "create", "remove"]),
    ("serve --", &["--listen", "--public-url", "--drain"]),
    ("app set --set", &["--set-env", "--set-file"]),
    ("app rotate --set", &["--set-env", "--set-file"]),
    ("key rotate --", &["--to", "--new-key-env"]),
    ("invoke --dry", &["--dry-run"]),
    (
        "receive --",
        &["--connection", "--app", "--listen", "--forward"],
    ),
    ("poll --", &["--once", "--interval", "--state"]),
    ("connections --color ", &["auto", "always", "never"]),
];

#[track_caller]
fn offered(line: &str, offers: &str, wanted: &[&str]) {
    let offers: Vec<&str> = offers
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    for wanted in wanted {
        assert!(
            offers.contains(wanted),
            "{wanted} for {line:?} in {offers:?}"
        );
    }
}

#[test]
fn what_is_no_command_for_people_is_offered_in_no_shell_and_named_in_no_error() {
    let machine = Machine::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = machine.run(&["completions", shell]).done().stdout;
        assert!(script.contains("connections"), "{shell}");
        assert!(!script.contains("compile-component"), "{shell}");
    }
    let refused = machine.run(&["--color", "never"]).ended_with(2).stderr;
    assert!(!refused.contains("compile-component"), "{refused}");
}

#[test]
fn bash_completes_commands_and_their_options_at_every_level() {
    let machine = Machine::new();
    let script = script(&machine, "bash");
    for (line, wanted) in LINES {
        let words: Vec<&str> = line.split(' ').collect();
        let (current, before) = words.split_last().expect("a word");
        let previous = before.last().unwrap_or(&"connector-host");
        let complete = r#"
            source "$1"; shift
            function=$(complete -p connector-host | sed 's/.*-F \([^ ]*\) .*/\1/')
            COMP_WORDS=(connector-host "${@:3}"); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
            "$function" connector-host "$1" "$2"
            printf '%s\n' "${COMPREPLY[@]}""#;
        let mut arguments = vec!["--norc", "-c", complete, "bash", &script, current, previous];
        arguments.extend(&words);
        let offers = run("bash", &arguments).expect("tests are run where there is a bash");
        offered(line, &offers, wanted);
    }
}

#[test]
fn fish_completes_commands_and_their_options_at_every_level() {
    let machine = Machine::new();
    let script = script(&machine, "fish");
    for (line, wanted) in LINES {
        let complete = "source $argv[1]; complete -C \"connector-host $argv[2]\"";
        let Some(offers) = run("fish", &["--no-config", "-c", complete, &script, line]) else {
            return not_tried("fish");
        };
        offered(line, &offers, wanted);
    }
}

/// What a shell that waits for somebody does with a line when Tab is pressed: it
/// writes each offer behind a word, and another word when it has made them all.
const ZSHRC: &str = r#"
    PROMPT=; unsetopt prompt_sp
    autoload -Uz compinit; compinit -u -D
    source "$SCRIPT"
    compadd() {
        local -a found
        builtin compadd -O found "$@"
        print -rl -- "offer:"${^found}
        builtin compadd "$@"
    }
    finish() { print -r -- finished }
    zle -N finish
    bindkey '^I' complete-word '^X' finish
    print -r -- ready
"#;

/// Presses Tab behind a line in such a shell.
const PRESS_TAB: &str = r#"
    zmodload zsh/zpty
    zpty shell zsh -d -i
    {
        zpty -r shell seen '*ready*'
        zpty -w -n shell "connector-host $1"$'\t\x18'
        zpty -r shell seen '*finished*'
        print -r -- "$seen" | tr -d '\r' | sed -n 's/.*offer:\([^ ]*\).*/\1/p'
    } always { zpty -d shell }"#;

#[test]
fn zsh_completes_commands_and_their_options_at_every_level() {
    let machine = Machine::new();
    let script = script(&machine, "zsh");
    std::fs::write(machine.file(".zshrc"), ZSHRC).expect("it is written");
    for (line, wanted) in LINES {
        let mut zsh = Command::new("zsh");
        zsh.args(["-f", "-c", PRESS_TAB, "zsh", line])
            .env("ZDOTDIR", machine.home())
            .env("SCRIPT", &script);
        let Some(offers) = output(&mut zsh) else {
            return not_tried("zsh");
        };
        offered(line, &offers, wanted);
    }
}
