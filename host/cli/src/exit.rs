//! How a command ends: the exit codes, and the errors that lead to them.
//!
//! Scripts decide by the exit code, people by the text, so every error has
//! both: what happened, to what, and what to do next.

use std::{fmt::Write as _, io};

use super::screen::{Shown, Text, style, terminal, text};

/// What the process answers to whoever started it. The variants are all the
/// codes that there are; `--help` and the README list them by their meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Exit {
    Done = 0,
    Other = 1,
    Usage = 2,
    Connection = 3,
    Refused = 4,
    Unavailable = 5,
    Unknown = 6,
    Consent = 7,
    /// 128 + SIGINT, as shells have it.
    Interrupted = 130,
    /// 128 + SIGTERM.
    Terminated = 143,
}

impl Exit {
    const ALL: [Self; 10] = [
        Self::Done,
        Self::Other,
        Self::Usage,
        Self::Connection,
        Self::Refused,
        Self::Unavailable,
        Self::Unknown,
        Self::Consent,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// What a script may take it for.
    fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Other => "anything else that went wrong",
            Self::Usage => "wrong usage or input",
            Self::Connection => "the account needs connecting, or more scopes",
            Self::Refused => "the API refused",
            Self::Unavailable => "the network or the API is down",
            Self::Unknown => "it may have been carried out: look before you try again",
            Self::Consent => "nobody has agreed to it, or the policy does not allow it",
            Self::Interrupted => "interrupted (Ctrl-C)",
            Self::Terminated => "terminated (SIGTERM)",
        }
    }

    /// The codes and their meanings, a line each, for `--help`.
    pub(super) fn explained() -> String {
        Self::ALL.iter().fold(String::new(), |mut lines, exit| {
            // Writing into a string does not fail.
            let _ = writeln!(lines, "  {:>3}  {}", *exit as u8, exit.meaning());
            lines
        })
    }
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
    message: Text,
    /// Particulars, a line each.
    details: Vec<Text>,
    /// What to do next; a command to type where there is one.
    next: Option<Text>,
}

impl CommandError {
    pub(super) fn new(exit: Exit, message: impl Shown) -> Self {
        Self::Told(Box::new(Told {
            exit,
            message: message.into_text(),
            details: Vec::new(),
            next: None,
        }))
    }

    /// Wrong usage or input.
    pub(super) fn usage(message: impl Shown) -> Self {
        Self::new(Exit::Usage, message)
    }

    fn change(mut self, change: impl FnOnce(&mut Told)) -> Self {
        if let Self::Told(told) = &mut self {
            change(told);
        }
        self
    }

    /// Says what it is about, before the message.
    pub(super) fn about(self, what: impl Shown) -> Self {
        self.change(|told| told.message = text!("{}: {}", what.into_text(), told.message))
    }

    /// Adds particulars.
    pub(super) fn with_details(self, details: impl IntoIterator<Item = Text>) -> Self {
        self.change(|told| told.details.extend(details))
    }

    /// Adds what to do next, unless that has been said.
    pub(super) fn with_next(self, words: impl Shown) -> Self {
        self.change(|told| {
            told.next.get_or_insert_with(|| words.into_text());
        })
    }

    /// Tells the person on stderr, and says how to exit.
    pub(super) fn report(&self) -> Exit {
        match self {
            Self::Told(told) => {
                terminal::tell_under(&style::error("error:"), &told.message);
                for detail in &told.details {
                    terminal::tell_detail(detail);
                }
                // Not wrapped: a command has to stay one line to be copied.
                if let Some(next) = &told.next {
                    terminal::tell(text!("{} {}", style::heading("next:"), next));
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
                text!("the terminal or the output broke off: {}", error),
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
                let next = told.next.iter().map(|next| text!("next: {}", next));
                let lines = [told.message.clone()]
                    .into_iter()
                    .chain(told.details.clone())
                    .chain(next);
                Text::lines(lines).plain()
            }
            other => format!("{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_lists_the_same_codes_and_meanings() {
        let readme = include_str!("../../README.md");
        let table: Vec<String> = readme
            .lines()
            .skip_while(|line| !line.starts_with("| Exit code "))
            .skip(2)
            .take_while(|line| line.starts_with('|'))
            .map(str::to_owned)
            .collect();
        let expected = Exit::ALL.map(|exit| format!("| {} | {} |", exit as u8, exit.meaning()));
        assert_eq!(table, expected);
    }
}
