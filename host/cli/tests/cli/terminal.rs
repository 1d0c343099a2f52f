//! A terminal of a certain width, for what the program does on one alone.

use std::{
    fs::{File, OpenOptions},
    io::{Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    process::{Child, Command},
};

use rustix::{
    fs::OFlags,
    process::{Pid, Signal},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};

/// What a person saw, and how the program ended.
#[derive(Debug)]
pub struct Seen {
    pub code: i32,
    /// All that was written, with the codes of its styles.
    pub raw: String,
}

impl Seen {
    /// The lines, without the codes of their styles.
    pub fn lines(&self) -> Vec<String> {
        let text = anstream::adapter::strip_str(&self.raw).to_string();
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    /// All that was written, in one line.
    pub fn told(&self) -> String {
        let lines = self.lines().join(" ");
        lines.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Ctrl-C, as it is typed.
pub const INTERRUPT: &str = "\u{3}";

/// Types an answer. The terminal is not the program's controlling one, which
/// would send the signal.
fn type_in(controller: &mut File, child: &Child, answer: &str) {
    if answer == INTERRUPT {
        let id = Pid::from_child(child);
        rustix::process::kill_process(id, Signal::INT).expect("it is sent");
    } else {
        let typed = controller.write_all(answer.as_bytes());
        typed.expect("it is typed");
    }
}

/// Runs a program on a terminal of that many columns; whenever the words of an
/// exchange appear, its answer is typed.
pub fn run_on_terminal(columns: u16, mut program: Command, exchanges: &[(&str, &str)]) -> Seen {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&controller).expect("a terminal of one's own");
    unlockpt(&controller).expect("an unlocked terminal");
    let name = ptsname(&controller, Vec::new()).expect("a name");
    let name = name.to_str().expect("a path");
    let terminal = || {
        let no_controlling = OFlags::NOCTTY.bits().try_into().expect("a flag");
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).custom_flags(no_controlling);
        options.open(name).expect("the terminal opens")
    };
    let size = Winsize {
        ws_row: 50,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let other = terminal();
    tcsetwinsize(&other, size).expect("a width");
    program
        .env("TERM", "xterm-256color")
        .stdin(terminal())
        .stdout(terminal())
        .stderr(terminal());
    let mut child = program.spawn().expect("the program starts");
    // The program alone holds the terminal now: reading ends when it does.
    drop((program, other));
    let mut controller = File::from(controller);
    let mut raw = String::new();
    let mut exchanges = exchanges.iter().peekable();
    let mut chunk = [0; 4096];
    while let Ok(length @ 1..) = controller.read(&mut chunk) {
        raw += &String::from_utf8_lossy(&chunk[..length]);
        if let Some((_, answer)) = exchanges.next_if(|(words, _)| raw.contains(words)) {
            type_in(&mut controller, &child, answer);
        }
    }
    let status = child.wait().expect("the program ends");
    assert!(exchanges.next().is_none(), "it did not ask: {raw}");
    Seen {
        code: status.code().expect("an exit code"),
        raw: raw.replace("\r\n", "\n"),
    }
}
