//! The two streams: stdout carries data and nothing else, stderr carries what
//! is said to a person. Colour is decided here, once, for both.

use std::{
    fmt,
    io::{self, IsTerminal as _, Write as _},
};

use anstream::{AutoStream, ColorChoice};

/// What the colours mean. Each is also said in words, so nothing is lost
/// without colour.
pub(super) mod style {
    use anstyle::{AnsiColor, Effects, Style};

    /// Titles and names of columns.
    pub(in crate::cli) const HEADING: Style = Style::new().bold();
    /// What a person may have to type or look for.
    pub(in crate::cli) const NAME: Style = AnsiColor::Cyan.on_default();
    /// Side matter.
    pub(in crate::cli) const ASIDE: Style = Style::new().effects(Effects::DIMMED);
    /// All is well.
    pub(in crate::cli) const GOOD: Style = AnsiColor::Green.on_default();
    /// Look at this.
    pub(in crate::cli) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
    /// It failed.
    pub(in crate::cli) const ERROR: Style = AnsiColor::Red.on_default().bold();

    /// The same meanings for clap's help and errors.
    pub(in crate::cli) const HELP: clap::builder::Styles = clap::builder::Styles::styled()
        .header(HEADING)
        .usage(HEADING)
        .literal(NAME)
        .error(ERROR)
        .valid(GOOD)
        .invalid(WARNING);
}

/// The values of `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
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
    pub(super) fn of_arguments(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Self {
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
    pub(super) fn apply(self) {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

/// stdout, for data.
pub(super) fn stdout() -> AutoStream<io::StdoutLock<'static>> {
    AutoStream::auto(io::stdout().lock())
}

/// Writes one line to stderr. When stderr is gone there is nobody to tell.
pub(super) fn tell(line: impl fmt::Display) {
    let _ = writeln!(AutoStream::auto(io::stderr().lock()), "{line}");
}

/// Tells that it worked.
pub(super) fn done(line: impl fmt::Display) {
    let good = style::GOOD;
    tell(format_args!("{good}{line}{good:#}"));
}

/// Tells of something that did not stop the command.
pub(super) fn warn(line: impl fmt::Display) {
    let warning = style::WARNING;
    tell(format_args!("{warning}warning:{warning:#} {line}"));
}

/// Whether somebody sits at both ends and can answer a question.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// The width of the terminal that stdout writes to, in columns; none for
/// pipes and files, where lines may be as long as they are.
pub(super) fn stdout_width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0).max(40))
}

/// The width for running text on stdout: the terminal's, within what is
/// comfortable to read.
pub(super) fn text_width() -> usize {
    stdout_width().map_or(80, |width| width.min(100))
}

/// Asks for a line. Ctrl-C and the end of input end the command.
pub(super) fn ask(question: &str) -> io::Result<String> {
    write!(AutoStream::auto(io::stderr().lock()), "{question}: ")?;
    let mut line = String::new();
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::Interrupted.into());
    }
    Ok(line.trim().to_owned())
}
