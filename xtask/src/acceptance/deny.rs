//! What the dependencies bring with them: `.cargo/deny.toml` says what they may.

use std::process::Command;

use super::table::Outcome;
use crate::{command, story, tools, workspace};

const VERSION: &str = "0.20.2";

/// Checks licences, bans and sources, and vulnerabilities where their index can be reached.
pub(super) fn run() -> Result<Outcome, crate::Error> {
    let program = tools::of_crate("cargo-deny", VERSION)?;
    let deny = |arguments: &[&str]| {
        let mut deny = Command::new(&program);
        deny.current_dir(workspace::root())
            .args(["--workspace", "--all-features"])
            .args(arguments);
        deny
    };
    command::run(&mut deny(&["check", "licenses", "bans", "sources"]))?;
    story::aside("Fetching the index of known vulnerabilities.");
    if !command::succeeds(&mut deny(&["fetch", "db"])) {
        let words = "licences, bans, sources; vulnerabilities NOT checked: their index can't be \
                     reached from here";
        return Ok(Outcome::Passed(words.to_owned()));
    }
    command::run(&mut deny(&["check", "--disable-fetch", "advisories"]))?;
    let words = "licences, bans, sources, vulnerabilities";
    Ok(Outcome::Passed(words.to_owned()))
}
