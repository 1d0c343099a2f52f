//! Dates and times as Zoom takes and gives them.
//!
//! Zoom reads `yyyy-MM-ddTHH:mm:ssZ` as UTC and `yyyy-MM-ddTHH:mm:ss` as a local time of the time
//! zone that stands beside it. What people write is brought into one of these two forms, without
//! ever guessing a zone.

use std::fmt;

use serde_json::Value;
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

use crate::shape::{Form, Kind};
use crate::time_zones::Offsets;
use crate::{numbers, time_zones};

/// A day, `2026-03-01`. A time stands for its day.
pub(crate) const DATE: Kind = Kind::Form(&Form::new(
    |value| day(value.as_str()?).map(|day| format_date(day).into()),
    "a date like \"2026-03-01\"",
    r#"{ "type": "string", "format": "date" }"#,
));

/// A point in time (with `Z` or an offset) or a local time (without).
pub(crate) const DATE_TIME: Kind = Kind::Form(&Form::new(
    |value| DateTime::parse(value.as_str()?).map(|time| time.to_string().into()),
    "a time like \"2036-03-01T09:00:00Z\", or like \"2036-03-01T09:00:00\" together with a time \
     zone",
    r#"{ "type": "string", "examples": ["2036-03-01T09:00:00Z", "2036-03-01T09:00:00"] }"#,
));

/// A point in time: with `Z` or an offset.
pub(crate) const TIMESTAMP: Kind = Kind::Form(&Form::new(
    |value| {
        let time = DateTime::parse(value.as_str()?).filter(DateTime::is_utc);
        time.map(|time| time.to_string().into())
    },
    "a time with `Z` or an offset, like \"2026-03-01T09:00:00Z\" or \
     \"2026-03-01T18:00:00+09:00\"",
    r#"{ "type": "string", "format": "date-time" }"#,
));

/// Days of the week, 1 (Sunday) to 7 (Saturday), with commas between them.
pub(crate) const WEEK_DAYS: Kind = Kind::Form(&Form::new(
    week_days,
    "days from 1 (Sunday) to 7 (Saturday), like \"2,4\"",
    r#"{
        "anyOf": [
            { "type": "string", "pattern": "^[ ,]*[1-7]([ ,]+[1-7])*[ ,]*$" },
            { "type": "integer", "minimum": 1, "maximum": 7 },
            { "type": "array", "items": { "type": ["integer", "string"] }, "minItems": 1 }
        ]
    }"#,
));

/// The name of a time zone.
pub(crate) const TIME_ZONE: Kind = Kind::Form(
    &Form::new(
        |value| time_zones::find(value.as_str()?).map(|(name, _)| name.into()),
        "the name of a time zone in the IANA database, like \"Europe/Berlin\"",
        r#"{ "type": "string", "examples": ["Europe/Berlin", "UTC"] }"#,
    )
    .nearest(time_zones::nearest),
);

fn week_days(value: &Value) -> Option<Value> {
    let days: Vec<String> = match value {
        Value::String(text) => text
            .split([',', ' '])
            .filter(|day| !day.is_empty())
            .map(str::to_owned)
            .collect(),
        Value::Array(days) => days
            .iter()
            .map(|day| Some(numbers::integer(day)?.to_string()))
            .collect::<Option<_>>()?,
        value => vec![numbers::integer(value)?.to_string()],
    };
    let known = |day: &String| matches!(day.as_bytes(), [b'1'..=b'7']);
    (!days.is_empty() && days.iter().all(known)).then(|| days.join(",").into())
}

/// A time in one of the two forms that Zoom knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum DateTime {
    /// A point in time, in UTC.
    Utc(PrimitiveDateTime),
    /// What a clock on the wall shows.
    Local(PrimitiveDateTime),
}

