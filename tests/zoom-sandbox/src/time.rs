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
/// time in `zone`. No other form is documented, so no other is taken, and none
/// beyond [`RANGE`].
pub(crate) fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let (local, zone) = match text.strip_suffix('Z') {
        Some(local) => (local, &TimeZone::UTC),
        None => (text, zone),
    };
    let local = civil::DateTime::strptime("%Y-%m-%dT%H:%M:%S", local).ok()?;
    local
        .to_zoned(zone.clone())
        .ok()
        .map(|zoned| zoned.timestamp())
        .filter(|moment| moment <= RANGE.end())
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
            "2026-07-01T10:00:00+02:00",
            "2026-07-01T10:00:00.5Z",
            "soon",
            "9999-12-30T20:00:00Z",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_date_filter_may_carry_a_time() {
        assert_eq!(date("2026-07-01T00:00:00Z"), date("2026-07-01"));
        assert_eq!(date("01.07.2026"), None);
    }
}
