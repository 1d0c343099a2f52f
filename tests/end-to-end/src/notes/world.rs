//! What there is, and what is to go wrong.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, HOST};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What handlers and tests share.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared(Arc<Mutex<World>>);

impl Shared {
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.0
            .lock()
            .expect("no handler panics while it holds the world")
    }
}

/// A request that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// The host that was asked for.
    pub host: String,
    /// The path with the query.
    pub path_and_query: String,
    /// The value of `authorization`, where there was one.
    pub authorization: Option<String>,
}

impl Seen {
    pub(super) fn of(request: &Request) -> Self {
        let header = |name| {
            let value = request.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Self {
            method: request.method().to_string(),
            host: header(HOST).unwrap_or_default(),
            path_and_query: request.uri().to_string(),
            authorization: header(AUTHORIZATION),
        }
    }

    /// The path alone.
    #[must_use]
    pub fn path(&self) -> &str {
        let (path, _) = self
            .path_and_query
            .split_once('?')
            .unwrap_or((&self.path_and_query, ""));
        path
    }
}

/// How many characters of a note are kept.
const LONGEST: usize = 140;

#[derive(Debug)]
pub(super) struct World {
    pub(super) notes: Vec<Value>,
    pub(super) changes: Vec<Change>,
    pub(super) seen: Vec<Seen>,
    pub(super) recited_settings: Vec<String>,
    /// Where deliveries go.
    pub(super) subscriber: Option<String>,
    pub(super) loses_answer: bool,
    pub(super) lags: bool,
    pub(super) shows_late: bool,
    /// Where files lie.
    pub(super) storage: String,
}

impl Default for World {
    fn default() -> Self {
        Self {
            notes: Vec::new(),
            changes: Vec::new(),
            seen: Vec::new(),
            recited_settings: Vec::new(),
            subscriber: None,
            loses_answer: false,
            lags: false,
            shows_late: false,
            storage: "https://eu-7.storage.example".to_owned(),
        }
    }
}

/// An entry of the journal.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) number: u64,
    pub(super) shows: bool,
    pub(super) told: Value,
}

impl World {
    /// Writes a note, and notes the change down.
    pub(super) fn write(&mut self, author: &str, text: &str) -> Value {
        let now = Timestamp::from_second(Timestamp::now().as_second())
            .expect("the seconds of a time are one");
        let note = json!({
            "id": format!("n{}", self.notes.len() + 1),
            "text": text.chars().take(LONGEST).collect::<String>(),
            "author": author,
            "written_at": now.to_string(),
        });
        self.notes.push(note.clone());
        let shows = !std::mem::take(&mut self.shows_late);
        self.log("note.written", &note, shows);
        // Of this no trigger tells.
        self.log("note.read", &note, true);
        note
    }

    fn log(&mut self, what: &str, note: &Value, shows: bool) {
        let number = u64::try_from(self.changes.len()).expect("a count fits");
        let told = json!({ "number": number, "what": what, "workspace": "w1", "note": note });
        self.changes.push(Change {
            number,
            shows,
            told,
        });
    }
}
