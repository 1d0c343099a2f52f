//! Troubles on demand: which requests they strike, and how often.

mod alter;
mod answers;
mod strike;
mod trouble;
mod written;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use http::StatusCode;
use serde::{Deserialize, Serialize};

pub(crate) use strike::serve;
pub use trouble::{RateLimit, Trouble};
use written::Written;

/// A trouble and the requests it strikes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Fault {
    /// The method it strikes; every method when none.
    pub method: Option<String>,
    /// The path it strikes, without the query. `*` stands for any characters.
    pub path: String,
    /// How many requests that fit pass before it strikes.
    pub after: u32,
    /// How many requests it strikes then, before it is gone.
    pub times: u32,
    /// What goes wrong.
    pub trouble: Trouble,
}

impl Fault {
    /// A trouble for the next request of this method and path. `*` in the path
    /// stands for any characters.
    #[must_use]
    pub fn new(method: &str, path: &str, trouble: Trouble) -> Self {
        Self {
            method: Some(method.to_owned()),
            path: path.to_owned(),
            after: 0,
            times: 1,
            trouble,
        }
    }

    /// An answer in place of the true one for the next request of this method
    /// and path.
    #[must_use]
    pub fn answer(method: &str, path: &str, status: StatusCode) -> Self {
        let trouble = Trouble::Answer {
            status: status.as_u16(),
            headers: BTreeMap::new(),
            body: String::new(),
        };
        Self::new(method, path, trouble)
    }

    /// Lets this many requests pass first.
    #[must_use]
    pub fn after(self, after: u32) -> Self {
        Self { after, ..self }
    }

    /// Strikes this many requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// Adds a header field to an [answer](Self::answer). Other troubles have
    /// none.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Trouble::Answer { headers, .. } = &mut self.trouble {
            headers.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// Sets the body of an [answer](Self::answer). Other troubles have none.
    #[must_use]
    pub fn body(mut self, text: &str) -> Self {
        if let Trouble::Answer { body, .. } = &mut self.trouble {
            text.clone_into(body);
        }
        self
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        self.method
            .as_deref()
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && matches(&self.path, path)
    }
}

/// The faults that are on. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<Fault>>>);

impl Faults {
    /// Adds a fault. The oldest that fits and has let enough requests pass
    /// strikes first.
    pub fn add(&self, fault: Fault) {
        self.with(|faults| faults.push(fault));
    }

    /// The faults that are still to strike.
    #[must_use]
    pub fn all(&self) -> Vec<Fault> {
        self.with(|faults| faults.clone())
    }

    /// Removes them all.
    pub fn clear(&self) {
        self.with(Vec::clear);
    }

    /// The trouble that strikes this request, counted.
    pub(crate) fn strike(&self, method: &str, path: &str) -> Option<Trouble> {
        self.with(|faults| {
            faults.retain(|fault| fault.times > 0);
            for fault in faults.iter_mut().filter(|fault| fault.fits(method, path)) {
                if fault.after > 0 {
                    fault.after -= 1;
                } else {
                    fault.times -= 1;
                    return Some(fault.trouble.clone());
                }
            }
            None
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Vec<Fault>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether a path fits a pattern in which `*` stands for any characters.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((before, after)) => path.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices()
                .map(|(index, _)| index)
                .chain([rest.len()])
                .any(|index| matches(after, &rest[index..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_asked_and_is_gone() {
        let faults = Faults::default();
        faults.add(Fault::answer("GET", "/v2/users/*", StatusCode::BAD_GATEWAY).times(2));
        assert_eq!(faults.strike("POST", "/v2/users/me"), None);
        assert!(faults.strike("GET", "/v2/users/me").is_some());
        assert!(faults.strike("GET", "/v2/users/me/meetings").is_some());
        assert_eq!(faults.strike("GET", "/v2/users/me"), None);
        assert_eq!(faults.all(), []);
    }

    #[test]
    fn a_fault_lets_requests_pass_first() {
        let faults = Faults::default();
        faults.add(Fault::new("GET", "*", Trouble::LostAnswer).after(2));
        assert_eq!(faults.strike("GET", "/"), None);
        assert_eq!(faults.strike("POST", "/"), None);
        assert_eq!(faults.strike("GET", "/"), None);
        assert_eq!(faults.strike("GET", "/"), Some(Trouble::LostAnswer));
        assert_eq!(faults.strike("GET", "/"), None);
    }

    #[test]
    fn a_star_stands_for_any_characters_in_any_place() {
        assert!(matches("/v2/users/*/meetings", "/v2/users/me/meetings"));
        assert!(!matches("/v2/users/*/meetings", "/v2/users/me/recordings"));
        assert!(matches("*", "/anything"));
        assert!(!matches("/v2", "/v2/users"));
    }
}
