//! The times that meetings took place: of each recording there is one, and the
//! past meetings took place without a recording or with it.

use jiff::{SignedDuration, Timestamp};

use crate::state::{
    State,
    archive::Archive,
    controls::Controls,
    instance::{AskedQuestion, Attendee, Instance, PollAnswer, Summary},
    recording::Recording,
};

/// Minutes that the meeting goes on which is being recorded.
const RUNNING: i64 = 60;

pub(super) fn add(state: &mut State, now: Timestamp) {
    state.catch_up(now);
    for place in 0..state.recordings.len() {
        let recording = state.recordings[place].clone();
        let planned = state.instances.iter_mut().find(|instance| {
            Some(instance.meeting_id) == recording.meeting_id
                && instance.start_time == recording.start_time
        });
        match planned {
            Some(instance) => {
                instance.end(recording.start_time + SignedDuration::from_mins(recording.duration));
                state.recordings[place].uuid = instance.uuid.clone();
            }
            None => add_recorded(state, &recording),
        }
    }
    state
        .instances
        .sort_by_key(|instance| (instance.ended, instance.start_time));
    for instance in &mut state.instances {
        if instance.ended {
            instance.archive = Some(Archive::of(instance, &mut state.ids));
        }
    }
    write_about_the_retrospective(state);
}

/// Adds the instance that a recording was made of.
fn add_recorded(state: &mut State, recording: &Recording) {
    let running = recording.files.iter().any(|file| file.end.is_none());
    let minutes = if running { RUNNING } else { recording.duration };
    let attendees = state
        .users
        .iter()
        .filter(|user| user.id == recording.host_id || user.dept == "Sales")
        .map(|user| Attendee {
            user_id: user.id.clone(),
            name: user.display_name(),
            email: user.email.clone(),
            ..Attendee::default()
        })
        .collect();
    let meeting = state
        .meetings
        .iter_mut()
        .find(|meeting| Some(meeting.id) == recording.meeting_id);
    let timezone = state.account.timezone.clone();
    let mut instance = Instance {
        uuid: recording.uuid.clone(),
        meeting_id: recording.meeting_id.unwrap_or_default(),
        host_id: recording.host_id.clone(),
        topic: recording.topic.clone(),
        kind: recording.kind,
        timezone,
        source: "Zoom".into(),
        start_time: recording.start_time,
        end_time: recording.start_time + SignedDuration::from_mins(minutes),
        ended: !running,
        participants: Vec::new(),
        questions: Vec::new(),
        poll_answers: Vec::new(),
        summary: None,
        archive: None,
        controls: Controls::default(),
    };
    instance.admit(attendees, &mut state.ids);
    if let Some(meeting) = meeting.filter(|_| running) {
        meeting.uuid = instance.uuid.clone();
    }
    state.instances.push(instance);
}

fn write_about_the_retrospective(state: &mut State) {
    let id = state.ids.entity();
    let (question_id, polling_id) = (state.ids.entity(), state.ids.entity());
    let lena = &state.users[2];
    let (name, email) = (lena.display_name(), lena.email.clone());
    let Some(instance) = state
        .instances
        .iter_mut()
        .find(|instance| instance.topic == "Retrospective")
    else {
        return;
    };
    instance.questions.push(AskedQuestion {
        id: question_id,
        asked_at: instance.start_time + SignedDuration::from_mins(40),
        name: name.clone(),
        email: email.clone(),
        question: "When is the next release?".into(),
        answer: "In six weeks.".into(),
    });
    instance.poll_answers.push(PollAnswer {
        name,
        email,
        polling_id,
        question: "How was the last release?".into(),
        answer: "Better than the one before".into(),
        date_time: instance.start_time + SignedDuration::from_mins(30),
    });
    instance.summary = Some(Summary {
        id,
        overview: "The team looked back on the last release.".into(),
        details: vec![
            (
                "What went well".into(),
                "The release was ready in time, and nobody had to work on Sunday.".into(),
            ),
            (
                "What to change".into(),
                "The notes for users are to be written earlier.".into(),
            ),
        ],
        next_steps: vec!["Lena writes the notes for users.".into()],
        created_time: instance.end_time + SignedDuration::from_mins(3),
        trashed: false,
    });
}
