//! What the library brings with it for whoever builds on it.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::process::Command;

/// Each needs a command line, a screen or a server around it, which a program
/// has and a library has not.
const OF_PROGRAMS: &[&str] = &[
    "actix-web",
    "anstream",
    "anstyle",
    "axum",
    "axum-core",
    "clap",
    "clap_builder",
    "clap_complete",
    "comfy-table",
    "console",
    "crossterm",
    "indicatif",
    "maud",
    "open",
    "rpassword",
    "tabled",
    "terminal_size",
    "textwrap",
    "tower-sessions",
    "tracing-subscriber",
    "warp",
];

/// The crates that a package runs with: their names, and the features that
/// they have.
fn crates_of(package: &str) -> Vec<(String, Vec<String>)> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--all-features"])
        .args(["--edges", "normal,no-proc-macro", "--prefix", "none"])
        .args(["--format", "{p}|{f}", "--locked", "--offline"])
        // Else a crate has the features that all of the workspace asks of it.
        .env_remove("CARGO_RESOLVER_FEATURE_UNIFICATION")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let tree = String::from_utf8(output.stdout).unwrap();
    let lines = tree.lines().filter(|line| !line.is_empty()).map(|line| {
        let (package, features) = line.split_once('|').unwrap();
        let name = package.split(' ').next().unwrap().to_owned();
        let features = features.trim_end_matches(" (*)").split(',');
        (name, features.map(str::to_owned).collect())
    });
    lines.collect()
}

#[test]
fn the_library_has_no_command_line_no_terminal_and_no_web_server() {
    let crates = crates_of("connector-host");
    assert!(crates.len() > 100, "{crates:?}");
    for (name, features) in crates {
        assert!(!OF_PROGRAMS.contains(&name.as_str()), "{name}");
        // The client is the library's; the server is nobody's here.
        let serves = name.starts_with("hyper") && features.iter().any(|has| has == "server");
        assert!(!serves, "{name} serves");
    }
}

#[test]
fn the_program_has_them_so_that_the_list_is_of_what_there_is() {
    let crates = crates_of("connector-host-cli");
    for used in ["axum", "clap", "indicatif", "maud", "open", "rpassword"] {
        assert!(crates.iter().any(|(name, _)| name == used), "{used}");
    }
}
