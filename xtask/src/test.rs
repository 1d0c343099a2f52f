//! Every check of the project, in the order in which they fail fastest.

use std::{
    env, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Instant,
};

use crate::{
    command, component, figures, manifest, sandbox::SANDBOX, stage::Stage, story, temporary, tools,
    workspace,
};

/// Runs all checks; ends with the first that fails.
pub(crate) fn run() -> Result<(), crate::Error> {
    let begun = Instant::now();

    story::chapter("Formatting");
    command::run(command::cargo().args(["fmt", "--all", "--check"]))?;

    story::chapter("Components");
    let components = component::build(&[component::ZOOM, component::NOTES])?;
    for path in &components {
        story::say(&format!(
            "{} ({} KB)",
            path.display(),
            fs::metadata(path)?.len() / 1000
        ));
    }

    story::chapter("Lints");
    command::run(command::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "--deny",
        "warnings",
    ]))?;

    story::chapter("Tests");
    tools::postgresql()?;
    // Everything that is built from here on has the same features, so nothing is built twice. The
    // end-to-end tests start the programs.
    command::run(command::cargo().args([
        "build",
        "--workspace",
        "--all-features",
        "--bins",
        "--examples",
        "--tests",
    ]))?;
    compile(&components)?;
    // insta must compare, never write; and every run must be able to say what it ran.
    let mut tests = command::cargo();
    if command::succeeds(command::cargo().args(["nextest", "--version"])) {
        tests.args([
            "nextest",
            "run",
            "--workspace",
            "--all-features",
            "--no-fail-fast",
        ]);
    } else {
        tests.args([
            "test",
            "--workspace",
            "--all-features",
            "--no-fail-fast",
            "--lib",
            "--bins",
            "--tests",
        ]);
    }
    for number_of_threads in ["NEXTEST_TEST_THREADS", "RUST_TEST_THREADS"] {
        if env::var_os(number_of_threads).is_none() {
            tests.env(number_of_threads, at_once().to_string());
        }
    }
    let journal = empty_journal()?;
    tests.env("ZOOM_SANDBOX_JOURNAL", &journal);
    let in_memory = temporary::in_memory()?;
    if let Some(directory) = &in_memory {
        tests.env("TMPDIR", directory.path());
    }
    tests.env(workspace::PROGRAMS_ARE_BUILT, "1");
    command::run(tests.env("INSTA_UPDATE", "no"))?;
    drop(in_memory);

    story::chapter("Manifest");
    manifest::check()?;
    story::say("manifests/zoom.json is what the connector's types say.");

    story::chapter("What the local Zoom answered, against what Zoom publishes");
    let report = command::told(&mut check(&journal))?;

    story::chapter("Documentation");
    command::run(command::cargo().args(["test", "--workspace", "--all-features", "--doc"]))?;
    command::run(
        command::cargo()
            .args([
                "doc",
                "--workspace",
                "--all-features",
                "--no-deps",
                "--document-private-items",
            ])
            .env("RUSTDOCFLAGS", "--deny warnings"),
    )?;

    story::chapter("In figures");
    for line in figures::of_the_manifest()? {
        story::say(&line);
    }
    // The last line of the report has its figures.
    story::say(report.lines().last().unwrap_or_default());
    story::say(&format!(
        "\nAll checks passed in {:.0} s.",
        begun.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// Has the host compile components, and keep that, before tests of the first minute do so all at once.
fn compile(components: &[PathBuf]) -> Result<(), crate::Error> {
    let stage = Stage::set("test", &["--port", "0"])?;
    for component in components {
        stage.host_quietly(&["add", &component.display().to_string()])?;
    }
    Ok(())
}

/// How many tests run at once: more than there are processors, since a good part of their time they
/// wait, for a server that starts or for a limit of time.
fn at_once() -> usize {
    2 * thread::available_parallelism().map_or(1, usize::from)
}

/// The file in which every local Zoom of the tests notes all that it answers.
fn empty_journal() -> std::io::Result<PathBuf> {
    let journal = workspace::target().join("zoom-sandbox-journal.jsonl");
    match fs::remove_file(&journal) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(journal),
    }
}

/// The command that holds a journal against the schemas kept in the repository and, where somebody
/// has them, against the documents that they were taken from.
fn check(journal: &Path) -> Command {
    let mut check = Command::new(workspace::program(SANDBOX));
    check.arg("check").arg(journal);
    let documents = workspace::root().join("../shared/zoom/openapi");
    if env::var_os("ZOOM_OPENAPI").is_none() && documents.is_dir() {
        check.arg("--openapi").arg(documents);
    }
    check
}
