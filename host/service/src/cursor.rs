//! Pages of lists, and where a list goes on: after an entry, whatever came or went
//! meanwhile.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::problem::{Code, Problem};

/// How many entries a page has when nobody says.
const USUAL: usize = 100;
/// How many a page has at most.
const MOST: usize = 1000;

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
    /// Whether a parameter of that name is one of these.
    pub(crate) fn have(name: &str) -> bool {
        matches!(name, "cursor" | "limit")
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
/// of their names, and the cursor of the next page where there are more of them.
pub(crate) fn first<T>(
    mut entries: Vec<T>,
    name: impl Fn(&T) -> &str,
    limit: usize,
) -> (Vec<T>, Option<String>) {
    let has_more = entries.len() > limit;
    entries.truncate(limit);
    let last = entries.last().filter(|_| has_more);
    let next = last.map(|last| URL_SAFE_NO_PAD.encode(name(last)));
    (entries, next)
}

/// A page of a list, in the order of a name that each entry has alone: the entries,
/// and the cursor of the next page.
pub(crate) fn page<T>(
    entries: Vec<T>,
    name: impl Fn(&T) -> &str,
    wanted: &PageParameters,
) -> Result<(Vec<T>, Option<String>), Problem> {
    let limit = wanted.limit()?;
    let after = wanted.after()?;
    // A database may order names by the habits of some language.
    let mut entries = entries;
    entries.sort_unstable_by(|one, other| name(one).cmp(name(other)));
    entries.retain(|entry| after.as_deref().is_none_or(|after| name(entry) > after));
    Ok(first(entries, name, limit))
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

    fn some(names: &[&'static str], cursor: Option<&str>) -> (Vec<&'static str>, Option<String>) {
        page(names.to_vec(), |name| name, &wanted(cursor, 2)).unwrap()
    }

    #[test]
    fn a_list_goes_on_after_the_last_entry_whatever_became_of_it() {
        let (first, cursor) = some(&["a", "b", "c", "d"], None);
        assert_eq!(first, ["a", "b"]);
        let cursor = cursor.unwrap();
        assert_eq!(some(&["a", "c", "d"], Some(&cursor)).0, ["c", "d"]);
        assert_eq!(
            some(&["0", "b", "bb", "c"], Some(&cursor)),
            (vec!["bb", "c"], None)
        );
        assert_eq!(some(&["a"], Some(&cursor)), (Vec::new(), None));
        // As a dictionary has them.
        let (first, cursor) = some(&["a", "B", "c"], None);
        assert_eq!(first, ["B", "a"]);
        let rest = some(&["a", "B", "c"], cursor.as_deref());
        assert_eq!(rest, (vec!["c"], None));
    }

    #[test]
    fn what_is_no_cursor_or_no_limit_is_refused() {
        let page = |cursor, limit| page(vec!["a"], |name| name, &wanted(cursor, limit));
        for cursor in ["%", "_w", "a b"] {
            let refused = page(Some(cursor), 1).unwrap_err();
            assert_eq!(refused.code_of_service(), Some(Code::BadCursor), "{cursor}");
        }
        for limit in [0, MOST + 1] {
            let refused = page(None, limit).unwrap_err();
            assert_eq!(refused.code_of_service(), Some(Code::BadParameter));
        }
    }
}
