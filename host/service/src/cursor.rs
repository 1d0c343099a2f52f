//! Pages of lists, and where a list goes on: after an entry, whatever came or went
//! meanwhile.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem};

/// How many entries a page has when nobody says.
const USUAL: usize = 100;
/// How many a page has at most.
const MOST: usize = 1000;
/// How many bytes a page has at most, but for one entry: it is made whole, and waits for
/// whoever takes it.
const LONGEST: usize = 1 << 20;

/// Which page of a list: the parameters that all lists have.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageParameters {
    /// Where the page begins: `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many there are on a page at most: 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

impl PageParameters {
    /// What they are called.
    pub(crate) const NAMES: &[&str] = &["cursor", "limit"];

    /// Whether a parameter of that name is one of these.
    pub(crate) fn have(name: &str) -> bool {
        Self::NAMES.contains(&name)
    }

    /// The name that the page begins behind, of a list by name; none for the first page.
    pub(crate) fn after(&self) -> Result<Option<String>, Problem> {
        self.cursor.as_deref().map(read).transpose()
    }

    /// How many entries the page has at most.
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        match self.limit {
            None => Ok(USUAL),
            Some(limit @ 1..=MOST) => Ok(limit),
            Some(_) => {
                let words = format!("`limit` is from 1 to {MOST}");
                Err(Problem::new(Code::BadParameter, words))
            }
        }
    }
}

/// The page that the first of these entries are, which stand behind the cursor in the order
/// of their names, and the cursor of the next page where there are more of them. There are
/// fewer on it than may be where they are long.
pub(crate) fn first<T: Serialize>(
    mut entries: Vec<T>,
    name: impl Fn(&T) -> &str,
    limit: usize,
) -> (Vec<T>, Option<String>) {
    let mut length = 0;
    let fit = entries.iter().take(limit).take_while(|entry| {
        let is_first = length == 0;
        // What can't be written is told when the page is.
        length += serde_json::to_vec(entry).map_or(0, |written| written.len());
        is_first || length <= LONGEST
    });
    let fit = fit.count();
    let has_more = entries.len() > fit;
    entries.truncate(fit);
    let last = entries.last().filter(|_| has_more);
    let next = last.map(|last| URL_SAFE_NO_PAD.encode(name(last)));
    (entries, next)
}

fn read(cursor: &str) -> Result<String, Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            Problem::new(
                Code::BadCursor,
                "this is no cursor that the service has given: begin without one",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(cursor: Option<&str>, limit: usize) -> PageParameters {
        PageParameters {
            cursor: cursor.map(str::to_owned),
            limit: Some(limit),
        }
    }

    #[test]
    fn a_list_goes_on_behind_the_last_entry_of_a_page_where_there_are_more() {
        let page = |names: &[&'static str]| {
            let (names, cursor) = first(names.to_vec(), |name| name, 2);
            let goes_on = cursor.map(|cursor| wanted(Some(&cursor), 2).after().unwrap());
            (names, goes_on.flatten())
        };
        let more = page(&["a", "b", "c"]);
        assert_eq!(more, (vec!["a", "b"], Some("b".to_owned())));
        assert_eq!(page(&["a", "b"]), (vec!["a", "b"], None));
        assert_eq!(page(&[]), (vec![], None));
        assert_eq!(wanted(None, 2).after().unwrap(), None);
    }

    #[test]
    fn a_page_of_long_entries_has_fewer_and_one_at_least() {
        let long = "x".repeat(LONGEST / 3);
        let entries = ["a", "b", "c", "d"].map(|name| (name, long.as_str()));
        let (page, next) = first(entries.to_vec(), |(name, _)| name, 4);
        assert_eq!(page.len(), 2);
        let next = wanted(next.as_deref(), 4).after().unwrap();
        assert_eq!(next.as_deref(), Some("b"));
        let longest = "x".repeat(LONGEST);
        let entries = ["a", "b"].map(|name| (name, longest.as_str()));
        let (page, next) = first(entries.to_vec(), |(name, _)| name, 4);
        assert_eq!((page.len(), next.is_some()), (1, true));
    }

    #[test]
    fn what_is_no_cursor_or_no_limit_is_refused() {
        for cursor in ["%", "_w", "a b"] {
            let refused = wanted(Some(cursor), 1).after().unwrap_err();
            assert_eq!(refused.code_of_service(), Some(Code::BadCursor), "{cursor}");
        }
        for limit in [0, MOST + 1] {
            let refused = wanted(None, limit).limit().unwrap_err();
            assert_eq!(refused.code_of_service(), Some(Code::BadParameter));
        }
    }
}
