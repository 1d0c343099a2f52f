//! Ten thousand clients of the service at once: a process may have no more connections, and a test
//! run of everything has better things to do.

use super::table::Outcome;
use crate::command;

/// The test, which is left out of every other run.
const TEST: &str = "of_ten_thousand_clients_each_has_an_answer";

pub(super) fn run() -> Result<Outcome, crate::Error> {
    // With all packages selected, dependencies have the features that other builds gave them.
    let told = command::told(command::cargo().args([
        "test",
        "--workspace",
        "--all-features",
        "--test",
        "service",
        "--",
        "--ignored",
        TEST,
    ]))?;
    Ok(outcome(&told))
}

/// What the test came to. Where no test has its name, cargo is content as well.
fn outcome(told: &str) -> Outcome {
    match passed(told) {
        1 => {
            let words = "1 test passed: ten thousand clients, and each had an answer";
            Outcome::Passed(words.to_owned())
        }
        passed => Outcome::Failed(format!(
            "{passed} tests passed that are named `{TEST}`, and there is to be one"
        )),
    }
}

/// How many tests have passed, by what the program that has them says at its end.
fn passed(told: &str) -> u32 {
    let results = told.lines().filter_map(|line| {
        let counts = line.strip_prefix("test result: ok. ")?;
        counts.split_once(" passed")?.0.parse::<u32>().ok()
    });
    results.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_was_not_run_has_not_passed() {
        let told = |tests: &str| {
            format!(
                "\nrunning {tests} tests\ntest result: ok. {tests} passed; 0 failed; 0 ignored; \
                 0 measured; 212 filtered out; finished in 9.81s\n"
            )
        };
        assert!(matches!(outcome(&told("1")), Outcome::Passed(_)));
        for other in [told("0"), told("2"), String::new()] {
            assert!(matches!(outcome(&other), Outcome::Failed(_)), "{other}");
        }
    }
}
