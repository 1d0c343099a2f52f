//! Who was there for how long, out of the stays that Zoom tells of.
//!
//! Zoom tells each stay by itself: whoever reconnects, is moved to a breakout room or joins with a
//! second device has several, at times under several names. Stays are of one person when they have a
//! registrant's id, an e-mail address or a user's id in common, be it by way of a third. A stay with
//! none of these is told by its name: it is taken for one of the only identified person of that name;
//! where there is none, or several, all such stays of that name are one person.
//!
//! Whoever is there twice at once counts once. What comes of it does not depend on the order in which
//! the stays are told.

use std::collections::BTreeMap;
use std::mem::take;

use serde_json::Value;

use crate::kept::{Kept, kept};
use crate::order;

/// What a stay tells of who it was. Empty where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) registrant_id: String,
    pub(super) email: String,
    pub(super) user_id: String,
    pub(super) name: String,
}

kept!(Marks[registrant_id, email, user_id, name]);

impl Marks {
    /// What tells one from others for sure, each after a sign of what it is.
    fn sure(&self) -> impl Iterator<Item = String> {
        [
            ('r', self.registrant_id.clone()),
            ('e', self.email.to_lowercase()),
            ('u', self.user_id.clone()),
        ]
        .into_iter()
        .filter(|(_, mark)| !mark.is_empty())
        .map(|(sign, mark)| format!("{sign}{mark}"))
    }

    fn is_sure(&self) -> bool {
        self.sure().next().is_some()
    }

    /// A text that is the same for the same marks, to sort by.
    fn in_order(&self) -> String {
        let all = [&self.registrant_id, &self.email, &self.user_id, &self.name];
        all.map(String::as_str).join("\0")
    }

    /// The name as it is compared: without regard to case and blanks.
    fn plain_name(&self) -> String {
        let words: Vec<_> = self.name.split_whitespace().collect();
        words.join(" ").to_lowercase()
    }
}

/// A span of time, in seconds since 1970-01-01T00:00:00Z. It does not end before it begins.
pub(super) type Span = (u64, u64);

/// The stays of whoever has the same marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stays {
    /// In the meeting.
    pub(super) spans: Vec<Span>,
    /// In the waiting room, in seconds.
    pub(super) waited: u64,
}

kept!(Stays[spans, waited]);

/// All stays so far, by their marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct AllStays(Vec<(Marks, Stays)>);

impl Kept for AllStays {
    fn read(value: Value) -> Option<Self> {
        Kept::read(value).map(Self)
    }

    fn into_value(self) -> Value {
        self.0.into_value()
    }
}

/// A person, and the time that the person was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// What is told of the person. Where names differ, the one of the longest stay.
    pub(super) marks: Marks,
    /// The other names, in their order.
    pub(super) other_names: Vec<String>,
    /// How many stays there were.
    pub(super) stays: usize,
    /// When the person was there, each span after the one before it.
    pub(super) spans: Vec<Span>,
    /// How long the person was in the waiting room, in seconds.
    pub(super) waited: u64,
}

impl Person {
    /// How many seconds the person was there, within a span.
    pub(super) fn seconds_within(&self, (from, to): Span) -> u64 {
        let within = |(start, end): &Span| (*end).min(to).saturating_sub((*start).max(from));
        self.spans.iter().map(within).sum()
    }
}

impl AllStays {
    /// Adds a stay in the meeting.
    pub(super) fn add(&mut self, marks: Marks, span: Span) {
        let spans = vec![span];
        self.0.push((marks, Stays { spans, waited: 0 }));
    }

    /// Adds a stay in the waiting room.
    pub(super) fn add_waiting(&mut self, marks: Marks, seconds: u64) {
        let spans = Vec::new();
        let waited = seconds;
        self.0.push((marks, Stays { spans, waited }));
    }

