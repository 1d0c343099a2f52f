//! The two streams: stdout carries data and nothing else, stderr carries what
//! is said to a person. Colour is decided here, once, for both.

use std::{
    ffi::OsString,
    io::{self, IsTerminal as _, Write as _},
};

use anstream::{AutoStream, ColorChoice};
use terminal_size::{Height, Width, terminal_size_of};

use super::{Shown, Text, style, text};

/// The values of `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// In pipes and files too
    Always,
    /// Nowhere
    Never,
}

impl Color {
    /// Reads `--color` out of the raw arguments. Help and usage errors are
    /// written before there are parsed ones, and they have to obey it too. A
    /// wrong value is left for the parser to report.
    pub(crate) fn of_arguments(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let mut chosen = Self::Auto;
        let mut is_value = false;
        for argument in arguments {
            let Some(argument) = argument.to_str() else {
                is_value = false;
                continue;
            };
            let value = if is_value {
                Some(argument)
            } else {
                argument.strip_prefix("--color=")
            };
            if let Some(color) =
                value.and_then(|value| clap::ValueEnum::from_str(value, false).ok())
            {
                chosen = color;
            }
            is_value = argument == "--color";
            if argument == "--" {
                break;
            }
        }
        chosen
    }

    /// Makes it the rule for everything that this process writes.
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

/// Writes a page to stdout, for people.
pub(crate) fn page(text: &Text) -> io::Result<()> {
    let mut stdout = AutoStream::auto(io::stdout().lock());
    writeln!(stdout, "{}", text.trim_end().as_str())
}

/// Writes data to stdout, as it is: for programs.
pub(crate) fn data(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Writes a sentence to stderr, in lines that fit a terminal and break between words.
pub(crate) fn tell(words: impl Shown) {
    let words = words.into_text();
    put(&match stderr_width() {
        Some(width) => Text::lines(words.wrapped(width)),
        None => words,
    });
}

/// Tells what is in lines already, such as a table.
pub(crate) fn tell_lines(lines: impl Shown) {
    put(&lines.into_text());
}

/// Writes lines to stderr as they are. When stderr is gone there is nobody to tell.
fn put(lines: &Text) {
    let _ = writeln!(AutoStream::auto(io::stderr().lock()), "{}", lines.as_str());
}

/// Tells that it worked.
pub(crate) fn done(line: impl Shown) {
    tell(style::good(line));
}

/// Tells of something that did not stop the command.
pub(crate) fn warn(line: impl Shown) {
    tell_under(&style::warning("warning:"), &line.into_text());
}

/// Tells something under a word that says what sort of thing it is.
pub(crate) fn tell_under(word: &Text, words: &Text) {
    tell(text!("{} {}", word, words));
}

/// Tells a particular of what was told before.
pub(crate) fn tell_detail(words: &Text) {
    put(&match stderr_width() {
        Some(width) => words.paragraph(2, width),
        None => words.indented(2),
    });
}

/// Tells which columns of a table there was no room for.
pub(crate) fn tell_left_out(titles: Option<Text>) {
    if let Some(titles) = titles {
        tell(style::aside(text!(
            "Not shown for want of room: {}. --output json has everything",
            titles
        )));
    }
}

/// Whether somebody sits at both ends and can answer a question.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether somebody sees what is said on stderr.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Whether somebody reads stdout as it is written.
pub(crate) fn is_read_by_a_person() -> bool {
    io::stdout().is_terminal()
}

/// The width of pages on stdout, in columns; none for pipes and files, where
/// lines may be as long as they are.
pub(crate) fn width() -> Option<usize> {
    wanted_width().or_else(|| usable(terminal_size_of(io::stdout())))
}

fn stderr_width() -> Option<usize> {
    usable(terminal_size_of(io::stderr())).map(|width| wanted_width().unwrap_or(width))
}

fn usable(size: Option<(Width, Height)>) -> Option<usize> {
    size.map(|(width, _)| usize::from(width.0).max(NARROWEST))
}

/// The width that `COLUMNS` asks for, as for clap's help.
fn wanted_width() -> Option<usize> {
    let columns = std::env::var("COLUMNS").ok()?.parse().ok()?;
    (columns > 0).then(|| NARROWEST.max(columns))
}

/// Pages are made for no narrower terminal.
const NARROWEST: usize = 40;

/// The width of running text: the page's, within what is comfortable to read.
/// A page that goes through a pipe ends on the terminal as a rule (`… | less`).
pub(crate) fn text_width() -> usize {
    width()
        .or_else(stderr_width)
        .map_or(80, |width| width.min(100))
}

/// Asks for a line. The end of input ends the command.
pub(crate) fn ask(question: impl Shown) -> io::Result<String> {
    let question = question.into_text();
    write!(
        AutoStream::auto(io::stderr().lock()),
        "{}: ",
        question.as_str()
    )?;
    let mut line = String::new();
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::Interrupted.into());
    }
    Ok(line.trim().to_owned())
}

/// Asks for a line without showing it.
pub(crate) fn ask_unseen(question: impl Shown) -> io::Result<String> {
    rpassword::prompt_password(format!("{} (not shown): ", question.into_text().plain()))
}
