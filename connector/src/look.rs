//! Looking at what there is before it is changed, and at what has become of it afterwards.
//!
//! Zoom ruins some things without a word, and ignores others. Whether it would can depend on what
//! there is: so an action may look first, and send something else than the input says, or nothing.

use serde_json::Value;

use crate::contract::FieldProblem;
use crate::endpoint::{Ask, Endpoint};
use crate::input::Input;
use crate::shape::Shape;

/// How an action looks at what it changes.
pub(crate) struct Look {
    /// The endpoints that it asks.
    pub(crate) asks: &'static [&'static Endpoint],
    /// What to look at before; none when this input can be sent without.
    pub(crate) before: fn(&Input) -> Option<Ask>,
    /// What to send, now that it is known what there is, or that it may not be looked at. The shape is
    /// that of the input, the time is the host's clock, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) decide: fn(&Shape, Input, Option<&Value>, u64) -> Decision,
    /// What to look at when it is done; none when nothing that could be ignored was sent. Where the
    /// decision is that the look before has told enough, there is none either.
    pub(crate) after: fn(&Input) -> Option<Ask>,
}

/// What to send.
pub(crate) struct Decision {
    pub(crate) input: Input,
    /// Whether it is known that nothing of it will be ignored.
    pub(crate) certain: bool,
    /// What the caller should know.
    pub(crate) warnings: Vec<String>,
    /// Why nothing is to be sent.
    pub(crate) problems: Vec<FieldProblem>,
}

/// What a caller is told who looks at the first request without making it.
pub(crate) const LOOKS_FIRST: &str =
    "This looks at what there is; what was asked for is sent after that, unless it would do harm.";
