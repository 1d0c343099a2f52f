//! The day that two ranges of a list share.
//!
//! Whether Zoom counts the last day of a range is told nowhere, so each range begins with the day at
//! which the one before it ended. What comes with both is handed on once.

use std::collections::HashSet;

use serde_json::Value;
use time::{Date, Duration};

use crate::hash::hash;
use crate::json;
use crate::kept::kept;
use crate::times::DateTime;

/// How many items of a day are remembered.
const MOST: usize = 5000;

/// What is remembered of shared days.
#[derive(Clone, Default)]
pub(super) struct SharedDay {
    /// The items that came with the range before, of the day that it shares with this one.
    known: Vec<u64>,
    /// The items of this range that the next one may bring again.
    seen: Vec<u64>,
}

kept!(SharedDay { known, seen });

impl SharedDay {
    /// Take the items of a page of a range that begins with the day `from`; leaves those that have
    /// not come before. `ids` tells an item from others; what has none is told by all of it.
    pub(super) fn take(
        &mut self,
        items: &mut Vec<Value>,
        from: Date,
        ids: fn(&Value) -> Option<Vec<&str>>,
    ) {
        let identity = |item: &Value| match ids(item) {
            Some(ids) => hash(ids),
            None => hash([json::text(item).as_str()]),
        };
        let known: HashSet<u64> = self.known.iter().copied().collect();
        items.retain(|item| known.is_empty() || !known.contains(&identity(item)));
        let on_it = |item: &&Value| {
            // A day more, since its hours are those of some time zone.
            start_day(item).is_none_or(|day| day <= from.saturating_add(Duration::DAY))
        };
        let room = MOST.saturating_sub(self.seen.len());
        let seen = items.iter().filter(on_it).map(&identity).take(room);
        self.seen.extend(seen);
    }

    /// What is to be remembered for the next range.
    pub(super) fn next_range(self) -> Self {
        Self {
            known: self.seen,
            seen: Vec::new(),
        }
    }
}

fn start_day(item: &Value) -> Option<Date> {
    let start = item.get("start_time")?.as_str()?;
    DateTime::parse(start).map(|time| time.date())
}
