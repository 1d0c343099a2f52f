//! People who have registered for meetings.

mod group;
pub(crate) mod list;
mod registrant;
