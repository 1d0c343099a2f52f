//! What components tell people, no longer than anybody reads it.
//!
//! A component writes names and sentences as long as it likes, and an API that it asks
//! has a hand in them. They are kept, listed and printed with each connection, and stand
//! in errors, so they are cut where they come in.

use crate::contract::Failure;

/// How many characters a name has at most by which people recognise something.
const LONGEST_LABEL: usize = 200;

/// How many characters a warning has at most: several sentences.
const LONGEST_WARNING: usize = 1000;

/// How many characters the message of a failure has at most: it may name many things.
const LONGEST_MESSAGE: usize = 10_000;

/// How many problems, sets of scopes, and scopes in one a failure names at most.
const MOST_NAMED: usize = 1_000;

/// How many characters a name has at most that is repeated.
const LONGEST_NAME: usize = 64;

/// How many names are listed at most.
const MOST_LISTED: usize = 20;

/// How many warnings there are at most.
const MOST_WARNINGS: usize = 100;

/// A name by which people recognise something.
pub(crate) fn label(text: String) -> String {
    cut(text, LONGEST_LABEL)
}

/// What whoever calls should know. The last says how many are left out, where some are.
pub(crate) fn warnings(mut warnings: Vec<String>) -> Vec<String> {
    if warnings.len() > MOST_WARNINGS {
        let left_out = warnings.len() - (MOST_WARNINGS - 1);
        warnings.truncate(MOST_WARNINGS - 1);
        warnings.push(format!("{left_out} more warnings are left out."));
    }
    let warnings = warnings.into_iter();
    warnings
        .map(|warning| cut(warning, LONGEST_WARNING))
        .collect()
}

/// What a connector says of a failure.
pub(crate) fn failure(mut failure: Failure) -> Failure {
    failure.kind = label(failure.kind);
    failure.message = cut(failure.message, LONGEST_MESSAGE);
    failure.code = failure.code.map(label);
    failure.tracking_id = failure.tracking_id.map(label);
    failure.problems.truncate(MOST_NAMED);
    for problem in &mut failure.problems {
        cut_in_place(&mut problem.field, LONGEST_WARNING);
        cut_in_place(&mut problem.message, LONGEST_WARNING);
    }
    failure.missing_scopes.truncate(MOST_NAMED);
    for scopes in &mut failure.missing_scopes {
        scopes.truncate(MOST_NAMED);
        for scope in scopes {
            cut_in_place(scope, LONGEST_LABEL);
        }
    }
    failure
}

/// What a refusal repeats of what was refused.
pub(crate) fn repeated(text: &str) -> String {
    let end = text.char_indices().nth(LONGEST_WARNING + 1);
    // No more is copied than is shown.
    let beginning = &text[..end.map_or(text.len(), |(at, _)| at)];
    cut(beginning.to_owned(), LONGEST_WARNING)
}

/// A name as a refusal repeats it: those that names can have are there in full.
pub(crate) fn in_short(name: &str) -> String {
    let end = name.char_indices().nth(LONGEST_NAME + 1);
    // No more is copied than is shown.
    let beginning = &name[..end.map_or(name.len(), |(at, _)| at)];
    cut(beginning.to_owned(), LONGEST_NAME)
}

/// Names as they stand in a sentence: the first of many, and how many more there are.
pub(crate) fn listed(names: &[String]) -> String {
    let first = &names[..names.len().min(MOST_LISTED)];
    let first = first.join(", ");
    match names.len().saturating_sub(MOST_LISTED) {
        0 => first,
        others => format!("{first} and {others} more"),
    }
}

/// The text with an ellipsis for what is beyond so many characters.
fn cut(mut text: String, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text;
    }
    let kept = text.char_indices().nth(most - 1);
    text.truncate(kept.map_or(0, |(at, _)| at));
    text.push('…');
    text.shrink_to_fit();
    text
}

fn cut_in_place(text: &mut String, most: usize) {
    *text = cut(std::mem::take(text), most);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{FailureKind, FieldProblem};

    #[test]
    fn what_is_short_stays_as_it_is() {
        assert_eq!(label("ada@example.com".to_owned()), "ada@example.com");
        let longest = "ü".repeat(LONGEST_LABEL);
        assert_eq!(label(longest.clone()), longest);
        assert_eq!(warnings(vec![String::new(); 100]), vec![""; 100]);
    }

    #[test]
    fn what_is_long_is_cut_between_characters() {
        let long = "ü".repeat(1 << 20);
        let expected = "ü".repeat(LONGEST_LABEL - 1) + "…";
        assert_eq!(label(long.clone()), expected);
        let told = warnings(vec![long]);
        assert_eq!(told[0].chars().count(), LONGEST_WARNING);
    }

    #[test]
    fn a_refusal_repeats_a_name_and_lists_names_in_so_many_words_and_no_more() {
        let longest = "ü".repeat(LONGEST_NAME);
        assert_eq!(in_short(&longest), longest);
        let cut = "ü".repeat(LONGEST_NAME - 1) + "…";
        assert_eq!(in_short(&"ü".repeat(LONGEST_NAME + 1)), cut);
        assert_eq!(in_short(&"ü".repeat(1 << 20)), cut);
        let names: Vec<_> = (1..=22).map(|number| format!("n{number}")).collect();
        assert_eq!(listed(&names[..2]), "n1, n2");
        assert!(listed(&names[..20]).ends_with(", n20"));
        assert!(listed(&names).ends_with(", n20 and 2 more"));
    }

    #[test]
    fn a_failure_says_no_more_than_anybody_reads() {
        let long = "f".repeat(1 << 20);
        let mut said = Failure::new(FailureKind::Refused, long.clone());
        said.code = Some(long.clone());
        let problem = FieldProblem {
            field: long.clone(),
            message: long.clone(),
        };
        said.problems = vec![problem; 2 * MOST_NAMED];
        said.missing_scopes = vec![vec![long; 3]; 2];
        let told = failure(said);
        assert_eq!(told.kind(), FailureKind::Refused);
        assert_eq!(told.message.chars().count(), LONGEST_MESSAGE);
        assert_eq!(told.code.unwrap().chars().count(), LONGEST_LABEL);
        assert_eq!(told.problems.len(), MOST_NAMED);
        assert_eq!(told.problems[0].field.chars().count(), LONGEST_WARNING);
        assert_eq!(told.missing_scopes[1][2].chars().count(), LONGEST_LABEL);
        // What is short stays whole.
        let said = Failure::new(FailureKind::Conflict, "It is there.");
        assert_eq!(failure(said).message, "It is there.");
    }

    #[test]
    fn a_refusal_repeats_the_beginning_of_what_was_refused() {
        assert_eq!(repeated("DELETE"), "DELETE");
        for length in [LONGEST_WARNING, LONGEST_WARNING + 1, 1 << 20] {
            let shown = repeated(&"ü".repeat(length));
            assert_eq!(shown.chars().count(), LONGEST_WARNING);
            assert_eq!(shown.ends_with('…'), length > LONGEST_WARNING);
        }
    }

    #[test]
    fn of_many_warnings_the_last_says_how_many_there_are() {
        let told = warnings(vec!["w".to_owned(); 100_000]);
        assert_eq!(told.len(), MOST_WARNINGS);
        assert_eq!(told[98], "w");
        assert_eq!(told[99], "99901 more warnings are left out.");
    }
}
