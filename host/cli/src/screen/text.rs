//! Text for a person: the only thing that the streams of this program take.
//!
//! A [`Text`] has no other characters than printable ones, line breaks that
//! this program has put there, and the codes of its own styles. Whatever can
//! be displayed becomes a text by being made printable, so there is no way
//! for the words of a connector or an API to reach the terminal as commands.

use std::{fmt, fmt::Write as _};

use anstyle::Style;
use connector_host::Printable;

/// Text that may be written to a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text(String);

/// What can be shown to a person.
pub(crate) trait Shown {
    /// The text to show.
    fn text(&self) -> Text;

    /// The same of what is given away.
    fn into_text(self) -> Text
    where
        Self: Sized,
    {
        self.text()
    }
}

/// Everything that can be displayed may be somebody else's words.
impl<T: fmt::Display + ?Sized> Shown for T {
    fn text(&self) -> Text {
        Text(Printable(self).to_string())
    }
}

// A text is no `Display`, so that it can't be taken apart and shown again as
// somebody else's.
impl Shown for Text {
    fn text(&self) -> Text {
        self.clone()
    }

    fn into_text(self) -> Text {
        self
    }
}

impl Shown for &Text {
    fn text(&self) -> Text {
        (*self).clone()
    }
}

/// Makes a text of a format and its arguments. Line breaks and blanks of the
/// format stay; the arguments, each for one `{}`, are shown.
///
/// A format that names variables (`{name}`) does not compile: they would go
/// in as they are.
macro_rules! text {
    ($format:literal $(, $argument:expr)* $(,)?) => {{
        const {
            assert!(
                !$crate::screen::text::names_variables($format),
                "each value has a place of its own, without a name in it, and stands behind the format"
            );
        }
        $crate::screen::text::assembled(
            format_args!($format $(, $crate::screen::text::part(&$argument))*)
        )
    }};
}
pub(crate) use text;

/// For [`text!`] alone.
pub(crate) fn assembled(parts: fmt::Arguments<'_>) -> Text {
    Text(parts.to_string())
}

/// For [`text!`] alone.
pub(crate) fn part(part: &(impl Shown + ?Sized)) -> String {
    part.text().0
}

/// Whether a format has a place that is not an empty `{}`.
pub(crate) const fn names_variables(format: &str) -> bool {
    let (bytes, mut at) = (format.as_bytes(), 0);
    while at < bytes.len() {
        if bytes[at] == b'{' {
            match bytes[at + 1] {
                b'{' | b'}' => at += 1,
                _ => return true,
            }
        }
        at += 1;
    }
    false
}

impl Text {
    /// The texts with something between each two of them.
    pub(crate) fn joined(texts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let texts: Vec<String> = texts.into_iter().map(|text| text.0).collect();
        Self(texts.join(between))
    }

    /// The texts, each on a line of its own.
    pub(crate) fn lines(texts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(texts, "\n")
    }

    pub(crate) fn push(&mut self, text: impl Shown) {
        self.0 += &text.into_text().0;
    }

