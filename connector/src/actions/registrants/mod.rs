//! People who have registered for meetings.

pub(crate) mod add;
mod batch;
pub(crate) mod batch_add;
pub(crate) mod decided;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod get_questions;
mod group;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod questions;
pub(crate) mod registrant;
pub(crate) mod sync;
mod sync_search;
pub(crate) mod update_questions;
pub(crate) mod update_status;
