//! Quantities and lists in words.

use std::time::Duration;

use connector_host::nearest;
use jiff::Timestamp;

use super::{Shown, Text, text};

/// A number of bytes as people say it.
pub(crate) fn bytes(count: u64) -> String {
    indicatif::HumanBytes(count).to_string()
}

/// A span of time as people say it.
pub(crate) fn duration(duration: Duration) -> String {
    indicatif::HumanDuration(duration).to_string()
}

/// A moment, to the second.
pub(crate) fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A moment in a list of what somebody has, to the minute and on one line. Every list of the
/// host's own has the zone in the title of the column.
pub(crate) fn time_in_table(time: Timestamp) -> Text {
    time.strftime("%Y-%m-%d %H:%M").text().unbroken()
}

/// The same to the second, in a list of what happened one after the other.
pub(crate) fn second_in_table(time: Timestamp) -> Text {
    time.strftime("%Y-%m-%d %H:%M:%S").text().unbroken()
}

/// Names in a row, or a word for none.
pub(crate) fn list<T: Shown>(names: impl IntoIterator<Item = T>) -> Text {
    let list = Text::joined(names.into_iter().map(|name| name.text()), ", ");
    if list.is_empty() { "none".text() } else { list }
}

/// Sets of scopes of which one is needed, for a sentence.
pub(crate) fn scope_sets(sets: &[Vec<String>]) -> Text {
    let is_one = |set: &Vec<String>| set.len() < 2;
    let between = if sets.iter().all(is_one) {
        ", "
    } else {
        "; or "
    };
    let sets = sets.iter().map(|set| {
        let scopes = set.iter().map(Shown::text);
        Text::joined(scopes, " and ")
    });
    Text::joined(sets, between)
}

/// A question whether the nearest of `names` was meant, for the end of a sentence; nothing
/// when none is near.
pub(crate) fn did_you_mean<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Text {
    nearest(written, names)
        .map(|near| text!("; did you mean {}?", near))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_several_scopes_is_told_from_several_sets() {
        let told = |sets: &[&[&str]]| {
            let sets: Vec<Vec<String>> = sets
                .iter()
                .map(|set| set.iter().map(|&scope| scope.to_owned()).collect())
                .collect();
            scope_sets(&sets).plain()
        };
        assert_eq!(told(&[&["read"], &["all"]]), "read, all");
        assert_eq!(told(&[&["read", "files"]]), "read and files");
        assert_eq!(
            told(&[&["read", "files"], &["all"], &["read", "write", "files"]]),
            "read and files; or all; or read and write and files"
        );
    }
}
