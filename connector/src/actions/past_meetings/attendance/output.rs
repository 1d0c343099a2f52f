//! What `get-attendance` tells: the persons, and how much of the meeting each was there for.

use serde_json::Value;

use super::Memory;
use super::persons::{Person, Span};
use super::sources::{IDS, Source};
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, TEXTS, list, member};
use crate::times::{self, TIMESTAMP};

pub(super) static MEMBERS: &[Field] = &[
    member("meeting_id", ids::MEETING_OR_UUID, "The meeting, as the input names it.").required(),
    member("source", Kind::Choice(IDS), "What told who was there.").required(),
    member(
        "passed_over",
        list(&Kind::Object(&PASSED_OVER)),
        "What was asked before and did not tell, or could not be asked, each with the reason.",
    )
    .required(),
    member(
        "goes_on",
        Kind::Boolean,
        "Whether the meeting still went on; those who were there are counted until then.",
    )
    .required(),
    member("first_join", TIMESTAMP, "When the first came, in UTC."),
    member("last_leave", TIMESTAMP, "When the last left, in UTC."),
    member(
        "meeting_seconds",
        INTEGER,
        "What shares are of: from the first arrival to the last departure, or what `meeting_minutes` says.",
    )
    .required(),
    member("people_count", INTEGER, "How many people were there.").required(),
    member("present_count", INTEGER, "How many of them count as present.").required(),
    member(
        "people",
        list(&Kind::Object(&PERSON)),
        "The people, those who came first before others.",
    )
    .required(),
];

static PASSED_OVER: Shape = Shape::of(&[&[
    member("source", Kind::Choice(IDS), "What was asked."),
    member("reason", TEXT, "Why it did not tell."),
]]);

static PERSON: Shape = Shape::of(&[&[
    member("name", TEXT, "The name that was shown longest."),
    member("other_names", TEXTS, "Other names that were shown."),
    member(
        "email",
        TEXT,
        "The e-mail address; empty for people outside the account, unless they registered or were invited by it.",
    ),
    member("user_id", TEXT, "The user id, of those who had signed in."),
    member("registrant_id", TEXT, "The id of the registrant."),
    member(
        "known_by",
        Kind::Choice(&["registrant_id", "email", "user_id", "name"]),
        "By what the stays were joined: the surest of what is told.",
    ),
    member(
        "first_join",
        TIMESTAMP,
        "When the person came first, in UTC.",
    ),
    member(
        "last_leave",
        TIMESTAMP,
        "When the person left last, in UTC.",
    ),
    member(
        "seconds",
        INTEGER,
        "How long the person was there, in seconds.",
    ),
    member("minutes", INTEGER, "The same in whole minutes."),
    member(
        "share",
        Kind::Number,
        "How much of the meeting that is, from 0 to 1.",
    ),
    member("present", Kind::Boolean, "Whether that counts as present."),
    member(
        "stays",
        INTEGER,
        "How often the person joined, with all devices.",
    ),
    member(
        "waiting_seconds",
        INTEGER,
        "How long the person was in the waiting room, in seconds.",
    ),
    member(
        "spans",
        list(&Kind::Object(&SPAN)),
        "When the person was there, stays at the same time joined.",
    ),
]]);

static SPAN: Shape = Shape::of(&[&[
    member("from", TIMESTAMP, "From when, in UTC."),
    member("to", TIMESTAMP, "Until when, in UTC."),
]]);

pub(super) const SAMPLE: &str = r#"{
    "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==",
    "source": "report",
    "passed_over": [],
    "goes_on": false,
    "first_join": "2026-09-15T01:00:00Z",
    "last_leave": "2026-09-15T01:30:00Z",
    "meeting_seconds": 1800,
    "people_count": 1,
    "present_count": 1,
    "people": [{
        "name": "Anna Huber",
        "other_names": ["Anna's phone"],
        "email": "anna@example.com",
        "user_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "registrant_id": "",
        "known_by": "email",
        "first_join": "2026-09-15T01:00:00Z",
        "last_leave": "2026-09-15T01:30:00Z",
        "seconds": 1620,
        "minutes": 27,
        "share": 0.9,
        "present": true,
        "stays": 3,
        "waiting_seconds": 0,
        "spans": [
            { "from": "2026-09-15T01:00:00Z", "to": "2026-09-15T01:20:00Z" },
            { "from": "2026-09-15T01:23:00Z", "to": "2026-09-15T01:30:00Z" }
        ]
    }]
}"#;

/// What counts as present.
struct Measure {
    meeting: Span,
    /// What shares are of, in seconds.
    seconds: u64,
    least_seconds: u64,
    least_percent: u64,
}

impl Measure {
    fn of(input: &Input, meeting: Span) -> Self {
        let number = |name| {
            input
                .integer(name)
                .and_then(|number| u64::try_from(number).ok())
        };
        let (from, to) = meeting;
        Self {
            meeting,
            seconds: number("meeting_minutes").map_or(to - from, |minutes| minutes * 60),
            least_seconds: number("present_minutes").unwrap_or(0) * 60,
            least_percent: number("present_percent").unwrap_or(0),
        }
    }

