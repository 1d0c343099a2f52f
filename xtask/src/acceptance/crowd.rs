//! Ten thousand clients of the service at once: a process may have no more connections, and a test
//! run of everything has better things to do.

use super::table::Outcome;
use crate::command;

/// The test, which is left out of every other run.
const TEST: &str = "of_ten_thousand_clients_each_has_an_answer";

pub(super) fn run() -> Result<Outcome, crate::Error> {
    // With all packages selected, dependencies have the features that other builds gave them.
    command::run(command::cargo().args([
        "test",
        "--workspace",
        "--all-features",
        "--test",
        "service",
        "--",
        "--ignored",
        TEST,
    ]))?;
    Ok(Outcome::Passed("each had an answer".to_owned()))
}
