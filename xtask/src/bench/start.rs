//! What starting the program costs: a dry run and a list from the shell, against starting Node.js,
//! which does nothing.

use std::process::{Command, Stdio};

use benchmarks::{Rounds, children_time};

use crate::stage::{HOST, Stage};
use crate::{command, component, story, workspace};

const ROUNDS: usize = 40;

/// Measures on a data directory with the Zoom connector and one connection.
pub(crate) fn run() -> Result<(), crate::Error> {
    let zoom = component::build(&[component::ZOOM])?.remove(0);
    workspace::build_programs()?;
    workspace::build_optimized(HOST)?;
    let stage = Stage::set("bench", &["--port", "0"])?;
    stage.host_quietly(&["add", &zoom.display().to_string()])?;
    stage.connect_account()?;

    let commands: [(&str, &[&str]); 2] = [
        (
            "invoke zoom create-meeting --dry-run",
            &[
                "invoke",
                "zoom",
                "create-meeting",
                "--dry-run",
                "--set",
                "user_id=me",
                "--set",
                "topic=Weekly review",
            ],
        ),
        ("actions zoom", &["actions", "zoom"]),
    ];
    let mut figures = [Rounds::default(), Rounds::default()];
    for round in 0..=ROUNDS {
        let node = milliseconds(Command::new("node").args(["-e", "0"]))?;
        for ((_, arguments), figures) in commands.iter().zip(&mut figures) {
            let mut host = Command::new(workspace::released(HOST));
            host.args(*arguments).envs(stage.environment());
            let ours = milliseconds(&mut host)?;
            // The first round finds nothing in any cache.
            if round > 0 {
                figures.add(ours, node);
            }
        }
    }

    let mut report = format!(
        "{:<42} {:>8} {:>10} {:>8}\n",
        "processor time, with the kernel's", "ours", "node -e 0", "ratio"
    );
    for ((name, _), figures) in commands.iter().zip(&figures) {
        let (ours, theirs, ratio) = (figures.ours(), figures.theirs(), figures.ratio());
        report += &format!("{name:<42} {ours:>5.1} ms {theirs:>7.1} ms {ratio:>8.2}\n");
    }
    story::print(&report)
}

/// The processor time that a program takes from its start to its end.
fn milliseconds(program: &mut Command) -> Result<f64, command::CommandError> {
    let begun = children_time();
    if !command::succeeds(program.stdin(Stdio::null())) {
        // Once more, for its own words.
        command::run(program)?;
    }
    Ok((children_time() - begun).as_secs_f64() * 1e3)
}
