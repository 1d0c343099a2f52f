//! The days that a list is about.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use super::{call::Call, error::ApiError};
use crate::time;

/// Some days, in UTC. Both ends are taken in: a guess.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Period {
    pub(crate) from: Date,
    pub(crate) to: Date,
}

impl Period {
    /// What `from` and `to` of the query say, or these days where they are left
    /// out. A period longer than a month is cut to the month before its end,
    /// without a word but for the `from` in the answer: seen of recordings, a
    /// guess of reports.
    pub(crate) fn of(call: &Call<'_>, from: Date, to: Date) -> Result<Self, ApiError> {
        let to = call.query_date("to")?.unwrap_or(to);
        let from = call.query_date("from")?.unwrap_or(from);
        let from = from.max(to.saturating_sub(1.month()));
        Ok(Self { from, to })
    }

    pub(crate) fn contains(&self, moment: Timestamp) -> bool {
        (self.from..=self.to).contains(&time::day(moment, &TimeZone::UTC))
    }

    pub(crate) fn days(self) -> impl Iterator<Item = Date> {
        let days = self.from.series(1.day());
        days.take_while(move |day| *day <= self.to)
    }
}
