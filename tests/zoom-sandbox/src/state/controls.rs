//! What was done in a meeting that goes on, from outside or by its settings.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    State,
    happening::What,
    instance::{Attendee, Instance, Participant},
};

/// How a meeting that goes on is controlled.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Controls {
    recorder: Recorder,
    /// Whether anything was recorded.
    pub(crate) recorded: bool,
    pub(crate) companion: Companion,
    /// Title and text.
    pub(crate) waiting_room: (String, String),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
enum Recorder {
    #[default]
    Off,
    Running,
    Paused,
}

/// What AI Companion does in it.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Companion {
    pub(crate) questions: bool,
    pub(crate) summary: bool,
    /// Whether it has summed up anything that was not deleted.
    pub(crate) summarized: bool,
    pub(crate) disabled: bool,
}

/// What can be done with the recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recording {
    Start,
    Stop,
    Pause,
    Resume,
}

impl Controls {
    pub(crate) fn is_recording(&self) -> bool {
        self.recorder != Recorder::Off
    }

    /// Does it, and says whether anything is different.
    pub(crate) fn record(&mut self, what: Recording) -> bool {
        let before = self.recorder;
        self.recorder = match (what, before) {
            (Recording::Start, Recorder::Off) | (Recording::Resume, Recorder::Paused) => {
                Recorder::Running
            }
            (Recording::Pause, Recorder::Running) => Recorder::Paused,
            (Recording::Stop, _) => Recorder::Off,
            (_, as_it_was) => as_it_was,
        };
        self.recorded |= self.is_recording();
        self.recorder != before
    }
}

impl Instance {
    /// Lets somebody in who comes later than the others.
    pub(crate) fn let_in(&mut self, attendee: Attendee, at: Timestamp, uuid: String) {
        let place = self.participants.len();
        self.participants.push(Participant {
            id: attendee.user_id,
            user_id: (16_778_240 + 1024 * place).to_string(),
            uuid,
            name: attendee.name,
            email: attendee.email,
            hides_email: attendee.hides_email,
            registrant_id: attendee.registrant_id,
            join_time: at.min(self.end_time),
            leave_time: self.end_time,
        });
    }
}

impl State {
    /// The place of the instance of a meeting that goes on now.
    pub(crate) fn live_place(&self, meeting_id: u64) -> Option<usize> {
        self.instances
            .iter()
            .position(|instance| instance.meeting_id == meeting_id && !instance.ended)
    }

    /// Controls the recording of an instance.
    pub(crate) fn record(&mut self, place: usize, what: Recording, at: Timestamp, by: &str) {
        let instance = &mut self.instances[place];
        if !instance.controls.record(what) {
            return;
        }
        let instance = instance.clone();
        let of_a_pause = |event: &'static str, instance: Instance, end: &str| {
            let file = json!({
                "recording_start": crate::time::utc(instance.start_time),
                "recording_end": end,
            });
            What::Controlled(event, instance, json!({ "recording_file": file }))
        };
        let happened = match what {
            Recording::Start => What::RecordingStarted(instance),
            Recording::Stop => What::RecordingStopped(Instance {
                end_time: at,
                ..instance
            }),
            Recording::Pause => of_a_pause("recording.paused", instance, &crate::time::utc(at)),
            Recording::Resume => of_a_pause("recording.resumed", instance, ""),
        };
        self.happened(at, Some(by), happened);
    }

    /// Invites a user of the account, who comes a second later.
    pub(crate) fn invite(&mut self, place: usize, user_id: &str, at: Timestamp, by: &str) {
        let Some(user) = self.user(user_id) else {
            return;
        };
        let attendee = Attendee {
            user_id: user.id.clone(),
            name: user.display_name(),
            email: user.email.clone(),
            ..Attendee::default()
        };
        let invited = json!({ "participant_user_id": user.id, "email": user.email });
        let uuid = self.ids.uuid().to_uppercase();
        let instance = &mut self.instances[place];
        let dispatched = What::Controlled(
            "meeting.invitation_dispatched",
            instance.clone(),
            json!({ "id": instance.meeting_id.to_string(), "participant": invited }),
        );
        instance.let_in(attendee, at + SignedDuration::from_secs(1), uuid);
        self.happened(at, Some(by), dispatched);
    }

    /// Puts somebody out. Says whether they were there.
    pub(crate) fn put_out(&mut self, place: usize, uuid: &str, at: Timestamp, by: &str) -> bool {
        let instance = &mut self.instances[place];
        let is_there = |participant: &&mut Participant| {
            participant.uuid == uuid && participant.join_time <= at && participant.leave_time > at
        };
        let Some(participant) = instance.participants.iter_mut().find(is_there) else {
            return false;
        };
        participant.leave_time = at;
        let left = participant.clone();
        let left = What::ParticipantLeft(instance.clone(), left);
        self.happened(at, Some(by), left);
        true
    }

    /// Tells of something that was done in an instance and has no other place in its state.
    pub(crate) fn controlled(
        &mut self,
        place: usize,
        event: &'static str,
        more: Value,
        at: Timestamp,
        by: &str,
    ) {
        let instance = self.instances[place].clone();
        self.happened(at, Some(by), What::Controlled(event, instance, more));
    }
}
