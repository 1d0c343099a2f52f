//! What is under way between two steps, as the bytes that the host keeps for it.
//!
//! Each kind of call writes its own state and one place reads all of them, so what is in here is
//! left open.

use serde::{Deserialize, Serialize};

use crate::json;

/// How many bytes a state may have: the contract allows no more.
const LIMIT: usize = 1 << 20;

/// How many bytes of it are for what a call comes to know: answers that it looks at, and where in a
/// list it is.
const COMES_TO_KNOW: usize = 128 << 10;

/// How many bytes the state of a call may have that begins.
pub(crate) const LIMIT_AT_FIRST: usize = LIMIT - COMES_TO_KNOW;

/// An action under way, a verification of a connection, or a poll.
#[derive(Serialize, Deserialize)]
pub(crate) enum State<Action, Verification, Poll = ()> {
    Action(Action),
    Verification(Verification),
    Poll(Poll),
}

impl<Action: Serialize, Verification: Serialize, Poll: Serialize>
    State<Action, Verification, Poll>
{
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        json::bytes(self)
    }
}
