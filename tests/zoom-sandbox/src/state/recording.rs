//! Cloud recordings and their files.

use jiff::Timestamp;
use serde::Serialize;

use crate::files::content::Content;

/// What was recorded of one meeting.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Recording {
    /// The UUID of the meeting instance.
    pub(crate) uuid: String,
    pub(crate) meeting_id: u64,
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

impl Recording {
    /// Every file that can be downloaded.
    pub(crate) fn all_files(&self) -> impl Iterator<Item = &RecordingFile> {
        let participants = self.participant_audio_files.iter().map(|audio| &audio.file);
        self.files.iter().chain(participants)
    }
}
