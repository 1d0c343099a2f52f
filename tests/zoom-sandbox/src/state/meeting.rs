//! Meetings, and webinars, which are meetings with an audience: what is kept of
//! one, and when it takes place.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    State,
    occurrences::{Occurrence, Recurrence},
    poll::Poll,
    registration::Registration,
};

/// How long a meeting id lives on after it was last used.
const EXPIRY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The type of a meeting or webinar, by Zoom's number.
pub(crate) mod kind {
    pub(crate) const INSTANT: u64 = 1;
    pub(crate) const SCHEDULED: u64 = 2;
    pub(crate) const RECURRING_NO_FIXED_TIME: u64 = 3;
    pub(crate) const RECURRING_FIXED_TIME: u64 = 8;
    pub(crate) const WEBINAR: u64 = 5;
    pub(crate) const RECURRING_WEBINAR_NO_FIXED_TIME: u64 = 6;
    pub(crate) const RECURRING_WEBINAR_FIXED_TIME: u64 = 9;

    pub(crate) fn is_webinar(kind: u64) -> bool {
        matches!(
            kind,
            WEBINAR | RECURRING_WEBINAR_NO_FIXED_TIME | RECURRING_WEBINAR_FIXED_TIME
        )
    }

    /// Whether it is a series whose times are fixed.
    pub(crate) fn recurs_at_fixed_times(kind: u64) -> bool {
        matches!(kind, RECURRING_FIXED_TIME | RECURRING_WEBINAR_FIXED_TIME)
    }
}

/// A meeting or a webinar, or a series of them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Meeting {
    pub(crate) id: u64,
    pub(crate) uuid: String,
    pub(crate) host_id: String,
    /// Who scheduled it for the host.
    pub(crate) assistant_id: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: u64,
    pub(crate) topic: String,
    /// None for an instant meeting and for a series without fixed times.
    pub(crate) start_time: Option<Timestamp>,
    /// Minutes.
    pub(crate) duration: i64,
    pub(crate) timezone: String,
    pub(crate) created_at: Timestamp,
    /// What made it: an app's name, or `Zoom`.
    pub(crate) source: String,
    pub(crate) password: String,
    pub(crate) encrypted_password: String,
    pub(crate) numeric_password: String,
    pub(crate) host_key: String,
    pub(crate) recurrence: Option<Recurrence>,
    pub(crate) occurrences: Vec<Occurrence>,
    pub(crate) settings: Map<String, Value>,
    pub(crate) registration: Registration,
    /// Who speaks at a webinar, beside the host.
    pub(crate) panelists: Vec<Panelist>,
    pub(crate) polls: Vec<Poll>,
    /// Where it is streamed to, as it came.
    pub(crate) livestream: Option<Map<String, Value>>,
    /// What participants are asked afterwards, as it came.
    pub(crate) survey: Option<Map<String, Value>>,
    /// Where a webinar was told of, which tells where registrants come from.
    pub(crate) tracking_sources: Vec<TrackingSource>,
    /// Fields that are given back as they came.
    pub(crate) details: Map<String, Value>,
}

/// Somebody who speaks at a webinar.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Panelist {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    /// The opaque part of the address to join by.
    pub(crate) token: String,
    /// The background and the name tag, as they came.
    pub(crate) details: Map<String, Value>,
}

/// A place that a webinar was told of.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TrackingSource {
    pub(crate) id: String,
    pub(crate) name: String,
    /// How many opened its address of the registration page.
    pub(crate) visitors: u64,
}

impl Meeting {
    pub(crate) fn is_webinar(&self) -> bool {
        kind::is_webinar(self.kind)
    }

    pub(crate) fn zone(&self) -> TimeZone {
        TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC)
    }

    /// Turns it into a webinar, as its host can in the client. Says whether it was a
    /// meeting that can be one.
    pub(crate) fn become_webinar(&mut self, defaults: Map<String, Value>) -> bool {
        self.kind = match self.kind {
            kind::SCHEDULED => kind::WEBINAR,
            kind::RECURRING_NO_FIXED_TIME => kind::RECURRING_WEBINAR_NO_FIXED_TIME,
            kind::RECURRING_FIXED_TIME => kind::RECURRING_WEBINAR_FIXED_TIME,
            _ => return false,
        };
        // What both have stays; a webinar has no other.
        let old = std::mem::replace(&mut self.settings, defaults);
        for (name, value) in old {
            if let Some(kept) = self.settings.get_mut(&name) {
                *kept = value;
            }
        }
        true
    }

    /// Computes the occurrences anew. Changes to single ones are lost, as they
    /// are at Zoom when a series is changed.
    pub(crate) fn plan(&mut self) {
        self.occurrences = match (&self.recurrence, self.start_time) {
            (Some(recurrence), Some(start)) => {
                recurrence.occurrences(start, &self.zone(), self.duration)
            }
            _ => Vec::new(),
        };
    }

    /// Ends a series that has no end, counted from today on: what a change does to it.
    pub(crate) fn bound(&mut self, now: Timestamp) {
        let zone = self.zone();
        let (Some(recurrence), Some(start)) = (&mut self.recurrence, self.start_time) else {
            return;
        };
        if let Some(start) = recurrence.bound(start, now, &zone, self.duration) {
            self.start_time = Some(start);
            self.plan();
        }
    }

    /// Every planned start with the minutes it is planned to last.
    pub(crate) fn starts(&self) -> Vec<(Timestamp, i64)> {
        match self.kind {
            kind if kind::recurs_at_fixed_times(kind) => self
                .occurrences
                .iter()
                .filter(|occurrence| !occurrence.deleted)
                .map(|occurrence| (occurrence.start_time, occurrence.duration))
                .collect(),
            kind::INSTANT => vec![(self.created_at, self.duration)],
            _ => self
                .start_time
                .map(|start| (start, self.duration))
                .into_iter()
                .collect(),
        }
    }

    /// When it starts next, or started last when nothing is to come.
    pub(crate) fn next_start(&self, now: Timestamp) -> Option<Timestamp> {
        let mut available = self
            .occurrences
            .iter()
            .filter(|occurrence| !occurrence.deleted);
        available
            .clone()
            .find(|occurrence| occurrence.start_time >= now)
            .or_else(|| available.next_back())
            .map(|occurrence| occurrence.start_time)
            .or(self.start_time)
    }

    /// When its last planned minute is over; none when it has no fixed time.
    pub(crate) fn end(&self) -> Option<Timestamp> {
        let last = self
            .occurrences
            .iter()
            .rfind(|occurrence| !occurrence.deleted);
        let (start, minutes) = match last {
            Some(occurrence) => (occurrence.start_time, occurrence.duration),
            None => (self.start_time?, self.duration),
        };
        Some(start + SignedDuration::from_mins(minutes))
    }

    /// Whether its id is too old to be used.
    pub(crate) fn expired(&self, now: Timestamp) -> bool {
        self.end().is_some_and(|end| end + EXPIRY < now)
    }
}

impl State {
    /// A meeting or webinar by id, unless its id has expired.
    pub(crate) fn meeting(&self, id: u64, now: Timestamp) -> Option<&Meeting> {
        self.meetings
            .iter()
            .find(|meeting| meeting.id == id && !meeting.expired(now))
    }
}
