//! What was probably meant by a name that is none.

/// From which likeness on a name is near.
const NEAR: f64 = 0.8;

/// The one of `names` that was probably meant by what was `written`, when one is near.
/// Capitals make no difference.
#[must_use]
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let likeness = |name: &str| strsim::jaro_winkler(&written, &name.to_lowercase());
    names
        .into_iter()
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness > NEAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 4] = ["create-note", "create-notebook", "list-notes", "Topic"];

    #[test]
    fn the_nearest_of_several_that_are_near_is_meant() {
        assert_eq!(nearest("crate-note", NAMES), Some("create-note"));
        assert_eq!(nearest("create-notebok", NAMES), Some("create-notebook"));
    }

    #[test]
    fn capitals_make_no_difference() {
        assert_eq!(nearest("LIST-NOTE", NAMES), Some("list-notes"));
        assert_eq!(nearest("topic", NAMES), Some("Topic"));
    }

    #[test]
    fn nothing_is_meant_when_none_is_near() {
        assert_eq!(nearest("zzz", NAMES), None);
        assert_eq!(nearest("zzz", []), None);
    }
}
