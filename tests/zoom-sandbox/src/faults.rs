//! Troubles on demand: answers that are given in place of the true ones.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{body::Body, response::Response};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};

/// An answer to give in place of the true one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The method it strikes; every method when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path it strikes, without the query. `*` stands for any characters.
    pub path: String,
    /// How many requests it strikes before it is gone, 1 when left out.
    #[serde(default = "once")]
    pub times: u32,
    /// The status code of the answer, 200 to 599.
    pub status: u16,
    /// Header fields of the answer.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body of the answer.
    #[serde(default)]
    pub body: String,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// A fault that strikes the next request of this method and path. `*` in
    /// the path stands for any characters.
    #[must_use]
    pub fn answer(method: &str, path: &str, status: StatusCode) -> Self {
        Self {
            method: Some(method.to_owned()),
            path: path.to_owned(),
            times: 1,
            status: status.as_u16(),
            headers: BTreeMap::new(),
            body: String::new(),
        }
    }

    /// Strikes this many requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// Adds a header field to the answer.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Sets the body of the answer.
    #[must_use]
    pub fn body(self, body: &str) -> Self {
        Self {
            body: body.to_owned(),
            ..self
        }
    }

    /// What keeps it from being given as an answer.
    pub(crate) fn problem(&self) -> Option<String> {
        if !(200..=599).contains(&self.status) {
            return Some(format!(
                "status: {} is no status of an answer; give one from 200 to 599",
                self.status
            ));
        }
        self.headers.iter().find_map(|(name, value)| {
            let good = HeaderName::try_from(name).is_ok() && HeaderValue::try_from(value).is_ok();
            (!good).then(|| {
                format!("headers: {name:?} with {value:?} can't be sent; use visible ASCII")
            })
        })
    }

    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name), HeaderValue::try_from(value))
            {
                response.headers_mut().append(name, value);
            }
        }
        response
    }

    fn strikes(&self, method: &str, path: &str) -> bool {
        self.times > 0
            && self
                .method
                .as_deref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && matches(&self.path, path)
    }
}

/// The faults that are on. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<Fault>>>);

impl Faults {
    /// Adds a fault. The oldest that fits strikes first.
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

    /// The fault that strikes this request, counted.
    pub(crate) fn strike(&self, method: &str, path: &str) -> Option<Fault> {
        self.with(|faults| {
            let fault = faults
                .iter_mut()
                .find(|fault| fault.strikes(method, path))?;
            fault.times -= 1;
            let struck = fault.clone();
            faults.retain(|fault| fault.times > 0);
            Some(struck)
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
    fn a_star_stands_for_any_characters_in_any_place() {
        assert!(matches("/v2/users/*/meetings", "/v2/users/me/meetings"));
        assert!(!matches("/v2/users/*/meetings", "/v2/users/me/recordings"));
        assert!(matches("*", "/anything"));
        assert!(!matches("/v2", "/v2/users"));
    }
}
