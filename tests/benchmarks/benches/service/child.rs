//! This program once more, in a process of its own that answers each line by a line.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use anstream::println;

use crate::Error;

/// The process, which ends when it is dropped.
pub(crate) struct Child {
    process: std::process::Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// What it told first: a line.
    pub(crate) told: String,
}

impl Child {
    pub(crate) fn start(arguments: &[&str]) -> Result<Self, Error> {
        let mut command = Command::new(std::env::current_exe()?);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.args(arguments).spawn()?;
        let orders = process.stdin.take().ok_or("it takes no orders")?;
        let answers = process.stdout.take().ok_or("it gives no answers")?;
        let mut child = Self {
            process,
            orders,
            answers: BufReader::new(answers),
            told: String::new(),
        };
        child.told = child.answer()?;
        Ok(child)
    }

    /// What it answers to an order.
    pub(crate) fn ask(&mut self, order: &str) -> Result<String, Error> {
        writeln!(self.orders, "{order}")?;
        self.answer()
    }

    /// The same for a number.
    pub(crate) fn ask_number(&mut self, order: &str) -> Result<f64, Error> {
        Ok(self.ask(order)?.parse()?)
    }

    fn answer(&mut self) -> Result<String, Error> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err("a process has ended early; its own message is above".into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Tells a line to whoever has started this process, and answers their orders as long as they are
/// there.
pub(crate) fn obey(
    told: &str,
    mut obeyed: impl FnMut(&str) -> Result<String, Error>,
) -> Result<(), Error> {
    println!("{told}");
    for order in std::io::stdin().lines() {
        println!("{}", obeyed(&order?)?);
    }
    Ok(())
}

/// Has this process open as many files and connections at once as are wanted, or as it may.
/// Says how many.
pub(crate) fn open_files(wanted: u64) -> Result<u64, Error> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    // Whoever may raise what others are held to.
    if most < wanted && setrlimit(Resource::RLIMIT_NOFILE, wanted, wanted).is_ok() {
        return Ok(wanted);
    }
    let open = wanted.min(most);
    setrlimit(Resource::RLIMIT_NOFILE, open, most)?;
    Ok(open)
}
