//! The settings of a user.

mod get;
mod update;
