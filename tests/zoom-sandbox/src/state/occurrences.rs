//! The occurrences of a recurring meeting, computed in its time zone, so that
//! ten o'clock stays ten o'clock when the clocks change.

use jiff::{
    Timestamp, ToSpan as _, Zoned,
    civil::{self, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use crate::time;

/// How many occurrences a series without an end shows. A guess: Zoom documents
/// 60 as the most that `end_times` may ask for.
const ENDLESS: usize = 60;
/// How many are left of a series without an end when it is changed; of months fewer.
const BOUNDED: usize = 110;
const BOUNDED_MONTHS: usize = 60;
/// How many a series that ends on a date can have. A guess, and a guard.
const MOST: usize = 400;

/// The recurrence object of a meeting, with Zoom's numbers.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Recurrence {
    /// 1 daily, 2 weekly, 3 monthly.
    #[serde(rename = "type")]
    pub(crate) kind: u8,
    #[serde(default = "every")]
    pub(crate) repeat_interval: i32,
    /// Days of the week, 1 for Sunday, separated by commas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) weekly_days: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) monthly_day: Option<i8>,
    /// 1 to 4, or -1 for the last week of the month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) monthly_week: Option<i8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) monthly_week_day: Option<i8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end_times: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end_date_time: Option<String>,
}

fn every() -> i32 {
    1
}

/// One meeting of a series.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Occurrence {
    /// The moment first planned, in milliseconds since 1970. It stays when the
    /// occurrence is moved.
    pub(crate) id: String,
    pub(crate) start_time: Timestamp,
    pub(crate) duration: i64,
    pub(crate) deleted: bool,
}

impl Recurrence {
    /// What is wrong with it, as the field's name and Zoom's words for it.
    pub(crate) fn problems(&self) -> Vec<(&'static str, &'static str)> {
        const MISSING: &str = "Missing field.";
        const INVALID: &str = "Invalid field.";
        let most = match self.kind {
            1 => 99,
            2 => 50,
            _ => 10,
        };
        let by_week = self.monthly_week.is_some() && self.monthly_week_day.is_some();
        let checks = [
            (
                !(1..=most).contains(&self.repeat_interval),
                "recurrence.repeat_interval",
                INVALID,
            ),
            (
                self.kind == 2 && self.weekly_days.is_none(),
                "recurrence.weekly_days",
                MISSING,
            ),
            (
                self.kind == 3 && self.monthly_day.is_none() && !by_week,
                "recurrence.monthly_day",
                MISSING,
            ),
            (
                self.monthly_day.is_some_and(|day| !(1..=31).contains(&day)),
                "recurrence.monthly_day",
                INVALID,
            ),
            (
                self.end_times.is_some_and(|times| times > 0) && self.end_date_time.is_some(),
                "recurrence.end_date_time",
                INVALID,
            ),
            (
                self.end_date_time.is_some() && self.end().is_none(),
                "recurrence.end_date_time",
                INVALID,
            ),
        ];
        checks
            .into_iter()
            .filter_map(|(wrong, field, words)| wrong.then_some((field, words)))
            .collect()
    }

    /// Every occurrence from `start` on.
    pub(crate) fn occurrences(
        &self,
        start: Timestamp,
        zone: &TimeZone,
        duration: i64,
    ) -> Vec<Occurrence> {
        let first = start.to_zoned(zone.clone());
        let end = self.end();
        let most = match (self.end_times, end) {
            (Some(times), _) if times > 0 => times,
            (_, Some(_)) => MOST,
            _ => ENDLESS,
        };
        self.days(first.date())
            .filter_map(|day| at(day, &first))
            .skip_while(|moment| *moment < start)
            .take_while(|moment| end.is_none_or(|end| *moment <= end))
            .take(most)
            .map(|start_time| Occurrence {
                id: start_time.as_millisecond().to_string(),
                start_time,
                duration,
                deleted: false,
            })
            .collect()
    }

    /// Gives a series without an end the one that a change was seen to give it, some two
    /// years of weeks or five of months from today on, and says when it starts now. None
    /// when it has an end. For days it is a guess.
    pub(super) fn bound(
        &mut self,
        start: Timestamp,
        now: Timestamp,
        zone: &TimeZone,
        duration: i64,
    ) -> Option<Timestamp> {
        if self.end_times.is_some_and(|times| times > 0) || self.end_date_time.is_some() {
            return None;
        }
        let first = start.to_zoned(zone.clone());
        let today = now.to_zoned(zone.clone()).date();
        let start = at(today.max(first.date()), &first)?;
        self.end_times = Some(match self.kind {
            3 => BOUNDED_MONTHS,
            _ => BOUNDED,
        });
        let occurrences = self.occurrences(start, zone, duration);
        self.end_times = None;
        self.end_date_time = Some(time::utc(occurrences.last()?.start_time));
        Some(occurrences.first()?.start_time)
    }

    fn end(&self) -> Option<Timestamp> {
        time::moment(self.end_date_time.as_deref()?, &TimeZone::UTC)
    }

