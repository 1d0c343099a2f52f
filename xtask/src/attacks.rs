//! Plays the attacks of `tests/hostile`, each in a process of its own, and draws a table of what
//! each came to and what it cost.

mod table;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{command, story, workspace};

/// How long an attack may take: the ten thousand steps of a call, on a machine that does other things
/// as well.
const LONGEST: Duration = Duration::from_secs(120);
/// How many calls of the other connector tell what an attack costs them. One that is over in no time
/// has a handful beside it, of which the slowest says nothing: it is played again.
const ENOUGH: usize = 400;
/// Up to when an attack is played again.
const AGAIN: Duration = Duration::from_secs(5);
/// How often it is seen to whether one has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Where those stand that attack nobody: what they cost is what attacks are compared with.
const HARMLESS: &str = "harmless::";

/// What became of an attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It was stopped as it must be.
    Held,
    /// It got what it wanted.
    Won,
    /// It was not stopped in time.
    Endless,
}

/// An attack that was played. It may have several parts, each beside calls of another connector.
#[derive(Debug)]
struct Row {
    /// Its file and its function.
    test: String,
    outcome: Outcome,
    /// The part that took longest, of all the times that it was played.
    took: Duration,
    /// By how much the memory of the process rose at most; none where the system does not tell.
    kibibytes: Option<u64>,
    /// How long each of the other connector's calls took during the attack, in microseconds.
    beside: Vec<u64>,
    /// How long each took before it.
    alone: Vec<u64>,
}

/// Plays those attacks whose names have `filter` in them, shows the table, and fails when one won.
pub(crate) fn run(filter: &str) -> Result<(), crate::Error> {
    let rows = play(filter)?;
    story::print(&table::draw(&rows))?;
    match won(&rows) {
        0 => Ok(()),
        _ => Err(table::summary(&rows).into()),
    }
}

/// Plays all of them, and says in a sentence what they came to.
pub(crate) fn all() -> Result<Result<String, String>, crate::Error> {
    let rows = play("")?;
    story::print(&table::draw(&rows))?;
    let summary = table::summary(&rows);
    Ok(if won(&rows) == 0 {
        Ok(summary)
    } else {
        Err(summary)
    })
}

fn won<'a>(rows: impl IntoIterator<Item = &'a Row>) -> usize {
    let won = |row: &&Row| row.outcome != Outcome::Held;
    rows.into_iter().filter(won).count()
}

fn play(filter: &str) -> Result<Vec<Row>, crate::Error> {
    let program = build()?;
    let listed = command::output(Command::new(&program).args(["--list", "--format", "terse"]))?;
    let listed = String::from_utf8_lossy(&listed);
    let tests = listed
        .lines()
        .filter_map(|line| line.strip_suffix(": test"));
    tests
        .filter(|test| test.contains(filter))
        .map(|test| play_one(&program, test))
        .collect()
}

fn build() -> Result<PathBuf, crate::Error> {
    let mut build = command::cargo();
    // What an attack costs is told of what is shipped, which is optimized; the tests play them as well.
    build.args([
        "test",
        "--profile",
        "bench",
        "--workspace",
        "--test",
        "attacks",
    ]);
    build.args(["--no-run", "--message-format", "json-render-diagnostics"]);
    let messages = command::output(&mut build)?;
    let messages = String::from_utf8_lossy(&messages);
    let program = messages.lines().rev().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_it = message["target"]["name"] == "attacks";
        Some(PathBuf::from(
            message["executable"].as_str().filter(|_| is_it)?,
        ))
    });
    Ok(program.ok_or("cargo did not say where the attacks are")?)
}

/// Plays it until there is enough to say of it, or once when it wins.
fn play_one(program: &Path, test: &str) -> Result<Row, crate::Error> {
    let began = Instant::now();
    let mut row = Row::new(test, Outcome::Held);
    loop {
        play_once(program, &mut row)?;
        let is_enough = row.beside.is_empty() || row.beside.len() >= ENOUGH;
        if row.outcome != Outcome::Held || is_enough || began.elapsed() > AGAIN {
            break;
        }
    }
    story::aside(&format!("{} {test}", table::word(row.outcome)));
    Ok(row)
}

