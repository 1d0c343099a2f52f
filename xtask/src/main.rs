//! The few commands that build, run and check the project, so that a fresh machine needs nothing
//! but Rust: `cargo xtask help` lists them.

mod acceptance;
mod annotations;
mod attacks;
mod bench;
mod columns;
mod command;
mod component;
mod demo;
mod endurance;
mod figures;
mod manifest;
mod optimizer;
mod sandbox;
mod serve;
mod stage;
mod story;
mod temporary;
mod test;
mod toolchain;
mod tools;
mod workspace;

use std::process::ExitCode;

const HELP: &str = "\
Builds, runs and checks the project.

Usage: cargo xtask <COMMAND>

Commands:
  demo                Show the main job from source to a downloaded recording, against a local Zoom
  test                Run every check: formatting, lints, documentation, unit and end-to-end tests
  acceptance [STAGE…] Run what is too slow for every test run: foreign clients, browsers, Schemathesis,
                      attacks, fuzzing and more (`cargo xtask acceptance --help`)
  bench call          Measure what a call through the library costs against a bare client, and the memory
                      of calls that wait
  bench component     Measure what a component costs against the same code in the process
  bench service       Measure what the service adds to the library, its memory, and its rate
  bench start         Measure what starting the program costs against starting Node.js
  endurance [ARGS…]   Play the scenarios of endurance: hours of load, kills, outages, full disks, tenants
                      (`cargo xtask endurance --help`)
  attacks [NAME]      Play the attacks of tests/hostile, or those with NAME in theirs, and show what
                      each came to and cost
  component [CRATE]   Build a connector into a component and print its path [default: zoom-connector]
  sandbox [ARGS…]     Run the local Zoom until Ctrl-C, with a host that is connected to it; arguments go to
                      the local Zoom (`cargo xtask sandbox --help`)
  serve [ARGS…]       Run the service and the local Zoom together until Ctrl-C, and say what to try;
                      arguments go to `connector-host serve`
  manifest [--check]  Write manifests/zoom.json, docs/actions.md and docs/triggers.md from the connector's
                      types, or fail when one is stale
  help                Print this

Examples:
  cargo xtask demo
  connector-host inspect \"$(cargo xtask component)\"
  cargo xtask sandbox --port 8080
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] | ["help" | "--help" | "-h"] => story::print(HELP),
        ["demo"] => demo::run(),
        ["test"] => test::run(),
        ["acceptance", stages @ ..] => match acceptance::run(stages) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        ["bench", "call"] => bench::call(),
        ["bench", "component"] => bench::component(),
        ["bench", "service"] => bench::service(),
        ["bench", "start"] => bench::start(),
        ["endurance", rest @ ..] => endurance::run(rest),
        ["attacks"] => attacks::run(""),
        ["attacks", name] => attacks::run(name),
        ["component"] => component::run(component::ZOOM),
        ["component", package] => component::run(package),
        ["sandbox", rest @ ..] => sandbox::run(rest),
        ["serve", rest @ ..] => serve::run(rest),
        ["manifest"] => manifest::write(),
        ["manifest", "--check"] => manifest::check(),
        other => {
            story::say(&format!(
                "`cargo xtask {}` is not a command.\n\n{HELP}",
                other.join(" ")
            ));
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            story::say(&format!("\nerror: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Whatever ends a command; each says what to do next.
type Error = Box<dyn std::error::Error>;
