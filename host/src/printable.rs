//! Text that others wrote, made fit for a person's eyes.
//!
//! What a connector, an API or an account says of itself ends up on screens and
//! in browser pages. There it must say something and do nothing: a terminal
//! obeys control characters, and marks of writing direction let a line read
//! as another than it is.

use std::fmt::{self, Write as _};

/// Shows a value without a character that commands a terminal, turns the
/// direction of writing or can't be seen. Each of them is shown as an escape,
/// such as `\n` or `\u{202e}`, so that nothing is hidden either.
///
/// ```
/// use connector_host::Printable;
///
/// assert_eq!(Printable("red\u{1b}[31m\n").to_string(), r"red\u{1b}[31m\n");
/// assert_eq!(Printable("Zoë, 会議 🎉").to_string(), "Zoë, 会議 🎉");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Printable<T>(pub T);

impl<T: fmt::Display> fmt::Display for Printable<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(formatter), "{}", self.0)
    }
}

/// Passes on what may be shown, and escapes the rest.
struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for Escaping<'_, '_> {
    fn write_str(&mut self, mut text: &str) -> fmt::Result {
        while let Some(at) = text.find(|character| !is_printable(character)) {
            let (before, rest) = text.split_at(at);
            self.0.write_str(before)?;
            let mut characters = rest.chars();
            if let Some(character) = characters.next() {
                write!(self.0, "{}", character.escape_default())?;
            }
            text = characters.as_str();
        }
        self.0.write_str(text)
    }
}

/// Whether a character shows as itself and does nothing else.
#[must_use]
pub fn is_printable(character: char) -> bool {
    let marks = matches!(
        character,
        // Soft hyphen.
        '\u{ad}'
        // Direction: the bidirectional controls of Unicode (UAX #9).
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        // Line and paragraph separators.
        | '\u{2028}' | '\u{2029}'
        // Blanks without width, invisible operators, deprecated format characters.
        | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
        // Fillers that show nothing.
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        // A joiner of graphemes, and a pattern of no dots.
        | '\u{34f}' | '\u{2800}'
        // Annotations, and tags and further selectors of variants, which can hide a whole text.
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}'
    );
    !(character.is_control() || marks)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_commands_turns_or_hides_is_shown_as_an_escape() {
        for (text, shown) in [
            ("a\u{1b}[31mb\nc\td", r"a\u{1b}[31mb\nc\td"),
            ("\u{9b}2J\u{7f}", r"\u{9b}2J\u{7f}"),
            ("pay \u{202e}eve\u{2069}", r"pay \u{202e}eve\u{2069}"),
            (
                "a\u{200b}b\u{2028}c\u{e0041}\u{e0141}",
                r"a\u{200b}b\u{2028}c\u{e0041}\u{e0141}",
            ),
        ] {
            assert_eq!(Printable(text).to_string(), shown);
        }
    }

    #[test]
    fn writing_of_all_kinds_stays_as_it_is() {
        for text in [
            "Zoë",
            "e\u{301}",
            "שלום",
            "سلام\u{200c}ها",
            "会議",
            "👩\u{200d}💻",
            r"C:\new",
        ] {
            assert_eq!(Printable(text).to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_comes_out_that_is_not_printable(text in any::<String>()) {
            prop_assert!(Printable(&text).to_string().chars().all(is_printable));
        }

        #[test]
        fn what_is_printable_comes_out_unchanged(text in "\\PC*") {
            let clean: String = text.chars().filter(|character| is_printable(*character)).collect();
            prop_assert_eq!(Printable(&clean).to_string(), clean);
        }
    }
}