    /// Puts those with the same marks together. To look for them with each stay that comes would take
    /// as long as all stays times all persons.
    pub(super) fn gather(&mut self) {
        self.0 = order::by_key(take(&mut self.0), |(marks, _)| marks.in_order());
        self.0.dedup_by(|(marks, more), (known, stays)| {
            let same = marks == known;
            if same {
                stays.spans.append(&mut more.spans);
                stays.waited = stays.waited.saturating_add(more.waited);
            }
            same
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// From when to when anybody was there.
    pub(super) fn span(&self) -> Option<Span> {
        let spans = || self.0.iter().flat_map(|(_, stays)| &stays.spans);
        let first = spans().map(|(start, _)| *start).min()?;
        let last = spans().map(|(_, end)| *end).max()?;
        Some((first, last))
    }

    /// The persons, those who came first before others.
    pub(super) fn persons(self) -> Vec<Person> {
        let persons: Vec<_> = self.groups().iter().map(|stays| person(stays)).collect();
        order::by_key(persons, |person| {
            let first = person.spans.first().map_or(u64::MAX, |(start, _)| *start);
            let (name, all) = (person.marks.plain_name(), person.marks.in_order());
            format!("{}{name}\0{all}", order::number(first))
        })
    }

    /// The stays of each person.
    fn groups(mut self) -> Vec<Vec<(Marks, Stays)>> {
        self.gather();
        let mut groups = Groups::of(self.0.len());
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (at, (marks, _)) in self.0.iter().enumerate() {
            for mark in marks.sure() {
                let first = *known.entry(mark).or_insert(at);
                groups.join(first, at);
            }
        }
        // By then it is known who is one person for sure, and so which names are of one alone.
        let mut named: BTreeMap<String, usize> = BTreeMap::new();
        for (at, (marks, _)) in self.0.iter().enumerate() {
            if marks.is_sure() {
                let holder = groups.first(at);
                let only = named.entry(marks.plain_name()).or_insert(holder);
                if *only != holder {
                    *only = SEVERAL;
                }
            }
        }
        let mut nameless: BTreeMap<String, usize> = BTreeMap::new();
        for (at, (marks, _)) in self.0.iter().enumerate() {
            let name = marks.plain_name();
            // Without a name, nothing tells one from others.
            if marks.is_sure() || name.is_empty() {
                continue;
            }
            match named.get(&name) {
                Some(only) if *only != SEVERAL => groups.join(*only, at),
                _ => {
                    let first = *nameless.entry(name).or_insert(at);
                    groups.join(first, at);
                }
            }
        }
        let mut found: Vec<Vec<(Marks, Stays)>> = vec![Vec::new(); self.0.len()];
        for (at, stays) in self.0.into_iter().enumerate() {
            found[groups.first(at)].push(stays);
        }
        found.retain(|stays| !stays.is_empty());
        found
    }
}

/// Stands for the one who has a name where several have it.
const SEVERAL: usize = usize::MAX;

/// Which things are together, each named by the first of its group.
struct Groups(Vec<usize>);

impl Groups {
    fn of(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn first(&self, at: usize) -> usize {
        let mut at = at;
        while let Some(next) = self.0.get(at).copied().filter(|next| *next != at) {
            at = next;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        if let Some(place) = self.0.get_mut(one.max(other)) {
            *place = one.min(other);
        }
    }
}

fn person(stays: &[(Marks, Stays)]) -> Person {
    let length = |stays: &Stays| stays.spans.iter().map(|(start, end)| end - start).sum();
    let mut names: BTreeMap<String, u64> = BTreeMap::new();
    for (marks, stays) in stays.iter().filter(|(marks, _)| !marks.name.is_empty()) {
        let seconds: u64 = length(stays);
        *names.entry(marks.name.clone()).or_default() += seconds;
    }
    let longest = names.values().max().copied();
    let name = names
        .iter()
        .find(|(_, seconds)| Some(**seconds) == longest)
        .map(|(name, _)| name.clone());
    let name = name.unwrap_or_default();
    let first = |mark: fn(&Marks) -> &String| {
        let marks = stays.iter().map(|(marks, _)| mark(marks));
        let told = marks.filter(|mark| !mark.is_empty()).min();
        told.cloned().unwrap_or_default()
    };
    let marks = Marks {
        registrant_id: first(|marks| &marks.registrant_id),
        email: first(|marks| &marks.email),
        user_id: first(|marks| &marks.user_id),
        name: name.clone(),
    };
    names.remove(&name);
    let spans: Vec<_> = stays.iter().flat_map(|(_, stays)| &stays.spans).collect();
    Person {
        marks,
        other_names: names.into_keys().collect(),
        stays: spans.len(),
        spans: merged(spans.into_iter().copied().collect()),
        waited: stays.iter().map(|(_, stays)| stays.waited).sum(),
    }
}

/// Spans, those that overlap or touch joined, in the order of time.
fn merged(spans: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::new();
    for (start, end) in order::by_key(spans, |(start, _)| order::number(*start)) {
        match merged.last_mut() {
            Some((_, last)) if start <= *last => *last = end.max(*last),
            _ => merged.push((start, end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn marks(registrant_id: &str, email: &str, user_id: &str, name: &str) -> Marks {
        Marks {
            registrant_id: registrant_id.to_owned(),
            email: email.to_owned(),
            user_id: user_id.to_owned(),
            name: name.to_owned(),
        }
    }

    fn all(stays: &[(Marks, Span)]) -> AllStays {
        let mut all = AllStays::default();
        for (marks, span) in stays {
            all.add(marks.clone(), *span);
        }
        all
    }

    fn persons(stays: &[(Marks, Span)]) -> Vec<Person> {
        all(stays).persons()
    }

    const ALL_TIME: Span = (0, u64::MAX);

    #[test]
    fn reconnects_and_a_second_device_are_one_person_who_counts_once() {
        let anna = || marks("", "anna@example.com", "", "Anna");
        let phone = marks("", "Anna@Example.com", "", "Anna's phone");
        let found = persons(&[
            (anna(), (0, 600)),
            (phone, (300, 900)),
            (anna(), (1200, 1500)),
        ]);
        let [person] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(person.spans, [(0, 900), (1200, 1500)]);
        assert_eq!(person.seconds_within(ALL_TIME), 1200);
        assert_eq!((person.stays, &*person.marks.name), (3, "Anna"));
        assert_eq!(person.other_names, ["Anna's phone"]);
    }

    #[test]
    fn one_who_comes_under_two_names_is_told_by_the_registration() {
        let found = persons(&[
            (marks("r1", "", "", "Anna"), (0, 60)),
            (marks("r1", "anna@example.com", "", "A. Huber"), (60, 180)),
            (marks("", "anna@example.com", "u1", "Anna H"), (200, 210)),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            found[0].marks,
            marks("r1", "anna@example.com", "u1", "A. Huber")
        );
        assert_eq!(found[0].seconds_within(ALL_TIME), 190);
    }

    #[test]
    fn a_name_alone_is_of_the_only_one_who_has_it() {
        let anna = marks("r1", "", "", "Anna");
        let guest = marks("", "", "", " anna ");
        let one = persons(&[(guest.clone(), (60, 90)), (anna.clone(), (0, 60))]);
        assert_eq!(one.len(), 1, "{one:?}");
        // Of two with that name, nobody can tell whose it is.
        let other = marks("r2", "", "", "Anna");
        let three = persons(&[(guest, (60, 90)), (anna, (0, 60)), (other, (0, 60))]);
        assert_eq!(three.len(), 3, "{three:?}");
    }

    #[test]
    fn those_without_a_name_are_told_by_nothing() {
        let found = persons(&[
            (marks("", "", "", ""), (0, 60)),
            (marks("", "", "u1", ""), (0, 60)),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn the_waiting_room_is_no_presence() {
        let mut stays = AllStays::default();
        stays.add_waiting(marks("r", "", "", "Anna"), 30);
        stays.add(marks("r", "", "", "Anna"), (100, 160));
        let found = stays.persons();
        assert_eq!(
            (found[0].waited, found[0].seconds_within(ALL_TIME)),
            (30, 60)
        );
    }

    prop_compose! {
        fn any_stay()(
            registrant in "[ab]?", email in "[xyX]?", user in "[uv]?", name in "(An|Bo| an)?",
            start in 0u64..500, length in 0u64..300,
        ) -> (Marks, Span) {
            (marks(&registrant, &email, &user, &name), (start, start + length))
        }
    }

    fn any_stays() -> impl Strategy<Value = Vec<(Marks, Span)>> {
        prop::collection::vec(any_stay(), 0..14)
    }

    fn seconds_of(spans: &[Span]) -> BTreeSet<u64> {
        spans.iter().flat_map(|(start, end)| *start..*end).collect()
    }

    proptest! {
        #[test]
        fn the_order_of_the_stays_changes_nothing(stays in any_stays(), turn in 0usize..14) {
            let mut turned = stays.clone();
            turned.rotate_left(turn.min(stays.len()));
            prop_assert_eq!(persons(&stays), persons(&turned));
            turned.reverse();
            prop_assert_eq!(persons(&stays), persons(&turned));
        }

        #[test]
        fn nobodys_second_is_lost_and_none_is_counted_twice(stays in any_stays()) {
            let found = persons(&stays);
            prop_assert_eq!(found.iter().map(|person| person.stays).sum::<usize>(), stays.len());
            let all_spans: Vec<Span> = found.iter().flat_map(|person| person.spans.clone()).collect();
            let told: Vec<Span> = stays.iter().map(|(_, span)| *span).collect();
            prop_assert_eq!(seconds_of(&all_spans), seconds_of(&told));
            for person in &found {
                let seconds = seconds_of(&person.spans).len() as u64;
                prop_assert_eq!(person.seconds_within(ALL_TIME), seconds);
                prop_assert!(person.spans.is_sorted_by(|(_, end), (start, _)| end < start));
            }
        }

        #[test]
        fn nobody_is_there_longer_than_the_meeting(stays in any_stays()) {
            let all = all(&stays);
            if let Some((from, to)) = all.span() {
                for person in all.persons() {
                    prop_assert!(person.seconds_within((from, to)) <= to - from);
                    prop_assert_eq!(person.seconds_within((from, to)), person.seconds_within(ALL_TIME));
                }
            }
        }

        #[test]
        fn those_who_share_what_is_sure_are_one_and_no_mark_is_of_two(stays in any_stays()) {
            let found = persons(&stays);
            let mut holders: BTreeMap<String, usize> = BTreeMap::new();
            for (at, person) in found.iter().enumerate() {
                for mark in person.marks.sure() {
                    prop_assert!(holders.insert(mark, at).is_none());
                }
            }
        }

        #[test]
        fn what_is_kept_reads_back_as_itself(stays in any_stays()) {
            let all = all(&stays);
            prop_assert_eq!(AllStays::read(all.clone().into_value()), Some(all));
        }
    }
}
