//! What is under way between two steps, as the bytes that the host keeps for it.
//!
//! Each kind of call writes its own state and one place reads all of them, so what is in here is
//! left open.

use serde::{Deserialize, Serialize};

use crate::json;

/// An action under way, or a verification of a connection.
#[derive(Serialize, Deserialize)]
pub(crate) enum State<Action, Verification> {
    Action(Action),
    Verification(Verification),
}

impl<Action: Serialize, Verification: Serialize> State<Action, Verification> {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        json::bytes(self)
    }
}
