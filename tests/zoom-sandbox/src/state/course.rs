//! The course of time: every planned meeting takes place as planned. The host,
//! those invited and those registered come and stay to the end, but for some
//! who registered for a webinar. What the meeting's settings say is then there:
//! a recording, a summary.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    State,
    archive::Archive,
    controls::Recording,
    happening::What,
    instance::{Attendee, Instance, Summary},
    meeting::Meeting,
    recording,
    registration::Status,
};

/// Of those registered for a webinar every so many-th does not come, for a
/// webinar has absentees.
const STAYS_AWAY: usize = 3;

impl State {
    /// Lets everything happen that is due before this moment, to the second.
    pub(crate) fn catch_up(&mut self, now: Timestamp) {
        let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
        if now <= self.caught_up_to {
            return;
        }
        let from = std::mem::replace(&mut self.caught_up_to, now);
        let told = self.happenings.len();
        let mut due: Vec<(Timestamp, i64, u64)> = self
            .meetings
            .iter()
            .flat_map(|meeting| {
                let starts = meeting.starts().into_iter();
                starts.map(|(start, minutes)| (start, minutes, meeting.id))
            })
            .filter(|(start, ..)| (from..now).contains(start))
            .collect();
        due.sort_unstable();
        for (start, minutes, meeting_id) in due {
            self.end_due(start);
            self.start_instance(
                meeting_id,
                start,
                start + SignedDuration::from_mins(minutes),
            );
        }
        self.tell_who_joined(from, now);
        self.end_due(now);
        self.empty_trash(now);
        self.happenings[told..].sort_by_key(|happening| happening.at);
    }

    fn tell_who_joined(&mut self, from: Timestamp, until: Timestamp) {
        let joined: Vec<(Timestamp, What)> = self
            .instances
            .iter()
            .flat_map(|instance| {
                let participants = instance.participants.iter();
                participants.map(move |participant| (instance, participant))
            })
            .filter(|(_, participant)| (from..until).contains(&participant.join_time))
            .map(|(instance, participant)| {
                let joined = What::ParticipantJoined(instance.clone(), participant.clone());
                (participant.join_time, joined)
            })
            .collect();
        for (at, joined) in joined {
            self.happened(at, None, joined);
        }
    }

    /// Ends a meeting that goes on before its time. Says whether it did go on.
    pub(crate) fn end_instance(&mut self, meeting_id: u64, at: Timestamp) -> bool {
        let live = self
            .instances
            .iter()
            .position(|instance| instance.meeting_id == meeting_id && !instance.ended);
        live.inspect(|&place| self.end(place, at)).is_some()
    }

    fn start_instance(&mut self, meeting_id: u64, start: Timestamp, end: Timestamp) {
        let Some(meeting) = self.meetings.iter().find(|known| known.id == meeting_id) else {
            return;
        };
        // One who is still in a meeting does not start it a second time.
        if self.live_instance(meeting_id).is_some() {
            return;
        }
        let attendees = self.attendees(meeting, start);
        let mut instance = Instance::new(meeting, start, end, attendees, &mut self.ids);
        let recorded = meeting.settings["auto_recording"] == json!("cloud");
        if recorded {
            instance.controls.record(Recording::Start);
        }
        self.instances.push(instance.clone());
        self.happened(start, None, What::MeetingStarted(instance.clone()));
        if recorded {
            self.happened(start, None, What::RecordingStarted(instance));
        }
    }

