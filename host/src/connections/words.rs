//! Other people's words, as every database keeps them.

/// The words without the one character that PostgreSQL keeps in no text.
pub(super) fn words(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