    /// How much of the meeting some seconds are, from 0 to 1, to the ten thousandth.
    #[allow(clippy::cast_precision_loss, reason = "no meeting lasts 2^53 seconds")]
    fn share(&self, seconds: u64) -> f64 {
        if self.seconds == 0 {
            return 0.0;
        }
        let share = seconds.min(self.seconds) as f64 / self.seconds as f64;
        (share * 10_000.0).round() / 10_000.0
    }

    /// Whoever was there for no second is not present, whatever little is asked for.
    fn is_present(&self, seconds: u64) -> bool {
        let enough =
            u128::from(seconds) * 100 >= u128::from(self.least_percent) * u128::from(self.seconds);
        seconds > 0 && seconds >= self.least_seconds && enough
    }
}

/// The output for what has been gathered.
pub(super) fn of(input: &Input, source: &Source, memory: Memory) -> Value {
    let span = memory.stays.span();
    let measure = Measure::of(input, span.unwrap_or_default());
    let persons = memory.stays.persons();
    let people: Vec<_> = persons
        .iter()
        .map(|person| told(person, &measure))
        .collect();
    let present = people
        .iter()
        .filter(|person| person["present"] == true)
        .count();
    let passed_over: Vec<_> = memory
        .passed_over
        .iter()
        .map(|source| {
            json::object(vec![
                ("source", source.source.as_str().into()),
                ("reason", source.reason.as_str().into()),
            ])
        })
        .collect();
    let mut output = vec![
        ("meeting_id", input.get("meeting_id").cloned().into()),
        ("source", source.id.into()),
        ("passed_over", passed_over.into()),
        ("goes_on", source.is_live().into()),
        ("meeting_seconds", measure.seconds.into()),
        ("people_count", people.len().into()),
        ("present_count", present.into()),
        ("people", people.into()),
    ];
    if let Some((first, last)) = span {
        output.push(("first_join", moment(first)));
        output.push(("last_leave", moment(last)));
    }
    if memory.untimed > 0 {
        let warning = format!(
            "Stays of which Zoom tells no times are not counted: {}. Start it again when the meeting has \
             been over for some minutes.",
            memory.untimed
        );
        output.push(("warnings", vec![warning].into()));
    }
    json::object(output)
}

fn told(person: &Person, measure: &Measure) -> Value {
    let seconds = person.seconds_within(measure.meeting);
    let marks = &person.marks;
    let known_by = [
        ("registrant_id", &marks.registrant_id),
        ("email", &marks.email),
        ("user_id", &marks.user_id),
    ]
    .into_iter()
    .find(|(_, mark)| !mark.is_empty())
    .map_or("name", |(name, _)| name);
    let spans: Vec<_> = person
        .spans
        .iter()
        .map(|(from, to)| json::object(vec![("from", moment(*from)), ("to", moment(*to))]))
        .collect();
    let mut told = vec![
        ("name", marks.name.as_str().into()),
        ("other_names", person.other_names.clone().into()),
        ("email", marks.email.as_str().into()),
        ("user_id", marks.user_id.as_str().into()),
        ("registrant_id", marks.registrant_id.as_str().into()),
        ("known_by", known_by.into()),
        ("seconds", seconds.into()),
        ("minutes", (seconds / 60).into()),
        ("share", measure.share(seconds).into()),
        ("present", measure.is_present(seconds).into()),
        ("stays", person.stays.into()),
        ("waiting_seconds", person.waited.into()),
        ("spans", spans.into()),
    ];
    if let (Some((from, _)), Some((_, to))) = (person.spans.first(), person.spans.last()) {
        told.push(("first_join", moment(*from)));
        told.push(("last_leave", moment(*to)));
    }
    json::object(told)
}

/// A moment as Zoom writes one.
fn moment(timestamp: u64) -> Value {
    times::utc(timestamp).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn measure(seconds: u64, least_seconds: u64, least_percent: u64) -> Measure {
        Measure {
            meeting: (0, seconds),
            seconds,
            least_seconds,
            least_percent,
        }
    }

    #[test]
    fn who_was_there_for_just_enough_is_present() {
        assert!(measure(3600, 0, 75).is_present(2700));
        assert!(!measure(3600, 0, 75).is_present(2699));
        assert!(measure(3600, 600, 0).is_present(600));
        assert!(!measure(3600, 600, 0).is_present(599));
        assert!(!measure(3600, 0, 0).is_present(0));
    }

    #[test]
    fn a_meeting_without_length_has_no_shares() {
        assert_eq!(measure(0, 0, 0).share(0).to_bits(), 0.0_f64.to_bits());
    }

    proptest! {
        #[test]
        fn a_share_lies_between_none_and_all_and_grows_with_the_time(
            length in 1u64..200_000, one in 0u64..300_000, more in 0u64..300_000,
        ) {
            let measure = measure(length, 0, 0);
            let (share, larger) = (measure.share(one), measure.share(one + more));
            prop_assert!((0.0..=1.0).contains(&share) && share <= larger);
        }

        #[test]
        fn whoever_was_there_longer_is_present_too(
            length in 1u64..200_000, least in 0u64..4000, percent in 0u64..=100,
            one in 0u64..200_000, more in 0u64..200_000,
        ) {
            let measure = measure(length, least, percent);
            prop_assert!(!measure.is_present(one) || measure.is_present(one + more));
        }
    }
}