    /// Ends the line.
    pub(crate) fn end_line(&mut self) {
        self.0.push('\n');
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many columns of a terminal it takes, in one line.
    pub(crate) fn width(&self) -> usize {
        textwrap::core::display_width(&self.0)
    }

    /// The width of what can't be broken in it.
    pub(crate) fn longest_word(&self) -> usize {
        let words = self.0.split_ascii_whitespace();
        words.map(textwrap::core::display_width).max().unwrap_or(0)
    }

    /// In lines of that width, broken at blanks alone: a word that is wider
    /// stands out.
    pub(crate) fn wrapped(&self, width: usize) -> Vec<Self> {
        self.broken(width, false)
    }

    /// In lines of that width at most.
    pub(crate) fn forced(&self, width: usize) -> Vec<Self> {
        self.broken(width, true)
    }

    fn broken(&self, width: usize, break_words: bool) -> Vec<Self> {
        let options = textwrap::Options::new(width.max(1))
            .break_words(break_words)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let lines = textwrap::wrap(&self.0, options);
        let mut open = String::new();
        let lines = lines.into_iter();
        lines
            .map(|line| Self(closed(&line.replace(NO_BREAK, " "), &mut open)))
            .collect()
    }

    /// A paragraph: each line behind `indent` blanks, within `width`.
    pub(crate) fn paragraph(&self, indent: usize, width: usize) -> Self {
        let lines = self.wrapped(width.saturating_sub(indent).max(1));
        Self::lines(lines.into_iter().map(|line| line.indented(indent)))
    }

    /// As one word, which is not broken at its blanks.
    pub(crate) fn unbroken(&self) -> Self {
        Self(self.0.replace(' ', NO_BREAK))
    }

    /// Behind that many blanks.
    pub(crate) fn indented(&self, indent: usize) -> Self {
        Self(" ".repeat(indent) + &self.0)
    }

    /// With blanks behind it, up to a width.
    pub(crate) fn padded(&self, width: usize) -> Self {
        let missing = width.saturating_sub(self.width());
        Self(self.0.clone() + &" ".repeat(missing))
    }

    pub(crate) fn trim_end(&self) -> Self {
        Self(self.0.trim_end().to_owned())
    }

    pub(crate) fn styled(&self, style: Style) -> Self {
        let mut styled = String::new();
        // Writing into a string does not fail.
        let _ = write!(styled, "{style}{}{style:#}", self.0);
        Self(styled)
    }

    /// With the codes of its styles, for a stream.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Without the codes of its styles.
    pub(crate) fn plain(&self) -> String {
        anstream::adapter::strip_str(&self.0).to_string()
    }
}

/// A blank at which no line is broken.
const NO_BREAK: &str = "\u{a0}";

/// A line that begins in the styles that are `open` and ends in none; `open`
/// are the ones that it would have left open.
fn closed(line: &str, open: &mut String) -> String {
    let begun = format!("{open}{line}");
    let mut rest = line;
    while let Some(at) = rest.find("\u{1b}[") {
        let code = &rest[at..];
        let end = code.find('m').map_or(code.len(), |end| end + 1);
        match &code[..end] {
            END => open.clear(),
            begin => open.push_str(begin),
        }
        rest = &code[end..];
    }
    if open.is_empty() { begun } else { begun + END }
}

/// Ends all styles.
const END: &str = "\u{1b}[0m";

/// Somebody's running text: the blanks and line breaks of its source, which
/// mean nothing there, become single blanks.
pub(crate) fn running(text: &str) -> Text {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_others_can_do_nothing_and_the_programs_own_keep_their_form() {
        let label = "a\u{1b}]0;title\u{7}\nb";
        let text = text!(
            "Hello {}:\n  {}",
            label,
            super::super::style::name("x\u{202e}")
        );
        assert_eq!(
            text.plain(),
            "Hello a\\u{1b}]0;title\\u{7}\\nb:\n  x\\u{202e}"
        );
        assert!(text.as_str().contains("\u{1b}[36m"));
    }

    #[test]
    fn a_format_that_names_variables_is_noticed() {
        for format in ["{name}", "a {0}", "{:>4}", "{{}} {x}"] {
            assert!(names_variables(format), "{format}");
        }
        for format in ["", "{}", "{{name}}", "a {} b {}"] {
            assert!(!names_variables(format), "{format}");
        }
    }

    #[test]
    fn lines_break_at_blanks_and_never_within_a_word() {
        let text = "needs reconnecting-soon, ada@example.com".text();
        let lines = |width| -> Vec<String> {
            let lines = text.wrapped(width).into_iter();
            lines.map(|line| line.plain()).collect()
        };
        assert_eq!(
            lines(20),
            ["needs", "reconnecting-soon,", "ada@example.com"]
        );
        assert_eq!(lines(6), ["needs", "reconnecting-soon,", "ada@example.com"]);
        assert_eq!(text.longest_word(), 18);
        assert_eq!(text.forced(6)[1].plain(), "reconn");
    }

    #[test]
    fn a_style_ends_with_each_line_and_goes_on_in_the_next() {
        let text = text!("a {} c", super::super::style::name("b b"));
        let lines: Vec<Text> = text.wrapped(3);
        let lines: Vec<&str> = lines.iter().map(Text::as_str).collect();
        assert_eq!(lines, ["a \u{1b}[36mb\u{1b}[0m", "\u{1b}[36mb\u{1b}[0m c"]);
    }

    #[test]
    fn running_text_loses_the_lines_of_its_source() {
        assert_eq!(running(" One\n  two\t three \n").plain(), "One two three");
    }
}
