//! The latest instance of a meeting that a number names.
//!
//! Summaries and transcripts belong to instances, and Zoom does not find them by the number of the
//! meeting; so the number is looked up first.

use serde_json::Value;

use super::get;
use crate::endpoint::Ask;
use crate::input::Input;
use crate::look::{Decision, Look};
use crate::shape::Shape;

/// Looks up the instance that a number stands for.
pub(crate) static LATEST: Look = Look {
    asks: &[&get::ACTION.endpoint],
    before,
    decide,
    after: |_| None,
};

fn before(input: &Input) -> Option<Ask> {
    let id = input.text("meeting_id")?;
    let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| get::ACTION.ask(Input::default().with("meeting_id", id)))
}

fn decide(_: &Shape, input: Input, seen: Option<&Value>, _: u64) -> Decision {
    let uuid = seen.and_then(|meeting| meeting.get("uuid")?.as_str());
    let mut warnings = Vec::new();
    let input = match uuid {
        Some(uuid) => input.with("meeting_id", uuid),
        None => {
            warnings.push(
                "The connection has no scope to look up the latest instance of the meeting, so Zoom \
                 is asked for its number, by which it may find nothing. Name the UUID of an instance."
                    .to_owned(),
            );
            input
        }
    };
    Decision {
        input,
        certain: true,
        warnings,
        problems: Vec::new(),
    }
}
