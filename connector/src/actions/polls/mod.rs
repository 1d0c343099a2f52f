//! Polls of meetings.

pub(crate) mod create;
pub(crate) mod create_batch;
pub(crate) mod delete;
pub(crate) mod get;
mod group;
pub(crate) mod list;
mod poll;
pub(crate) mod update;

pub(crate) use poll::DEFINED;
