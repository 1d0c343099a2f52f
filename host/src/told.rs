//! What components tell people, no longer than anybody reads it.
//!
//! A component writes names and sentences as long as it likes, and an API that it asks
//! has a hand in them. They are kept, listed and printed with each connection, so they
//! are cut where they come in.

/// How many characters a name has at most by which people recognise something.
const LONGEST_LABEL: usize = 200;

/// How many characters a warning has at most: several sentences.
const LONGEST_WARNING: usize = 1000;

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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn of_many_warnings_the_last_says_how_many_there_are() {
        let told = warnings(vec!["w".to_owned(); 100_000]);
        assert_eq!(told.len(), MOST_WARNINGS);
        assert_eq!(told[98], "w");
        assert_eq!(told[99], "99901 more warnings are left out.");
    }
}
