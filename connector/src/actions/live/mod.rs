//! Meetings that go on: what is done in them from outside, and where they are streamed to.

pub(crate) mod control_ai_companion;
pub(crate) mod control_livestream;
pub(crate) mod control_recording;
mod group;
pub(crate) mod invite;
pub(crate) mod remove_participant;
pub(crate) mod update_livestream;
pub(crate) mod update_waiting_room;
