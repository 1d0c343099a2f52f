//! Meetings that are over.

pub(crate) mod attendance;
pub(crate) mod get;
mod group;
pub(crate) mod latest;
pub(crate) mod list;
pub(crate) mod list_instances;
pub(crate) mod list_participants;
pub(crate) mod list_polls;
pub(crate) mod list_questions;
pub(crate) mod questions;

pub(crate) use group::OF_A_PAST_MEETING;
