//! The program in a home of its own, as people and scripts meet it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

/// What a run of the program came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code.
    pub code: i32,
    pub stdout: String,
    /// All of stderr but `rerouted`.
    pub stderr: String,
    /// What stderr says of reroutes; their ports differ from run to run.
    pub rerouted: String,
}

impl Outcome {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let stderr = text(output.stderr);
        let (rerouted, stderr) = stderr
            .split_inclusive('\n')
            .partition(|line| line.starts_with("Rerouted to this machine: "));
        Self {
            code: output.status.code().expect("an exit code"),
            stdout: text(output.stdout),
            stderr,
            rerouted,
        }
    }

    /// Passes on only what ended with that code.
    #[track_caller]
    pub fn ended_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Passes on only what ended well.
    #[track_caller]
    pub fn done(self) -> Self {
        self.ended_with(0)
    }

    /// What stderr says, without the line breaks of its layout.
    pub fn told(&self) -> String {
        let words: Vec<&str> = self.stderr.split_whitespace().collect();
        words.join(" ")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).expect("JSON on stdout")
    }
}

/// A directory of one's own, and what the program finds in its environment.
#[derive(Debug)]
pub struct Machine {
    home: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

impl Machine {
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().expect("a directory"),
            environment: Vec::new(),
        }
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The program, with nothing of the caller's environment but where programs
    /// are.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_connector-host"));
        command
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| name == "PATH"))
            .env("CONNECTOR_HOST_HOME", self.home())
            // Compiled code is the same for all tests of a run.
            .env("CONNECTOR_HOST_CACHE", env!("CARGO_TARGET_TMPDIR"))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        let output = self.program().args(arguments).output();
        Outcome::of(output.expect("the program starts"))
    }

    /// The same on a page of that width.
    pub fn run_at(&self, columns: usize, arguments: &[&str]) -> Outcome {
        let mut program = self.program();
        let program = program.args(arguments).env("COLUMNS", columns.to_string());
        Outcome::of(program.output().expect("the program starts"))
    }

    /// What the program tells when it refuses, and how it exits. Nothing may be
    /// on stdout then.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let outcome = self.run(arguments);
        assert_eq!(outcome.stdout, "");
        let told = outcome
            .stderr
            .replace(&self.home().display().to_string(), "HOME");
        format!("{}\nexit: {}", told.trim_end(), outcome.code)
    }
}
