//! What there is instead of something that is not there: all of it where that is a few,
//! and else what was probably meant.

use crate::nearest::nearest;
use crate::told::repeated;

/// So many names are read; of more, the nearest says more than all of them.
const FEW: usize = 12;

/// What there is, where nothing of that sort is called `asked`.
pub(super) fn told(what: &str, asked: &str, known: &[String]) -> String {
    match known.len() {
        0 => format!("there are no {what} yet"),
        1..=FEW => format!("the {what} are {}", known.join(", ")),
        number => match nearest(&repeated(asked), known.iter().map(String::as_str)) {
            Some(near) => format!("the nearest of the {number} {what} is `{near}`"),
            None => format!("none of the {number} {what} is called like that"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(number: usize) -> Vec<String> {
        let others = (2..number).map(|number| format!("other-{number}"));
        ["create-note".to_owned(), "list-notes".to_owned()]
            .into_iter()
            .chain(others)
            .take(number)
            .collect()
    }

    #[test]
    fn a_few_names_are_told_all() {
        assert_eq!(
            told("actions", "crate-note", &names(2)),
            "the actions are create-note, list-notes"
        );
        assert_eq!(
            told("actions", "crate-note", &[]),
            "there are no actions yet"
        );
    }

    #[test]
    fn of_many_names_the_nearest_is_told() {
        assert_eq!(
            told("actions", "Crate-Note", &names(137)),
            "the nearest of the 137 actions is `create-note`"
        );
        assert_eq!(
            told("actions", "zzz", &names(137)),
            "none of the 137 actions is called like that"
        );
    }
}