impl DateTime {
    /// Reads RFC 3339, also without seconds, with a space for the `T` or before the offset, or without
    /// `Z` or offset.
    /// Fractions of a second are dropped: Zoom does not take them.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let date = parse_date(date)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        // Ruby and others write `10:00:00 +0200` and `10:00:00 UTC`.
        let (clock, offset) = match rest.find(['Z', 'z', '+', '-', ' ']) {
            Some(at) => (rest.get(..at)?, Some(rest.get(at..)?.trim_start())),
            None => (rest, None),
        };
        let local = PrimitiveDateTime::new(date, parse_clock(clock)?);
        let Some(offset) = offset else {
            return Some(Self::Local(local));
        };
        let utc = local.checked_sub(parse_offset(offset)?)?;
        (0..=9999).contains(&utc.year()).then_some(Self::Utc(utc))
    }

    pub(crate) fn is_utc(&self) -> bool {
        matches!(self, Self::Utc(_))
    }

    /// The day that it shows.
    pub(crate) fn date(&self) -> Date {
        let (Self::Utc(time) | Self::Local(time)) = self;
        time.date()
    }

    /// The first and the last moment that it can be, in seconds since 1970-01-01T00:00:00Z, when a
    /// local time is of a zone with one of the `offsets` from UTC.
    pub(crate) fn moments(&self, offsets: &Offsets) -> (i64, i64) {
        match self {
            Self::Utc(time) => {
                let moment = time.assume_utc().unix_timestamp();
                (moment, moment)
            }
            Self::Local(time) => {
                let shown = time.assume_utc().unix_timestamp();
                (shown - offsets.end() * 60, shown - offsets.start() * 60)
            }
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z; none for a local time or one before that.
    pub(crate) fn timestamp(&self) -> Option<u64> {
        match self {
            Self::Utc(time) => u64::try_from(time.assume_utc().unix_timestamp()).ok(),
            Self::Local(_) => None,
        }
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (time, suffix) = match self {
            Self::Utc(time) => (time, "Z"),
            Self::Local(time) => (time, ""),
        };
        let (hour, minute, second) = time.as_hms();
        let date = format_date(time.date());
        write!(f, "{date}T{hour:02}:{minute:02}:{second:02}{suffix}")
    }
}

/// A day of the form `2026-03-01`, of the years 0 to 9999.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = Month::try_from(u8::try_from(digits(parts.next()?, 2)?).ok()?).ok()?;
    let day = u8::try_from(digits(parts.next()?, 2)?).ok()?;
    let date = Date::from_calendar_date(i32::from(year), month, day).ok()?;
    parts.next().is_none().then_some(date)
}

/// The day that a text names: a date, or the date of a time, in UTC where the time says what that is.
fn day(text: &str) -> Option<Date> {
    parse_date(text).or_else(|| DateTime::parse(text).map(|time| time.date()))
}

/// The inverse of [`parse_date`].
pub(crate) fn format_date(date: Date) -> String {
    let (year, month, day) = date.to_calendar_date();
    format!("{year:04}-{:02}-{day:02}", u8::from(month))
}

/// The day, in UTC, of a number of seconds since 1970-01-01T00:00:00Z.
pub(crate) fn date_of(timestamp: u64) -> Date {
    i64::try_from(timestamp)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .map_or(Date::MAX, OffsetDateTime::date)
}

/// The same as a text.
pub(crate) fn date_text(timestamp: u64) -> String {
    format_date(date_of(timestamp))
}

/// Seconds since 1970-01-01T00:00:00Z as Zoom writes a moment.
pub(crate) fn utc(timestamp: u64) -> String {
    let moment = i64::try_from(timestamp)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    let moment = moment.map_or(PrimitiveDateTime::MAX, |moment| {
        PrimitiveDateTime::new(moment.date(), moment.time())
    });
    DateTime::Utc(moment).to_string()
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7) as seconds since 1970-01-01T00:00:00Z.
pub(crate) fn parse_http_date(text: &str) -> Option<u64> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let mut words = text.split(' ').skip(1);
    let (day, month, year, clock) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let month = MONTHS
        .find(month)
        .filter(|at| month.len() == 3 && at % 3 == 0)?
        / 3
        + 1;
    if words.next() != Some("GMT") || words.next().is_some() {
        return None;
    }
    let date = parse_date(&format!("{year}-{month:02}-{day}"))?;
    DateTime::Utc(PrimitiveDateTime::new(date, parse_clock(clock)?)).timestamp()
}

fn parse_clock(text: &str) -> Option<Time> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut parts = whole.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let second = parts.next();
    let fraction_fits = fraction.is_none_or(|fraction| {
        second.is_some() && !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit())
    });
    let second = second.map_or(Some(0), |second| digits(second, 2))?;
    let in_range = |value: u16| u8::try_from(value).ok();
    let time = Time::from_hms(in_range(hour)?, in_range(minute)?, in_range(second)?).ok()?;
    (fraction_fits && parts.next().is_none()).then_some(time)
}

fn parse_offset(text: &str) -> Option<Duration> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("Z" | "z", "") | ("U", "TC") | ("G", "MT") => return Some(Duration::ZERO),
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (rest, "00"),
        4 => rest.split_at_checked(2)?,
        _ => rest.split_once(':')?,
    };
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    let offset = Duration::minutes(sign * (i64::from(hours) * 60 + i64::from(minutes)));
    (hours < 24 && minutes < 60).then_some(offset)
}

