//! What has happened, as the contract tells it: the same for a delivery and for a poll.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The trigger that tells of written notes.
pub(crate) const NOTE_WRITTEN: &str = "note-written";

/// A change, as Notes tells it: in a delivery, and in its journal.
#[derive(Debug, Deserialize)]
#[serde(tag = "what")]
pub(crate) enum Change {
    /// Somebody has written a note.
    #[serde(rename = "note.written")]
    NoteWritten { workspace: String, note: Note },
    /// No trigger tells of it.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Note {
    id: String,
    text: String,
    author: String,
    written_at: String,
}

/// The event that a change is; none for changes that no trigger tells of.
///
/// The id is made of what both ways know, so that it is the same by both.
pub(crate) fn event(change: &Change) -> Option<Value> {
    let Change::NoteWritten { workspace, note } = change else {
        return None;
    };
    Some(json!({
        "trigger": NOTE_WRITTEN,
        "id": format!("note.written {} {}", note.id, note.written_at),
        "occurred_at": note.written_at,
        "subject": { "account": workspace, "user": note.author },
        "data": note,
    }))
}
