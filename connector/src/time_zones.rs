//! Which time zones there are, and between which moments a local time lies.
//!
//! Zoom takes a name that it does not know without a word, and then has the meeting in some other
//! zone. And whether a local time is in the past depends on the zone. To know a zone to the hour is
//! enough for that: what the clocks of all the world's zones show is in the table with two numbers
//! for each, rather than with its history.

mod clocks;
mod shifts;
mod table;

use std::cmp::Ordering;
use std::ops::RangeInclusive;

use table::TABLE;

pub(crate) use clocks::{Clocks, DATABASE, Shown, clocks};

use crate::names;

/// The offsets from UTC, in minutes, that local times of some zone may have.
pub(crate) type Offsets = RangeInclusive<i64>;

/// The offsets of all zones there are.
pub(crate) const ANYWHERE: Offsets = -12 * 60..=14 * 60;

/// The name of a time zone as the IANA database has it, from however it is written in upper and
/// lower case, and its offsets.
pub(crate) fn find(name: &str) -> Option<(&'static str, Offsets)> {
    let found = TABLE.binary_search_by(|(known, ..)| compare(known, name));
    let (name, least, most) = TABLE.get(found.ok()?)?;
    Some((name, i64::from(*least)..=i64::from(*most)))
}

/// The names of all of them.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(known, ..)| *known)
}

/// The name that is most like `name`, if any is.
pub(crate) fn nearest(name: &str) -> Option<&'static str> {
    let city = |zone: &&str| {
        zone.rsplit_once('/')
            .is_some_and(|(_, city)| city.eq_ignore_ascii_case(name))
    };
    names().find(city).or_else(|| names::nearest(name, names()))
}

fn compare(a: &str, b: &str) -> Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(lower).cmp(b.bytes().map(lower))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::tz::TimeZoneDatabase;
    use jiff::{Timestamp, ToSpan as _};

    use super::*;

    /// The least and greatest offset of each zone, in minutes, as the database has them.
    fn database() -> BTreeMap<String, (i64, i64)> {
        let database = TimeZoneDatabase::bundled();
        let begin: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let zones = database.available().filter_map(|name| {
            let zone = database.get(name.as_str()).unwrap();
            let offsets: Vec<i64> = (0..12 * 365)
                .map(|day| begin + (day * 24).hours())
                .map(|time| i64::from(zone.to_offset(time).seconds()) / 60)
                .collect();
            let range = (*offsets.iter().min()?, *offsets.iter().max()?);
            Some((name.as_str().to_owned(), range))
        });
        zones.filter(|(name, _)| name != "Factory").collect()
    }

    #[test]
    fn the_table_has_the_zones_of_the_database_with_their_offsets() {
        let database = database();
        for (name, offsets) in &database {
            let (found, range) = find(name).unwrap_or_else(|| panic!("{name} is missing"));
            assert_eq!(found, name);
            assert_eq!((*range.start(), *range.end()), *offsets, "{name}");
        }
        for (name, ..) in TABLE {
            assert!(*name == "SST" || database.contains_key(*name), "{name}");
        }
    }

    #[test]
    fn no_zone_is_further_from_utc_than_any_is() {
        for (name, least, most) in TABLE {
            let (least, most) = (i64::from(*least), i64::from(*most));
            assert!(
                ANYWHERE.contains(&least) && ANYWHERE.contains(&most),
                "{name}"
            );
        }
    }

    #[test]
    fn a_zone_is_found_however_it_is_written() {
        assert_eq!(find("europe/BERLIN"), Some(("Europe/Berlin", 60..=120)));
        assert_eq!(find("Europe/Berlon"), None);
        assert_eq!(nearest("Europe/Berlon"), Some("Europe/Berlin"));
        assert_eq!(nearest("berlin"), Some("Europe/Berlin"));
        assert_eq!(nearest("W. Europe Standard Time"), None);
        assert_eq!(find(""), None);
    }
}
