//! Quantities and lists in words.

use std::time::Duration;

use jiff::Timestamp;

use super::{Shown, Text};

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
    format!("{} UTC", time_in_table(time))
}

/// The same in a table, whose title has the zone: every list of the host's own has it so.
pub(crate) fn time_in_table(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
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

/// The name that was probably meant, when one is near.
pub(crate) fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(&typed.to_lowercase(), &name.to_lowercase());
    names
        .filter(|name| likeness(name) > 0.8)
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
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
