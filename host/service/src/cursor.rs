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

/// A page of a list in the order of its names, as it comes together.
#[derive(Debug)]
pub(crate) struct Page<T> {
    limit: usize,
    entries: Vec<T>,
    /// How many bytes they have.
    length: usize,
    has_more: bool,
}

impl<T: Serialize> Page<T> {
    /// An empty one, which is going to have so many entries at most, and fewer where they are
    /// long.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            entries: Vec::new(),
            length: 0,
            has_more: false,
        }
    }

    /// Takes the entries that come next in the list, as far as they fit.
    pub(crate) fn add(&mut self, entries: impl IntoIterator<Item = T>) {
        for entry in entries {
            // What can't be written is told when the page is.
            let length = serde_json::to_vec(&entry).map_or(0, |written| written.len());
            let is_first = self.entries.is_empty();
            let fits = is_first || self.length + length <= LONGEST;
            if self.has_more || !fits || self.entries.len() == self.limit {
                self.has_more = true;
                return;
            }
            self.length += length;
            self.entries.push(entry);
        }
    }

    /// Whether it has all that it is going to have, and there is another page.
    pub(crate) fn is_whole(&self) -> bool {
        self.has_more
    }

    /// Its entries, and the cursor of the next page where there is one.
    pub(crate) fn ends(self, name: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
        let last = self.entries.last().filter(|_| self.has_more);
        let next = last.map(|last| URL_SAFE_NO_PAD.encode(name(last)));
        (self.entries, next)
    }
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
        // However many of them come at once.
        for at_once in 1..4 {
            let page = |names: &[&'static str]| {
                let mut page = Page::new(2);
                for some in names.chunks(at_once) {
                    assert!(!page.is_whole());
                    page.add(some.iter().copied());
                }
                let (names, cursor) = page.ends(|name| name);
                let goes_on = cursor.map(|cursor| wanted(Some(&cursor), 2).after().unwrap());
                (names, goes_on.flatten())
            };
            let more = page(&["a", "b", "c"]);
            assert_eq!(more, (vec!["a", "b"], Some("b".to_owned())));
            assert_eq!(page(&["a", "b"]), (vec!["a", "b"], None));
            assert_eq!(page(&[]), (vec![], None));
        }
        assert_eq!(wanted(None, 2).after().unwrap(), None);
    }

    #[test]
    fn a_page_of_long_entries_has_fewer_and_one_at_least() {
        let page = |long: &str, names: &[&'static str]| {
            let mut page = Page::new(4);
            page.add(names.iter().map(|name| (*name, long.to_owned())));
            let (entries, next) = page.ends(|(name, _)| name);
            let next = wanted(next.as_deref(), 4).after().unwrap();
            (entries.len(), next)
        };
        let long = "x".repeat(LONGEST / 3);
        let told = page(&long, &["a", "b", "c", "d"]);
        assert_eq!(told, (2, Some("b".to_owned())));
        let longest = "x".repeat(LONGEST);
        assert_eq!(page(&longest, &["a", "b"]), (1, Some("a".to_owned())));
        assert_eq!(page(&longest, &["a"]), (1, None));
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
