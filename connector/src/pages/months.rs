//! Lists that Zoom gives for a month at most, named by `from` and `to`, in ranges of days that are
//! asked one after the other.

use serde_json::Value;
use time::{Date, Duration};

use crate::input::Input;
use crate::times::{date_of, format_date, parse_date};

/// The longest range that is asked for at once: no month is shorter than the days between its ends.
pub(super) const DAYS_OF_A_RANGE: i64 = 30;

/// A list by months.
#[derive(Clone, Copy)]
pub(crate) struct Months {
    /// Whether this input asks for a list without regard to days, as long as it names none.
    pub(crate) undated: fn(&Input) -> bool,
}

impl Months {
    /// All days that are asked for, both ends included. Without dates these are the last 30 days,
    /// today (in UTC) included.
    pub(super) fn whole_range(&self, input: &Input, now: u64) -> Option<(Date, Date)> {
        let date = |name| input.text(name).and_then(parse_date);
        let (from, to) = (date("from"), date("to"));
        if (from, to) == (None, None) && (self.undated)(input) {
            return None;
        }
        let to = to.unwrap_or_else(|| date_of(now).max(from.unwrap_or(Date::MIN)));
        let from = from.unwrap_or_else(|| to.saturating_sub(Duration::days(DAYS_OF_A_RANGE - 1)));
        Some((from, to))
    }

    /// The days that are asked for at once. Ranges are counted from the newest, and none shares a
    /// day with another.
    pub(super) fn range(&self, input: &Input, now: u64, number: u32) -> Option<(Date, Date)> {
        let (from, to) = self.whole_range(input, now)?;
        let days_before = i64::from(number) * DAYS_OF_A_RANGE;
        let end = to.saturating_sub(Duration::days(days_before));
        let start = end.saturating_sub(Duration::days(DAYS_OF_A_RANGE - 1));
        (number == 0 || end >= from).then(|| (start.max(from), end))
    }

    /// The input that asks for that range.
    pub(super) fn input(&self, input: Input, now: u64, number: u32) -> Input {
        match self.range(&input, now, number) {
            Some((from, to)) => input
                .with("from", format_date(from))
                .with("to", format_date(to)),
            None => input,
        }
    }

    /// Whether Zoom has answered for fewer days than it was asked: it shortens a range silently,
    /// but says for which one it answers.
    pub(super) fn is_clamped(&self, input: &Input, now: u64, number: u32, answer: &Value) -> bool {
        let told = |name| {
            answer
                .get(name)
                .and_then(Value::as_str)
                .and_then(parse_date)
        };
        self.range(input, now, number).is_some_and(|(from, to)| {
            told("from").is_some_and(|told| told > from) || told("to").is_some_and(|told| told < to)
        })
    }
}
