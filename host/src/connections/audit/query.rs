//! Which records are wanted, and where a page of them goes on.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AuditRecord;
use crate::connections::id::is_id;

/// How many records a page has when nobody says.
const USUAL: usize = 100;
/// How many a page has at most.
const MOST: usize = 1000;
/// How many are looked at for a page at most: other calls may wait for that.
const LOOKED_AT: usize = 5000;

/// Which records are wanted: all of the tenant by default, newest first.
///
/// A page may have fewer than were asked for, or none, before the last:
/// see [`AuditPage::records`].
///
/// ```no_run
/// # async fn example(host: connector_host::Host) -> Result<(), connector_host::Error> {
/// use connector_host::connections::{AuditOutcome, AuditQuery};
///
/// let mut query = AuditQuery::default().connection("work").outcome(AuditOutcome::Failed);
/// loop {
///     let page = host.audit(query.clone()).await?;
///     for record in page.records {
///         println!("{} {:?} {:?}", record.at, record.action, record.status);
///     }
///     match page.next {
///         Some(next) => query = query.after(next),
///         None => return Ok(()),
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "it is to be asked"]
pub struct AuditQuery {
    pub(crate) connection: Option<String>,
    pub(in crate::connections) action: Option<String>,
    pub(in crate::connections) outcome: Option<AuditOutcome>,
    pub(in crate::connections) since: Option<Timestamp>,
    pub(in crate::connections) until: Option<Timestamp>,
    pub(in crate::connections) after: Option<AuditCursor>,
    limit: Option<usize>,
    /// Whether the connection is an id, or may be a name as well that one had.
    pub(in crate::connections) is_by_id: bool,
    /// How many are looked at for a page at most, where others than the usual number.
    looked_at: Option<usize>,
}

/// What came of an exchange.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AuditOutcome {
    /// An answer of a status from 200 to 299.
    Success,
    /// An answer of a status from 300 to 399, which led elsewhere.
    Redirect,
    /// An answer of a status from 400 to 499: the request was refused.
    ClientError,
    /// An answer of a status of 500 and above.
    ServerError,
    /// No answer.
    NoAnswer,
    /// No answer, none that could be read, or one of a status of 400 and above; and
    /// that there is no record.
    Failed,
}

/// Records, newest first.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct AuditPage {
    /// Those of this page. It may be short, or have none, and not be the last: of many
    /// records that are not wanted some thousands are looked at for a page, and the next
    /// one goes on behind them.
    pub records: Vec<AuditRecord>,
    /// Where the next page begins; none on the last.
    pub next: Option<AuditCursor>,
}

/// Where a page begins: behind a record, whatever comes or goes meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AuditCursor {
    /// When that was, in microseconds since 1970.
    pub(in crate::connections) at: i64,
    pub(in crate::connections) id: String,
}

/// A text is no cursor of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor that a page of records had: begin without one")]
pub struct NoAuditCursor;

impl AuditQuery {
    /// Those of a connection, by its name or id. Of one that is gone they are found by
    /// its id, or by the name that it had.
    pub fn connection(mut self, name: impl Into<String>) -> Self {
        self.connection = Some(name.into());
        self
    }

    /// Those of an action or a trigger, by its id.
    pub fn action(mut self, action: impl Into<String>) -> Self {
        self.action = Some(action.into());
        self
    }

    /// Those that ended so.
    pub fn outcome(mut self, outcome: AuditOutcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// Those that began then or later.
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// Those that began before then.
    pub fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }

    /// Those of the page that begins there.
    pub fn after(mut self, cursor: AuditCursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// So many on a page at most: 100 by default, and 1,000 whatever is said.
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Those of the connection of this id, and of no other that had that for a name.
    pub(crate) fn of_id(mut self, id: &str) -> Self {
        self.connection = Some(id.to_owned());
        self.is_by_id = true;
        self
    }

    /// Not those from before then, whatever was said.
    pub(crate) fn not_before(mut self, then: Timestamp) -> Self {
        self.since = Some(self.since.map_or(then, |since| since.max(then)));
        self
    }

    /// How many a page has at most.
    pub(in crate::connections) fn most(&self) -> usize {
        self.limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    /// How many are looked at for a page at most.
    pub(in crate::connections) fn most_looked_at(&self) -> usize {
        self.looked_at.unwrap_or(LOOKED_AT)
    }

    /// The same, for which so many are looked at.
    #[cfg(test)]
    pub(in crate::connections) fn looking_at(mut self, most: usize) -> Self {
        self.looked_at = Some(most);
        self
    }
}

impl AuditCursor {
    /// Before all records.
    pub(in crate::connections) fn first() -> Self {
        Self {
            at: i64::MAX,
            id: String::new(),
        }
    }
}

impl fmt::Display for AuditCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.at, self.id)
    }
}

impl FromStr for AuditCursor {
    type Err = NoAuditCursor;

    fn from_str(text: &str) -> Result<Self, NoAuditCursor> {
        let (at, id) = text.rsplit_once('-').ok_or(NoAuditCursor)?;
        if !is_id(id) {
            return Err(NoAuditCursor);
        }
        let at = at.parse().map_err(|_| NoAuditCursor)?;
        let id = id.to_owned();
        Ok(Self { at, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is_one() {
        for at in [0, -1, 1_795_000_000_000_000] {
            let cursor = AuditCursor {
                at,
                id: "0f".repeat(16),
            };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        let longest = format!("{}0-{}", i64::MAX, "0f".repeat(16));
        for text in [
            "",
            "-",
            "1",
            "1-0f",
            "1-0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F",
            &longest,
        ] {
            assert_eq!(text.parse::<AuditCursor>(), Err(NoAuditCursor), "{text}");
        }
    }
}
