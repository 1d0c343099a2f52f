//! What a run of the program came to.

use serde_json::Value;

/// Exit code and output of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr besides.
    pub stderr: String,
    /// What it wrote to stderr about reroutes, as every run here does that has a
    /// server to talk to.
    pub rerouted: String,
}

impl Outcome {
    /// What a finished process left.
    #[must_use]
    pub fn of(output: std::process::Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let stderr = text(output.stderr);
        let (rerouted, stderr) = stderr
            .split_inclusive('\n')
            .partition(|line| line.starts_with("Rerouted to this machine: "));
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr,
            rerouted,
        }
    }

    /// Passes on only if the program ended well.
    ///
    /// # Panics
    /// With all that the program said, when it did not.
    #[must_use]
    pub fn done(self) -> Self {
        self.ended_with(0)
    }

    /// Passes on only if the program ended with this code.
    ///
    /// # Panics
    /// With all that the program said, when it did not.
    #[must_use]
    pub fn ended_with(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// The JSON on stdout.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in stdout:\n{}", self.stdout))
    }
}