/// Exactly `length` digits.
fn digits(text: &str, length: usize) -> Option<u16> {
    let fits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sent(text: &str) -> Option<String> {
        DateTime::parse(text).map(|time| time.to_string())
    }

    prop_compose! {
        fn any_minute()(seconds in 0i64..8_000_000_000) -> PrimitiveDateTime {
            let utc = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
            PrimitiveDateTime::new(utc.date(), utc.time())
        }
    }

    proptest! {
        #[test]
        fn what_is_sent_reads_back_as_itself(time in any_minute(), utc in any::<bool>()) {
            let time = if utc { DateTime::Utc(time) } else { DateTime::Local(time) };
            prop_assert_eq!(DateTime::parse(&time.to_string()), Some(time));
        }

        #[test]
        fn an_offset_names_the_same_moment_as_its_utc_form(time in any_minute(), hours in -12i64..=14, quarter in 0i64..4) {
            let minutes = hours * 60 + quarter * 15;
            let local = time + Duration::minutes(minutes);
            let sign = if minutes < 0 { '-' } else { '+' };
            let offset = format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
            let text = format!("{}{offset}", DateTime::Local(local));
            prop_assert_eq!(DateTime::parse(&text), Some(DateTime::Utc(time)));
        }

        #[test]
        fn every_moment_reads_back_as_itself(timestamp in 0u64..253_402_300_799) {
            let read = DateTime::parse(&utc(timestamp));
            prop_assert_eq!(read.and_then(|time| time.timestamp()), Some(timestamp));
        }

        #[test]
        fn no_text_at_all_makes_it_panic(text in ".*") {
            let _ = (DateTime::parse(&text), parse_date(&text), parse_http_date(&text));
        }

        #[test]
        fn every_date_reads_back_as_itself(timestamp in 0u64..253_402_300_799) {
            let date = date_of(timestamp);
            prop_assert_eq!(parse_date(&format_date(date)), Some(date));
        }
    }

    #[test]
    fn an_offset_is_converted_and_a_fraction_dropped() {
        assert_eq!(
            sent("2024-09-15T10:00:00+09:00").as_deref(),
            Some("2024-09-15T01:00:00Z")
        );
        assert_eq!(
            sent("2024-03-01T00:30:00-0100").as_deref(),
            Some("2024-03-01T01:30:00Z")
        );
        assert_eq!(
            sent("2024-09-15T10:00:00.123Z").as_deref(),
            Some("2024-09-15T10:00:00Z")
        );
        for text in [
            "2024-09-15 10:00:00 +0900",
            "2024-09-15T01:00:00 UTC",
            "2024-09-15 01:00 GMT",
        ] {
            assert_eq!(
                sent(text).as_deref(),
                Some("2024-09-15T01:00:00Z"),
                "{text}"
            );
        }
        assert_eq!(
            sent("2024-09-15 10:00").as_deref(),
            Some("2024-09-15T10:00:00")
        );
    }

    #[test]
    fn a_date_that_no_calendar_has_is_refused() {
        for text in [
            "2023-02-29T10:00:00Z",
            "2024-13-01T10:00:00",
            "2024-01-01T24:00:00Z",
            "2024-01-01T10:00:60Z",
            "2024-01-01",
            "2024-1-1T10:00:00",
            "2024-01-01T10:00:00+9",
            "2024-01-01T10:00:00 ",
            "2024-01-01T10:00:00 CET",
            "2024-01-01T10:00:00 AM",
            "soon",
            "",
        ] {
            assert_eq!(DateTime::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_where_a_day_is_meant_names_its_day_in_utc() {
        for (text, expected) in [
            ("2026-01-31", Some("2026-01-31")),
            ("2026-01-31T00:00:00Z", Some("2026-01-31")),
            ("2026-01-31T23:30:00-02:00", Some("2026-02-01")),
            ("2026-01-31 10:00", Some("2026-01-31")),
            ("2026-01-32", None),
            ("2026-01", None),
            ("", None),
        ] {
            assert_eq!(day(text).map(format_date).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_local_time_lies_between_the_moments_that_its_zone_allows() {
        let at = |text: &str| DateTime::parse(text).unwrap().moments(&(60..=120));
        assert_eq!(at("1970-01-01T02:00:00"), (0, 3600));
        assert_eq!(at("1970-01-01T02:00:00Z"), (7200, 7200));
    }

    #[test]
    fn the_date_of_an_http_answer_is_its_clock() {
        assert_eq!(
            parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777)
        );
        assert_eq!(parse_http_date("Sun, 06 Nov 1994 08:49:37 CET"), None);
        assert_eq!(parse_http_date("Sun, 06 anF 1994 08:49:37 GMT"), None);
    }
}
