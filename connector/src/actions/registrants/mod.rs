//! People who have registered for meetings.

pub(crate) mod add;
pub(crate) mod batch_add;
pub(crate) mod delete;
pub(crate) mod get_questions;
mod group;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod questions;
pub(crate) mod registrant;
pub(crate) mod update_questions;
pub(crate) mod update_status;
