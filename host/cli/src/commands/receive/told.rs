//! What has been told, so that a repetition is not told again.

use connector_host::triggers::{Event, Window};
use jiff::Timestamp;

/// How long the ids are kept, in seconds: APIs repeat for an hour and a half, of
/// what may be signed as long ago.
const KEPT: u64 = 3 * 3_600;

/// What has been told.
#[derive(Debug, Default)]
pub(super) struct Told(Window);

impl Told {
    /// Those of some events that were not told yet. They are then.
    pub(super) fn news(&mut self, events: Vec<Event>, now: Timestamp) -> Vec<Event> {
        self.0.admit(events, KEPT, now)
    }
}
