//! Plays the attacks of `tests/hostile`, each in a process of its own, and draws a table of what
//! each came to and what it cost.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{command, story, workspace};

/// What an attack came to. Its costs are the highest of those that it told.
#[derive(Debug, Default)]
struct Row {
    test: String,
    held: bool,
    ms: u64,
    kib: u64,
    calls: u64,
    /// How many times slower the slowest hundredth of another connector's calls was.
    ratio: Option<f64>,
}

/// Builds the attacks, plays those whose names have `filter` in them, and fails when one won.
pub(crate) fn run(filter: &str) -> Result<(), crate::Error> {
    let program = build()?;
    let listed = command::output(Command::new(&program).args(["--list", "--format", "terse"]))?;
    let listed = String::from_utf8_lossy(&listed);
    let tests = listed
        .lines()
        .filter_map(|line| line.strip_suffix(": test"));
    let rows: Vec<Row> = tests
        .filter(|test| test.contains(filter))
        .map(|test| play(&program, test))
        .collect::<Result<_, _>>()?;
    story::print(&draw(&rows))?;
    let won = rows.iter().filter(|row| !row.held).count();
    if won == 0 {
        Ok(())
    } else {
        Err(format!(
            "{won} of {} attacks won; what they said is above",
            rows.len()
        )
        .into())
    }
}

fn build() -> Result<PathBuf, crate::Error> {
    let mut build = command::cargo();
    build.args([
        "test",
        "--package",
        "hostile",
        "--test",
        "attacks",
        "--no-run",
    ]);
    build.args(["--message-format", "json-render-diagnostics"]);
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

fn play(program: &Path, test: &str) -> Result<Row, crate::Error> {
    let mut attack = Command::new(program);
    attack.args([test, "--exact", "--nocapture"]);
    attack.current_dir(workspace::root().join("tests/hostile"));
    let output = attack.output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let mut row = Row {
        test: test.to_owned(),
        held: output.status.success(),
        ..Row::default()
    };
    for line in said.lines().filter_map(|line| line.strip_prefix("cost: ")) {
        row.count(&serde_json::from_str(line)?);
    }
    if !row.held {
        story::say(&format!(
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    story::aside(&format!("{} {test}", if row.held { "held" } else { "WON" }));
    Ok(row)
}

impl Row {
    /// Counts what one part of the attack cost.
    fn count(&mut self, cost: &Value) {
        let number = |name: &str| cost[name].as_u64().unwrap_or_default();
        self.ms = self.ms.max(number("ms"));
        self.kib = self.kib.max(number("kib"));
        self.calls += number("calls");
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a call are few")]
        let ratio = number("p99_us") as f64 / number("alone_us").max(1) as f64;
        self.ratio = Some(self.ratio.map_or(ratio, |before| before.max(ratio)));
    }
}

/// The table, and what is highest in it.
fn draw(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.test.len()).max().unwrap_or(0);
    let mut table = format!(
        "{:width$}  {:>5}  {:>8}  {:>8}  {:>6}  {:>6}\n",
        "attack", "came", "ms", "MiB", "calls", "p99"
    );
    for row in rows {
        let came = if row.held { "held" } else { "WON" };
        let ratio = row
            .ratio
            .map_or("-".to_owned(), |ratio| format!("{ratio:.1}x"));
        table += &format!(
            "{:width$}  {came:>5}  {:>8}  {:>8.1}  {:>6}  {ratio:>6}\n",
            row.test,
            row.ms,
            f64::from(u32::try_from(row.kib).unwrap_or(u32::MAX)) / 1024.0,
            row.calls,
        );
    }
    let won = rows.iter().filter(|row| !row.held).count();
    let (ms, kib) = rows
        .iter()
        .fold((0, 0), |(ms, kib), row| (row.ms.max(ms), row.kib.max(kib)));
    table
        + &format!(
            "\n{} attacks, won {won}; at most {ms} ms and {} MiB\n",
            rows.len(),
            kib >> 10
        )
}
