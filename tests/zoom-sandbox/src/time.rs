//! Reading and writing times the way Zoom's API does.

use std::ops::RangeInclusive;

use jiff::{Timestamp, civil, tz::TimeZone};

/// Writes a moment as `yyyy-MM-ddTHH:mm:ssZ`.
pub(crate) fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The moments that a clock shows, the years 1970 to 8999: whatever is reckoned
/// from one of them can be written as a timestamp.
pub(crate) const RANGE: RangeInclusive<Timestamp> =
    Timestamp::UNIX_EPOCH..=Timestamp::constant(221_845_391_999, 0);

/// Reads `yyyy-MM-ddTHH:mm:ssZ` as UTC, and the same without `Z` as a local
/// time in `zone`. No other form is documented. Clients in use send fractions of a
/// second, as JavaScript's `toISOString` has them, and offsets in place of `Z`, as
/// n8n's node does: that the former are dropped and the latter heeded is a guess. None
/// beyond [`RANGE`] is taken.
pub(crate) fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let moment = match text.strip_suffix('Z') {
        Some(utc) => local(utc)?.to_zoned(TimeZone::UTC).ok()?.timestamp(),
        None => match local(text) {
            Some(local) => local.to_zoned(zone.clone()).ok()?.timestamp(),
            None => with_offset(text)?,
        },
    };
    (moment <= *RANGE.end()).then_some(moment)
}

/// A date and a time of day, to the second.
fn local(text: &str) -> Option<civil::DateTime> {
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if is_fraction(fraction) => whole,
        Some(_) => return None,
        None => text,
    };
    civil::DateTime::strptime("%Y-%m-%dT%H:%M:%S", whole).ok()
}

fn is_fraction(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// The same with an offset such as `+02:00` or `+0200` behind it.
fn with_offset(text: &str) -> Option<Timestamp> {
    let time = text.find('T')?;
    let sign = time + text[time..].rfind(['+', '-'])?;
    let offset = ["%:z", "%z"].into_iter().find_map(|form| {
        let parsed = jiff::fmt::strtime::parse(form, &text[sign..]).ok()?;
        parsed.offset()
    })?;
    local(&text[..sign])?
        .to_zoned(offset.to_time_zone())
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// Reads a date filter. `yyyy-MM-dd` is documented; a time after it is ignored,
/// because widespread clients send one and Zoom puts up with it; one report
/// documents a time that follows after a space.
pub(crate) fn date(text: &str) -> Option<civil::Date> {
    let date = match text.split_once(['T', ' ']) {
        Some((date, _)) => date,
        None => text,
    };
    civil::Date::strptime("%Y-%m-%d", date).ok()
}

/// The calendar day of a moment in a time zone.
pub(crate) fn day(moment: Timestamp, zone: &TimeZone) -> civil::Date {
    zone.to_datetime(moment).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_is_read_in_its_zone_and_z_means_utc() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let read = |text| moment(text, &zone).map(utc);
        assert_eq!(
            read("2026-07-01T10:00:00").as_deref(),
            Some("2026-07-01T14:00:00Z")
        );
        assert_eq!(
            read("2026-07-01T10:00:00Z").as_deref(),
            Some("2026-07-01T10:00:00Z")
        );
        for wrong in [
            "2026-07-01",
            "2026-07-01T10:00Z",
            "2026-07-01 10:00:00",
            "2026-07-01T10:00:00.Z",
            "2026-07-01T10:00:00.5.5",
            "2026-07-01T10:00:00+2",
            "2026-07-01T10:00:00+02:00Z",
            "2026-07-01T10:00:00[Europe/Berlin]",
            "soon",
            "-",
            "9999-12-30T20:00:00Z",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn fractions_of_a_second_are_dropped_and_an_offset_is_heeded() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for (text, utc_text) in [
            ("2026-07-01T10:00:00.000Z", "2026-07-01T10:00:00Z"),
            ("2026-07-01T10:00:00.987654", "2026-07-01T14:00:00Z"),
            ("2026-07-01T10:00:00+02:00", "2026-07-01T08:00:00Z"),
            ("2026-07-01T10:00:00-0330", "2026-07-01T13:30:00Z"),
            ("2026-07-01T10:00:00.5+00:00", "2026-07-01T10:00:00Z"),
        ] {
            let read = moment(text, &zone).map(utc);
            assert_eq!(read.as_deref(), Some(utc_text), "{text}");
        }
    }

    #[test]
    fn a_date_filter_may_carry_a_time() {
        assert_eq!(date("2026-07-01T00:00:00Z"), date("2026-07-01"));
        assert_eq!(date("01.07.2026"), None);
    }
}
