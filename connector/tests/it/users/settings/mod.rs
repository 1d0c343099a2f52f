//! The settings of a user.

mod get;
