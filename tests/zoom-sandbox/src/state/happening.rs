//! What happened that the account's subscribers want to know.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    State,
    instance::{Instance, Participant, Summary},
    meeting::Meeting,
    recording::Recording,
    registration::Registrant,
};

/// Something that happened, with what it happened to as it was then.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub(crate) at: Timestamp,
    /// The user who did it; none when it came with time.
    pub(crate) operator_id: Option<String>,
    pub(crate) what: What,
}

/// What happened. Webinars are meetings with an audience, so what is said of a
/// meeting may have happened to one.
#[derive(Clone, Debug)]
pub(crate) enum What {
    MeetingCreated(Meeting),
    MeetingUpdated {
        old: Box<Meeting>,
        new: Meeting,
        /// The occurrence that was changed, when it was one alone.
        occurrence_id: Option<String>,
    },
    MeetingDeleted {
        meeting: Meeting,
        occurrence_id: Option<String>,
    },
    MeetingRecovered(Meeting),
    MeetingPermanentlyDeleted(Meeting),
    /// With the webinar that it is now.
    MeetingConverted(Meeting),
    MeetingRegistration(Registering, Meeting, Registrant),
    MeetingStarted(Instance),
    MeetingEnded(Instance),
    ParticipantJoined(Instance, Participant),
    ParticipantLeft(Instance, Participant),
    SummaryCompleted(Instance, Summary),
    SummaryTrashed(Instance, Summary),
    RecordingStarted(Instance),
    RecordingStopped(Instance),
    RecordingCompleted(Recording),
    TranscriptCompleted(Recording),
    RecordingTrashed(Recording),
    RecordingDeleted(Recording),
    RecordingRecovered(Recording),
    /// Something in a meeting that goes on: the event, and what its object has beside what
    /// there is of every meeting.
    Controlled(&'static str, Instance, Value),
    RecordingRegistration(Registering, Recording, Registrant),
    AppDeauthorized {
        client_id: String,
        user_id: String,
    },
}

/// What becomes of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registering {
    Created,
    Approved,
    Denied,
    Cancelled,
}

impl State {
    /// Tells the subscribers.
    pub(crate) fn happened(&mut self, at: Timestamp, operator_id: Option<&str>, what: What) {
        self.happenings.push(Happening {
            at,
            operator_id: operator_id.map(str::to_owned),
            what,
        });
    }
}
