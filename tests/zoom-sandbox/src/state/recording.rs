//! Cloud recordings and their files.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{instance::Instance, registration::Registration};
use crate::{files::content::Content, ids::Ids};

/// Bytes of sound and of video that a minute takes here: a fraction of what it
/// takes at Zoom.
const SOUND_PER_MINUTE: usize = 800;
const VIDEO_PER_MINUTE: usize = 4_000;

/// The type of a recording that was uploaded, by Zoom's number.
pub(crate) const UPLOADED: u64 = 99;

/// How long the trash keeps a file.
pub(crate) const TRASH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What was recorded of one meeting.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Recording {
    /// The UUID of the meeting instance.
    pub(crate) uuid: String,
    /// None for a file that was uploaded on the web site.
    pub(crate) meeting_id: Option<u64>,
    pub(crate) host_id: String,
    pub(crate) topic: String,
    #[serde(rename = "type")]
    pub(crate) kind: u64,
    pub(crate) start_time: Timestamp,
    /// Minutes.
    pub(crate) duration: i64,
    pub(crate) password: String,
    pub(crate) play_passcode: String,
    pub(crate) files: Vec<RecordingFile>,
    pub(crate) participant_audio_files: Vec<ParticipantAudioFile>,
    pub(crate) registration: Registration,
    /// Who may see it, and how.
    pub(crate) settings: Map<String, Value>,
    pub(crate) uses: Vec<Use>,
}

/// One time that a recording was viewed or downloaded.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Use {
    pub(crate) at: Timestamp,
    pub(crate) name: String,
    pub(crate) email: String,
    /// How long it was viewed; 0 for a download.
    pub(crate) seconds: u64,
    pub(crate) download: bool,
}

/// One file of a recording.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RecordingFile {
    pub(crate) id: String,
    pub(crate) file_type: FileType,
    pub(crate) recording_type: &'static str,
    pub(crate) start: Timestamp,
    /// None while the meeting is still being recorded.
    pub(crate) end: Option<Timestamp>,
    pub(crate) deleted_time: Option<Timestamp>,
    pub(crate) content: Content,
    /// The opaque part of its `download_url`.
    pub(crate) key: String,
}

/// The sound of one participant, recorded apart.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ParticipantAudioFile {
    pub(crate) file_name: String,
    pub(crate) file: RecordingFile,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum FileType {
    Mp4,
    M4a,
    Chat,
    Transcript,
    Timeline,
}

impl FileType {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mp4 => "MP4",
            Self::M4a => "M4A",
            Self::Chat => "CHAT",
            Self::Transcript => "TRANSCRIPT",
            Self::Timeline => "TIMELINE",
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Mp4 => "MP4",
            Self::M4a => "M4A",
            Self::Chat => "TXT",
            Self::Transcript => "VTT",
            Self::Timeline => "JSON",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::M4a => "audio/mp4",
            Self::Chat => "text/plain",
            Self::Transcript => "text/vtt",
            Self::Timeline => "application/json",
        }
    }
}

impl RecordingFile {
    pub(crate) fn new(
        file_type: FileType,
        recording_type: &'static str,
        start: Timestamp,
        end: Option<Timestamp>,
        content: Content,
        ids: &mut Ids,
    ) -> Self {
        Self {
            id: ids.uuid(),
            file_type,
            recording_type,
            start,
            end,
            deleted_time: None,
            content,
            key: ids.opaque(40),
        }
    }
}

impl Recording {
    /// What the cloud recorded of an instance that has ended.
    pub(crate) fn of(instance: &Instance, ids: &mut Ids) -> Self {
        let minutes = usize::try_from(instance.duration()).unwrap_or_default();
        let seed = instance.start_time.as_second().unsigned_abs();
        let media = |brand, per_minute| Content::Media {
            brand,
            data: minutes * per_minute,
            seed,
        };
        let names: Vec<&str> = instance
            .participants
            .iter()
            .map(|participant| participant.name.as_str())
            .collect();
        let text = |text: String| Content::Text { text };
        let contents = [
            (
                FileType::Mp4,
                "shared_screen_with_speaker_view",
                media("mp42", VIDEO_PER_MINUTE),
            ),
            (FileType::M4a, "audio_only", media("M4A ", SOUND_PER_MINUTE)),
            (
                FileType::Transcript,
                "audio_transcript",
                text(transcript(&names)),
            ),
        ];
        let files = contents
            .into_iter()
            .map(|(file_type, recording_type, content)| {
                let (start, end) = (instance.start_time, Some(instance.end_time));
                RecordingFile::new(file_type, recording_type, start, end, content, ids)
            })
            .collect();
        Self {
            uuid: instance.uuid.clone(),
            meeting_id: Some(instance.meeting_id),
            host_id: instance.host_id.clone(),
            topic: instance.topic.clone(),
            kind: instance.kind,
            start_time: instance.start_time,
            duration: instance.duration(),
            password: ids.opaque(8),
            play_passcode: ids.opaque(36),
            files,
            participant_audio_files: Vec::new(),
            registration: Registration::default(),
            settings: settings(),
            uses: Vec::new(),
        }
    }

    /// Whether all of it is in the trash.
    pub(crate) fn is_trashed(&self) -> bool {
        self.files.iter().all(|file| file.deleted_time.is_some())
    }

    pub(crate) fn has_file(&self, id: &str) -> bool {
        self.files.iter().any(|file| file.id == id)
    }

    /// Completes the files that were still being recorded.
    pub(crate) fn finish(&mut self, at: Timestamp) {
        let minutes = (at.duration_since(self.start_time).as_secs() + 59) / 60;
        for file in self.files.iter_mut().filter(|file| file.end.is_none()) {
            file.end = Some(at);
            file.content = Content::Media {
                brand: "mp42",
                data: usize::try_from(minutes).unwrap_or_default() * VIDEO_PER_MINUTE,
                seed: self.start_time.as_second().unsigned_abs(),
            };
            self.duration = minutes;
        }
    }

    /// Every file that can be downloaded.
    pub(crate) fn all_files(&self) -> impl Iterator<Item = &RecordingFile> {
        let participants = self.participant_audio_files.iter().map(|audio| &audio.file);
        self.files.iter().chain(participants)
    }
}

/// The settings of a new recording. `approval_type` 2 is without registration.
pub(crate) fn settings() -> Map<String, Value> {
    let settings = [
        ("share_recording", json!("publicly")),
        ("recording_authentication", json!(false)),
        ("authentication_option", json!("")),
        ("authentication_name", json!("")),
        ("authentication_domains", json!("")),
        ("viewer_download", json!(true)),
        ("on_demand", json!(false)),
        ("approval_type", json!(2)),
        ("send_email_to_host", json!(false)),
        ("show_social_share_buttons", json!(false)),
        ("auto_delete", json!(false)),
    ];
    settings
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// A WebVTT text in which each participant says hello.
fn transcript(names: &[&str]) -> String {
    let mut text = String::from("WEBVTT\r\n");
    for (place, name) in names.iter().enumerate() {
        let (from, to) = (place * 5, place * 5 + 4);
        text.push_str(&format!(
            "\r\n{}\r\n00:{:02}:{:02}.000 --> 00:{:02}:{:02}.000\r\n{name}: Hello, everybody.\r\n",
            place + 1,
            from / 60,
            from % 60,
            to / 60,
            to % 60,
        ));
    }
    text
}
