//! Lists that Zoom gives for a month at most, named by `from` and `to`, in ranges of days that are
//! asked one after the other.

use serde_json::Value;
use time::{Date, Duration, Month};

use crate::input::Input;
use crate::times::{date_of, format_date, parse_date};

/// How many days the ends of a range are apart that is asked for at once: no month is shorter.
const DAYS_BETWEEN: i64 = 28;

/// The first day of the year in which Zoom was founded.
const EARLIEST: Option<Date> = match Date::from_ordinal_date(2011, 1) {
    Ok(day) => Some(day),
    Err(_) => None,
};

/// The day with which a range that ends at `end` begins. Days before the year 0 have no name.
fn days_before(end: Date) -> Date {
    let start = end.saturating_sub(Duration::days(DAYS_BETWEEN));
    if start.year() < 0 { end } else { start }
}

/// A list by months.
#[derive(Clone, Copy)]
pub(crate) struct Months {
    /// Whether this input asks for a list without regard to days, as long as it names none.
    pub(crate) undated: fn(&Input) -> bool,
    /// For how many months before today Zoom has the list; none for all there ever was.
    pub(crate) reach: Option<u8>,
    /// The ids that tell an item from others; none for an item that has none.
    pub(crate) ids: fn(&Value) -> Option<Vec<&str>>,
}

impl Months {
    /// All days that are asked for, both ends included. Without dates these are the last 29 days,
    /// today (in UTC) included; a token of an earlier answer knows which days those were.
    pub(super) fn whole_range(&self, input: &Input, now: u64) -> Option<(Date, Date)> {
        if (self.undated)(input) {
            return None;
        }
        if let Some((_, range)) = input.text("next_page_token").and_then(days_in) {
            return Some(range);
        }
        let date = |name| input.text(name).and_then(parse_date);
        let (from, to) = (date("from"), date("to"));
        let to = to.unwrap_or_else(|| date_of(now).max(from.unwrap_or(Date::MIN)));
        let from = from.unwrap_or_else(|| days_before(to));
        let from = match self.earliest(now) {
            Some(earliest) if input.is_true("all_pages") => from.max(earliest.min(to)),
            _ => from,
        };
        Some((from, to))
    }

    /// The first day of which Zoom can have something: nothing has to be asked for before that.
    fn earliest(&self, now: u64) -> Option<Date> {
        match self.reach {
            Some(months) => Some(months_before(date_of(now), months)),
            None => EARLIEST,
        }
    }

    /// What is said of days that are longer ago than Zoom has the list for.
    pub(super) fn beyond_reach(&self, input: &Input, now: u64) -> Option<String> {
        let from = input.text("from").and_then(parse_date)?;
        beyond_reach(from, now, self.reach?)
    }

    /// Whether an input names all the days that it asks for.
    fn is_dated(&self, input: &Input) -> bool {
        (self.undated)(input) || input.text("from").is_some() && input.text("to").is_some()
    }

    /// A token of Zoom's as it is handed on: where the input does not name the days, the token does,
    /// for by then the clock may mean others.
    pub(super) fn token(&self, input: &Input, now: u64, token: &str) -> String {
        match self.whole_range(input, now) {
            Some((from, to)) if !self.is_dated(input) => {
                format!("{token}~{}~{}", format_date(from), format_date(to))
            }
            _ => token.to_owned(),
        }
    }

    /// The days that are asked for at once: all of them, or one range of `all_pages`. Ranges are
    /// counted from the newest, and each shares a day with the one before it.
    pub(super) fn range(&self, input: &Input, now: u64, number: u32) -> Option<(Date, Date)> {
        let (from, to) = self.whole_range(input, now)?;
        if !input.is_true("all_pages") {
            return (number == 0).then_some((from, to));
        }
        let after = i64::from(number) * DAYS_BETWEEN;
        let end = to.saturating_sub(Duration::days(after));
        let start = days_before(end);
        (number == 0 || end > from).then(|| (start.max(from), end))
    }

    /// The input that asks for that range.
    pub(super) fn input(&self, input: Input, now: u64, number: u32) -> Input {
        match self.range(&input, now, number) {
            Some((from, to)) => {
                let token = input.text("next_page_token").and_then(days_in);
                let token = token.map(|(token, _)| token.to_owned());
                let input = input
                    .with("from", format_date(from))
                    .with("to", format_date(to));
                match token {
                    Some(token) => input.with("next_page_token", token),
                    None => input,
                }
            }
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

/// The token of Zoom's in one that names its days too, and these days.
fn days_in(token: &str) -> Option<(&str, (Date, Date))> {
    let (rest, to) = token.rsplit_once('~')?;
    let (token, from) = rest.rsplit_once('~')?;
    Some((token, (parse_date(from)?, parse_date(to)?)))
}

/// Whether Zoom shortens a range: it answers for the month before the last day.
pub(crate) fn is_too_long(from: Date, to: Date) -> bool {
    from < months_before(to, 1)
}

/// What is said of days that begin longer ago than so many months before today.
pub(crate) fn beyond_reach(from: Date, now: u64, months: u8) -> Option<String> {
    let first = months_before(date_of(now), months);
    (from < first).then(|| {
        format!(
            "Zoom reports the last {months} months alone, and so nothing of the days before {}.",
            format_date(first)
        )
    })
}

/// The same day so many months before, or the last of a shorter month.
fn months_before(date: Date, months: u8) -> Date {
    let (mut year, mut month, day) = date.to_calendar_date();
    for _ in 0..months {
        if month == Month::January {
            year -= 1;
        }
        month = month.previous();
    }
    let day = day.min(month.length(year));
    Date::from_calendar_date(year, month, day).unwrap_or(Date::MIN)
}

/// The days that an input's token knows, if it is one of those.
pub(super) fn days_of_token(input: &Input) -> Option<(Date, Date)> {
    let token = input.text("next_page_token")?;
    days_in(token).map(|(_, days)| days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_months_ago_is_the_same_day_or_the_last_of_its_month() {
        let before =
            |day: &str, months| format_date(months_before(parse_date(day).unwrap(), months));
        assert_eq!(before("2026-03-01", 6), "2025-09-01");
        assert_eq!(before("2026-08-31", 6), "2026-02-28");
        assert_eq!(before("2026-01-31", 1), "2025-12-31");
        assert_eq!(months_before(Date::MIN, 6), Date::MIN);
    }

    #[test]
    fn a_month_is_one_whichever_it_is() {
        let too_long =
            |from: &str, to: &str| is_too_long(parse_date(from).unwrap(), parse_date(to).unwrap());
        for (from, to) in [
            ("2026-01-01", "2026-01-31"),
            ("2018-03-09", "2018-04-09"),
            ("2026-02-28", "2026-03-31"),
            ("2025-12-15", "2026-01-15"),
        ] {
            assert!(!too_long(from, to), "{from} {to}");
        }
        for (from, to) in [
            ("2018-03-08", "2018-04-09"),
            ("2026-02-27", "2026-03-31"),
            ("2017-08-02", "2018-04-09"),
        ] {
            assert!(too_long(from, to), "{from} {to}");
        }
        assert!(!is_too_long(Date::MIN, Date::MIN));
    }
}
