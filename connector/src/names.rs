//! The name that somebody meant, and names as they are repeated to people. What comes in may be
//! hostile: a name of a hundred thousand letters must neither cost time nor fill a log.

/// A name longer than this is compared with none: none of ours is.
const LONGEST: usize = 64;

/// The one of the `known` names that is most like `name`, if any is like it at all.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A letter is like each name that is short.
    if name.len() < 2 || name.len() > LONGEST {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let tolerated = |known: &str| known.len().max(3) / 3;
    known
        .into_iter()
        .filter(|known| known.len().abs_diff(name.len()) <= tolerated(known))
        .map(|known| {
            let distance = strsim::osa_distance(&known.to_ascii_lowercase(), &name);
            (distance, known)
        })
        .filter(|(distance, known)| *distance <= tolerated(known))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// A name that came from outside, as it is repeated: its beginning, without control characters.
pub(crate) fn shown(name: &str) -> String {
    if name.is_empty() {
        return "\"\"".to_owned();
    }
    let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut shown: String = name.chars().take(LONGEST).map(plain).collect();
    if name.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// Names as a part of a sentence.
#[cfg(feature = "manifest")]
pub(crate) fn in_words<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [firsts @ .., last] if !firsts.is_empty() => format!("{} and {last}", firsts.join(", ")),
        few => few.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_put_right_and_something_else_is_not() {
        let known = ["start_time", "timezone", "duration"];
        assert_eq!(nearest("start_tme", known), Some("start_time"));
        assert_eq!(nearest("Start_Time", known), Some("start_time"));
        assert_eq!(nearest("frobnicate", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("Z", ["NZ"]), None);
    }

    #[test]
    fn a_very_long_name_is_like_none_and_is_repeated_in_part() {
        let long = "start_time".repeat(10_000);
        assert_eq!(nearest(&long, ["start_time"]), None);
        assert_eq!(shown(&long).chars().count(), 65);
        assert_eq!(shown("a\nb\u{1b}"), "a\u{fffd}b\u{fffd}");
    }
}
