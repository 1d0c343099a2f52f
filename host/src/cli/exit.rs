//! How a command ends: the exit codes, and the errors that lead to them.
//!
//! Scripts decide by the exit code, people by the text, so every error has
//! both: what happened, to what, and what to do next.

use std::{fmt, io};

use super::terminal::{self, style};

/// What the process answers to whoever started it; `--help` explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Exit {
    Done = 0,
    Other = 1,
    Usage = 2,
    Connection = 3,
    Refused = 4,
    Unavailable = 5,
    Consent = 6,
    /// 128 + SIGINT, as shells have it.
    Interrupted = 130,
    /// 128 + SIGTERM.
    Terminated = 143,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not finish.
#[derive(Debug)]
pub(super) enum CommandError {
    /// Something to tell the person, and how to exit.
    Told(Box<Told>),
    /// Nobody reads stdout any more. That is no error: `… | head` does it.
    NobodyReads,
    /// Ctrl-C.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

/// What to tell of an error.
#[derive(Debug)]
pub(super) struct Told {
    exit: Exit,
    /// What happened, and to what.
    message: String,
    /// Particulars, a line each.
    details: Vec<String>,
    /// What to do next; a command to type where there is one.
    next: Option<String>,
}

impl CommandError {
    pub(super) fn new(exit: Exit, message: impl fmt::Display) -> Self {
        Self::Told(Box::new(Told {
            exit,
            message: message.to_string(),
            details: Vec::new(),
            next: None,
        }))
    }

    /// How it exits, when there is something to tell.
    pub(super) fn exit(&self) -> Option<Exit> {
        match self {
            Self::Told(told) => Some(told.exit),
            Self::NobodyReads | Self::Interrupted | Self::Terminated => None,
        }
    }

    /// Wrong usage or input.
    pub(super) fn usage(message: impl fmt::Display) -> Self {
        Self::new(Exit::Usage, message)
    }

    fn change(mut self, change: impl FnOnce(&mut Told)) -> Self {
        if let Self::Told(told) = &mut self {
            change(told);
        }
        self
    }

    /// Says what it is about, before the message.
    pub(super) fn about(self, what: impl fmt::Display) -> Self {
        self.change(|told| told.message = format!("{what}: {}", told.message))
    }

    /// Adds particulars.
    pub(super) fn with_details(self, details: impl IntoIterator<Item = String>) -> Self {
        self.change(|told| told.details.extend(details))
    }

    /// Adds what to do next, unless that has been said.
    pub(super) fn with_next(self, words: impl fmt::Display) -> Self {
        self.change(|told| {
            told.next.get_or_insert_with(|| words.to_string());
        })
    }

    /// Tells the person on stderr, and says how to exit.
    pub(super) fn report(&self) -> Exit {
        match self {
            Self::Told(told) => {
                let (error, heading) = (style::ERROR, style::HEADING);
                terminal::tell(format_args!("{error}error:{error:#} {}", told.message));
                for detail in &told.details {
                    terminal::tell(format_args!("  {detail}"));
                }
                if let Some(next) = &told.next {
                    terminal::tell(format_args!("{heading}next:{heading:#} {next}"));
                }
                told.exit
            }
            Self::NobodyReads => Exit::Done,
            Self::Interrupted => Exit::Interrupted,
            Self::Terminated => Exit::Terminated,
        }
    }
}

/// Errors of stdout and of prompts. Files are reported with their path where
/// they are opened.
impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyReads,
            io::ErrorKind::Interrupted => Self::Interrupted,
            _ => Self::new(
                Exit::Other,
                format_args!("the terminal or the output broke off: {error}"),
            ),
        }
    }
}

#[cfg(test)]
impl CommandError {
    /// What a person would read, for tests.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Told(told) => {
                let next = told.next.iter().map(|next| format!("next: {next}"));
                let lines: Vec<String> = [told.message.clone()]
                    .into_iter()
                    .chain(told.details.clone())
                    .chain(next)
                    .collect();
                lines.join("\n")
            }
            other => format!("{other:?}"),
        }
    }
}
