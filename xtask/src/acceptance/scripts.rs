//! Stages that are programs of other languages.

use std::path::Path;
use std::process::Command;

use super::table::Outcome;
use crate::{command, component, tools, workspace};

/// Where a script writes what it left out and why, a line each.
const LEFT_OUT: &str = "LEFT_OUT";

/// What runs the drivers of `examples/`, and makes declarations.
const EXAMPLES: &str = "tests/examples/run";

/// Published clients of Zoom.
pub(super) fn clients() -> Result<Outcome, crate::Error> {
    run(
        "tests/third-party-clients/run",
        &[],
        "each did what it should",
    )
}

/// The drivers of `examples/`.
pub(super) fn examples() -> Result<Outcome, crate::Error> {
    run(EXAMPLES, &["javascript", "python"], "javascript, python")
}

/// The clients of the service that are made of its document.
pub(super) fn service() -> Result<Outcome, crate::Error> {
    build()?;
    run(EXAMPLES, &["service"], "typescript, python")
}

/// The pages of hosted sign-in, in a browser.
pub(super) fn sign_in() -> Result<Outcome, crate::Error> {
    build()?;
    tools::chromium()?;
    run(
        "tests/hosted-sign-in/run",
        &[],
        "every auth method; axe found nothing",
    )
}

/// The API of the service, by requests that a program makes up.
pub(super) fn api() -> Result<Outcome, crate::Error> {
    build()?;
    run("tests/service/schemathesis", &[], "no failure")
}

/// What the service and the local Zoom are run from.
fn build() -> Result<(), crate::Error> {
    component::build(&[component::ZOOM])?;
    Ok(workspace::build_programs()?)
}

/// The declarations for TypeScript.
pub(super) fn types() -> Result<Outcome, crate::Error> {
    run(EXAMPLES, &["types"], "every item has a comment")
}

fn run(script: &str, arguments: &[&str], words: &str) -> Result<Outcome, crate::Error> {
    tools::node_and_python()?;
    let left_out = workspace::target().join("acceptance-left-out");
    std::fs::create_dir_all(workspace::target())?;
    std::fs::write(&left_out, "")?;
    let mut script = Command::new(workspace::root().join(script));
    script
        .args(arguments)
        .current_dir(workspace::root())
        .env("CARGO_TARGET_DIR", workspace::target())
        .env(LEFT_OUT, &left_out);
    command::run(&mut script)?;
    Ok(Outcome::Passed(passed(words, &left_out)?))
}

/// What passed, and what was left out.
fn passed(words: &str, left_out: &Path) -> std::io::Result<String> {
    let left_out = std::fs::read_to_string(left_out)?;
    Ok(left_out.lines().fold(words.to_owned(), |words, line| {
        format!("{words}; LEFT OUT {line}")
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_left_out_is_told_with_what_passed() -> std::io::Result<()> {
        let file = std::env::temp_dir().join(format!("left-out-{}", std::process::id()));
        std::fs::write(&file, "old-client: it needs Python 3.9\n")?;
        let told = passed("one, two", &file);
        std::fs::write(&file, "")?;
        let nothing = passed("all", &file);
        std::fs::remove_file(&file)?;
        assert_eq!(
            (told?.as_str(), nothing?.as_str()),
            ("one, two; LEFT OUT old-client: it needs Python 3.9", "all")
        );
        Ok(())
    }
}
