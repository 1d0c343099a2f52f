//! Fuzzing, a minute a target. What is found stays in the target's `artifacts`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::table::Outcome;
use crate::{command, story, tools, workspace};

const VERSION: &str = "0.13.2";
const SECONDS: u32 = 60;
/// Where the targets are: a workspace of its own, since they need flags of their own.
const PLACE: &str = "tests/fuzz";

/// Runs each target for a minute.
pub(super) fn run() -> Result<Outcome, crate::Error> {
    let place = workspace::root().join(PLACE);
    let targets = targets(&place)?;
    let program = tools::of_crate("cargo-fuzz", VERSION)?;
    let mut found = Vec::new();
    for target in &targets {
        story::aside(&format!("{target}, {SECONDS} s"));
        let mut fuzz = Command::new(&program);
        // The compiler is a released one; RUSTC_BOOTSTRAP lets it take the sanitizer's flags.
        // What fuzzing finds goes into the first of the directories.
        let inputs = ["corpus", "seeds"].map(|kind| format!("{kind}/{target}"));
        for directory in &inputs {
            std::fs::create_dir_all(place.join(directory))?;
        }
        fuzz.current_dir(&place)
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["run", "--fuzz-dir", ".", target])
            .args(inputs)
            .arg("--")
            .arg(format!("-max_total_time={SECONDS}"));
        if command::run(&mut fuzz).is_err() {
            found.push(target.as_str());
        }
    }
    Ok(if found.is_empty() {
        Outcome::Passed(format!("{} targets, {SECONDS} s each", targets.len()))
    } else {
        Outcome::Failed(format!("found something: {}", found.join(", ")))
    })
}

/// The names of the targets, in order.
fn targets(place: &Path) -> std::io::Result<Vec<String>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(place.join("fuzz_targets"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    let is_source = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "rs");
    let name = |file: &PathBuf| Some(file.file_stem()?.to_string_lossy().into_owned());
    Ok(files
        .iter()
        .filter(|file| is_source(file))
        .filter_map(name)
        .collect())
}
