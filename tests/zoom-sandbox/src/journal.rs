//! A file of all that a sandbox answered and delivered, so that the work of a
//! whole suite, whichever clients it has, can be held against what is published.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use crate::{exchanges::Exchange, webhooks::Delivery};

/// A line of the file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    Exchange(Exchange),
    /// Before the first attempt.
    Delivery(Delivery),
}

/// The file, if one is wanted. Clones share it, and other sandboxes may add to
/// it as well.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal(Option<Arc<File>>);

impl Journal {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self(Some(Arc::new(file))))
    }

    /// Adds an exchange.
    pub(crate) fn exchange(&self, exchange: impl FnOnce() -> Exchange) {
        if let Some(file) = &self.0 {
            add(file, &Entry::Exchange(exchange()));
        }
    }

    /// Adds a delivery.
    pub(crate) fn delivery(&self, delivery: &Delivery) {
        if let Some(file) = &self.0 {
            add(file, &Entry::Delivery(delivery.clone()));
        }
    }
}

/// Writes the line at once, so that no other gets into it.
fn add(mut file: &File, entry: &Entry) {
    let mut line = serde_json::to_vec(entry).expect("an entry is plain data");
    line.push(b'\n');
    file.write_all(&line)
        .expect("a journal with gaps would prove nothing");
}
