//! What is done beside an action, once it is done: one thing after the other. What fails of it is named,
//! and takes nothing from what is done.

use crate::endpoint::Ask;

/// One of the things that are done beside.
pub(crate) struct Part {
    pub(crate) ask: Ask,
    /// What it makes, as people call it.
    pub(crate) what: String,
    /// How much it takes. What an account does not allow at an endpoint, it does not allow there where as
    /// much or more is taken.
    pub(crate) takes: u8,
}
