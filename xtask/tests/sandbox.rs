//! `cargo xtask sandbox`, as a newcomer meets it: what it prints is pasted into a shell.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

/// The program with a local Zoom under it, ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // The local Zoom is in the group, as it is at a terminal.
        let group = format!("-{}", self.0.id());
        let killed = Command::new("kill").args(["-TERM", "--", &group]).status();
        assert!(killed.unwrap().success());
        self.0.wait().unwrap();
    }
}

#[test]
fn the_lines_that_it_prints_lead_to_a_host_that_is_ready_to_invoke() {
    let mut running = Running(
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["sandbox", "--port", "0"])
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap(),
    );
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let said: Vec<String> = lines
        .map(Result::unwrap)
        .take_while(|line| line != "Ctrl-C stops it.")
        .collect();
    let connected = said
        .iter()
        .any(|line| line.starts_with("connector-host is connected"));
    assert!(connected, "{said:#?}");
    let pasted: Vec<&str> = said
        .iter()
        .filter_map(|line| line.strip_prefix("  "))
        .collect();
    let output = Command::new("sh")
        .args(["-c", &pasted.join("\n")])
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(stdout.contains("\"topic\""), "{stdout}");
}
