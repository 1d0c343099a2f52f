//! The table at the end.

use std::fmt::Write as _;
use std::time::Duration;

use crate::columns::wrapped;

/// What became of a stage.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It passed, with what there is to say of it.
    Passed(String),
    /// It failed, and why.
    Failed(String),
}

/// A stage that was played.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) outcome: Outcome,
    pub(super) took: Duration,
}

/// What fits every terminal.
const WIDTH: usize = 80;
/// What stands before the last column: name, outcome, time, and the gaps between.
const INDENT: usize = 10 + 2 + 7 + 2 + 11 + 2;

/// The table: a stage a row, and longer words below each other.
pub(super) fn draw(rows: &[Row]) -> String {
    let mut drawn = String::new();
    for row in rows {
        let (outcome, words) = match &row.outcome {
            Outcome::Passed(words) => ("passed", words),
            Outcome::Failed(words) => ("FAILED", words),
        };
        let mut head = format!("{:<10}  {outcome:<7}  {:>11}  ", row.name, time(row.took));
        for line in wrapped(words, WIDTH - INDENT) {
            // Writing to a text cannot fail.
            let _ = writeln!(drawn, "{}", format!("{head}{line}").trim_end());
            head = " ".repeat(INDENT);
        }
    }
    drawn
}

fn time(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min {:>2} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &'static str, outcome: Outcome, seconds: u64) -> Row {
        Row {
            name,
            outcome,
            took: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn it_says_what_became_of_each_stage_and_fits_80_columns() {
        let path = "/a/path/without/any/blank".repeat(3);
        let failed = format!("`{path}` failed (exit status: 1); its own message is above");
        let drawn = draw(&[
            row(
                "deny",
                Outcome::Passed("licences, bans, sources".to_owned()),
                4,
            ),
            row("endurance", Outcome::Passed(String::new()), 59 * 60 + 59),
            row("clients", Outcome::Failed(failed), 61),
        ]);
        assert!(
            drawn.lines().all(|line| line.chars().count() <= WIDTH),
            "{drawn}"
        );
        assert_eq!(
            drawn,
            "deny        passed           4 s  licences, bans, sources\n\
             endurance   passed   59 min 59 s\n\
             clients     FAILED    1 min  1 s  `/a/path/without/any/blank/a/path/without/any/\n\
             \x20                                 blank/a/path/without/any/blank` failed (exit\n\
             \x20                                 status: 1); its own message is above\n"
        );
    }
}
