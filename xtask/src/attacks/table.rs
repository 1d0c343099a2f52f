//! The table of attacks: a heading for each file, and a row for each attack in it.

use std::fmt::Write as _;

use super::{Outcome, Row};
use crate::columns::wrapped;

/// What stands before the other columns.
const NAME: usize = 46;

/// The table, and what is highest in it. It fits 80 columns.
pub(super) fn draw(rows: &[Row]) -> String {
    let mut table = line("Attack", "came", "time", "memory", "p99");
    let mut heading = "";
    for row in rows {
        let (file, attack) = row.test.split_once("::").unwrap_or(("", &row.test));
        if file != heading {
            heading = file;
            for words in wrapped(&sentence(file), NAME + 32) {
                // Writing to a text cannot fail.
                let _ = writeln!(table, "{words}");
            }
        }
        let name = wrapped(&sentence(attack), NAME - 2);
        let (last, before) = name
            .split_last()
            .map_or(("", &[][..]), |(last, before)| (last.as_str(), before));
        for words in before {
            let _ = writeln!(table, "  {words}");
        }
        table += &line(
            &format!("  {last}"),
            word(row.outcome),
            &time(row.took.as_secs_f64()),
            &row.kibibytes.map_or("-".to_owned(), memory),
            &row.ratio().map_or("-".to_owned(), ratio),
        );
    }
    let said = format!(
        "{}. Memory is by how much that of the process rose. p99 is how many times longer the \
         slowest hundredth of somebody else's calls took meanwhile than without; it holds what \
         any work on the same processors costs, which the harmless ones tell.",
        summary(rows)
    );
    format!("{table}\n{}\n", wrapped(&said, 80).join("\n"))
}

/// What is highest of all attacks, and of what is harmless.
pub(super) fn summary(rows: &[Row]) -> String {
    let (harmless, rows): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.is_harmless());
    let slowest = |rows: &[&Row]| {
        let slowest = rows.iter().filter_map(|row| row.ratio());
        slowest.reduce(f64::max).map_or("-".to_owned(), ratio)
    };
    let longest = rows.iter().map(|row| row.took).max().unwrap_or_default();
    let most = rows.iter().filter_map(|row| row.kibibytes).max();
    format!(
        "{} attacks, won {}; at most {}, {} and p99 {}, beside what is harmless {}",
        rows.len(),
        super::won(rows.iter().copied()),
        time(longest.as_secs_f64()),
        most.map_or("-".to_owned(), memory),
        slowest(&rows),
        slowest(&harmless),
    )
}

/// How an outcome is called.
pub(super) fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Held => "held",
        Outcome::Won => "WON",
        Outcome::Endless => "ENDLESS",
    }
}

fn line(name: &str, came: &str, time: &str, memory: &str, ratio: &str) -> String {
    format!("{name:<NAME$} {came:>7} {time:>7} {memory:>9} {ratio:>7}\n")
}

/// The name of a file or a function as the sentence that it is.
fn sentence(name: &str) -> String {
    name.replace('_', " ")
}

fn time(seconds: f64) -> String {
    format!("{seconds:.1} s")
}

fn memory(kibibytes: u64) -> String {
    format!("{} MiB", kibibytes.div_ceil(1024))
}

fn ratio(ratio: f64) -> String {
    format!("{ratio:.1} x")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_table_fits_80_columns_and_says_what_is_highest() {
        let mut long = Row::new(
            "a_connector_that_has_a_rather_long_name::and_an_attack_that_goes_on_and_on_for_so_long",
            Outcome::Won,
        );
        long.took = Duration::from_millis(12_340);
        long.kibibytes = Some(3 << 10);
        let mut other = Row::new(
            "a_connector_that_has_a_rather_long_name::short",
            Outcome::Held,
        );
        other.beside = vec![300; 100];
        other.alone = vec![200; 100];
        let mut harmless = Row::new("harmless::one", Outcome::Held);
        harmless.beside = vec![240; 100];
        harmless.alone = vec![200; 100];
        let drawn = draw(&[long, other, harmless]);
        assert!(
            drawn.lines().all(|line| line.chars().count() <= 80),
            "{drawn}"
        );
        assert_eq!(
            drawn,
            "Attack                                            came    time    memory     p99\n\
             a connector that has a rather long name\n\
             \x20 and an attack that goes on and on for so\n\
             \x20 long                                             WON  12.3 s     3 MiB       -\n\
             \x20 short                                           held   0.0 s         -   1.5 x\n\
             harmless\n\
             \x20 one                                             held   0.0 s         -   1.2 x\n\
             \n\
             2 attacks, won 1; at most 12.3 s, 3 MiB and p99 1.5 x, beside what is harmless\n\
             1.2 x. Memory is by how much that of the process rose. p99 is how many times\n\
             longer the slowest hundredth of somebody else's calls took meanwhile than\n\
             without; it holds what any work on the same processors costs, which the harmless\n\
             ones tell.\n"
        );
    }
}
