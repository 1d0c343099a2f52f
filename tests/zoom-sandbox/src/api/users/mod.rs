//! Users.

pub(crate) mod get;
