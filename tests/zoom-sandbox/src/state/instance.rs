//! Instances: each time that a meeting took place, who was there, and what was
//! written about it.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{State, archive::Archive, controls::Controls, meeting::Meeting};
use crate::ids::Ids;

/// How long Zoom tells what happened.
const A_YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// One time that a meeting took place, or takes place now.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Instance {
    pub(crate) uuid: String,
    pub(crate) meeting_id: u64,
    pub(crate) host_id: String,
    pub(crate) topic: String,
    #[serde(rename = "type")]
    pub(crate) kind: u64,
    pub(crate) timezone: String,
    /// What made the meeting: an app's name, or `Zoom`.
    pub(crate) source: String,
    pub(crate) start_time: Timestamp,
    /// While it goes on, when it is planned to end.
    pub(crate) end_time: Timestamp,
    pub(crate) ended: bool,
    pub(crate) participants: Vec<Participant>,
    pub(crate) questions: Vec<AskedQuestion>,
    pub(crate) poll_answers: Vec<PollAnswer>,
    pub(crate) summary: Option<Summary>,
    /// None while it goes on, and when it was deleted.
    pub(crate) archive: Option<Archive>,
    pub(crate) controls: Controls,
}

/// Somebody who was in a meeting, from joining to leaving.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Participant {
    /// The id of a user of the account; empty for anybody else.
    pub(crate) id: String,
    /// A number that is good in this one instance.
    pub(crate) user_id: String,
    pub(crate) uuid: String,
    pub(crate) name: String,
    pub(crate) email: String,
    /// Whether the account is not told the email address: of whoever comes from outside
    /// and did not register.
    pub(crate) hides_email: bool,
    pub(crate) registrant_id: String,
    pub(crate) join_time: Timestamp,
    pub(crate) leave_time: Timestamp,
}

/// Somebody about to be in a meeting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attendee {
    pub(crate) user_id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) hides_email: bool,
    pub(crate) registrant_id: String,
}

/// A question that a participant asked, and its answers.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AskedQuestion {
    pub(crate) id: String,
    pub(crate) asked_at: Timestamp,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) question: String,
    pub(crate) answer: String,
}

/// What a participant answered to a question of a poll.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PollAnswer {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) polling_id: String,
    pub(crate) question: String,
    pub(crate) answer: String,
    pub(crate) date_time: Timestamp,
}

/// What AI Companion wrote about an instance.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Summary {
    pub(crate) id: String,
    pub(crate) overview: String,
    /// Label and text of each part.
    pub(crate) details: Vec<(String, String)>,
    pub(crate) next_steps: Vec<String>,
    pub(crate) created_time: Timestamp,
    pub(crate) trashed: bool,
}

impl Instance {
    pub(crate) fn new(
        meeting: &Meeting,
        start_time: Timestamp,
        end_time: Timestamp,
        attendees: Vec<Attendee>,
        ids: &mut Ids,
    ) -> Self {
        let mut instance = Self {
            uuid: meeting.uuid.clone(),
            meeting_id: meeting.id,
            host_id: meeting.host_id.clone(),
            topic: meeting.topic.clone(),
            kind: meeting.kind,
            timezone: meeting.timezone.clone(),
            source: meeting.source.clone(),
            start_time,
            end_time,
            ended: false,
            participants: Vec::new(),
            questions: Vec::new(),
            poll_answers: Vec::new(),
            summary: None,
            archive: None,
            controls: Controls::default(),
        };
        instance.admit(attendees, ids);
        instance
    }

    /// Lets people in: the first, who is the host, at the start, everybody else
    /// half a minute after the one before. All stay to the end.
    pub(crate) fn admit(&mut self, attendees: Vec<Attendee>, ids: &mut Ids) {
        for (place, attendee) in (0..).zip(attendees) {
            let join_time = self.start_time + SignedDuration::from_secs(30 * place);
            self.participants.push(Participant {
                id: attendee.user_id,
                // Zoom counts the participants of an instance up in such steps.
                user_id: (16_778_240 + 1024 * place).to_string(),
                uuid: ids.uuid().to_uppercase(),
                name: attendee.name,
                email: attendee.email,
                hides_email: attendee.hides_email,
                registrant_id: attendee.registrant_id,
                join_time: join_time.min(self.end_time),
                leave_time: self.end_time,
            });
        }
    }

    /// Ends it; who had not left leaves now.
    pub(crate) fn end(&mut self, at: Timestamp) {
        self.ended = true;
        self.end_time = at;
        self.participants
            .retain(|participant| participant.join_time <= at);
        for participant in &mut self.participants {
            participant.leave_time = participant.leave_time.min(at);
        }
    }

    /// Minutes from start to end, begun ones counted.
    pub(crate) fn duration(&self) -> i64 {
        minutes(self.start_time, self.end_time)
    }

    /// Minutes that all participants spent in it together.
    pub(crate) fn total_minutes(&self) -> i64 {
        self.participants
            .iter()
            .map(|participant| minutes(participant.join_time, participant.leave_time))
            .sum()
    }

    /// Whether it is too long ago to be told about.
    pub(crate) fn is_too_old(&self, now: Timestamp) -> bool {
        self.end_time + A_YEAR < now
    }

    /// Everybody who has joined by now.
    pub(crate) fn joined(&self, now: Timestamp) -> impl Iterator<Item = &Participant> {
        self.participants
            .iter()
            .filter(move |participant| participant.join_time <= now)
    }

    /// Whether the host, who comes first, shows the screen: with a computer
    /// every host does.
    pub(crate) fn has_screen_share(&self) -> bool {
        let host = self.participants.first();
        host.is_some_and(|host| host.equipment().is_computer())
    }
}

impl Participant {
    /// The email address as far as it is shown.
    pub(crate) fn shown_email(&self) -> &str {
        if self.hides_email { "" } else { &self.email }
    }

    /// Seconds.
    pub(crate) fn duration(&self) -> i64 {
        self.leave_time.duration_since(self.join_time).as_secs()
    }
}

fn minutes(from: Timestamp, to: Timestamp) -> i64 {
    (to.duration_since(from).as_secs() + 59) / 60
}

impl State {
    /// The meeting that took place, unless it was deleted since.
    pub(crate) fn meeting_of(&self, instance: &Instance) -> Option<&Meeting> {
        self.meetings
            .iter()
            .find(|meeting| meeting.id == instance.meeting_id)
    }

    /// Whether the cloud has recorded it, or records it now.
    pub(crate) fn is_recorded(&self, instance: &Instance) -> bool {
        self.recordings
            .iter()
            .any(|recording| recording.uuid == instance.uuid)
            || (!instance.ended && instance.controls.recorded)
    }

    /// The instance of a meeting that goes on now.
    pub(crate) fn live_instance(&self, meeting_id: u64) -> Option<&Instance> {
        self.instances
            .iter()
            .find(|instance| instance.meeting_id == meeting_id && !instance.ended)
    }

    /// A past instance by its UUID, or the last one of a meeting by its id.
    pub(crate) fn past_instance(&self, uuid_or_id: &str) -> Option<&Instance> {
        let id = uuid_or_id.parse::<u64>().ok();
        self.instances
            .iter()
            .filter(|instance| instance.ended)
            .filter(|instance| instance.uuid == uuid_or_id || Some(instance.meeting_id) == id)
            .max_by_key(|instance| instance.start_time)
    }
}
