//! The archive: what is kept of every meeting for compliance, beside any
//! recording.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{
    instance::Instance,
    recording::{FileType, RecordingFile},
};
use crate::{files::content::Content, ids::Ids};

/// How long after a meeting its archive is complete.
const DELAY: SignedDuration = SignedDuration::from_mins(5);
/// Bytes of archived sound, whatever the length.
const SOUND: usize = 4_000;

/// The archive of one instance.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Archive {
    pub(crate) complete_time: Timestamp,
    pub(crate) files: Vec<ArchivedFile>,
}

/// One file of an archive.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ArchivedFile {
    pub(crate) file: RecordingFile,
    /// The participant whose own file it is; none for the whole meeting's.
    pub(crate) participant_email: Option<String>,
    /// SHA-256 in hexadecimal digits.
    pub(crate) encryption_fingerprint: String,
    /// Of a chat.
    pub(crate) number_of_messages: Option<usize>,
    pub(crate) auto_delete: bool,
}

impl Archive {
    /// Archives an instance that has ended: its sound, its chat, and the sound
    /// of each participant.
    pub(crate) fn of(instance: &Instance, ids: &mut Ids) -> Self {
        let sound = Content::Media {
            brand: "M4A ",
            data: SOUND,
            seed: instance.start_time.as_second().unsigned_abs(),
        };
        let chat: Vec<String> = instance
            .participants
            .iter()
            .map(|participant| format!("00:00:30\t{}:\tHello\r\n", participant.name))
            .collect();
        let mut file = |file_type, recording_type, content, participant_email| ArchivedFile {
            file: RecordingFile::new(
                file_type,
                recording_type,
                instance.start_time,
                Some(instance.end_time),
                content,
                ids,
            ),
            participant_email,
            encryption_fingerprint: ids.hex(64),
            number_of_messages: (file_type == FileType::Chat).then_some(chat.len()),
            auto_delete: false,
        };
        let mut files = vec![file(FileType::M4a, "audio_only", sound.clone(), None)];
        let text = chat.concat();
        files.push(file(
            FileType::Chat,
            "chat_file",
            Content::Text { text },
            None,
        ));
        for participant in &instance.participants {
            let email = Some(participant.email.clone());
            files.push(file(FileType::M4a, "audio_only", sound.clone(), email));
        }
        Self {
            complete_time: instance.end_time + DELAY,
            files,
        }
    }
}
