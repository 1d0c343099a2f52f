//! What a run of the program came to.

use serde_json::Value;

/// Exit code and output of a run, without the lines that say what is rerouted: in
/// these tests all is, to a port that is another in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl Outcome {
    /// What a finished process left.
    #[must_use]
    pub fn of(output: std::process::Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr)
                .split_inclusive('\n')
                .filter(|line| !line.starts_with("Rerouted to this machine: "))
                .collect(),
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
