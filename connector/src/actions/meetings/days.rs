//! On which days a series has its meetings, as its recurrence says.
//!
//! Zoom goes by the recurrence and not by the day of the start: a series of Tuesdays that is to begin on
//! a Wednesday goes on on Tuesdays.

use serde_json::Value;
use time::{Date, Duration};

use crate::shape::Object;

const DAILY: i64 = 1;
const WEEKLY: i64 = 2;
const MONTHLY: i64 = 3;

fn number(recurrence: &Object, field: &str) -> Option<i64> {
    recurrence.get(field)?.as_i64()
}

/// The day of the week as Zoom counts it, 1 (Sunday) to 7 (Saturday).
fn week_day(day: Date) -> i64 {
    i64::from(day.weekday().number_days_from_sunday()) + 1
}

/// The days of the week of a weekly series, where they are told.
fn week_days(recurrence: &Object) -> Option<Vec<i64>> {
    let days = recurrence.get("weekly_days")?.as_str()?;
    let days = days.split(',').map(|day| day.trim().parse().ok());
    days.collect()
}

/// Whether the next day is one of another month.
fn is_last_of_month(day: Date) -> bool {
    day.next_day()
        .is_none_or(|next| next.month() != day.month())
}

/// Whether a series that repeats so can have a meeting on a day. What is not told excludes none.
pub(super) fn may_be_on(recurrence: &Object, day: Date) -> bool {
    match number(recurrence, "type") {
        Some(WEEKLY) => week_days(recurrence).is_none_or(|days| days.contains(&week_day(day))),
        Some(MONTHLY) => {
            let in_month = i64::from(day.day());
            let monthly_day = number(recurrence, "monthly_day").is_none_or(|wanted| {
                wanted == in_month || wanted > in_month && is_last_of_month(day)
            });
            let week = number(recurrence, "monthly_week").is_none_or(|wanted| match wanted {
                -1 => day
                    .checked_add(Duration::weeks(1))
                    .is_none_or(|later| later.month() != day.month()),
                wanted => wanted == (in_month - 1) / 7 + 1,
            });
            let of_week =
                number(recurrence, "monthly_week_day").is_none_or(|wanted| wanted == week_day(day));
            monthly_day && week && of_week
        }
        _ => true,
    }
}

/// Whether a series that repeats so and has a meeting on one day can have one on the other too, as far as
/// the days, weeks or months between its meetings go. On which day weeks begin is not told, so it is enough
/// that they are the right ones if they begin on a Sunday or on a Monday.
pub(super) fn in_step(recurrence: &Object, one: Date, other: Date) -> bool {
    let every = number(recurrence, "repeat_interval").unwrap_or(1).max(1);
    let in_step = |place: fn(Date) -> i64| (place(one) - place(other)) % every == 0;
    match number(recurrence, "type") {
        Some(DAILY) => in_step(|day| day.to_julian_day().into()),
        // The days of that calendar begin with a Monday.
        Some(WEEKLY) => {
            in_step(|day| i64::from(day.to_julian_day()).div_euclid(7))
                || in_step(|day| (i64::from(day.to_julian_day()) + 1).div_euclid(7))
        }
        Some(MONTHLY) => {
            in_step(|day| i64::from(day.year()) * 12 + i64::from(u8::from(day.month())))
        }
        _ => true,
    }
}

/// The field that names the one day of a series, and what it has to be for the series to be on another;
/// none for a series of which more than that would have to be said.
pub(super) fn on_another(recurrence: &Object, day: Date) -> Option<(&'static str, Value)> {
    match number(recurrence, "type") {
        Some(WEEKLY) => {
            let one = week_days(recurrence)?.len() == 1;
            one.then(|| ("weekly_days", week_day(day).to_string().into()))
        }
        Some(MONTHLY) => {
            let by_week = recurrence.contains_key("monthly_week")
                || recurrence.contains_key("monthly_week_day");
            (!by_week).then(|| ("monthly_day", day.day().into()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::times::parse_date;

    fn recurrence(value: Value) -> Object {
        let Value::Object(members) = value else {
            panic!("a recurrence is an object: {value}")
        };
        members
    }

    #[test]
    fn a_series_is_on_the_days_that_its_recurrence_names() {
        for (repeats, on, off) in [
            (
                json!({ "type": 2, "weekly_days": "3,5" }),
                vec!["2026-10-20", "2026-10-22"],
                vec!["2026-10-21"],
            ),
            (
                json!({ "type": 3, "monthly_day": 31 }),
                vec!["2026-10-31", "2026-11-30"],
                vec!["2026-10-30"],
            ),
            (
                json!({ "type": 3, "monthly_week": 2, "monthly_week_day": 3 }),
                vec!["2026-10-13"],
                vec!["2026-10-20", "2026-10-14"],
            ),
            (
                json!({ "type": 3, "monthly_week": -1, "monthly_week_day": 7 }),
                vec!["2026-10-31"],
                vec!["2026-10-24"],
            ),
            (
                json!({ "type": 1 }),
                vec!["2026-10-20", "2026-10-21"],
                vec![],
            ),
            (json!({ "type": 2 }), vec!["2026-10-20"], vec![]),
        ] {
            let repeats = recurrence(repeats);
            for (days, expected) in [(on, true), (off, false)] {
                for day in days {
                    let found = may_be_on(&repeats, parse_date(day).unwrap());
                    assert_eq!(found, expected, "{repeats:?} {day}");
                }
            }
        }
    }

    #[test]
    fn meetings_of_a_series_are_as_many_days_weeks_or_months_apart_as_it_repeats() {
        for (repeats, one, others, off) in [
            (
                json!({ "type": 1, "repeat_interval": 3 }),
                "2026-10-20",
                vec!["2026-10-23", "2026-10-14"],
                vec!["2026-10-21", "2026-10-25"],
            ),
            (
                // A Tuesday, and what is of the same or every other week.
                json!({ "type": 2, "repeat_interval": 2, "weekly_days": "3,5" }),
                "2026-10-20",
                vec!["2026-10-22", "2026-11-05", "2026-10-06"],
                vec!["2026-10-27", "2026-10-29", "2026-10-13"],
            ),
            (
                json!({ "type": 3, "repeat_interval": 2, "monthly_day": 31 }),
                "2026-10-31",
                vec!["2026-12-31", "2027-02-28"],
                vec!["2026-11-30"],
            ),
            (
                json!({ "type": 2 }),
                "2026-10-20",
                vec!["2026-10-29"],
                vec![],
            ),
            (json!({}), "2026-10-20", vec!["2026-10-21"], vec![]),
        ] {
            let repeats = recurrence(repeats);
            let one = parse_date(one).unwrap();
            for (days, expected) in [(others, true), (off, false)] {
                for day in days {
                    let other = parse_date(day).unwrap();
                    for (one, other) in [(one, other), (other, one)] {
                        assert_eq!(in_step(&repeats, one, other), expected, "{repeats:?} {day}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_series_of_one_day_that_is_put_on_another_is_on_it(at in 0_i64..20_000, weekly: bool) {
            let day = parse_date("2000-01-01").unwrap() + Duration::days(at);
            let mut repeats = recurrence(if weekly {
                json!({ "type": 2, "weekly_days": "1" })
            } else {
                json!({ "type": 3, "monthly_day": 1 })
            });
            let (field, value) = on_another(&repeats, day).unwrap();
            repeats.insert(field.to_owned(), value);
            prop_assert!(may_be_on(&repeats, day));
        }
    }
}
