//! What is too slow or too heavy for every test run, and what a release has to pass.
//!
//! Each stage stands by itself, installs what it misses and says so. All of them run, whatever
//! becomes of one, and a table tells at the end.

mod crowd;
mod deny;
mod fuzz;
mod scripts;
mod table;

use std::process::ExitCode;
use std::time::Instant;

use crate::{attacks, endurance, story};
use table::{Outcome, Row};

/// One thing that a release has to pass.
struct Stage {
    name: &'static str,
    about: &'static str,
    /// Passes with what there is to say of it.
    run: fn() -> Result<Outcome, crate::Error>,
}

/// All stages, those first that fail fastest.
const STAGES: [Stage; 11] = [
    Stage {
        name: "deny",
        about: "licences, origins, doubles and known flaws of all dependencies",
        run: deny::run,
    },
    Stage {
        name: "types",
        about: "declarations that jco makes have a comment for every item",
        run: scripts::types,
    },
    Stage {
        name: "examples",
        about: "the drivers of examples/ run the connector against the local Zoom",
        run: scripts::examples,
    },
    Stage {
        name: "service",
        about: "examples/service connects and invokes with generated clients",
        run: scripts::service,
    },
    Stage {
        name: "sign-in",
        about: "Chromium walks the pages of hosted sign-in, and axe looks at them",
        run: scripts::sign_in,
    },
    Stage {
        name: "api",
        about: "Schemathesis holds the service against its document",
        run: scripts::api,
    },
    Stage {
        name: "crowd",
        about: "ten thousand clients of the service at once",
        run: crowd::run,
    },
    Stage {
        name: "clients",
        about: "published clients of Zoom do their work against the local one",
        run: scripts::clients,
    },
    Stage {
        name: "attacks",
        about: "hostile components and servers, what each came to and cost",
        run: hostile,
    },
    Stage {
        name: "fuzz",
        about: "each fuzz target for a minute",
        run: fuzz::run,
    },
    Stage {
        name: "endurance",
        about: "kills at any moment, and full disks",
        run: small_endurance,
    },
];

/// Runs the stages that are named, or all of them.
pub(crate) fn run(names: &[&str]) -> Result<ExitCode, crate::Error> {
    if names
        .iter()
        .any(|name| ["--help", "-h", "help"].contains(name))
    {
        story::print(&help())?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| !STAGES.iter().any(|stage| stage.name == **name))
    {
        story::say(&format!("There is no stage `{unknown}`.\n\n{}", help()));
        return Ok(ExitCode::from(2));
    }
    let chosen = STAGES
        .iter()
        .filter(|stage| names.is_empty() || names.contains(&stage.name));
    let rows: Vec<Row> = chosen.map(Stage::play).collect();
    story::print(&format!("\n{}", table::draw(&rows)))?;
    Ok(
        if rows
            .iter()
            .any(|row| matches!(row.outcome, Outcome::Failed(_)))
        {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        },
    )
}

impl Stage {
    fn play(&self) -> Row {
        story::chapter(&format!("{}: {}", self.name, self.about));
        let begun = Instant::now();
        let outcome = (self.run)().unwrap_or_else(|error| Outcome::Failed(error.to_string()));
        if let Outcome::Failed(reason) = &outcome {
            story::say(&format!("error: {reason}"));
        }
        Row {
            name: self.name,
            outcome,
            took: begun.elapsed(),
        }
    }
}

fn help() -> String {
    let stages: String = STAGES
        .iter()
        .map(|stage| format!("  {:<10} {}\n", stage.name, stage.about))
        .collect();
    format!(
        "Runs what is too slow for every test run, and says what came of it.\n\n\
         Usage: cargo xtask acceptance [STAGE]…\n\nStages, all of them when none is named:\n{stages}"
    )
}

/// All attacks, of which none may win.
fn hostile() -> Result<Outcome, crate::Error> {
    Ok(match attacks::all()? {
        Ok(summary) => Outcome::Passed(summary),
        Err(summary) => Outcome::Failed(summary),
    })
}

/// The scenarios of endurance that take minutes, and not an hour.
fn small_endurance() -> Result<Outcome, crate::Error> {
    const SCENARIOS: [&str; 2] = ["window", "disk-full"];
    Ok(if endurance::play(&SCENARIOS)?.success() {
        Outcome::Passed(SCENARIOS.join(", "))
    } else {
        Outcome::Failed("something is not as it must be; see above".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_stage_and_fits_80_columns() {
        let help = help();
        assert!(
            help.lines().all(|line| line.chars().count() <= 80),
            "{help}"
        );
        for stage in &STAGES {
            assert!(help.contains(&format!("\n  {} ", stage.name)), "{help}");
        }
    }
}
