//! The recordings: whole ones of several types, one in the trash, and one of a
//! meeting that is still going on.

use jiff::{SignedDuration, Timestamp};

use super::at;
use crate::{
    files::content::Content,
    ids::Ids,
    state::{
        State,
        meeting::kind,
        recording::{
            FileType, ParticipantAudioFile, Recording, RecordingFile, UPLOADED, Use, settings,
        },
        registration::Registration,
    },
};

const TRANSCRIPT: &str = "WEBVTT\r\n\r\n\
1\r\n00:00:01.000 --> 00:00:04.000\r\nOlivia Owner: Welcome, everybody. What went well?\r\n\r\n\
2\r\n00:00:05.200 --> 00:00:09.400\r\nLena Licensed: The release, and nobody had to work on Sunday.\r\n";
const CHAT: &str = "00:02:11\tLena Licensed:\tHere are the notes: https://notes.example/retro\r\n\
00:03:40\tAdam Admin:\t+1\r\n";
const TIMELINE: &str = r#"{"timeline":[{"ts":"00:00:01.000","users":[{"username":"Olivia Owner","multiple_people":false}]},{"ts":"00:00:05.200","users":[{"username":"Lena Licensed","multiple_people":false}]}]}"#;

/// What is recorded of a meeting.
struct Plan {
    host: usize,
    topic: &'static str,
    start: Timestamp,
    minutes: i64,
    /// Bytes of the video; none for sound alone.
    video: Option<usize>,
    /// Minutes ago that it was put in the trash.
    trashed: bool,
    running: bool,
}

pub(super) fn add(state: &mut State, now: Timestamp) {
    let plan = |host, topic, start, minutes, video| Plan {
        host,
        topic,
        start,
        minutes,
        video,
        trashed: false,
        running: false,
    };
    let plans = [
        plan(0, "Retrospective", at(now, -6, 15), 58, Some(3_200_000)),
        plan(0, "Team meeting", at(now, -8, 9), 29, Some(240_000)),
        plan(0, "Team meeting", at(now, -15, 9), 31, None),
        plan(0, "Kick-off", at(now, -75, 13), 90, Some(180_000)),
        Plan {
            trashed: true,
            ..plan(0, "Rehearsal", at(now, -9, 17), 5, None)
        },
        Plan {
            running: true,
            ..plan(
                0,
                "Open door",
                now - SignedDuration::from_mins(12),
                12,
                Some(0),
            )
        },
        plan(2, "Sales call", at(now, -3, 16), 27, Some(160_000)),
    ];
    for plan in plans {
        let recording = record(state, &plan, now);
        state.recordings.push(recording);
    }
}

fn record(state: &mut State, plan: &Plan, now: Timestamp) -> Recording {
    let host_id = state.users[plan.host].id.clone();
    let meeting = state
        .meetings
        .iter()
        .find(|meeting| meeting.topic == plan.topic)
        .map(|meeting| (meeting.id, meeting.kind));
    let ids = &mut state.ids;
    let (meeting_id, kind) = meeting.unwrap_or_else(|| (ids.meeting_id(), kind::SCHEDULED));
    let mut file = |file_type, recording_type, content| {
        file(ids, plan, now, file_type, recording_type, content)
    };
    let mut files = Vec::new();
    if plan.running {
        files.push(file(
            FileType::Mp4,
            "shared_screen_with_speaker_view",
            Content::Pending,
        ));
    } else {
        if let Some(bytes) = plan.video {
            let video = media("mp42", bytes, plan);
            files.push(file(
                FileType::Mp4,
                "shared_screen_with_speaker_view",
                video,
            ));
            files.push(file(FileType::Timeline, "timeline", text(TIMELINE)));
            files.push(file(FileType::Chat, "chat_file", text(CHAT)));
        }
        files.push(file(
            FileType::M4a,
            "audio_only",
            media("M4A ", 48_000, plan),
        ));
        files.push(file(
            FileType::Transcript,
            "audio_transcript",
            text(TRANSCRIPT),
        ));
    }
    let participant_audio_files = if plan.topic == "Retrospective" {
        let sound = media("M4A ", 24_000, plan);
        vec![ParticipantAudioFile {
            file_name: "Audio only - Lena Licensed".into(),
            file: file(FileType::M4a, "audio_only", sound),
        }]
    } else {
        Vec::new()
    };
    let view = |name: &str, minutes: u64| Use {
        at: plan.start + SignedDuration::from_hours(20),
        name: name.to_owned(),
        email: format!(
            "{}@sandbox.example",
            name.split(' ').next().unwrap_or_default()
        )
        .to_lowercase(),
        seconds: minutes * 60,
        download: false,
    };
    let uses = if plan.topic == "Retrospective" {
        vec![view("Lena Licensed", 12), view("Ben Basic", 58)]
    } else {
        Vec::new()
    };
    Recording {
        uuid: state.ids.meeting_uuid(),
        meeting_id: Some(meeting_id),
        host_id,
        topic: plan.topic.into(),
        kind,
        start_time: plan.start,
        duration: plan.minutes,
        password: state.ids.opaque(8),
        play_passcode: state.ids.opaque(36),
        files,
        participant_audio_files,
        registration: Registration::default(),
        settings: settings(),
        uses,
    }
}

/// Adds a file that the admin uploaded on the web site: nobody met for it.
pub(super) fn upload(state: &mut State, now: Timestamp) {
    let plan = Plan {
        host: 1,
        topic: "How to book a room",
        start: at(now, -20, 10),
        minutes: 4,
        video: Some(90_000),
        trashed: false,
        running: false,
    };
    let mut uploaded = record(state, &plan, now);
    uploaded.kind = UPLOADED;
    uploaded.meeting_id = None;
    uploaded.files.truncate(1);
    state.recordings.push(uploaded);
}

fn file(
    ids: &mut Ids,
    plan: &Plan,
    now: Timestamp,
    file_type: FileType,
    recording_type: &'static str,
    content: Content,
) -> RecordingFile {
    let end = (!plan.running).then(|| plan.start + SignedDuration::from_mins(plan.minutes));
    RecordingFile {
        deleted_time: plan.trashed.then(|| now - SignedDuration::from_hours(20)),
        ..RecordingFile::new(file_type, recording_type, plan.start, end, content, ids)
    }
}

fn media(brand: &'static str, data: usize, plan: &Plan) -> Content {
    let seed = plan.start.as_second().unsigned_abs();
    Content::Media { brand, data, seed }
}

fn text(text: &str) -> Content {
    Content::Text {
        text: text.to_owned(),
    }
}
