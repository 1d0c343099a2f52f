//! What is under way between two steps, as bytes.
//!
//! Another instance on another machine may go on with it, so all that is needed is in it, and no
//! secret: the connector has none.

use serde::{Deserialize, Serialize};

use crate::contract::Failure;

/// What a reply is the reply to.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) enum State {
    /// Asking whose workspace it is.
    Connecting { granted: Vec<String> },
    /// Writing a note.
    Creating(Creation),
    /// Looking for a note whose answer was lost.
    Looking(Creation),
    /// Listing notes, page by page.
    Listing,
    /// Reading what is attached to a note.
    Reading { note_id: String },
    /// Downloading what is attached to a note.
    Downloading { note_id: String },
    /// Asking whether the service is up.
    AskingStatus,
    /// Asking where the journal of changes ends.
    Marking,
    /// Reading the journal of changes, page by page.
    Polling(Mark),
    /// Waiting for the signature that a delivery should have.
    Verifying { signature: Vec<u8>, body: String },
    /// Waiting for the signature that proves that the address is ours.
    Proving { token: String },
    /// For the tests: the recital of all that was heard.
    Reciting { heard: Vec<String> },
    /// For the tests: the same, for whoever made a delivery.
    RecitingBack { heard: Vec<String> },
    /// For the tests: writing a note, come what may.
    Insisting { text: String },
    /// For the tests: nothing but size.
    Hoarding { hoard: String },
}

/// A note that is being written.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Creation {
    /// What it says.
    pub(crate) text: String,
    /// When it was begun, by the host's clock: seconds since 1970.
    pub(crate) begun: u64,
    /// Whether the grant allows to look for it.
    pub(crate) may_look: bool,
    /// What the caller should know.
    pub(crate) warnings: Vec<String>,
}

/// How far the journal of changes was read.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Mark {
    /// The first change that happened after the first poll.
    pub(crate) first: u64,
    /// The change that is expected next.
    pub(crate) next: u64,
}

impl State {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and numbers become JSON")
    }

    /// The action or the trigger that it is a part of, by its id.
    pub(crate) fn part_of(&self) -> Option<&'static str> {
        Some(match self {
            Self::Creating(_) | Self::Looking(_) => "create-note",
            Self::Listing => "list-notes",
            Self::Reading { .. } => "read-attachment",
            Self::Downloading { .. } => "download-attachment",
            Self::AskingStatus => "get-status",
            Self::Marking | Self::Polling(_) => "note-written",
            _ => return None,
        })
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Failure> {
        serde_json::from_slice(bytes).map_err(|_| {
            Failure::new(
                "invalid-input",
                "The state is of another version of this connector. Start again.",
            )
        })
    }
}