    /// The days the rule names, in order, from the first period on.
    fn days(&self, first: civil::Date) -> Box<dyn Iterator<Item = civil::Date> + '_> {
        let periods =
            (0..i32::try_from(MOST).unwrap_or(i32::MAX)).map(|n| n * self.repeat_interval);
        match self.kind {
            1 => Box::new(periods.filter_map(move |days| first.checked_add(days.days()).ok())),
            2 => {
                let since_sunday = i32::from(first.weekday().to_sunday_zero_offset());
                Box::new(periods.flat_map(move |weeks| {
                    self.week_days().into_iter().filter_map(move |day| {
                        let days = weeks * 7 + day - since_sunday;
                        first.checked_add(days.days()).ok()
                    })
                }))
            }
            _ => Box::new(periods.filter_map(move |months| {
                let month = first.first_of_month().checked_add(months.months()).ok()?;
                self.day_of(month)
            })),
        }
    }

    /// Days after Sunday, in order.
    fn week_days(&self) -> Vec<i32> {
        let mut days: Vec<i32> = self
            .weekly_days
            .iter()
            .flat_map(|days| days.split(','))
            .filter_map(|day| day.trim().parse::<i32>().ok())
            .map(|day| day - 1)
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The day within a month; none in a month too short for it.
    fn day_of(&self, month: civil::Date) -> Option<civil::Date> {
        if let (Some(week), Some(day)) = (self.monthly_week, self.monthly_week_day) {
            let weekday = Weekday::from_sunday_one_offset(day).ok()?;
            return month.nth_weekday_of_month(week, weekday).ok();
        }
        civil::Date::new(month.year(), month.month(), self.monthly_day?).ok()
    }
}

fn at(day: civil::Date, first: &Zoned) -> Option<Timestamp> {
    day.to_datetime(first.time())
        .to_zoned(first.time_zone().clone())
        .ok()
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn starts(recurrence: serde_json::Value, start: &str, zone: &str) -> Vec<String> {
        let recurrence: Recurrence = serde_json::from_value(recurrence).unwrap();
        assert_eq!(recurrence.problems(), []);
        recurrence
            .occurrences(start.parse().unwrap(), &TimeZone::get(zone).unwrap(), 30)
            .into_iter()
            .map(|occurrence| time::utc(occurrence.start_time))
            .collect()
    }

    #[test]
    fn a_weekly_meeting_keeps_its_local_hour_when_the_clocks_change() {
        let starts = starts(
            json!({"type": 2, "weekly_days": "2", "end_times": 3}),
            "2026-03-02T15:00:00Z",
            "America/New_York",
        );
        assert_eq!(
            starts,
            [
                "2026-03-02T15:00:00Z",
                "2026-03-09T14:00:00Z",
                "2026-03-16T14:00:00Z"
            ]
        );
    }

    #[test]
    fn several_days_every_second_week_start_after_the_first_moment() {
        let starts = starts(
            json!({"type": 2, "repeat_interval": 2, "weekly_days": "4,2", "end_times": 4}),
            "2026-01-07T09:00:00Z",
            "UTC",
        );
        assert_eq!(
            starts,
            [
                "2026-01-07T09:00:00Z",
                "2026-01-19T09:00:00Z",
                "2026-01-21T09:00:00Z",
                "2026-02-02T09:00:00Z"
            ]
        );
    }

    #[test]
    fn a_month_too_short_for_the_day_is_left_out() {
        let starts = starts(
            json!({"type": 3, "monthly_day": 31, "end_times": 3}),
            "2026-01-31T12:00:00Z",
            "UTC",
        );
        assert_eq!(
            starts,
            [
                "2026-01-31T12:00:00Z",
                "2026-03-31T12:00:00Z",
                "2026-05-31T12:00:00Z"
            ]
        );
    }

    #[test]
    fn the_last_friday_of_the_month_is_found() {
        let starts = starts(
            json!({"type": 3, "monthly_week": -1, "monthly_week_day": 6, "end_times": 2}),
            "2026-01-01T12:00:00Z",
            "UTC",
        );
        assert_eq!(starts, ["2026-01-30T12:00:00Z", "2026-02-27T12:00:00Z"]);
    }

    #[test]
    fn a_daily_series_ends_on_its_end_date() {
        let starts = starts(
            json!({"type": 1, "end_date_time": "2026-01-03T12:00:00Z"}),
            "2026-01-01T12:00:00Z",
            "UTC",
        );
        assert_eq!(starts.len(), 3);
    }

    #[test]
    fn a_recurrence_that_lacks_what_its_type_needs_is_told_so() {
        for (wrong, field) in [
            (json!({"type": 2}), "recurrence.weekly_days"),
            (json!({"type": 3}), "recurrence.monthly_day"),
            (
                json!({"type": 3, "monthly_day": 32}),
                "recurrence.monthly_day",
            ),
            (
                json!({"type": 1, "repeat_interval": 100}),
                "recurrence.repeat_interval",
            ),
            (
                json!({"type": 1, "end_date_time": "soon"}),
                "recurrence.end_date_time",
            ),
            (
                json!({"type": 1, "end_times": 2, "end_date_time": "2026-01-03T12:00:00Z"}),
                "recurrence.end_date_time",
            ),
        ] {
            let recurrence: Recurrence = serde_json::from_value(wrong).unwrap();
            let fields: Vec<_> = recurrence
                .problems()
                .into_iter()
                .map(|(field, _)| field)
                .collect();
            assert_eq!(fields, [field]);
        }
    }
}