/// Plays it in a process of its own, and adds what it cost.
fn play_once(program: &Path, row: &mut Row) -> Result<(), crate::Error> {
    let mut attack = Command::new(program);
    // Also those that take too long for every test run.
    attack.args([&*row.test, "--exact", "--include-ignored", "--nocapture"]);
    attack.current_dir(workspace::root().join("tests/hostile"));
    let (status, said) = watched(&mut attack)?;
    row.outcome = match status {
        Some(status) if status.success() => Outcome::Held,
        Some(_) => Outcome::Won,
        None => Outcome::Endless,
    };
    for line in said.lines().filter_map(|line| line.strip_prefix("cost: ")) {
        row.count(&serde_json::from_str(line)?);
    }
    if row.outcome != Outcome::Held {
        let told = said.lines().filter(|line| !line.starts_with("cost: "));
        story::say(&told.collect::<Vec<_>>().join("\n"));
    }
    Ok(())
}

/// Runs a program; what it says, and how it ended. None when it had to be ended.
fn watched(command: &mut Command) -> Result<(Option<ExitStatus>, String), crate::Error> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // Both are read while it runs: it would wait for its reader else.
    let reading = [
        child.stdout.take().map(read_all),
        child.stderr.take().map(read_all),
    ];
    let status = wait(&mut child)?;
    let mut said = String::new();
    for reading in reading.into_iter().flatten() {
        said += &reading.join().unwrap_or_default();
    }
    Ok((status, said))
}

fn read_all(mut from: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before it broke off is told.
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn wait(child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if began.elapsed() > LONGEST {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(LOOK);
    }
}

impl Row {
    fn new(test: &str, outcome: Outcome) -> Self {
        Self {
            test: test.to_owned(),
            outcome,
            took: Duration::ZERO,
            kibibytes: None,
            beside: Vec::new(),
            alone: Vec::new(),
        }
    }

    /// Whether it is there to compare with.
    fn is_harmless(&self) -> bool {
        self.test.starts_with(HARMLESS)
    }

    /// Counts what a part of the attack cost.
    fn count(&mut self, cost: &Value) {
        let took = Duration::from_millis(cost["ms"].as_u64().unwrap_or_default());
        self.took = self.took.max(took);
        self.kibibytes = self.kibibytes.max(cost["kib"].as_u64());
        let times = |name: &str| {
            let times = cost[name].as_array().into_iter().flatten();
            times.filter_map(Value::as_u64).collect::<Vec<_>>()
        };
        self.beside.extend(times("beside_us"));
        self.alone.extend(times("alone_us"));
    }

    /// How many times longer the slowest hundredth of the other connector's calls took than without
    /// the attack; of fewer than a hundred it is the slowest. None when there were none.
    fn ratio(&self) -> Option<f64> {
        let beside = slowest_hundredth(&self.beside)?;
        let alone = slowest_hundredth(&self.alone)?;
        Some(beside / alone)
    }
}

/// The fastest of the slowest hundredth.
fn slowest_hundredth(times: &[u64]) -> Option<f64> {
    let mut times = times.to_vec();
    times.sort_unstable();
    let found = times.get(times.len() * 99 / 100)?;
    Some(f64::from(u32::try_from(*found).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attack_costs_as_much_as_its_costliest_part_and_its_calls_count_together() {
        let mut row = Row::new("a::b", Outcome::Held);
        let cost = |ms: u64, kib: Option<u64>, us: u64| {
            serde_json::json!({
                "ms": ms, "kib": kib, "beside_us": vec![us; 50], "alone_us": vec![100; 100],
            })
        };
        assert_eq!(row.ratio(), None);
        row.count(&cost(30, Some(700), 150));
        assert_eq!(row.ratio(), Some(1.5));
        row.count(&cost(20, None, 300));
        assert_eq!(row.took, Duration::from_millis(30));
        assert_eq!(row.kibibytes, Some(700));
        assert_eq!(row.ratio(), Some(3.0));
    }
}