    /// Who comes: the host, those invited, the panelists and those registered. A
    /// meeting that nobody else comes to has a colleague in it, so that the host is
    /// not alone.
    fn attendees(&self, meeting: &Meeting, start: Timestamp) -> Vec<Attendee> {
        let user = |email: &str| {
            self.user(email).map(|user| Attendee {
                user_id: user.id.clone(),
                name: user.display_name(),
                email: user.email.clone(),
                ..Attendee::default()
            })
        };
        let guest = |email: &str| Attendee {
            name: email.split('@').next().unwrap_or_default().to_owned(),
            email: email.to_owned(),
            ..Attendee::default()
        };
        let mut attendees: Vec<Attendee> = user(&meeting.host_id).into_iter().collect();
        let invitees = meeting.settings.get("meeting_invitees");
        for invitee in invitees.and_then(Value::as_array).into_iter().flatten() {
            let email = invitee["email"].as_str().unwrap_or_default();
            attendees.push(user(email).unwrap_or_else(|| Attendee {
                hides_email: true,
                ..guest(email)
            }));
        }
        attendees.extend(meeting.panelists.iter().map(|panelist| Attendee {
            name: panelist.name.clone(),
            ..user(&panelist.email).unwrap_or_else(|| guest(&panelist.email))
        }));
        let occurrence_id = start.as_millisecond().to_string();
        let registrants = meeting.registration.registrants.iter();
        attendees.extend(
            registrants
                .filter(|registrant| registrant.status == Status::Approved)
                .filter(|registrant| registrant.is_for(&occurrence_id))
                .zip(1..)
                .filter(|(_, place)| !meeting.is_webinar() || place % STAYS_AWAY != 0)
                .map(|(registrant, _)| registrant.attendee()),
        );
        if attendees.len() == 1 {
            let colleague = self.users.iter().find(|user| user.id != meeting.host_id);
            attendees.extend(colleague.and_then(|colleague| user(&colleague.id)));
        }
        attendees
    }

    /// Deletes for good what has been in the trash long enough.
    fn empty_trash(&mut self, now: Timestamp) {
        for recording in &mut self.recordings {
            recording.files.retain(|file| {
                file.deleted_time
                    .is_none_or(|deleted| deleted + recording::TRASH > now)
            });
        }
        self.recordings
            .retain(|recording| !recording.files.is_empty());
    }

    fn end_due(&mut self, now: Timestamp) {
        while let Some(place) = self
            .instances
            .iter()
            .position(|instance| !instance.ended && instance.end_time <= now)
        {
            self.end(place, self.instances[place].end_time);
        }
    }

    fn end(&mut self, place: usize, at: Timestamp) {
        let instance = &mut self.instances[place];
        instance.end(at);
        instance.archive = Some(Archive::of(instance, &mut self.ids));
        for recording in &mut self.recordings {
            if recording.uuid == instance.uuid {
                recording.finish(at);
            }
        }
        let Some(meeting) = self
            .meetings
            .iter_mut()
            .find(|meeting| meeting.id == instance.meeting_id)
        else {
            return;
        };
        // The next instance has a UUID of its own.
        meeting.uuid = self.ids.meeting_uuid();
        let summarized = instance.controls.companion.summarized
            || meeting.settings.get("auto_start_meeting_summary") == Some(&json!(true));
        if summarized && !instance.controls.companion.disabled {
            let names: Vec<&str> = instance
                .participants
                .iter()
                .map(|participant| participant.name.as_str())
                .collect();
            instance.summary = Some(Summary {
                id: self.ids.entity(),
                overview: format!("{} talked about: {}.", names.join(", "), instance.topic),
                details: vec![(
                    instance.topic.clone(),
                    format!("{} opened the meeting.", names[0]),
                )],
                next_steps: vec![format!("{} sends the notes to everybody.", names[0])],
                created_time: at,
                trashed: false,
            });
        }
        for poll in &mut meeting.polls {
            poll.ended = true;
            let answers = poll.answers(instance);
            instance.poll_answers.extend(answers);
        }
        let recorded = instance.controls.recorded;
        let recording = instance.controls.is_recording();
        let instance = instance.clone();
        for participant in instance.participants.clone() {
            // Of those who were put out, it was told.
            let at = participant.leave_time;
            if at < instance.end_time {
                continue;
            }
            let left = What::ParticipantLeft(instance.clone(), participant);
            self.happened(at, None, left);
        }
        self.happened(at, None, What::MeetingEnded(instance.clone()));
        if let Some(summary) = instance.summary.clone() {
            self.happened(at, None, What::SummaryCompleted(instance.clone(), summary));
        }
        if recorded {
            if recording {
                self.happened(at, None, What::RecordingStopped(instance.clone()));
            }
            let recording = recording::Recording::of(&instance, &mut self.ids);
            self.happened(at, None, What::RecordingCompleted(recording.clone()));
            self.happened(at, None, What::TranscriptCompleted(recording.clone()));
            self.recordings.push(recording);
        }
    }
}
