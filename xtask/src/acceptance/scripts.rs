//! Stages that are programs of other languages.

use std::path::Path;
use std::process::Command;

use super::table::Outcome;
use crate::{command, component, tools, workspace};

/// Where a script writes what it left out and why, a line each.
const LEFT_OUT: &str = "LEFT_OUT";

/// Where a script writes what it has done, a line each.
const DONE: &str = "DONE";

/// In which words a script is said to have passed.
#[derive(Clone, Copy)]
enum Words {
    /// In these.
    These(&'static str),
    /// In its own, since it counts what it does.
    Its,
}

/// What runs the drivers of `examples/`, and makes declarations.
const EXAMPLES: &str = "tests/examples/run";

/// Published clients of Zoom.
pub(super) fn clients() -> Result<Outcome, crate::Error> {
    run(
        "tests/third-party-clients/run",
        &[],
        Words::These("each did what it should"),
    )
}

/// The drivers of `examples/`.
pub(super) fn examples() -> Result<Outcome, crate::Error> {
    run(
        EXAMPLES,
        &["javascript", "python"],
        Words::These("javascript, python"),
    )
}

/// The clients of the service that are made of its document.
pub(super) fn service() -> Result<Outcome, crate::Error> {
    build(&[component::ZOOM])?;
    run(EXAMPLES, &["service"], Words::These("typescript, python"))
}

/// The pages of hosted sign-in, in a browser.
pub(super) fn sign_in() -> Result<Outcome, crate::Error> {
    build(&[component::ZOOM])?;
    tools::chromium()?;
    run("tests/hosted-sign-in/run", &[], Words::Its)
}

/// The API of the service, by requests that a program makes up.
pub(super) fn api() -> Result<Outcome, crate::Error> {
    build(&[component::ZOOM, component::NOTES])?;
    run("tests/service/schemathesis", &[], Words::Its)
}

/// What the service and the local Zoom are run from.
fn build(components: &[&str]) -> Result<(), crate::Error> {
    component::build(components)?;
    Ok(workspace::build_programs()?)
}

/// The declarations for TypeScript.
pub(super) fn types() -> Result<Outcome, crate::Error> {
    run(
        EXAMPLES,
        &["types"],
        Words::These("every item has a comment"),
    )
}

fn run(script: &str, arguments: &[&str], words: Words) -> Result<Outcome, crate::Error> {
    tools::node_and_python()?;
    let target = workspace::target();
    std::fs::create_dir_all(&target)?;
    let [left_out, done] = ["acceptance-left-out", "acceptance-done"].map(|name| target.join(name));
    std::fs::write(&left_out, "")?;
    std::fs::write(&done, "")?;
    let mut script = Command::new(workspace::root().join(script));
    script
        .args(arguments)
        .current_dir(workspace::root())
        .env("CARGO_TARGET_DIR", &target)
        .env(LEFT_OUT, &left_out)
        .env(DONE, &done);
    command::run(&mut script)?;
    let read = |path: &Path| std::fs::read_to_string(path);
    Ok(passed(words, &read(&done)?, &read(&left_out)?))
}

/// What a script that ended well has come to: what it did, and what it left out.
fn passed(words: Words, done: &str, left_out: &str) -> Outcome {
    let words = match words {
        Words::These(words) => words.to_owned(),
        Words::Its if done.trim().is_empty() => {
            return Outcome::Failed("it ended well, and has not said what it did".to_owned());
        }
        Words::Its => done.lines().collect::<Vec<_>>().join("; "),
    };
    Outcome::Passed(
        left_out
            .lines()
            .fold(words, |words, line| format!("{words}; LEFT OUT {line}")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: Words, done: &str, left_out: &str) -> String {
        match passed(words, done, left_out) {
            Outcome::Passed(words) => words,
            Outcome::Failed(reason) => format!("FAILED {reason}"),
        }
    }

    #[test]
    fn what_a_script_left_out_is_told_with_what_passed() {
        let these = Words::These("one, two");
        assert_eq!(
            told(these, "", "old-client: it needs Python 3.9\n"),
            "one, two; LEFT OUT old-client: it needs Python 3.9"
        );
        assert_eq!(told(these, "", ""), "one, two");
    }

    #[test]
    fn a_script_that_counts_has_to_say_what_it_did() {
        assert_eq!(
            told(Words::Its, "3 walks\n7 pages\n", ""),
            "3 walks; 7 pages"
        );
        let reason = "FAILED it ended well, and has not said what it did";
        assert_eq!(told(Words::Its, "", ""), reason);
    }
}
